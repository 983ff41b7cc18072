/**
 * Measures every node of a model on WebGPU against the same runtime's CPU kernels, in one worker.
 *
 * Everything runs with the optimizations off, because a value that is looked at cannot be fused away. The model is run
 * twice: once whole, and once with its nodes cut apart and fed with the CPU's values. At last the nodes to blame are
 * forced to the CPU in the model as it is shipped, to see that this cures it.
 */

import type * as Ort from 'onnxruntime-web';
import {
  markCulprits,
  measureOf,
  notSearched,
  sentenceOf,
  setsToTry,
  workaroundCode
} from '../core/parity/bisect';
import type { IBisect, INodeMeasure } from '../core/parity/bisectSchema';
import { compareTensors } from '../core/parity/compare';
import type { IOutputMetrics } from '../core/parity/metrics';
import { isFloat, toFloat64, unravel } from '../core/parity/tensor';
import type { ITensor } from '../core/parity/tensor';
import { toleranceFor } from '../core/parity/tolerance';
import { passes } from '../core/parity/verdict';
import { addOutputs, cutApart, nameNodes, readNodes } from './graph';
import { runCase } from './tensors';
import type { Tensors } from './tensors';

/** What to search. */
export interface IBisectJob {
  readonly model: Uint8Array;
  readonly vector: string;
  readonly inputs: Tensors;
  /** Number of nodes whose rounding adds up, for the tolerance. */
  readonly heavyNodes: number;
}

/** More than this is not held in memory for values inside the model. */
const maxTapBytes = 256 * 1024 ** 2;

/** Elements that are shown for each node to blame, and nodes that are shown. */
const shownValues = 3;
const shownNodes = 5;

type Optimization = 'all' | 'disabled';

/**
 * Searches.
 *
 * @param step - told what is being done
 * @returns what was found; `not-searched` with the reason when a step failed
 */
export async function bisect(
  ort: typeof Ort,
  job: IBisectJob,
  step: (text: string) => void
): Promise<IBisect> {
  try {
    return await search(ort, job, step);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return notSearched(job.vector, reason);
  }
}

async function search(
  ort: typeof Ort,
  job: IBisectJob,
  step: (text: string) => void
): Promise<IBisect> {
  const model = nameNodes(job.model);
  const nodes = readNodes(model);
  const run = async (
    bytes: Uint8Array,
    provider: Ort.InferenceSession.ExecutionProviderConfig,
    optimization: Optimization,
    inputs: Tensors,
    choose?: (session: Ort.InferenceSession) => readonly string[]
  ): Promise<Record<string, ITensor>> => {
    const session = await ort.InferenceSession.create(bytes, {
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
  const compare = (wanted: Tensors, given: Tensors, heavy: number): IOutputMetrics[] =>
    Object.entries(wanted).map(([name, value]) =>
      compareTensors(name, value, given[name], toleranceFor(value.dtype, 'G', heavy))
    );
  const snrOf = (all: readonly IOutputMetrics[]): number => Math.min(...all.map(one => one.snr_db));
  const fine = (all: readonly IOutputMetrics[]): boolean => all.every(one => passes(one.verdict));

  step('Repeating the difference');
  const right = await run(model, 'wasm', 'all', job.inputs);
  const before = compare(right, await run(model, 'webgpu', 'all', job.inputs), job.heavyNodes);
  if (fine(before)) {
    return {
      status: 'gone',
      sentence:
        'Run again, WebGPU and the CPU of the browser agree on this case, so no node of WebGPU is to blame.',
      vector: job.vector,
      nodes: [],
      values: [],
      workaround: null
    };
  }

  step('Reading the values inside the model');
  const taps = new Map(nodes.flatMap(node => node.outputs.map(name => [name, node] as const)));
  const finals = Object.keys(right);
  const tapped = addOutputs(
    model,
    [...taps.keys()].filter(name => !finals.includes(name))
  );
  let floats: string[] = [];
  const reference = await run(tapped, 'wasm', 'disabled', job.inputs, session => {
    const types = new Map(
      session.outputMetadata.map(one => [one.name, one.isTensor ? one.type : 'string'])
    );
    // in the order of the nodes
    floats = [...taps.keys()].filter(name => isFloat(types.get(name) as 'float32'));
    return floats;
  });
  const size = Object.values(reference).reduce((sum, one) => sum + one.data.byteLength, 0);
  if (size > maxTapBytes) {
    throw new Error(`the values inside the model take ${size} bytes; use a smaller batch`);
  }
  const whole = await run(tapped, 'webgpu', 'disabled', job.inputs, () => [
    ...new Set([...floats, ...finals])
  ]);

  step('Measuring each node alone');
  const cut = cutApart(model, new Map(Object.entries(reference)));
  const alone = await run(cut.model, 'webgpu', 'disabled', { ...job.inputs, ...reference });
  const measured = floats.map((name): INodeMeasure => {
    const node = taps.get(name)!;
    const of = (given: ITensor, heavy: number): IOutputMetrics =>
      compare({ [name]: reference[name] }, { [name]: given }, heavy)[0];
    return {
      name: node.name,
      op: node.op,
      output: name,
      accumulated: measureOf(of(whole[name], job.heavyNodes)),
      local: measureOf(of(alone[cut.outputOf(name)], 0)),
      culprit: false
    };
  });
  const list = markCulprits(measured);
  const values = list
    .filter(node => node.culprit)
    .slice(0, shownNodes)
    .flatMap(node => worstValues(node, reference[node.output], alone[cut.outputOf(node.output)]));

  step('Trying the workaround');
  const unoptimized = compare(right, whole, job.heavyNodes);
  const common = { vector: job.vector, nodes: list, values };
  if (fine(unoptimized) && !list.some(node => node.culprit)) {
    return {
      ...common,
      status: 'fusion',
      sentence:
        'Only the optimized model differs: two or more nodes that WebGPU runs as one compute something else. ' +
        'Without optimizations it is within tolerance.',
      workaround: {
        nodes: [],
        optimization: 'disabled',
        verified: true,
        snr_before: snrOf(before),
        snr_after: snrOf(unoptimized),
        code: workaroundCode([], 'disabled')
      }
    };
  }
  let last: IBisect['workaround'] = null;
  for (const names of setsToTry(list)) {
    const provider = { name: 'webgpu', forceCpuNodeNames: names } as const;
    // a node that the optimizer fuses has another name then, and the order does not reach it
    for (const optimization of ['all', 'disabled'] as const) {
      const after = compare(
        right,
        await run(model, provider, optimization, job.inputs),
        job.heavyNodes
      );
      last = {
        nodes: names,
        optimization,
        verified: fine(after),
        snr_before: snrOf(before),
        snr_after: snrOf(after),
        code: workaroundCode(names, optimization)
      };
      if (last.verified) {
        break;
      }
    }
    if (last?.verified) {
      break;
    }
  }
  return {
    ...common,
    status: list.some(node => node.culprit) ? 'found' : 'accumulated',
    sentence: sentenceOf(list),
    workaround: last
  };
}

/** The elements that differ most; those that are no numbers on one side only come first. */
function worstValues(node: INodeMeasure, reference: ITensor, actual: ITensor): IBisect['values'] {
  const r = toFloat64(reference);
  const a = toFloat64(actual);
  const gap = (i: number): number =>
    Object.is(r[i], a[i]) ? 0 : Number.isFinite(r[i] - a[i]) ? Math.abs(r[i] - a[i]) : Infinity;
  const worst: number[] = [];
  for (let i = 0; i < r.length; i++) {
    const place = worst.findIndex(other => gap(i) > gap(other));
    if (place >= 0 || worst.length < shownValues) {
      worst.splice(place >= 0 ? place : worst.length, 0, i);
      worst.length = Math.min(worst.length, shownValues);
    }
  }
  return worst.map(i => ({
    node: node.name,
    op: node.op,
    output: node.output,
    index: `[${unravel(i, reference.dims).join(', ')}]`,
    wasm: String(r[i]),
    webgpu: String(a[i])
  }));
}
