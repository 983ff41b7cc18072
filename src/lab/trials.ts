/** Fixes that people try: one run on the server each, kept until the fix itself changes. Draws nothing. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IDiagnostic } from '../core/analysis/diagnostic';
import { trialReportSchema } from '../core/trial/trialReport';
import type { TrialState } from '../ui/panel/trialState';
import { ServerPartMissing, type AnnealServer } from './server';
import { JobCancelled, kernelOf, runServerJob } from './serverJob';
import type { AnnealSession } from './session';

interface ITrial {
  /** What was tried: a fix that reads otherwise since is another one. */
  readonly edit: string;
  readonly abort: AbortController;
  state: TrialState;
}

export class Trials {
  constructor(
    private readonly _server: AnnealServer,
    private readonly _trans: TranslationBundle
  ) {}

  /** Emitted when a trial begins, goes on or ends. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What is known of the fix as it is now; null when it was not tried. */
  stateOf(session: AnnealSession, diagnostic: IDiagnostic): TrialState | null {
    const trial = this._trials.get(session)?.get(diagnostic.id);
    return trial?.edit === editOf(diagnostic) ? trial.state : null;
  }

  /** Runs the notebook as it is now without and with the fix. Never throws. */
  async start(session: AnnealSession, diagnostic: IDiagnostic): Promise<void> {
    const trials = this._trials.get(session) ?? new Map<string, ITrial>();
    this._trials.set(session, trials);
    trials.get(diagnostic.id)?.abort.abort();
    const trial: ITrial = {
      edit: editOf(diagnostic),
      abort: new AbortController(),
      state: { kind: 'running', step: null, cellNumber: null }
    };
    trials.set(diagnostic.id, trial);
    const show = (state: TrialState): void => {
      trial.state = state;
      this._changed.emit();
    };
    this._changed.emit();
    const stop = (): void => trial.abort.abort();
    session.panel.disposed.connect(stop);
    try {
      show(await this._run(session, diagnostic, trial, show));
    } catch (reason) {
      if (reason instanceof JobCancelled) {
        if (trials.get(diagnostic.id) === trial) {
          trials.delete(diagnostic.id);
        }
        this._changed.emit();
      } else {
        show({ kind: 'failed', problem: this._problemOf(reason) });
      }
    } finally {
      session.panel.disposed.disconnect(stop);
    }
  }

  /** Ends a trial that runs. */
  stop(session: AnnealSession, diagnostic: IDiagnostic): void {
    this._trials.get(session)?.get(diagnostic.id)?.abort.abort();
  }

  private async _run(
    session: AnnealSession,
    diagnostic: IDiagnostic,
    { abort }: ITrial,
    show: (state: TrialState) => void
  ): Promise<TrialState> {
    const answer = await session.trialOf(diagnostic);
    if (!answer.ok) {
      return { kind: 'failed', problem: answer.reason };
    }
    const { affected, ...request } = answer.request;
    const report = await runServerJob(
      this._server,
      'trial',
      { notebook: session.path, ...request, ...kernelOf(session.panel) },
      trialReportSchema,
      ({ step, cell }) =>
        show({ kind: 'running', step, cellNumber: cell === null ? null : cell + 1 }),
      abort.signal
    );
    const at = new Date().toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    return { kind: 'done', report, affected, at };
  }

  private _problemOf(reason: unknown): string {
    if (reason instanceof ServerPartMissing) {
      return this._trans.__(
        'Measuring needs the Anneal server extension. Run `%1`, then restart JupyterLab.',
        'jupyter server extension enable jupyterlab_anneal'
      );
    }
    return reason instanceof Error ? reason.message : String(reason);
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _trials = new WeakMap<AnnealSession, Map<string, ITrial>>();
}

function editOf({ fix }: IDiagnostic): string {
  return JSON.stringify(fix?.edit ?? null);
}
