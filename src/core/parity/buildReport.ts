/**
 * Puts the chain together: what the kernel recorded, what the browser computed, into one report with one verdict.
 *
 * Pure: the time stamp and every tensor are handed in. It never lifts a result: a provider that did not run, an
 * output that is missing and a model that differs from run to run are stated in words.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { IBisect } from './bisectSchema';
import type { ICase, ICases } from './cases';
import { compareTensors } from './compare';
import type { Level } from './metrics';
import type {
  IAdapterFacts,
  IBrowserFacts,
  IModelFacts,
  IParityEdge,
  IParityReport,
  IPlacement,
  IProviderReport,
  ITiming,
  Provider
} from './reportSchema';
import { residualsOf } from './residuals';
import { bytesOf } from './tensor';
import type { ITensor } from './tensor';
import { deepAbove, profileId, toleranceFor } from './tolerance';
import type { ChainNode, IBound } from './tolerance';
import { levelWords, passes, worst } from './verdict';
import type { IFlag } from './verdict';

/** What one provider of the browser gave back. */
export interface IProviderRun {
  readonly provider: Provider;
  readonly status: 'ran' | 'not-run';
  readonly reason: string | null;
  readonly cure: string | null;
  readonly ort: { readonly version: string; readonly bundle: string };
  readonly adapter: IAdapterFacts | null;
  readonly placement: IPlacement | null;
  /** Outputs by name for each case, in order; empty when it did not run. */
  readonly outputs: readonly Readonly<Record<string, ITensor>>[];
  /** Outputs of the first case in a second run. */
  readonly repeat: Readonly<Record<string, ITensor>> | null;
  readonly timing: ITiming | null;
  readonly browser: IBrowserFacts | null;
}

export interface IReportInput {
  /** ISO time; the core has no clock. */
  readonly created: string;
  readonly model: IModelFacts;
  readonly cases: ICases;
  readonly runs: readonly IProviderRun[];
  readonly overrides?: Readonly<Record<string, IBound>>;
  /** What the search for the node that differs found. */
  readonly bisect?: IBisect | null;
}

/** Names of the points of the chain as people read them. */
export const nodeWords: Record<ChainNode, string> = {
  N: 'notebook',
  P: 'kernel',
  C: 'ONNX Runtime CPU',
  W: 'WASM',
  G: 'WebGPU'
};

/** Names of the providers as people read them. */
export const providerWords: Record<Provider, string> = { webgpu: 'WebGPU', wasm: 'WASM' };

const heavyOps = /^(MatMul|Gemm|Conv|ConvTranspose|LSTM|GRU|RNN|Einsum|Attention|QLinear\w+)$/;

/** Nodes of a model whose rounding adds up over many products. */
export function heavyNodes(ops: Readonly<Record<string, number>>): number {
  return Object.entries(ops).reduce((sum, [op, count]) => sum + (heavyOps.test(op) ? count : 0), 0);
}

/**
 * Builds the report.
 *
 * @throws Error when the cases were recorded for another model.
 */
export function buildReport(input: IReportInput): IParityReport {
  const { cases, model, runs } = input;
  const recorded = cases.meta.modelSha256;
  if (recorded && recorded !== model.sha256) {
    throw new Error(
      `The cases were recorded for another model (sha256 ${recorded.slice(0, 8)}…, this one is ${model.sha256.slice(0, 8)}…). ` +
        'Export the model again to write both files.'
    );
  }
  const heavy = heavyNodes(model.ops);
  const edges = cases.cases.flatMap((one, index) =>
    edgesOf(one, index, runs, heavy, input.overrides ?? {})
  );
  const providers = runs.map(run =>
    providerReport(run, edges, cases, heavy, input.overrides ?? {})
  );
  const ran = providers.filter(provider => provider.status === 'ran');
  const verdict = worst(ran.map(provider => provider.verdict));
  const flags = flagsOf(cases, edges, providers);
  const unstable = flags.some(flag => flag.kind === 'nondeterministic');
  const pass = passes(verdict) && !unstable;
  const blame = passes(verdict) ? null : blameOf(edges);
  return {
    schema: 'parity/1',
    created: input.created,
    model,
    source: {
      notebook: cases.meta.notebook ?? null,
      variable: cases.meta.variable ?? null,
      kind: cases.meta.kind ?? null,
      exporter: cases.meta.exporter ?? null,
      dynamic: cases.meta.dynamic
    },
    env: { kernel: cases.meta.env, browser: runs.find(run => run.browser)?.browser ?? null },
    vectors: cases.cases.map(one => ({
      id: one.id,
      origin: one.origin,
      inputs: Object.entries(one.inputs).map(([name, value]) => ({
        name,
        dtype: value.dtype,
        shape: [...value.dims],
        sha256: bytesToHex(sha256(bytesOf(value)))
      }))
    })),
    profile: { id: profileId, deep: heavy > deepAbove, overrides: { ...input.overrides } },
    providers,
    latency: {
      notebook: cases.meta.latency?.notebook ?? null,
      ort: cases.meta.latency?.ort ?? null
    },
    edges,
    flags,
    blame,
    bisect: input.bisect ?? null,
    residuals: residualsOf(edges, cases.cases, runs),
    verdict,
    pass,
    sentence: headline(verdict, unstable, ran, cases, blame?.sentence ?? null)
  };
}

/** Edges between neighbours of the chain, missing ones with their reason, then notebook to each browser result. */
function edgesOf(
  one: ICase,
  index: number,
  runs: readonly IProviderRun[],
  heavy: number,
  overrides: Readonly<Record<string, IBound>>
): IParityEdge[] {
  const wasm = runs.find(run => run.provider === 'wasm');
  const webgpu = runs.find(run => run.provider === 'webgpu');
  const at: Partial<Record<ChainNode, Readonly<Record<string, ITensor>>>> = { N: one.outputs };
  const missing: Partial<Record<ChainNode, string>> = {};
  const set = (
    node: ChainNode,
    value: Readonly<Record<string, ITensor>> | undefined,
    reason: string
  ): void => {
    if (value && Object.keys(value).length > 0) {
      at[node] = value;
    } else {
      missing[node] = reason;
    }
  };
  set('P', one.kernel, 'the model was not run again in the kernel');
  set('C', one.ort, 'the kernel has no onnxruntime');
  set('W', wasm?.outputs[index], wasm?.reason ?? 'not asked for');
  set('G', webgpu?.outputs[index], webgpu?.reason ?? 'not asked for');
  const compare = (from: ChainNode, to: ChainNode, role: IParityEdge['role']): IParityEdge => {
    const outputs = Object.entries(at[from]!).map(([name, reference]) =>
      compareTensors(
        name,
        reference,
        at[to]![name],
        toleranceFor(reference.dtype, to, heavy, overrides[name])
      )
    );
    return {
      from,
      to,
      vector: one.id,
      role,
      status: 'compared',
      reason: null,
      outputs,
      verdict: worst(outputs.map(output => output.verdict))
    };
  };
  const edges: IParityEdge[] = [];
  let from: ChainNode = 'N';
  for (const to of ['P', 'C', 'W', 'G'] as const) {
    if (at[to]) {
      edges.push(compare(from, to, 'chain'));
      from = to;
    } else {
      edges.push({
        from,
        to,
        vector: one.id,
        role: 'chain',
        status: 'not-run',
        reason: missing[to] ?? null,
        outputs: [],
        verdict: 'not-run'
      });
    }
  }
  for (const to of ['W', 'G'] as const) {
    if (at[to]) {
      edges.push(compare('N', to, 'headline'));
    }
  }
  return edges;
}

function providerReport(
  run: IProviderRun,
  edges: readonly IParityEdge[],
  cases: ICases,
  heavy: number,
  overrides: Readonly<Record<string, IBound>>
): IProviderReport {
  const node: ChainNode = run.provider === 'webgpu' ? 'G' : 'W';
  const own = edges.filter(edge => edge.role === 'headline' && edge.to === node);
  const outputs = own.flatMap(edge => edge.outputs);
  const verdict = run.status === 'ran' ? worst(own.map(edge => edge.verdict)) : 'not-run';
  const word = providerWords[run.provider];
  let sentence: string;
  if (run.status === 'not-run' || outputs.length === 0) {
    sentence = `${word} was not run: ${run.reason ?? 'there was nothing to compare'}.`;
  } else {
    const tau = Math.max(...outputs.map(output => output.tau));
    const bad = outputs.filter(output => !passes(output.verdict));
    sentence = bad.length
      ? `${bad.length} of ${outputs.length} comparisons on ${word} are not within tolerance; the largest error is ${show(tau)} times the allowed one.`
      : `All ${outputs.length} comparisons on ${word} are within tolerance; the largest error is ${show(tau)} of the allowed one.`;
  }
  return {
    provider: run.provider,
    status: run.status,
    reason: run.reason,
    cure: run.cure,
    ort: { ...run.ort },
    adapter: run.adapter,
    placement: run.placement,
    repeat: repeatOf(run, heavy, node, overrides),
    timing: run.timing,
    verdict: cases.cases.length === 0 ? 'not-run' : verdict,
    sentence
  };
}

/** The same input a second time: a difference beyond rounding makes every other number meaningless. */
function repeatOf(
  run: IProviderRun,
  heavy: number,
  node: ChainNode,
  overrides: Readonly<Record<string, IBound>>
): IProviderReport['repeat'] {
  const first = run.outputs[0];
  if (!first || !run.repeat) {
    return null;
  }
  const again = Object.entries(first).map(([name, value]) =>
    compareTensors(
      name,
      value,
      run.repeat![name],
      toleranceFor(value.dtype, node, heavy, overrides[name])
    )
  );
  return {
    bitexact: again.every(output => output.bit_equal),
    max_abs: Math.max(0, ...again.map(output => output.max_abs?.v ?? 0)),
    verdict: worst(again.map(output => output.verdict))
  };
}

function flagsOf(
  cases: ICases,
  edges: readonly IParityEdge[],
  providers: readonly IProviderReport[]
): IFlag[] {
  const flags: IFlag[] = cases.meta.flags.map(flag =>
    flag.kind === 'stochastic'
      ? { kind: 'nondeterministic' as const, detail: flag.detail }
      : { kind: 'note' as const, detail: flag.detail }
  );
  for (const provider of providers) {
    if (provider.status === 'not-run') {
      flags.push({ kind: 'not-run', detail: provider.sentence });
    } else if (provider.repeat && !passes(provider.repeat.verdict)) {
      flags.push({
        kind: 'nondeterministic',
        detail: `Two runs on ${providerWords[provider.provider]} with the same input differ by up to ${show(provider.repeat.max_abs)}.`
      });
    }
  }
  const again = edges.filter(
    edge => edge.from === 'N' && edge.to === 'P' && edge.status === 'compared'
  );
  if (again.some(edge => !passes(edge.verdict))) {
    flags.push({
      kind: 'stale',
      detail:
        'The kernel computes other values now than the notebook recorded: run the notebook again from the top.'
    });
  }
  for (const edge of edges.filter(candidate => candidate.role === 'headline')) {
    for (const output of edge.outputs) {
      const where = `${output.name}, ${edge.vector}, ${nodeWords[edge.to]}`;
      if (output.nonfinite.disagree > 0) {
        flags.push({
          kind: 'nonfinite',
          detail: `${output.nonfinite.disagree} elements are NaN or infinite on one side only (${where}).`
        });
      }
      if (output.degenerate) {
        flags.push({
          kind: 'degenerate',
          detail: `The output is constant although the reference is not (${where}).`
        });
      }
    }
  }
  const batches = new Set(
    cases.cases.map(one =>
      JSON.stringify(Object.values(one.inputs).map(value => value.dims[0] ?? 0))
    )
  );
  if (cases.cases.length < 2) {
    flags.push({
      kind: 'insufficient',
      detail: 'One case only: a value that the export froze would not be seen.'
    });
  } else if (batches.size < 2) {
    flags.push({
      kind: 'insufficient',
      detail: 'All cases have the same batch size: a frozen batch would not be seen.'
    });
  }
  return flags;
}

/** The first step of the chain that does not pass is where the error enters. */
function blameOf(edges: readonly IParityEdge[]): IParityReport['blame'] {
  const order = ['P', 'C', 'W', 'G'];
  const bad = edges
    .filter(edge => edge.role === 'chain' && edge.status === 'compared' && !passes(edge.verdict))
    .sort((a, b) => order.indexOf(a.to) - order.indexOf(b.to))[0];
  if (!bad) {
    return null;
  }
  return {
    from: bad.from,
    to: bad.to,
    sentence: `The error enters between ${nodeWords[bad.from]} and ${nodeWords[bad.to]}.`
  };
}

function headline(
  verdict: Level,
  unstable: boolean,
  ran: readonly IProviderReport[],
  cases: ICases,
  blame: string | null
): string {
  if (ran.length === 0) {
    return 'Not run: no provider could run the model, so nothing was compared.';
  }
  const words = ran
    .map(provider => `${levelWords[provider.verdict]} on ${providerWords[provider.provider]}`)
    .join(', ');
  const names = new Set(cases.cases.flatMap(one => Object.keys(one.outputs))).size;
  const size = `${cases.cases.length} ${cases.cases.length === 1 ? 'case' : 'cases'}, ${names} ${names === 1 ? 'output' : 'outputs'}`;
  const tail = unstable
    ? ' The model gives different values for the same input, so this proves nothing.'
    : !passes(verdict) && blame
      ? ` ${blame}`
      : '';
  return `${words}: ${size}.${tail}`;
}

/** A number for a sentence: two significant digits. */
export function show(value: number): string {
  if (value === 0) {
    return '0';
  }
  const size = Math.abs(value);
  return size >= 1e4 || size < 1e-3
    ? value.toExponential(1)
    : Number(value.toPrecision(2)).toString();
}
