/** Runs a session of ONNX Runtime Web on tensors of the core, and gives back tensors of the core. */

import type * as Ort from 'onnxruntime-web';
import { tensor, textTensor, textsOf } from '../core/parity/tensor';
import type { DType, ITensor, TensorData } from '../core/parity/tensor';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, ITensor>>;

/**
 * Runs one case.
 *
 * @param fetches - outputs to compute; all when it is not given
 * @throws Error when an input is missing or an output has a type that cannot be compared
 */
export async function runCase(
  ort: typeof Ort,
  session: Ort.InferenceSession,
  inputs: Tensors,
  fetches: readonly string[] = session.outputNames
): Promise<Record<string, ITensor>> {
  const feeds: Record<string, Ort.Tensor> = {};
  for (const name of session.inputNames) {
    const value = inputs[name];
    if (!value) {
      throw new Error(`the cases hold no input "${name}"`);
    }
    feeds[name] =
      value.dtype === 'string'
        ? new ort.Tensor('string', textsOf(value), [...value.dims])
        : new ort.Tensor(value.dtype as 'float32', value.data as Float32Array, [...value.dims]);
  }
  // at the session's own level the runtime would log every node of every run
  const results = await session.run(feeds, fetches, { logSeverityLevel: 2 });
  const outputs: Record<string, ITensor> = {};
  for (const name of fetches) {
    outputs[name] = fromOrt(name, results[name]);
  }
  return outputs;
}

function fromOrt(name: string, value: Ort.Tensor): ITensor {
  if (value.type === 'string') {
    return textTensor(value.dims, value.data as string[]);
  }
  if (value.type === 'int4' || value.type === 'uint4') {
    throw new Error(`output "${name}" is of type ${value.type}, which cannot be compared`);
  }
  let data = value.data as TensorData;
  if (value.type === 'float16' && !(data instanceof Uint16Array)) {
    // newer browsers give a Float16Array; the raw bits are what we keep
    const half = data as { buffer: ArrayBufferLike; byteOffset: number; length: number };
    data = new Uint16Array(half.buffer, half.byteOffset, half.length);
  }
  return tensor(value.type as DType, value.dims, data.slice());
}
