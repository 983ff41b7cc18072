/**
 * Whether a model can be held here at all, seen before the runtime is loaded: a browser that runs out of memory ends the
 * worker, and what it says then helps nobody.
 */

import type { IAdapterFacts } from '../core/parity/reportSchema';
import type { IInitializer } from './inspect';
import type { Tensors } from './tensors';

/** Why something does not fit, and what to do. */
export interface IMisfit {
  readonly reason: string;
  readonly cure: string;
}

/** What WebAssembly with 32-bit addresses can hold. */
const wasmMemory = 4 * 1024 ** 3;

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** A weight that lies in a file beside the model: the runtime in a browser is given the model alone. */
export function lacksWeights(initializers: readonly IInitializer[]): IMisfit | null {
  const away = initializers.filter(one => one.external);
  return away.length === 0
    ? null
    : {
        reason: `${away.length} of its weights lie in another file, the first is "${away[0].name}"`,
        cure: "Make it one file: onnx.save(onnx.load('model.onnx'), 'model.onnx'), or export with external_data=False."
      };
}

/**
 * A model that is too large for a browser.
 *
 * @param modelBytes - counted twice: the file, and the weights that are read from it
 * @param cases - of which one at a time is in memory
 */
export function tooLarge(modelBytes: number, cases: readonly Tensors[]): IMisfit | null {
  const sizes = cases.map(one =>
    Object.values(one).reduce((sum, value) => sum + value.data.byteLength, 0)
  );
  const need = 2 * modelBytes + Math.max(0, ...sizes);
  return need <= wasmMemory
    ? null
    : {
        reason: `it needs ${gigabytes(need)} for the model and one case, and a browser gives ${gigabytes(wasmMemory)} at most`,
        cure: 'Use a smaller batch, a smaller model, or half precision.'
      };
}

/** A weight that is larger than a buffer of the graphics adapter may be. */
export function tooLargeForAdapter(
  initializers: readonly IInitializer[],
  { maxBufferSize, maxStorageBufferBindingSize }: IAdapterFacts['limits']
): IMisfit | null {
  const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const large = initializers.find(one => one.raw.length > most);
  return large
    ? {
        reason: `its weight "${large.name}" takes ${gigabytes(large.raw.length)}, and a buffer of this adapter ${gigabytes(most)} at most`,
        cure: 'Use the WASM result, or a graphics card that allows larger buffers.'
      }
    : null;
}
