/**
 * Runs a parity check for one notebook: kernel exports, workers compute, a worker compares. Holds the tab's state.
 *
 * One check at a time. Cancelling ends the worker or interrupts the kernel, and always ends in a state that says so.
 */

import { PathExt } from '@jupyterlab/coreutils';
import type { Contents, Kernel } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { providerWords } from '../../core/parity/buildReport';
import type { IProviderRun } from '../../core/parity/buildReport';
import { renderHtml } from '../../core/parity/renderHtml';
import { renderMarkdown } from '../../core/parity/renderMarkdown';
import type { Provider } from '../../core/parity/reportSchema';
import type {
  IParityActions,
  IParityChoice,
  IParityStep,
  ParityState,
  ReportFormat
} from '../../ui/parity/state';
import type { OnnxClient } from '../../worker/onnxClient';
import { KernelCompanion, KernelRefusal } from './kernelCompanion';

export interface IParityModelOptions {
  /** Path of the notebook, for names and for saving beside it. */
  readonly path: string;
  /** The notebook's kernel, or null when none is running. */
  kernel(): Kernel.IKernelConnection | null;
  readonly client: OnnxClient;
  readonly contents: Pick<Contents.IManager, 'save'>;
}

export class ParityModel implements IParityActions, IDisposable {
  constructor(private readonly options: IParityModelOptions) {}

  get state(): ParityState {
    return this._state;
  }

  /** Emitted after every change of `state`. */
  get stateChanged(): ISignal<this, void> {
    return this._changed;
  }

  get path(): string {
    return this.options.path;
  }

  get isDisposed(): boolean {
    return this._disposed;
  }

  dispose(): void {
    if (!this._disposed) {
      this._disposed = true;
      this._abort?.abort();
      Signal.clearData(this);
    }
  }

  refresh(): void {
    void this.look();
  }

  /** Lists the models of the kernel. */
  async look(): Promise<void> {
    this.cancelQuietly();
    this.set({ stage: 'looking' });
    try {
      const { models, reason } = await this.companion().models();
      this.set({ stage: 'choose', models, reason });
    } catch (error) {
      this.fail(error);
    }
  }

  check(choice: IParityChoice): void {
    void this.run(choice);
  }

  cancel(): void {
    const running = this._inKernel;
    this.cancelQuietly();
    if (running) {
      // only the request of this check is running there: it was started by the person's own click
      void this.options.kernel()?.interrupt();
    }
    this.set({
      stage: 'failed',
      reason: 'Cancelled. Nothing was changed.',
      cure: 'Start the check again when ready.'
    });
  }

  save(format: ReportFormat): void {
    void this.write(format);
  }

  /** Runs a whole check; ends in `done` or `failed`. */
  async run(choice: IParityChoice): Promise<void> {
    this.cancelQuietly();
    const abort = new AbortController();
    this._abort = abort;
    const providers: Provider[] = [
      ...(choice.wasm ? ['wasm' as const] : []),
      ...(choice.webgpu ? ['webgpu' as const] : [])
    ];
    const texts = [
      'Export the model in the kernel',
      'Fetch the model and its cases',
      ...providers.map(provider => `Run on ${providerWords[provider]}`),
      'Compare'
    ];
    const show = (at: number, detail = ''): void => {
      if (abort.signal.aborted) {
        throw new Error('cancelled');
      }
      const steps = texts.map((text, i): IParityStep => ({
        text: i === at && detail ? `${text}: ${detail}` : text,
        state: i < at ? 'done' : i === at ? 'running' : 'waiting'
      }));
      this.set({ stage: 'running', model: choice.variable, steps, done: at, total: texts.length });
    };
    try {
      const companion = this.companion();
      if (this.options.kernel()?.status === 'busy') {
        // else cancelling would interrupt the person's own cell
        throw new KernelRefusal(
          'The kernel is busy with a cell.',
          'Wait until it has finished, then start the check.'
        );
      }
      show(0);
      this._inKernel = true;
      const inputs = choice.inputs
        .split(',')
        .map(name => name.trim())
        .filter(Boolean);
      const answer = await companion
        .export({
          variable: choice.variable,
          notebook: PathExt.basename(this.path),
          ...(inputs.length ? { inputs } : {}),
          ...(choice.keepModel ? { write: 'models' } : {})
        })
        .finally(() => {
          this._inKernel = false;
        });
      show(1);
      const model = await companion.fetch(answer, 'model', abort.signal);
      const casesBytes = await companion.fetch(answer, 'cases', abort.signal);
      const cases = await this.options.client.cases(casesBytes, { signal: abort.signal });
      void companion.forget(answer.id);
      const runs: IProviderRun[] = [];
      for (const [i, provider] of providers.entries()) {
        show(2 + i);
        runs.push(
          await this.options.client.run(
            provider,
            {
              model,
              cases: cases.cases.map(one => one.inputs),
              warmRuns: 20,
              adapterTimeout: 15_000
            },
            {
              signal: abort.signal,
              onProgress: progress => {
                if (!abort.signal.aborted) {
                  show(2 + i, progress.step);
                }
              }
            }
          )
        );
      }
      show(texts.length - 1);
      const bisect = await this.options.client.search(
        { model, cases, runs },
        {
          signal: abort.signal,
          onProgress: progress => {
            if (!abort.signal.aborted) {
              show(texts.length - 1, progress.step);
            }
          }
        }
      );
      const report = await this.options.client.report(
        { created: new Date().toISOString(), model, cases, runs, bisect },
        { signal: abort.signal }
      );
      if (!abort.signal.aborted) {
        this.set({ stage: 'done', model: choice.variable, report, saved: null });
      }
    } catch (error) {
      if (!abort.signal.aborted) {
        this.fail(error);
      }
    }
  }

  /** Writes the report beside the notebook. */
  async write(format: ReportFormat): Promise<void> {
    const { state } = this;
    if (state.stage !== 'done') {
      return;
    }
    const { report } = state;
    const name = PathExt.basename(this.path, '.ipynb');
    const path = PathExt.join(
      PathExt.dirname(this.path),
      `${name}.${state.model}.parity.${format}`
    );
    const content = {
      json: () => `${JSON.stringify(report, null, 2)}\n`,
      md: () => renderMarkdown(report),
      html: () => renderHtml(report)
    }[format]();
    try {
      await this.options.contents.save(path, { type: 'file', format: 'text', content });
      this.set({ ...state, saved: path });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.set({ ...state, saved: null });
      this.failed.emit(`Not saved. ${path} could not be written: ${reason}`);
    }
  }

  /** Emitted when something beside the check failed; the report stays. */
  readonly failed = new Signal<this, string>(this);

  private companion(): KernelCompanion {
    const kernel = this.options.kernel();
    if (!kernel) {
      throw new KernelRefusal(
        'The notebook has no running kernel.',
        'Start a kernel and run the notebook, then look again.'
      );
    }
    return new KernelCompanion(kernel);
  }

  private cancelQuietly(): void {
    this._abort?.abort();
    this._abort = null;
    this._inKernel = false;
  }

  private fail(error: unknown): void {
    this.set({
      stage: 'failed',
      reason: error instanceof Error ? error.message : String(error),
      cure:
        error instanceof KernelRefusal
          ? error.cure
          : 'Nothing was changed. Look again, or restart the kernel.'
    });
  }

  private set(state: ParityState): void {
    if (!this._disposed) {
      this._state = state;
      this._changed.emit();
    }
  }

  private _abort: AbortController | null = null;
  private readonly _changed = new Signal<this, void>(this);
  private _disposed = false;
  private _inKernel = false;
  private _state: ParityState = { stage: 'looking' };
}
