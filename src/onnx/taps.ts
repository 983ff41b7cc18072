/**
 * Reads the values inside a model, with the optimizations off, because a value that is looked at cannot be fused away.
 */

import type * as Ort from 'onnxruntime-web';
import { isFloat } from '../core/parity/tensor';
import type { ITensor } from '../core/parity/tensor';
import { addOutputs, nameNodes, readNodes } from './graph';
import type { INode } from './graph';
import { runCase } from './tensors';
import type { Tensors } from './tensors';

/** A model whose values are read, and one case of it. */
export interface IInsideJob {
  readonly model: Uint8Array;
  readonly inputs: Tensors;
  /** Names of the model's outputs. */
  readonly outputs: readonly string[];
}

/** What a model computes for a case: its outputs, and the real numbers inside it in the order of the nodes. */
export interface IInside {
  readonly outputs: Tensors;
  readonly inside: Tensors;
}

export type Optimization = 'all' | 'disabled';

/** Runs a model once in a session of its own. */
export type RunOnce = (
  model: Uint8Array,
  provider: Ort.InferenceSession.ExecutionProviderConfig,
  optimization: Optimization,
  inputs: Tensors,
  choose?: (session: Ort.InferenceSession) => readonly string[]
) => Promise<Record<string, ITensor>>;

/** More than this is not held in memory for values inside the model. */
const maxTapBytes = 256 * 1024 ** 2;

/** Runs with a build of the runtime. */
export function runOnceOn(ort: typeof Ort): RunOnce {
  return async (model, provider, optimization, inputs, choose) => {
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [provider],
      graphOptimizationLevel: optimization,
      logSeverityLevel: 3
    });
    try {
      return await runCase(ort, session, inputs, choose?.(session));
    } finally {
      await session.release();
    }
  };
}

/** A model with every value of its nodes as an output. */
export interface ITapped {
  /** With names for all nodes, otherwise as it was. */
  readonly model: Uint8Array;
  readonly tapped: Uint8Array;
  /** The node that gives each value. */
  readonly nodes: ReadonlyMap<string, INode>;
}

/** Adds the outputs. */
export function tap(bytes: Uint8Array, finals: readonly string[]): ITapped {
  const model = nameNodes(bytes);
  const nodes = new Map(
    readNodes(model).flatMap(node => node.outputs.map(name => [name, node] as const))
  );
  const inner = [...nodes.keys()].filter(name => !finals.includes(name));
  return { model, tapped: addOutputs(model, inner), nodes };
}

/**
 * Reads outputs and real numbers inside with the CPU kernels of a runtime.
 *
 * @throws Error when they take more memory than is allowed, or the runtime refuses the model
 */
export async function readInside(
  run: RunOnce,
  { tapped, nodes }: ITapped,
  { outputs: finals, inputs }: Pick<IInsideJob, 'inputs' | 'outputs'>
): Promise<IInside> {
  let floats: string[] = [];
  const values = await run(tapped, 'wasm', 'disabled', inputs, session => {
    const types = new Map(
      session.outputMetadata.map(one => [one.name, one.isTensor ? one.type : 'string'])
    );
    // in the order of the nodes
    floats = [...nodes.keys()].filter(name => isFloat(types.get(name) as 'float32'));
    return [...new Set([...floats, ...finals])];
  });
  const pick = (names: readonly string[]): Tensors =>
    Object.fromEntries(names.map(name => [name, values[name]]));
  const inside = pick(floats);
  const size = Object.values(inside).reduce((sum, one) => sum + one.data.byteLength, 0);
  if (size > maxTapBytes) {
    throw new Error(`the values inside the model take ${size} bytes; use a smaller batch`);
  }
  return { outputs: pick(finals), inside };
}
