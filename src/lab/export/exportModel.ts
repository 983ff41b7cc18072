/**
 * One export: plan, write, verify. Keeps its state when its tab is closed. The notebook is never changed; accepted fixes go into the
 * package only. Draws nothing.
 */
import { Signal, type ISignal } from '@lumino/signaling';
import { needsDecision } from '../../core/exporter/changes';
import type { IVerifyReport } from '../../core/report/verifyReport';
import type { FixChoice, IExportActions, IExportState, IRunOptions } from '../../ui/export/state';
import { AnalysisCancelled } from '../../worker/client';
import { ServerPartMissing, ServerRefusal } from '../server';
import type { AnnealSession } from '../session';
import { revealCell } from '../reveal';
import { JobCancelled } from '../serverJob';
import { writeEnvironment } from './environmentValues';
import { enableCommand, failureOf, sentenceOf } from './exportFailure';
import type { IExportHost } from './exportHost';
import { nameProblem } from './names';
import { PackageDraft } from './packageDraft';
import { isSureToDelete, isSureToReplace } from './questions';
import { endRecording, recordCalls, recordingNotes, recordSteps } from './recordSteps';
import { saveReport } from './reportMarkdown';
import { RunSteps } from './runSteps';
import { saveStep, verifySteps, verifyWritten } from './verifySteps';

export class ExportModel implements IExportActions {
  constructor(private readonly _host: IExportHost) {
    this._verify = _host.verify;
    this._draft = new PackageDraft(_host);
    this._steps = new RunSteps(() => this._emit());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when a run ended by itself. */
  get finished(): ISignal<this, void> {
    return this._finished;
  }

  get session(): AnnealSession {
    return this._host.session;
  }

  get isRunning(): boolean {
    return this._phase === 'running';
  }

  /** "2/5" while a run goes on. */
  get progressText(): string {
    return this._steps.progressText;
  }

  get report(): IVerifyReport | null {
    return this._report;
  }

  get state(): IExportState {
    return {
      ...this._draft.shown,
      notebookName: this.session.panel.title.label,
      phase: this._phase,
      verify: this._verify,
      record: this._draft.record,
      isAsking: this._isAsking,
      steps: this._steps.list,
      elapsed: this._steps.elapsed,
      foreign: this._foreign,
      problem: this._problem,
      isServerMissing: this._isServerMissing,
      isWritten: this._isWritten,
      notes: this._notes,
      report: this._report
    };
  }

  setName = (name: string): void => {
    this._draft.name = name;
    this._emit();
    if (!nameProblem(name, this._host.trans)) {
      this._soon(() => {
        this._draft.keepName();
        void this.plan();
      });
    }
  };

  setFolder = (folder: string): void => {
    this._draft.folder = folder.replace(/^\/+/, '');
    this._isAsking = false;
    this._emit();
    this._soon(() => void this.plan());
  };

  renameModule = (module: string, name: string): void =>
    this._choose((choices, { plan }) => choices.renameModule(plan, module, name));

  moveDefinition = (name: string, module: string | null): void =>
    this._choose(choices => choices.moveDefinition(name, module));

  moveStep = (name: string, module: string | null): void =>
    this._choose((choices, { plan }) => {
      const step = plan.steps.find(s => s.name === name);
      if (step) {
        choices.moveStep(plan, step, module);
      }
    });

  setChoice = (choice: FixChoice): void => {
    this._draft.choice = choice;
    this._emit();
    void this.plan();
  };

  setVerify = (verify: boolean): void => {
    this._verify = verify;
    this._emit();
  };

  setRecord = (record: boolean): void => {
    this._draft.record = record;
    this._emit();
    void this.plan();
  };

  refresh = (): void => void this.plan();

  backToPlan = (): void => {
    this._foreign = null;
    this._isAsking = false;
    this._problem = null;
    this._report = null;
    this._phase = 'plan';
    this._emit();
    void this.plan();
  };

  /** Plans the package; returns false when it could not. Writes nothing. */
  async plan(): Promise<boolean> {
    if (this.isRunning) {
      return false;
    }
    this._abort?.abort();
    const { signal } = (this._abort = new AbortController());
    if (!this._draft.isPlanned) {
      this._phase = 'planning';
    }
    this._problem = null;
    this._emit();
    try {
      const prepared = await this._draft.prepare(signal);
      if (signal.aborted) {
        return false;
      }
      this._draft.take(prepared);
      this._phase = 'plan';
      this._emit();
      await this._lookAtFolder(signal);
      return true;
    } catch (reason) {
      if (!(reason instanceof AnalysisCancelled)) {
        this._phase = 'plan';
        this._fail(this._host.trans.__('Not planned. %1', sentenceOf(reason)));
      }
      return false;
    }
  }

  run = (options: IRunOptions = {}): void => void this.export(options);

  /** The whole story: plan → write → verify. Never throws: what went wrong stands in the state. */
  async export(options: IRunOptions = {}): Promise<void> {
    if (this.isRunning) {
      return;
    }
    const { trans } = this._host;
    const draft = this._draft;
    if (options.replace) {
      const inTheWay = draft.inFolder?.changes.filter(needsDecision) ?? [];
      const count = this._foreign?.count ?? inTheWay.length;
      if (!(await isSureToReplace(this._host, draft.folder, count))) {
        return;
      }
    }
    draft.keepName();
    const seen = options.isSeen ? draft.changesKey : null;
    const signal = this._start([
      ['plan', trans.__('Plan')],
      ...(draft.record ? [saveStep(trans), ...recordSteps(trans)] : []),
      ['write', trans.__('Write files (all or none)')],
      ...(this._verify ? verifySteps(trans, draft.record) : [])
    ]);
    try {
      this._steps.begin('plan');
      const prepared = await draft.prepare(signal);
      draft.take(prepared);
      if (prepared.plan.problems.length) {
        this._stopAtPlan();
        return;
      }
      this._steps.end('plan');
      await this._record(signal);
      const { isPackage, changes } = await draft.lookAtFolder(signal);
      if (isPackage && changes.some(c => c.state !== 'kept') && draft.changesKey !== seen) {
        this._isAsking = true;
        this._stopAtPlan();
        return;
      }
      await this._write(options, prepared.environment);
      if (this._verify && !signal.aborted) {
        await this._runVerify(signal);
      }
      if (signal.aborted) {
        throw new JobCancelled();
      }
      this._finish('done');
    } catch (reason) {
      this._onFailure(reason);
    }
  }

  verifyNow = (): void => void this.verify();

  /** Verifies the package that is written. */
  async verify(): Promise<void> {
    if (this.isRunning) {
      return;
    }
    const signal = this._start(verifySteps(this._host.trans));
    try {
      await this._runVerify(signal);
      this._finish('done');
    } catch (reason) {
      this._onFailure(reason);
    }
  }

  cancel = (): void => {
    this._abort?.abort();
    if (this.isRunning) {
      this._steps.settle(['now'], 'stopped');
      this._finish('stopped');
    }
  };

  openFolder = (): void => this._host.openFolder(this._draft.folder);

  deletePackage = (): void => void this._delete();

  saveReport = (): void => {
    const { trans, contents, openReport } = this._host;
    const { folder, name } = this._draft;
    if (this._report) {
      saveReport(contents, this._report, folder, name, trans).then(openReport, (reason: unknown) =>
        this._fail(trans.__('Not saved. %1', sentenceOf(reason)))
      );
    }
  };

  goToCell = (index: number): void => {
    const { panel } = this._host.session;
    const id = panel.content.model?.cells.get(index)?.id;
    if (id !== undefined) {
      void revealCell(panel, id, { focus: true });
    }
  };

  copyServerCommand = (): void => this._host.copy(enableCommand);

  // -- the parts of a run ---------------------------------------------------------------------

  private async _write(
    { replace, keep }: IRunOptions,
    environment: ReadonlyMap<string, string>
  ): Promise<void> {
    const { trans, server } = this._host;
    const { files, folder } = this._draft;
    this._steps.begin('write');
    this._steps.update('write', {
      label: trans._n('Write %1 file (all or none)', 'Write %1 files (all or none)', files.length)
    });
    await server.request('POST', 'package', {
      folder,
      files,
      replace: replace === true,
      keep: keep === true
    });
    this._isWritten = true;
    this._notes.push(...(await writeEnvironment(this._host, folder, environment)));
    this._steps.end('write');
  }

  /** Records calls for the tests where a person asked for them and nothing is known yet, and plans again with them. */
  private async _record(signal: AbortSignal): Promise<void> {
    const draft = this._draft;
    if (!draft.record) {
      return;
    }
    const request = draft.toRecord;
    if (request) {
      draft.keepRecording(request, await recordCalls(this._host, request, this._steps, signal));
      draft.take(await draft.prepare(signal));
    } else {
      this._steps.end('save', 0);
      endRecording(this._steps);
    }
    this._notes.push(...recordingNotes(draft, this._host.trans));
  }

  private async _runVerify(signal: AbortSignal): Promise<void> {
    this._report = await verifyWritten(this._host, this._draft.folder, this._steps, signal);
    if (this._report.verdict === 'inconclusive' && !this._report.variables.length) {
      this._notes.push(this._host.trans.__('The package is written.'));
    }
  }

  private async _delete(): Promise<void> {
    const { trans, server } = this._host;
    const { folder } = this._draft;
    if (!(await isSureToDelete(this._host, folder))) {
      return;
    }
    try {
      await server.request('DELETE', 'package', { folder });
      this._isWritten = false;
      this._notes = [];
      this.backToPlan();
    } catch (reason) {
      this._fail(trans.__('Not deleted. %1', sentenceOf(reason)));
    }
  }

  private _choose(change: Parameters<PackageDraft['choose']>[0]): void {
    if (this._draft.choose(change)) {
      void this.plan();
    }
  }

  /** Shows what an export would change on disk. A plan is worth seeing without that, and an export says why it cannot look. */
  private async _lookAtFolder(signal: AbortSignal): Promise<void> {
    try {
      await this._draft.lookAtFolder(signal);
    } catch (reason) {
      if (reason instanceof ServerRefusal) {
        this._problem = this._host.trans.__('The folder cannot be used. %1', sentenceOf(reason));
      } else if (!(reason instanceof ServerPartMissing) && !signal.aborted) {
        throw reason;
      }
    }
    if (!signal.aborted) {
      this._emit();
    }
  }

  private _start(steps: Parameters<RunSteps['start']>[0]): AbortSignal {
    clearTimeout(this._later);
    this._abort?.abort();
    this._abort = new AbortController();
    this._steps.start(steps);
    this._phase = 'running';
    this._problem = null;
    this._isServerMissing = false;
    this._foreign = null;
    this._isAsking = false;
    this._report = null;
    this._notes = [];
    this._emit();
    return this._abort.signal;
  }

  /** Ends a run before anything is written: a person has to look first. */
  private _stopAtPlan(): void {
    this._steps.stop();
    this._phase = 'plan';
    this._emit();
  }

  private _finish(phase: 'done' | 'stopped' | 'failed'): void {
    this._steps.stop();
    this._phase = phase;
    this._emit();
    if (phase !== 'stopped') {
      this._finished.emit();
    }
  }

  private _onFailure(reason: unknown): void {
    const { trans, session } = this._host;
    const failure = failureOf(reason, session.panel.title.label, this._isWritten, trans);
    if (failure.kind === 'cancelled') {
      if (this.isRunning) {
        this.cancel();
      } else {
        // A write that was under way at Cancel is finished by now: the tab says so.
        this._emit();
      }
      return;
    }
    this._steps.settle(['now'], 'failed');
    if (failure.kind === 'foreign') {
      this._foreign = failure.foreign;
      this._stopAtPlan();
      return;
    }
    this._isServerMissing = failure.kind === 'server-missing';
    this._problem = failure.problem;
    this._finish('failed');
  }

  /** After a short rest, so that a word is typed to its end. */
  private _soon(work: () => void): void {
    clearTimeout(this._later);
    this._later = setTimeout(work, 400);
  }

  private _fail(problem: string): void {
    this._problem = problem;
    this._emit();
  }

  private _emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _finished = new Signal<this, void>(this);
  private readonly _draft: PackageDraft;
  private readonly _steps: RunSteps;
  private _phase: IExportState['phase'] = 'planning';
  private _verify: boolean;
  private _later: ReturnType<typeof setTimeout> | undefined;
  private _foreign: IExportState['foreign'] = null;
  private _isAsking = false;
  private _problem: string | null = null;
  private _isServerMissing = false;
  private _isWritten = false;
  private _notes: string[] = [];
  private _report: IVerifyReport | null = null;
  private _abort: AbortController | null = null;
}
