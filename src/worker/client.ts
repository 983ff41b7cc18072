/**
 * The page's side of the analysis worker: requests with ids, cancelling, progress. A worker that crashes or hangs is replaced, and
 * everything that waited for it gets a clear answer. Starts the worker at the first request.
 */
import type {
  Acceptance,
  IAnalyzeOptions,
  ICell,
  IDiagnostic,
  INamedText,
  INotebook
} from '../core';
import type { IExportOptions } from '../core/exporter/plan';
import { isSame } from '../core/semantic/same';
import { AnswersReceived } from './answers';
import type {
  AnalysisJob,
  AnalysisReply,
  AnalysisRequest,
  IAnswers,
  IProgress,
  IWireNotebook
} from './protocol';
import { toRuns } from './runs';

/** Thrown to whoever cancelled. */
export class AnalysisCancelled extends Error {
  constructor() {
    super('Cancelled.');
    this.name = 'AnalysisCancelled';
  }
}

export interface IJobOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IProgress) => void;
}

interface IWaiting {
  readonly resolve: (answer: IAnswers[keyof IAnswers]) => void;
  readonly reject: (reason: Error) => void;
  readonly onProgress?: (progress: IProgress) => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Milliseconds after which a job counts as hanging: a whole check of a very large notebook stays far below. */
const limit = 60_000;

export class AnalysisClient {
  /** @param createWorker - starts a worker; called again after a crash */
  constructor(private readonly _createWorker: () => Worker) {}

  analyze(
    key: string,
    notebook: INotebook,
    analyzeOptions: IAnalyzeOptions,
    options?: IJobOptions
  ): Promise<IAnswers['analyze']> {
    return this._ask(
      () => ({ kind: 'analyze', notebook: this._wire(key, notebook), options: analyzeOptions }),
      options
    ) as Promise<IAnswers['analyze']>;
  }

  fix(
    key: string,
    notebook: INotebook,
    accept: Acceptance,
    analyzeOptions: IAnalyzeOptions,
    options?: IJobOptions
  ): Promise<IAnswers['fix']> {
    return this._ask(
      () => ({ kind: 'fix', notebook: this._wire(key, notebook), accept, options: analyzeOptions }),
      options
    ) as Promise<IAnswers['fix']>;
  }

  /** Plans and prints a package; writes nothing. */
  prepare(
    key: string,
    notebook: INotebook,
    accept: Acceptance,
    exportOptions: IExportOptions,
    analyzeOptions: IAnalyzeOptions,
    options?: IJobOptions
  ): Promise<IAnswers['prepare']> {
    return this._ask(
      () => ({
        kind: 'prepare',
        notebook: this._wire(key, notebook),
        accept,
        options: exportOptions,
        analyze: analyzeOptions
      }),
      options
    ) as Promise<IAnswers['prepare']>;
  }

  /** The options of a check, from a person's settings and the text of the project's file. */
  configure(
    person: unknown,
    project: INamedText | null,
    path: string
  ): Promise<IAnswers['configure']> {
    return this._ask(() => ({ kind: 'configure', person, project, path })) as Promise<
      IAnswers['configure']
    >;
  }

  /** The edit that writes down why a finding is right. */
  allow(
    key: string,
    notebook: INotebook,
    diagnostic: IDiagnostic,
    reason: string
  ): Promise<IAnswers['allow']> {
    return this._ask(() => ({
      kind: 'allow',
      notebook: this._wire(key, notebook),
      diagnostic,
      reason
    })) as Promise<IAnswers['allow']>;
  }

  /** What has to run to try the fix of a finding. */
  trial(key: string, notebook: INotebook, diagnostic: IDiagnostic): Promise<IAnswers['trial']> {
    return this._ask(() => ({
      kind: 'trial',
      notebook: this._wire(key, notebook),
      diagnostic
    })) as Promise<IAnswers['trial']>;
  }

  decode(literals: readonly string[]): Promise<IAnswers['decode']> {
    return this._ask(() => ({ kind: 'decode', literals })) as Promise<IAnswers['decode']>;
  }

  /** Drops what is kept of a closed notebook. */
  forget(key: string): void {
    this._sent.delete(key);
    this._received.forget(key);
    if (this._worker) {
      this._worker.postMessage({
        id: this._next++,
        job: { kind: 'forget', key }
      } satisfies AnalysisRequest);
    }
  }

  dispose(): void {
    this._end(new AnalysisCancelled());
  }

  private _ask(
    job: () => AnalysisJob,
    options: IJobOptions = {}
  ): Promise<IAnswers[keyof IAnswers]> {
    const { signal, onProgress } = options;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(new AnalysisCancelled());
        return;
      }
      const worker = this._ensure();
      const id = this._next++;
      const waiting: IWaiting = { resolve, reject, onProgress, timer: undefined };
      this._waiting.set(id, waiting);
      signal?.addEventListener('abort', () => {
        if (this._waiting.delete(id)) {
          clearTimeout(waiting.timer);
          this._worker?.postMessage({ id, cancel: true } satisfies AnalysisRequest);
          reject(new AnalysisCancelled());
        }
      });
      waiting.timer = setTimeout(
        () =>
          this._end(
            new Error(`The check gave no answer for ${limit / 1000} s and was started anew.`)
          ),
        limit
      );
      worker.postMessage({ id, job: job() } satisfies AnalysisRequest);
    });
  }

  private _ensure(): Worker {
    if (this._worker) {
      return this._worker;
    }
    const worker = this._createWorker();
    worker.onmessage = (event: MessageEvent<AnalysisReply>) => this._onReply(event.data);
    worker.onerror = event => {
      event.preventDefault?.();
      this._end(
        new Error(`The check stopped: ${event.message || 'its file could not be loaded'}.`)
      );
    };
    worker.onmessageerror = () =>
      this._end(new Error('The answer of the check could not be read.'));
    this._worker = worker;
    return worker;
  }

  private _onReply(reply: AnalysisReply): void {
    const analyzed =
      reply.kind === 'analyzed' ? this._received.unpack(reply.id, reply.key, reply.answer) : null;
    const waiting = this._waiting.get(reply.id);
    if (!waiting) {
      return;
    }
    if (reply.kind === 'progress') {
      waiting.onProgress?.(reply.progress);
      return;
    }
    this._waiting.delete(reply.id);
    clearTimeout(waiting.timer);
    if (reply.kind === 'done') {
      waiting.resolve(reply.answer);
    } else if (reply.kind === 'analyzed') {
      if (analyzed) {
        waiting.resolve(analyzed);
      } else {
        // The notebook was forgotten while its check ran.
        waiting.reject(new AnalysisCancelled());
      }
    } else {
      // What a failed job left in the worker is not known: the next one sends every cell again.
      this._sent.clear();
      waiting.reject(new Error(reply.reason));
    }
  }

  private _end(reason: Error): void {
    this._worker?.terminate();
    this._worker = null;
    this._sent.clear();
    this._received.clear();
    const waiting = [...this._waiting.values()];
    this._waiting.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(reason);
    }
  }

  private _wire(key: string, notebook: INotebook): IWireNotebook {
    const sent = this._sent.get(key);
    this._sent.set(key, notebook);
    const places = new Map(sent?.cells.map((c, i) => [c.id, i]));
    return {
      key,
      metadata: sent && isSame(sent.metadata, notebook.metadata) ? null : notebook.metadata,
      cells: toRuns(notebook.cells, cell => {
        const place = places.get(cell.id);
        const old = place === undefined ? undefined : sent?.cells[place];
        return old && sameContent(old, cell) ? place : undefined;
      })
    };
  }

  private _worker: Worker | null = null;
  private _next = 1;
  private readonly _waiting = new Map<number, IWaiting>();
  private readonly _sent = new Map<string, INotebook>();
  private readonly _received = new AnswersReceived();
}

/** True when only the place may differ; parts are compared by identity, as the adapter reuses them. */
function sameContent(a: ICell, b: ICell): boolean {
  return (
    a === b ||
    (a.kind === b.kind &&
      a.source === b.source &&
      a.executionCount === b.executionCount &&
      a.outputs === b.outputs &&
      a.metadata === b.metadata &&
      a.attachments === b.attachments)
  );
}
