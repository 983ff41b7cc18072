/**
 * Measures every node of a model on one runtime of the browser against right values, in one worker.
 *
 * WebGPU is measured against the CPU kernels of the same build. WASM is measured against values that another build of
 * the runtime computed, which the kernel's own outputs vouch for. The model is run twice: once whole, and once with its
 * nodes cut apart and fed with the right values. At last what helps is tried on the model as it is shipped.
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
import type { Provider } from '../core/parity/reportSchema';
import { toFloat64, unravel } from '../core/parity/tensor';
import type { ITensor } from '../core/parity/tensor';
import { toleranceFor } from '../core/parity/tolerance';
import { passes } from '../core/parity/verdict';
import { cutApart } from './graph';
import { readInside, runOnceOn, tap } from './taps';
import type { IInside, Optimization, RunOnce } from './taps';
import type { Tensors } from './tensors';

/** What to search. */
export interface IBisectJob {
  /** The runtime that leaves the tolerance. */
  readonly subject: Provider;
  readonly model: Uint8Array;
  readonly vector: string;
  readonly inputs: Tensors;
  /** Number of nodes whose rounding adds up, for the tolerance. */
  readonly heavyNodes: number;
  /** For WASM: what the kernel computed, and what another build of the runtime computes. */
  readonly right?: IInside & { readonly expected: Tensors };
}

/** Elements that are shown for each node to blame, and nodes that are shown. */
const shownValues = 3;
const shownNodes = 5;

type Compare = (wanted: Tensors, given: Tensors, heavy: number) => IOutputMetrics[];
type Step = (text: string) => void;

const snrOf = (all: readonly IOutputMetrics[]): number => Math.min(...all.map(one => one.snr_db));
const fine = (all: readonly IOutputMetrics[]): boolean => all.every(one => passes(one.verdict));

/**
 * Searches.
 *
 * @param step - told what is being done
 * @returns what was found; `not-searched` with the reason when a step failed
 */
export async function bisect(ort: typeof Ort, job: IBisectJob, step: Step): Promise<IBisect> {
  try {
    return await search(runOnceOn(ort), job, step);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return notSearched(job.vector, reason, job.subject);
  }
}

async function search(run: RunOnce, job: IBisectJob, step: Step): Promise<IBisect> {
  const { subject, inputs, heavyNodes: heavy } = job;
  const node = subject === 'webgpu' ? 'G' : 'W';
  const compare: Compare = (wanted, given, count) =>
    Object.entries(wanted).map(([name, value]) =>
      compareTensors(name, value, given[name], toleranceFor(value.dtype, node, count))
    );

  step('Repeating the difference');
  const right = job.right?.expected ?? (await run(job.model, 'wasm', 'all', inputs));
  const given = await run(job.model, subject, 'all', inputs);
  const before = compare(right, given, heavy);
  if (fine(before)) {
    return nothingFound(job, againFine[subject]);
  }
  if (job.right && !fine(compare(right, job.right.outputs, heavy))) {
    return fine(compare(job.right.outputs, given, heavy))
      ? nothingFound(job, bothAlike)
      : notSearched(
          job.vector,
          'no other build of the runtime gives what the kernel computed',
          subject
        );
  }

  step('Reading the values inside the model');
  const finals = Object.keys(right);
  const tapped = tap(job.model, finals);
  const { inside } = job.right ?? (await readInside(run, tapped, { outputs: finals, inputs }));
  const names = Object.keys(inside);
  const whole = await run(tapped.tapped, subject, 'disabled', inputs, () => [
    ...new Set([...names, ...finals])
  ]);

  step('Measuring each node alone');
  const cut = cutApart(tapped.model, new Map(Object.entries(inside)));
  const alone = await run(cut.model, subject, 'disabled', { ...inputs, ...inside });
  const measured = names.map((name): INodeMeasure => {
    const { name: of, op } = tapped.nodes.get(name)!;
    const measure = (value: ITensor, count: number): INodeMeasure['accumulated'] =>
      measureOf(compare({ [name]: inside[name] }, { [name]: value }, count)[0]);
    return {
      name: of,
      op,
      output: name,
      accumulated: measure(whole[name], heavy),
      local: measure(alone[cut.outputOf(name)], 0),
      culprit: false
    };
  });
  const nodes = markCulprits(measured);
  const values = nodes
    .filter(one => one.culprit)
    .slice(0, shownNodes)
    .flatMap(one => worstValues(one, inside[one.output], alone[cut.outputOf(one.output)]));

  step('Trying the workaround');
  const unoptimized = compare(right, whole, heavy);
  const common = { subject, vector: job.vector, nodes, values };
  const guilty = nodes.some(one => one.culprit);
  if (fine(unoptimized) && !guilty) {
    return {
      ...common,
      status: 'fusion',
      sentence: fused[subject],
      workaround: {
        nodes: [],
        optimization: 'disabled',
        verified: true,
        snr_before: snrOf(before),
        snr_after: snrOf(unoptimized),
        code: workaroundCode(subject, [], 'disabled')
      }
    };
  }
  return {
    ...common,
    status: guilty ? 'found' : 'accumulated',
    sentence: sentenceOf(nodes, subject),
    // there is no other kernel for a node on WASM
    workaround:
      subject === 'webgpu'
        ? await workaround(
            async (nodesOnCpu, optimization) => {
              const provider = { name: 'webgpu', forceCpuNodeNames: nodesOnCpu } as const;
              return compare(right, await run(tapped.model, provider, optimization, inputs), heavy);
            },
            nodes,
            before
          )
        : null
  };
}

/** More and more nodes on the CPU, until the model passes; the last try when it never does. */
async function workaround(
  attempt: (nodes: string[], optimization: Optimization) => Promise<IOutputMetrics[]>,
  nodes: readonly INodeMeasure[],
  before: readonly IOutputMetrics[]
): Promise<IBisect['workaround']> {
  let last: IBisect['workaround'] = null;
  for (const names of setsToTry(nodes)) {
    // a node that the optimizer fuses has another name then, and the order does not reach it
    for (const optimization of ['all', 'disabled'] as const) {
      const after = await attempt(names, optimization);
      last = {
        nodes: names,
        optimization,
        verified: fine(after),
        snr_before: snrOf(before),
        snr_after: snrOf(after),
        code: workaroundCode('webgpu', names, optimization)
      };
      if (last.verified) {
        return last;
      }
    }
  }
  return last;
}

const againFine: Record<Provider, string> = {
  webgpu:
    'Run again, WebGPU and the CPU of the browser agree on this case, so no node of WebGPU is to blame.',
  wasm: 'Run again, WASM gives what the kernel computed for this case, so no node of WASM is to blame.'
};

const bothAlike =
  'Another build of the runtime computes what WASM computes, so no node of WASM is to blame: ' +
  'the model file is not the one that the kernel ran, or its export is wrong.';

const fused: Record<Provider, string> = {
  webgpu:
    'Only the optimized model differs: two or more nodes that WebGPU runs as one compute something else. ' +
    'Without optimizations it is within tolerance.',
  wasm:
    'Only the optimized model differs: two or more nodes that WASM runs as one compute something else. ' +
    'Without optimizations it is within tolerance.'
};

function nothingFound({ subject, vector }: IBisectJob, sentence: string): IBisect {
  return { status: 'gone', subject, sentence, vector, nodes: [], values: [], workaround: null };
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
    right: String(r[i]),
    actual: String(a[i])
  }));
}
