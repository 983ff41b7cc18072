/**
 * One export: plan, write, verify. Keeps its state when its tab is closed. The notebook is never changed; accepted fixes go into the
 * package only. Draws nothing.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IEnvironmentFacts, IExportOptions, IPackageFile } from '../../core/exporter/plan';
import { needsDecision } from '../../core/exporter/changes';
import type { IVerifyReport } from '../../core/report/verifyReport';
import type {
  FixChoice,
  IExportActions,
  IExportState,
  IRunOptions,
  IStep,
  StepState
} from '../../ui/export/state';
import type { IAnswers } from '../../worker/protocol';
import { AnalysisCancelled } from '../../worker/client';
import { ServerPartMissing, ServerRefusal, type AnnealServer } from '../server';
import type { AnnealSession } from '../session';
import { revealCell } from '../reveal';
import { CarriedModels, type ICarriedFile, type ICarriedModels } from './carriedModels';
import { askFolder, changesKey, type IFolderChanges } from './folderChanges';
import { askKernel } from './kernelFacts';
import { nameProblem } from './names';
import { PlanChoices } from './planChoices';
import { verifyMarkdown } from './reportMarkdown';
import { VerifyCancelled, verifyPackage, type IVerifyStep } from './verifyJob';

export interface IExportHost {
  readonly session: AnnealSession;
  readonly server: AnnealServer;
  readonly contents: Contents.IManager;
  readonly trans: TranslationBundle;
  readonly verify: boolean;
  openFolder(path: string): void;
  openReport(path: string): void;
  /** Asks before something is deleted or replaced. */
  confirm(title: string, body: string, label: string): Promise<boolean>;
  copy(text: string): void;
}

interface IMutableStep {
  key: string;
  label: string;
  state: StepState;
  detail: string;
  seconds: number | null;
  fraction: number | null;
  started: number;
}

const enableCommand = 'jupyter server extension enable jupyterlab_anneal';

export class ExportModel implements IExportActions {
  constructor(private readonly _host: IExportHost) {
    this._verify = _host.verify;
    this._models = new CarriedModels(_host.contents);
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
    const at = this._steps.findIndex(s => s.state === 'now');
    return `${Math.max(0, at) + 1}/${this._steps.length}`;
  }

  get report(): IVerifyReport | null {
    return this._report;
  }

  get state(): IExportState {
    const { trans, session } = this._host;
    return {
      notebookName: session.panel.title.label,
      phase: this._phase,
      name: this._name,
      folder: this._folder,
      nameProblem: this._name === '' ? null : nameProblem(this._name, trans),
      choice: this._choice,
      choiceCounts: {
        accepted: this._ids('accepted').size,
        safe: this._ids('safe').size,
        suggested: this._ids('suggested').size,
        none: 0
      },
      verify: this._verify,
      plan: this._prepared?.plan ?? null,
      canChoose: !session.isReadOnly,
      files: this._files.map(f => f.path).sort(),
      leftModels: this._carried?.left ?? [],
      changes: this._inFolder?.changes ?? null,
      isPackage: this._inFolder?.isPackage ?? false,
      isAsking: this._isAsking,
      appliedFixes: (this._prepared?.applied ?? []).map(d => ({
        title: d.fix?.title ?? d.message,
        cell: d.cell.index + 1,
        applicability: d.applicability
      })),
      steps: this._steps,
      elapsed: this._started === 0 ? 0 : ((this._ended || Date.now()) - this._started) / 1000,
      foreign: this._foreign,
      problem: this._problem,
      isServerMissing: this._isServerMissing,
      isWritten: this._isWritten,
      notes: this._notes,
      report: this._report
    };
  }

  setName = (name: string): void => {
    const follows = this._folder === this._folderFor(this._name);
    this._name = name;
    if (follows) {
      this._folder = this._folderFor(name);
      this._inFolder = null;
    }
    this._isNamed = true;
    this._emit();
    if (!nameProblem(name, this._host.trans)) {
      this._soon(() => {
        this._keepName();
        void this.plan();
      });
    }
  };

  setFolder = (folder: string): void => {
    this._folder = folder.replace(/^\/+/, '');
    this._inFolder = null;
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
    this._choice = choice;
    this._emit();
    void this.plan();
  };

  setVerify = (verify: boolean): void => {
    this._verify = verify;
    this._emit();
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
    const abort = (this._abort = new AbortController());
    if (!this._prepared) {
      this._phase = 'planning';
    }
    this._problem = null;
    this._emit();
    try {
      const prepared = await this._prepare(abort.signal);
      if (abort.signal.aborted) {
        return false;
      }
      this._take(prepared);
      this._phase = 'plan';
      this._emit();
      await this._lookAtFolder(abort.signal);
      return true;
    } catch (reason) {
      if (!(reason instanceof AnalysisCancelled)) {
        this._fail(this._host.trans.__('Not planned. %1', textOf(reason)));
        this._phase = 'plan';
        this._emit();
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
    const { trans, session, server } = this._host;
    if (options.replace) {
      const sure = await this._host.confirm(
        trans.__('Replace files?'),
        trans.__(
          '%1 files in %2 that Anneal did not write, or that were edited since, are replaced or kept beside the package. Replaced files cannot be brought back.',
          this._foreign?.count ?? this._inFolder?.changes.filter(needsDecision).length ?? 0,
          this._folder
        ),
        trans.__('Replace')
      );
      if (!sure) {
        return;
      }
    }
    this._keepName();
    const seen = options.isSeen && this._inFolder ? this._shownKey : null;
    const abort = this._start([
      ['plan', trans.__('Plan')],
      ['write', trans.__('Write files (all or none)')],
      ...(this._verify ? this._verifySteps() : [])
    ]);
    try {
      this._begin('plan');
      this._take(await this._prepare(abort.signal));
      const { plan, environment } = this._prepared!;
      const files = this._files;
      if (plan.problems.length) {
        this._stopAtPlan(false);
        return;
      }
      this._inFolder = await this._askFolder(abort.signal);
      if (this._inFolder.isPackage && hasChanges(this._inFolder) && this._shownKey !== seen) {
        this._stopAtPlan(true);
        return;
      }
      this._end('plan');
      this._begin('write');
      this._step('write', {
        label: trans._n('Write %1 file (all or none)', 'Write %1 files (all or none)', files.length)
      });
      await server.request('POST', 'package', {
        folder: this._folder,
        files,
        replace: options.replace === true,
        keep: options.keep === true
      });
      this._isWritten = true;
      await this._writeEnvironment(environment);
      this._end('write');
      if (this._verify && !abort.signal.aborted) {
        await this._runVerify(abort.signal);
      }
      if (abort.signal.aborted) {
        throw new VerifyCancelled();
      }
      this._finish('done');
    } catch (reason) {
      this._onFailure(reason, session.panel.title.label);
    }
  }

  verifyNow = (): void => void this.verify();

  /** Verifies the package that is written. */
  async verify(): Promise<void> {
    if (this.isRunning) {
      return;
    }
    const abort = this._start(this._verifySteps());
    try {
      await this._runVerify(abort.signal);
      this._finish('done');
    } catch (reason) {
      this._onFailure(reason, this._host.session.panel.title.label);
    }
  }

  cancel = (): void => {
    this._abort?.abort();
    if (!this.isRunning) {
      return;
    }
    for (const step of this._steps.filter(s => s.state === 'now')) {
      this._step(step.key, { state: 'stopped' });
    }
    this._finish('stopped');
  };

  openFolder = (): void => this._host.openFolder(this._folder);

  deletePackage = (): void => {
    const { trans, server, confirm } = this._host;
    void (async () => {
      const sure = await confirm(
        trans.__('Delete package?'),
        trans.__(
          'Only files that Anneal wrote into %1 and nobody changed are deleted.',
          this._folder
        ),
        trans.__('Delete package')
      );
      if (!sure) {
        return;
      }
      try {
        await server.request('DELETE', 'package', { folder: this._folder });
        this._isWritten = false;
        this._report = null;
        this._notes = [];
        this.backToPlan();
      } catch (reason) {
        this._fail(trans.__('Not deleted. %1', textOf(reason)));
        this._emit();
      }
    })();
  };

  saveReport = (): void => {
    const report = this._report;
    if (!report) {
      return;
    }
    const path = PathExt.join(this._folder, 'verification.md');
    void this._host.contents
      .save(path, {
        type: 'file',
        format: 'text',
        content: verifyMarkdown(report, this._name, this._host.trans)
      })
      .then(
        () => this._host.openReport(path),
        (reason: unknown) => {
          this._fail(this._host.trans.__('Not saved. %1', textOf(reason)));
          this._emit();
        }
      );
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

  private async _prepare(signal: AbortSignal): Promise<IAnswers['prepare']> {
    const { session } = this._host;
    await session.panel.context.ready;
    if (!session.analysis) {
      await session.check();
    }
    const notebookName = PathExt.basename(session.panel.context.path).replace(/\.ipynb$/, '');
    this._carried = await this._models.read(session.panel.context.path);
    const options: IExportOptions = {
      notebookName,
      models: this._carried.models,
      ...(this._isNamed ? { name: this._name } : {})
    };
    const accept = { ids: this._ids(this._choice) };
    const draft = await session.prepare(accept, options, signal);
    const names = draft.plan.dependencies.map(d => d.importName);
    const key = names.join();
    if (this._facts?.key !== key) {
      const environment = await askKernel(session.panel.sessionContext, names);
      this._facts = environment ? { key, environment } : null;
    }
    if (!this._facts) {
      return draft;
    }
    return session.prepare(accept, { ...options, environment: this._facts.environment }, signal);
  }

  /** Changes the notebook as a person chose, and plans again. */
  private _choose(change: (choices: PlanChoices, prepared: IAnswers['prepare']) => void): void {
    const choices = this._choices;
    if (choices && this._prepared && !this._host.session.isReadOnly) {
      change(choices, this._prepared);
      void this.plan();
    }
  }

  /** In the notebook, so that the next export has the same name. */
  private _keepName(): void {
    if (this._isNamed && !nameProblem(this._name, this._host.trans)) {
      this._choices?.setName(this._name);
    }
  }

  private get _choices(): PlanChoices | null {
    const { session } = this._host;
    const notebook = session.panel.content.model?.sharedModel;
    return notebook && !session.isReadOnly ? new PlanChoices(notebook) : null;
  }

  private _askFolder(signal: AbortSignal): Promise<IFolderChanges> {
    const { server, session } = this._host;
    return askFolder(server, this._folder, this._files, session.secrets, signal);
  }

  /** Shows what an export would change on disk. A plan is worth seeing without that, and an export says why it cannot look. */
  private async _lookAtFolder(signal: AbortSignal): Promise<void> {
    try {
      this._inFolder = await this._askFolder(signal);
    } catch (reason) {
      this._inFolder = null;
      if (reason instanceof ServerRefusal) {
        this._problem = this._host.trans.__('The folder cannot be used. %1', textOf(reason));
      } else if (!(reason instanceof ServerPartMissing) && !signal.aborted) {
        throw reason;
      }
    }
    if (!signal.aborted) {
      this._emit();
    }
  }

  /** Ends a run before anything is written: a person has to look first. */
  private _stopAtPlan(isAsking: boolean): void {
    clearInterval(this._clock);
    this._isAsking = isAsking;
    this._phase = 'plan';
    this._emit();
  }

  /** Tells the plan on the screen from another one. */
  private get _shownKey(): string | null {
    return this._inFolder ? changesKey(this._folder, this._inFolder) : null;
  }

  /** All that is written: what the plan gives, and the models as they are. */
  private get _files(): readonly (IPackageFile | ICarriedFile)[] {
    return [...(this._prepared?.files ?? []), ...(this._carried?.files ?? [])];
  }

  private _take(prepared: IAnswers['prepare']): void {
    this._prepared = prepared;
    if (!this._isNamed) {
      const follows = this._folder === '' || this._folder === this._folderFor(this._name);
      this._name = prepared.plan.package;
      if (follows) {
        this._folder = this._folderFor(this._name);
      }
    }
  }

  /** Values of keys that the package reads go into its own `.env`; a value that is there already stays. */
  private async _writeEnvironment(literals: ReadonlyMap<string, string>): Promise<void> {
    if (!literals.size) {
      return;
    }
    const { session, server, trans } = this._host;
    const names = [...literals.keys()];
    const values = await session.decode([...literals.values()]);
    for (const [i, name] of names.entries()) {
      const value = values[i];
      if (value === null) {
        this._notes.push(trans.__('The value of %1 is no plain text: write it into .env.', name));
        continue;
      }
      try {
        await server.request('POST', 'environment', {
          folder: this._folder,
          values: { [name]: value }
        });
      } catch (reason) {
        if (reason instanceof ServerRefusal && reason.body.reason === 'exists') {
          this._notes.push(
            trans.__('%1/.env has another value for %2; it was kept.', this._folder, name)
          );
        } else {
          throw reason;
        }
      }
    }
  }

  private async _runVerify(signal: AbortSignal): Promise<void> {
    const { session, server, contents, trans } = this._host;
    const { context, sessionContext } = session.panel;
    this._begin('save');
    if (context.model.dirty && !session.isReadOnly) {
      await context.save();
    }
    this._end('save');
    const kernelName = sessionContext.session?.kernel?.name || sessionContext.kernelPreference.name;
    this._report = await verifyPackage(
      server,
      {
        notebook: contents.localPath(context.path),
        package: contents.localPath(this._folder),
        ...(kernelName ? { kernelName } : {})
      },
      step => this._onStep(step),
      signal
    );
    for (const step of this._steps) {
      if (step.state === 'now' || step.state === 'next') {
        this._step(step.key, { state: 'done' });
      }
    }
    if (this._report.verdict === 'inconclusive' && !this._report.variables.length) {
      this._notes.push(trans.__('The package is written.'));
    }
  }

  private _onStep({ step, state, cell, cells, seconds }: IVerifyStep): void {
    if (step === 'notebook-3' && !this._steps.some(s => s.key === step)) {
      // Only a difference that may be chance brings a third run, so it is not announced before.
      this._steps = [
        ...this._steps,
        {
          key: step,
          label: this._host.trans.__('Run notebook once more: is the difference chance?'),
          state: 'next',
          detail: '',
          seconds: null,
          fraction: null,
          started: 0
        }
      ];
    }
    if (!this._steps.some(s => s.key === step)) {
      return;
    }
    if (state === 'done') {
      this._end(step, seconds);
      return;
    }
    if (this._steps.find(s => s.key === step)?.state !== 'now') {
      this._begin(step);
    }
    this._step(step, {
      detail:
        cell !== null && cells !== null ? this._host.trans.__('Cell %1/%2', cell + 1, cells) : '',
      fraction: cell !== null && cells ? Math.min(1, cell / cells) : null
    });
  }

  private _verifySteps(): [string, string][] {
    const { trans } = this._host;
    return [
      ['save', trans.__('Save notebook')],
      ['notebook-1', trans.__('Run notebook (1 of 2)')],
      ['notebook-2', trans.__('Run notebook (2 of 2): learn what varies')],
      ['package', trans.__('Run package')],
      ['compare', trans.__('Compare variables and outputs')]
    ];
  }

  private _start(steps: readonly [string, string][]): AbortController {
    clearTimeout(this._later);
    this._abort?.abort();
    this._abort = new AbortController();
    this._steps = steps.map(([key, label]) => ({
      key,
      label,
      state: 'next',
      detail: '',
      seconds: null,
      fraction: null,
      started: 0
    }));
    this._phase = 'running';
    this._problem = null;
    this._isServerMissing = false;
    this._foreign = null;
    this._isAsking = false;
    this._report = null;
    this._notes = [];
    this._started = Date.now();
    this._ended = 0;
    this._clock = setInterval(() => this._emit(), 1000);
    this._emit();
    return this._abort;
  }

  private _begin(key: string): void {
    this._step(key, { state: 'now', started: Date.now() });
  }

  private _end(key: string, seconds: number | null = null): void {
    const step = this._steps.find(s => s.key === key);
    this._step(key, {
      state: 'done',
      detail: '',
      fraction: null,
      seconds: seconds ?? (step ? (Date.now() - step.started) / 1000 : null)
    });
  }

  private _step(key: string, part: Partial<IMutableStep>): void {
    if (this._phase !== 'running') {
      return;
    }
    this._steps = this._steps.map(s => (s.key === key ? { ...s, ...part } : s));
    this._emit();
  }

  private _finish(phase: IExportState['phase']): void {
    clearInterval(this._clock);
    this._ended = Date.now();
    this._phase = phase;
    this._emit();
    if (phase !== 'stopped') {
      this._finished.emit();
    }
  }

  private _onFailure(reason: unknown, notebook: string): void {
    const { trans } = this._host;
    if (reason instanceof VerifyCancelled || reason instanceof AnalysisCancelled) {
      if (this.isRunning) {
        this.cancel();
      } else {
        // A write that was under way at Cancel is finished by now: the tab says so.
        this._emit();
      }
      return;
    }
    for (const step of this._steps.filter(s => s.state === 'now')) {
      this._step(step.key, { state: 'failed' });
    }
    if (reason instanceof ServerPartMissing) {
      this._isServerMissing = true;
      this._problem = trans.__(
        'Export needs the Anneal server extension; checking works without it. Run `%1`, then restart JupyterLab.',
        enableCommand
      );
    } else if (reason instanceof ServerRefusal && reason.body.reason === 'foreign') {
      const files = reason.body.foreign;
      this._foreign = {
        message: reason.message,
        files: Array.isArray(files) ? files.map(String) : [],
        count: typeof reason.body.count === 'number' ? reason.body.count : 0
      };
      clearInterval(this._clock);
      this._phase = 'plan';
      this._emit();
      return;
    } else {
      this._problem = this._isWritten
        ? trans.__('Not verified. %1 The package is written.', textOf(reason))
        : trans.__('Not exported. %1 %2 is unchanged.', textOf(reason), notebook);
    }
    this._finish('failed');
  }

  private _ids(choice: FixChoice): ReadonlySet<string> {
    const { session } = this._host;
    const ids = (session.analysis?.diagnostics ?? [])
      .filter(d => {
        const state = session.decisionOf(d.id)?.state;
        if (!d.fix || state === 'rejected' || choice === 'none') {
          return false;
        }
        return (
          choice === 'suggested' ||
          d.applicability === 'safe' ||
          (choice === 'accepted' && state === 'accepted')
        );
      })
      .map(d => d.id);
    return new Set(ids);
  }

  private _folderFor(name: string): string {
    const { context } = this._host.session.panel;
    return PathExt.join(PathExt.dirname(this._host.contents.localPath(context.path)), name);
  }

  /** After a short rest, so that a word is typed to its end. */
  private _soon(work: () => void): void {
    clearTimeout(this._later);
    this._later = setTimeout(work, 400);
  }

  private _fail(problem: string): void {
    this._problem = problem;
  }

  private _emit(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _finished = new Signal<this, void>(this);
  private _phase: IExportState['phase'] = 'planning';
  private _name = '';
  private _isNamed = false;
  private _folder = '';
  private _choice: FixChoice = 'accepted';
  private _verify: boolean;
  private _prepared: IAnswers['prepare'] | null = null;
  private _facts: { readonly key: string; readonly environment: IEnvironmentFacts } | null = null;
  private _steps: readonly (IStep & { readonly started: number })[] = [];
  private _started = 0;
  private _ended = 0;
  private _clock: ReturnType<typeof setInterval> | undefined;
  private _later: ReturnType<typeof setTimeout> | undefined;
  private _foreign: IExportState['foreign'] = null;
  private _inFolder: IFolderChanges | null = null;
  private _isAsking = false;
  private readonly _models: CarriedModels;
  private _carried: ICarriedModels | null = null;
  private _problem: string | null = null;
  private _isServerMissing = false;
  private _isWritten = false;
  private _notes: string[] = [];
  private _report: IVerifyReport | null = null;
  private _abort: AbortController | null = null;
}

function hasChanges({ changes }: IFolderChanges): boolean {
  return changes.some(c => c.state !== 'kept');
}

/** A sentence for people. */
function textOf(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
