/**
 * Runs one model with ONNX Runtime Web on exactly one provider, and says what really happened.
 *
 * The runtime is handed in by the worker, because the WebGPU build and the full WASM build are two bundles (the WebGPU
 * one has no float64, no text and no ai.onnx.ml operators). Creating and running go through one chain: two calls at a
 * time hang the WebGPU build. There is no silent fallback: only one provider is named to the runtime.
 */

import type * as Ort from 'onnxruntime-web';
import type { IBisect } from '../core/parity/bisectSchema';
import type { IProviderRun } from '../core/parity/buildReport';
import { percentile } from '../core/parity/percentile';
import type { IBrowserFacts, Provider } from '../core/parity/reportSchema';
import type { ITensor } from '../core/parity/tensor';
import { adapterFacts, askAdapter } from './adapter';
import { bisect } from './bisect';
import type { IBisectJob } from './bisect';
import { lacksWeights, tooLarge, tooLargeForAdapter } from './fits';
import { outlineModel } from './inspect';
import { collectConsole, parsePlacement } from './placement';
import type { ILogCollector } from './placement';
import type { IRunJob, IRunProgress } from './protocol';
import { readInside, runOnceOn, tap } from './taps';
import type { IInside, IInsideJob } from './taps';
import { runCase } from './tensors';

/** A build of the runtime with the provider that it is here for. */
export interface IRuntime {
  readonly ort: typeof Ort;
  readonly provider: Provider;
  readonly bundle: string;
  /** Address of the .wasm file. */
  readonly wasmUrl: string;
}

/** The parts of a worker or page that a run looks at. */
export interface IRunScope {
  readonly isSecureContext: boolean;
  readonly crossOriginIsolated: boolean;
  readonly navigator: { readonly userAgent: string; readonly gpu?: GPU };
  readonly console: Console;
}

/** No more time than this goes into timed runs, in milliseconds. */
const timingBudget = 2000;

let chain: Promise<unknown> = Promise.resolve();
let collector: ILogCollector | null = null;

/** Sets the runtime up, before its first session. */
function prepare({ ort, wasmUrl }: IRuntime, scope: IRunScope): ILogCollector {
  collector ??= collectConsole(scope.console);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = { wasm: wasmUrl };
  ort.env.logLevel = 'verbose';
  return collector;
}

/** Runs `work` after everything that was asked for before, also when that failed. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = chain.then(work, work);
  chain = turn.catch(() => undefined);
  return turn;
}

/**
 * Runs all cases of a job.
 *
 * @returns what ran; `not-run` with its reason when the provider or the model does not work here
 */
export function runJob(
  runtime: IRuntime,
  scope: IRunScope,
  job: IRunJob,
  progress: (step: IRunProgress) => void
): Promise<IProviderRun> {
  return inTurn(() => run(runtime, scope, job, progress));
}

/**
 * Reads what the CPU kernels of this build compute, inside the model too.
 *
 * @throws Error when the build refuses the model
 */
export function insideJob(runtime: IRuntime, scope: IRunScope, job: IInsideJob): Promise<IInside> {
  return inTurn(() => {
    prepare(runtime, scope);
    return readInside(runOnceOn(runtime.ort), tap(job.model, job.outputs), job);
  });
}

/** Searches for the node that differs on the worker's runtime. */
export function bisectJob(
  runtime: IRuntime,
  scope: IRunScope,
  job: IBisectJob,
  progress: (step: IRunProgress) => void
): Promise<IBisect> {
  return inTurn(() => {
    prepare(runtime, scope);
    let done = 0;
    return bisect(runtime.ort, job, text =>
      progress({ provider: runtime.provider, step: text, done: done++, total: 4 })
    );
  });
}

async function run(
  runtime: IRuntime,
  scope: IRunScope,
  job: IRunJob,
  progress: (step: IRunProgress) => void
): Promise<IProviderRun> {
  const { ort, provider } = runtime;
  const total = job.cases.length + 3;
  let done = 0;
  const step = (text: string): void => progress({ provider, step: text, done: done++, total });
  const base: IProviderRun = {
    provider,
    status: 'not-run',
    reason: null,
    cure: null,
    ort: { version: ort.env.versions?.web ?? '', bundle: runtime.bundle },
    adapter: null,
    placement: null,
    outputs: [],
    repeat: null,
    timing: null,
    browser: browserFacts(scope)
  };
  const { initializers } = outlineModel(job.model);
  const misfit = lacksWeights(initializers) ?? tooLarge(job.model.length, job.cases);
  if (misfit) {
    return { ...base, ...misfit };
  }
  if (provider === 'webgpu') {
    step('Asking for a WebGPU adapter');
    const answer = await askAdapter(scope, job.adapterTimeout);
    if (!answer.ok) {
      return { ...base, reason: answer.reason, cure: answer.cure };
    }
    const overfull = tooLargeForAdapter(initializers, answer.facts.limits);
    if (overfull) {
      return { ...base, ...overfull };
    }
    const lacking = lackingOnWebgpu(job.model);
    if (lacking) {
      return {
        ...base,
        reason: lacking,
        cure: 'Use the WASM result, which has every operator and type.'
      };
    }
  }
  const logs = prepare(runtime, scope);
  step('Loading the runtime and the model');
  let session: Ort.InferenceSession | null = null;
  // until the end: at this level the runtime prints every shader that it compiles
  logs.start();
  try {
    const t0 = performance.now();
    session = await ort.InferenceSession.create(job.model, {
      executionProviders: [provider],
      logSeverityLevel: 0
    });
    const createMs = performance.now() - t0;
    const outputs: Record<string, ITensor>[] = [];
    let firstMs = 0;
    for (const [index, inputs] of job.cases.entries()) {
      step(`Running case ${index + 1} of ${job.cases.length}`);
      const t1 = performance.now();
      outputs.push(await runCase(ort, session, inputs));
      firstMs = index === 0 ? performance.now() - t1 : firstMs;
    }
    step('Running again and timing');
    const repeat = await runCase(ort, session, job.cases[0]);
    const warm = await timeRuns(ort, session, job);
    return {
      ...base,
      status: 'ran',
      adapter: provider === 'webgpu' ? await usedAdapter(ort) : null,
      placement: provider === 'webgpu' ? parsePlacement(logs.lines()) : null,
      outputs,
      repeat,
      timing: {
        create_ms: createMs,
        first_ms: firstMs,
        warm,
        p50: percentile(warm, 0.5),
        p95: percentile(warm, 0.95)
      }
    };
  } catch (error) {
    const explained = explain(error, provider);
    const double = provider === 'webgpu' ? valueOf(job.model, 'float64') : undefined;
    // a few operators take float64 there all the same, so it is an explanation and no reason to refuse
    return double && explained.cure.includes('WASM')
      ? {
          ...base,
          ...explained,
          reason: `"${double}" is float64, which the WebGPU build does not have`
        }
      : { ...base, ...explained };
  } finally {
    await session?.release();
    logs.stop();
  }
}

async function timeRuns(
  ort: typeof Ort,
  session: Ort.InferenceSession,
  job: IRunJob
): Promise<number[]> {
  const warm: number[] = [];
  const start = performance.now();
  while (
    warm.length < job.warmRuns &&
    (warm.length < 3 || performance.now() - start < timingBudget)
  ) {
    const t = performance.now();
    await runCase(ort, session, job.cases[0]);
    warm.push(performance.now() - t);
  }
  return warm;
}

/** The adapter of the device that the runtime made, not the one that could have been asked for. */
async function usedAdapter(ort: typeof Ort): Promise<IProviderRun['adapter']> {
  const device = (await (ort.env.webgpu as { device?: unknown }).device) as GPUDevice;
  return adapterFacts(device.adapterInfo, device.features, device.limits);
}

/** What the WebGPU build can never run, seen before 27 MB are loaded for it. */
function lackingOnWebgpu(bytes: Uint8Array): string | null {
  const text = valueOf(bytes, 'string');
  if (text !== undefined) {
    return `"${text}" is string, which the WebGPU build does not have`;
  }
  return outlineModel(bytes).domains.includes('ai.onnx.ml')
    ? 'the model has ai.onnx.ml operators, which the WebGPU build does not have'
    : null;
}

/** Name of an input or output of this type. */
function valueOf(bytes: Uint8Array, type: string): string | undefined {
  const { inputs, outputs } = outlineModel(bytes);
  return [...inputs, ...outputs].find(one => one.type === type)?.name;
}

function explain(error: unknown, provider: Provider): { reason: string; cure: string } {
  const text = (error instanceof Error ? error.message : String(error))
    .replace(/ERROR_CODE: \d+, ERROR_MESSAGE: /g, '')
    // paths of the machine that built the runtime
    .replace(/\S*\/(onnxruntime\/core\/)/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  const reason =
    text.length > 300 ? `${text.slice(0, 299)}…` : text || 'the runtime gave no reason';
  if (
    /No Op registered|not implemented|NOT_IMPLEMENTED|Could not find an implementation|IsNodeCompatibleWithProvider/i.test(
      text
    )
  ) {
    return provider === 'webgpu'
      ? {
          reason,
          cure: 'This build has no such operator (float64, text and ai.onnx.ml are WASM only): use the WASM result.'
        }
      : { reason, cure: 'Export with opset 20 or lower, or replace the operator.' };
  }
  if (/requires f16|shader-f16/i.test(text)) {
    return {
      reason,
      cure: 'Export the model in float32, or use a graphics card with half precision.'
    };
  }
  if (/out of memory|allocat|buffer size/i.test(text)) {
    return { reason, cure: 'Use a smaller batch, or a smaller model.' };
  }
  return {
    reason,
    cure: 'Check that the model loads with onnxruntime in Python, then export it again.'
  };
}

function browserFacts(scope: IRunScope): IBrowserFacts {
  return {
    ua: scope.navigator.userAgent,
    coi: scope.crossOriginIsolated,
    secure: scope.isSecureContext,
    threads: 1
  };
}
