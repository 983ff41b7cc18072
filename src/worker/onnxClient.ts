/**
 * The page's side of the ONNX workers: one fresh worker for each run, always terminated.
 *
 * A fresh one because WASM memory never shrinks and a hanging GPU call can only be ended with its worker. Cancelling,
 * crashing and taking too long all end in a clear answer.
 */

import { notSearched, suspicionOf } from '../core/parity/bisect';
import type { IBisect } from '../core/parity/bisectSchema';
import { heavyNodes } from '../core/parity/buildReport';
import type { IProviderRun } from '../core/parity/buildReport';
import type { ICase, ICases } from '../core/parity/cases';
import type { IParityReport, Provider } from '../core/parity/reportSchema';
import type { ChainNode } from '../core/parity/tolerance';
import type { IBisectJob } from '../onnx/bisect';
import type { IReportJob, IRunJob, IRunProgress, OnnxReply, OnnxRequest } from '../onnx/protocol';

/** Thrown when a person cancelled. */
export class CancelledError extends Error {
  constructor() {
    super('Cancelled. Nothing was changed.');
    this.name = 'CancelledError';
  }
}

export interface IRunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IRunProgress) => void;
  /** Milliseconds without any sign of life before the worker is given up. */
  readonly timeout?: number;
}

const defaultTimeout = 120_000;

export class OnnxClient {
  /** @param createWorker - starts a worker for a provider */
  constructor(private readonly createWorker: (provider: Provider) => Worker) {}

  /**
   * Runs a job on a provider.
   *
   * @returns `not-run` with the reason when the provider, the worker or the model failed
   * @throws CancelledError when the signal fired
   */
  async run(provider: Provider, job: IRunJob, options: IRunOptions = {}): Promise<IProviderRun> {
    const timeout = options.timeout ?? defaultTimeout;
    try {
      const reply = await this.ask(provider, { id: 1, kind: 'run', job }, { ...options, timeout });
      if (reply.kind === 'ran') {
        return reply.run;
      }
      return notRun(provider, reply.kind === 'failed' ? reply.reason : 'the worker gave no result');
    } catch (error) {
      if (error instanceof CancelledError) {
        throw error;
      }
      return notRun(provider, error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Searches for the node that differs, when a runtime of the browser leaves the tolerance.
   *
   * @returns null when there is nothing to search; `not-searched` with the reason when the worker failed
   * @throws Error when the parts do not belong together; CancelledError when the signal fired
   */
  async search(
    parts: { model: Uint8Array; cases: ICases; runs: readonly IProviderRun[] },
    options: IRunOptions = {}
  ): Promise<IBisect | null> {
    const { model, cases, runs } = parts;
    if (!runs.some(run => run.status === 'ran')) {
      return null;
    }
    const report = await this.report({ created: '', model, cases, runs }, options);
    const suspicion = suspicionOf(report);
    const one = cases.cases.find(candidate => candidate.id === suspicion?.vector);
    if (!suspicion || !one) {
      return null;
    }
    const { subject, vector, from } = suspicion;
    try {
      const job = {
        subject,
        model,
        vector,
        inputs: one.inputs,
        heavyNodes: heavyNodes(report.model.ops),
        right:
          subject === 'wasm'
            ? await this.inside(model, one.inputs, expectedOf(one, from), options)
            : undefined
      };
      const reply = await this.ask(subject, { id: 1, kind: 'bisect', job }, options);
      return reply.kind === 'bisected'
        ? reply.bisect
        : notSearched(vector, reasonOf(reply), subject);
    } catch (error) {
      if (error instanceof CancelledError) {
        throw error;
      }
      const reason = error instanceof Error ? error.message : String(error);
      return notSearched(vector, reason, subject);
    }
  }

  /** What the kernel computed, with the values inside from the CPU kernels of the WebGPU build, another one than WASM's. */
  private async inside(
    model: Uint8Array,
    inputs: ICase['inputs'],
    expected: ICase['outputs'],
    options: IRunOptions
  ): Promise<IBisectJob['right']> {
    const job = { model, inputs, outputs: Object.keys(expected) };
    const step = 'Reading right values from another build of the runtime';
    options.onProgress?.({ provider: 'wasm', step, done: 0, total: 1 });
    const reply = await this.ask('webgpu', { id: 1, kind: 'inside', job }, options);
    if (reply.kind !== 'insideRead') {
      throw new Error(
        `right values would come from the other build of the runtime, which cannot run this model: ${reasonOf(reply)}`
      );
    }
    return { ...reply.values, expected };
  }

  /**
   * Reads a cases file in a worker.
   *
   * @throws Error naming what is wrong with it; CancelledError when the signal fired
   */
  async cases(bytes: Uint8Array, options: IRunOptions = {}): Promise<ICases> {
    const reply = await this.ask('wasm', { id: 1, kind: 'cases', bytes }, options);
    if (reply.kind === 'casesRead') {
      return reply.cases;
    }
    throw new Error(reply.kind === 'failed' ? reply.reason : 'The cases could not be read.');
  }

  /**
   * Compares in a worker.
   *
   * @throws Error when the parts do not belong together; CancelledError when the signal fired
   */
  async report(input: IReportJob, options: IRunOptions = {}): Promise<IParityReport> {
    const reply = await this.ask('wasm', { id: 1, kind: 'report', input }, options);
    if (reply.kind === 'reported') {
      return reply.report;
    }
    throw new Error(reply.kind === 'failed' ? reply.reason : 'The comparison gave no result.');
  }

  private ask(provider: Provider, request: OnnxRequest, options: IRunOptions): Promise<OnnxReply> {
    const { signal, onProgress, timeout = defaultTimeout } = options;
    return new Promise<OnnxReply>((resolve, reject) => {
      if (signal?.aborted) {
        reject(new CancelledError());
        return;
      }
      const worker = this.createWorker(provider);
      let timer: ReturnType<typeof setTimeout>;
      const finish = (act: () => void): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        worker.terminate();
        act();
      };
      const cancel = (): void => finish(() => reject(new CancelledError()));
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(
          () =>
            finish(() =>
              reject(
                new Error(`there was no sign of life for ${timeout / 1000} s, so the run was ended`)
              )
            ),
          timeout
        );
      };
      worker.onmessage = (event: MessageEvent<OnnxReply>): void => {
        const reply = event.data;
        if (reply.kind === 'progress') {
          wait();
          onProgress?.(reply.progress);
        } else {
          finish(() => resolve(reply));
        }
      };
      worker.onerror = (event: ErrorEvent): void => {
        event.preventDefault?.();
        finish(() =>
          reject(
            new Error(`the worker stopped: ${event.message || 'its file could not be loaded'}`)
          )
        );
      };
      worker.onmessageerror = (): void =>
        finish(() => reject(new Error('the answer of the worker could not be read')));
      signal?.addEventListener('abort', cancel);
      wait();
      worker.postMessage(request);
    });
  }
}

/** What stands at a point of the chain before the browser. */
function expectedOf(one: ICase, from: ChainNode): ICase['outputs'] {
  return from === 'C' ? one.ort : from === 'P' ? one.kernel : one.outputs;
}

function reasonOf(reply: OnnxReply): string {
  return reply.kind === 'failed' ? reply.reason : 'the worker gave no result';
}

function notRun(provider: Provider, reason: string): IProviderRun {
  return {
    provider,
    status: 'not-run',
    reason,
    cure: 'Run it again; if it stays, use the other provider.',
    ort: { version: '', bundle: provider },
    adapter: null,
    placement: null,
    outputs: [],
    repeat: null,
    timing: null,
    browser: null
  };
}
