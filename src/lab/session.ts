/**
 * Everything Anneal knows of one open notebook: the last findings, decisions, applied fixes. Checks in the background after a rest,
 * applies and takes back fixes. Draws nothing.
 */
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IAnalyzeOptions } from '../core/analysis/analyzer';
import type { IAnalysis, IDiagnostic, INotebookEdit } from '../core/analysis/diagnostic';
import { applyEdit } from '../core/apply/applyEdit';
import type { IExportOptions } from '../core/exporter/plan';
import { notebookLanguage, type INotebook } from '../core/notebook/notebook';
import type { IDecision } from '../core/review/reviewFile';
import type { IRange } from '../core/text/range';
import { AnalysisCancelled, type AnalysisClient } from '../worker/client';
import type { IAnswers, IHabit, IProgress } from '../worker/protocol';
import type { AppliedFix } from './applyEdits';
import { applyEdits, checkEdit, type Refusal } from './applyEdits';
import { moveToEnvironment } from './environment';
import { NotebookAdapter } from './notebookAdapter';
import { ObservedTypes } from './observedTypes';
import type { Author } from './review/author';
import { Decisions, type IChecked } from './review/decisions';
import type { ReviewFiles } from './review/reviewFiles';
import { ReviewStore } from './review/reviewStore';
import type { ReviewWatch } from './review/reviewWatch';
import type { WaitingEntries } from './review/waitingEntries';
import type { AnnealServer } from './server';
import type { Configuration } from './configuration';
import type { Settings } from './settings';
import { notebookEditBetween } from './textEdits';

export interface IAppliedRecord {
  readonly diagnostics: readonly IDiagnostic[];
  readonly fix: AppliedFix;
  readonly at: Date;
  /** The decisions that stood before, to come back with an undo. */
  readonly before: ReadonlyMap<string, IDecision | null>;
}

export type ApplyOutcome =
  | { readonly ok: true; readonly record: IAppliedRecord }
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly ok: false; readonly reason: string };

export interface ISessionOptions {
  readonly panel: NotebookPanel;
  readonly client: AnalysisClient;
  readonly contents: Contents.IManager;
  readonly author: Author;
  readonly reviewFiles: ReviewFiles;
  readonly reviewWatch: ReviewWatch;
  readonly waitingEntries: WaitingEntries;
  readonly server: AnnealServer;
  readonly settings: Settings;
  readonly configuration: Configuration;
  /** Milliseconds of rest before a check. */
  readonly rest?: number;
}

let count = 0;

export class AnnealSession implements IDisposable {
  constructor(private readonly _options: ISessionOptions) {
    const { panel, author, reviewFiles, waitingEntries } = _options;
    this.panel = panel;
    this.review = new ReviewStore(reviewFiles, waitingEntries, () => panel.context.path);
    this.review.changed.connect(() => this._changed.emit());
    this.decisions = new Decisions({
      store: this.review,
      author,
      checked: () => this._checked,
      path: () => this.path,
      rules: () => _options.configuration.reviewRulesFor(panel.context.path),
      isShared: () => this.isShared
    });
    this._debouncer = new Debouncer(() => void this.check(false), _options.rest ?? 300);
    panel.disposed.connect(this.dispose, this);
    NotebookActions.executed.connect(this._onExecuted, this);
    this._observed = new ObservedTypes(panel);
    void panel.context.ready.then(() => this._start());
  }

  readonly panel: NotebookPanel;
  readonly review: ReviewStore;
  readonly decisions: Decisions;

  /** Path below the server's root. */
  get path(): string {
    return this._options.contents.localPath(this.panel.context.path);
  }

  /** True when several people edit the notebook at once. */
  get isShared(): boolean {
    return this.panel.content.model?.collaborative === true;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Findings, decisions, applied fixes or the state of the check changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted when a check ended with new findings. */
  get analyzed(): ISignal<this, void> {
    return this._analyzed;
  }

  get analysis(): IAnalysis | null {
    return this._answer?.analysis ?? null;
  }

  /** The notebook that the findings were computed from. */
  get snapshot(): INotebook | null {
    return this._snapshot;
  }

  get habits(): Readonly<Record<string, IHabit>> {
    return this._answer?.habits ?? {};
  }

  get applied(): readonly IAppliedRecord[] {
    return this._applied;
  }

  /** Progress of a check that takes long enough to be seen, otherwise null. */
  get checking(): IProgress | null {
    return this._checking;
  }

  get failure(): string | null {
    return this._failure;
  }

  /** A person stopped the last check, so that its findings are older than the notebook. */
  get isStopped(): boolean {
    return this._isStopped;
  }

  /** Language of the notebook; null before it is loaded. */
  get language(): string | null {
    return this._language;
  }

  /** Marks of this notebook are off while it is open. */
  get isPaused(): boolean {
    return this._isPaused;
  }

  pause(isPaused: boolean): void {
    this._isPaused = isPaused;
    this._changed.emit();
  }

  /** Habits that people do not want to see in this notebook. They are found and exported as before. */
  get hiddenHabits(): readonly string[] {
    return this.review.review.hiddenHabits;
  }

  get isReadOnly(): boolean {
    return (
      this.panel.content.model?.readOnly === true ||
      this.panel.context.contentsModel?.writable === false
    );
  }

  /** Secret values of the notebook as it was checked: for hiding them, never to be shown or kept. */
  get secrets(): readonly string[] {
    return this._checked?.secrets ?? [];
  }

  findDiagnostic(id: string): IDiagnostic | null {
    return this.analysis?.diagnostics.find(d => d.id === id) ?? null;
  }

  /** The decision in force on a finding; null also for one that is accepted by too few. */
  decisionOf(id: string): IDecision | null {
    const decision = this.decisions.decisionOf(id);
    const lacks =
      decision?.state === 'accepted' &&
      this.decisions.missing({ id, migration: decision.migration }) !== null;
    return lacks ? null : decision;
  }

  /** The live notebook as a snapshot. */
  read(): INotebook {
    return this._adapter?.snapshot() ?? { cells: [], metadata: {} };
  }

  /**
   * Checks now. Never throws: a failure is kept in `failure`.
   *
   * @param isAsked - a person asked for it, so that the project's file is read again too
   */
  async check(isAsked = true): Promise<void> {
    if (this._isDisposed || !this._adapter) {
      return;
    }
    if (this._running) {
      this._again = true;
      return;
    }
    const snapshot = this.read();
    this._language = notebookLanguage(snapshot);
    if (this._language !== 'python') {
      this._answer = null;
      this._checked = null;
      this._snapshot = snapshot;
      this._changed.emit();
      return;
    }
    const abort = new AbortController();
    this._running = abort;
    this._isStopped = false;
    const total = snapshot.cells.filter(c => c.kind === 'code').length;
    // Shorter checks show nothing.
    const shown = setTimeout(() => this._setChecking({ done: 0, total }), 400);
    try {
      await this._observed.ask(snapshot);
      const answer = await this._options.client.analyze(
        this.key,
        snapshot,
        await this._analyzeOptions(isAsked),
        {
          signal: abort.signal,
          onProgress: progress => this._checking && this._setChecking(progress)
        }
      );
      this._answer = answer;
      this._snapshot = snapshot;
      this._checked = {
        analysis: answer.analysis,
        notebook: snapshot,
        secrets: secretsOf(snapshot, answer)
      };
      this._failure = null;
    } catch (reason) {
      if (reason instanceof AnalysisCancelled) {
        this._isStopped = true;
      } else {
        this._failure = reason instanceof Error ? reason.message : String(reason);
      }
    } finally {
      clearTimeout(shown);
      this._running = null;
      this._checking = null;
    }
    if (this._isDisposed) {
      return;
    }
    this._dropUndone();
    this._analyzed.emit();
    this._changed.emit();
    if (this._again) {
      this._again = false;
      void this._debouncer.invoke();
    }
  }

  /** Ends the check that runs; the findings before stay. */
  stop(): void {
    this._running?.abort();
  }

  /** Why the fix of a finding cannot be applied now; null when it can. */
  refusalOf(diagnostic: IDiagnostic): Refusal | null {
    const notebook = this.panel.content.model?.sharedModel;
    return notebook && diagnostic.fix ? checkEdit(notebook, diagnostic.fix.edit) : null;
  }

  /** Applies the fix of one finding. */
  async apply(diagnostic: IDiagnostic): Promise<ApplyOutcome> {
    if (!diagnostic.fix) {
      return { ok: false, reason: 'This finding has no fix.' };
    }
    return this._apply([diagnostic], diagnostic.fix.edit);
  }

  /** What applying several fixes together gives. Changes nothing. */
  async planBatch(
    ids: readonly string[]
  ): Promise<{ edit: INotebookEdit; result: IAnswers['fix']; snapshot: INotebook }> {
    const snapshot = this.read();
    const result = await this._options.client.fix(
      this.key,
      snapshot,
      { ids: new Set(ids) },
      await this._analyzeOptions()
    );
    const edit = notebookEditBetween(snapshot, result.order, result.cells);
    return { edit, result, snapshot };
  }

  /** Applies several fixes as one step. Fixes that move a secret are applied one by one, never here. */
  async applyBatch(
    diagnostics: readonly IDiagnostic[]
  ): Promise<ApplyOutcome & { skipped?: number }> {
    const batch = diagnostics.filter(d => d.fix && !d.fix.edit.environment?.length);
    const { edit, result } = await this.planBatch(batch.map(d => d.id));
    if (!result.applied.length) {
      return { ok: false, reason: result.skipped[0]?.reason ?? 'There is nothing to apply.' };
    }
    const outcome = await this._apply(result.applied, edit);
    return { ...outcome, skipped: diagnostics.length - result.applied.length };
  }

  /** What has to run to try the fix of a finding on the notebook as it is now. */
  trialOf(diagnostic: IDiagnostic): Promise<IAnswers['trial']> {
    return this._options.client.trial(this.key, this.read(), diagnostic);
  }

  /** Writes into the notebook why a finding is right as it is. */
  async allow(diagnostic: IDiagnostic, reason: string): Promise<ApplyOutcome> {
    const { client } = this._options;
    const answer = await client.allow(this.key, this.read(), diagnostic, reason);
    return answer.ok ? this._apply([], answer.edit) : { ok: false, reason: answer.reason };
  }

  /** Takes a fix back; false when its lines changed since. */
  undo(record: IAppliedRecord): boolean {
    if (!record.fix.undo()) {
      return false;
    }
    this._applied = this._applied.filter(r => r !== record);
    void this.decisions.restore(record.before);
    this._changed.emit();
    void this._debouncer.invoke();
    return true;
  }

  /** Plans and prints the package of the notebook as it is now. */
  async prepare(
    accept: Parameters<AnalysisClient['prepare']>[2],
    options: IExportOptions,
    signal?: AbortSignal
  ): Promise<IAnswers['prepare']> {
    const analyze = await this._analyzeOptions();
    const { client } = this._options;
    return client.prepare(this.key, this.read(), accept, options, analyze, { signal });
  }

  /** The texts that Python string literals stand for. Secret. */
  decode(literals: readonly string[]): Promise<IAnswers['decode']> {
    return this._options.client.decode(literals);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._running?.abort();
    this._debouncer.dispose();
    this._observed.dispose();
    NotebookActions.executed.disconnect(this._onExecuted, this);
    this._applied.forEach(r => r.fix.dispose());
    this._adapter?.dispose();
    this._followed?.dispose();
    this._options.client.forget(this.key);
    Signal.clearData(this);
  }

  readonly key = `notebook-${++count}`;

  private _start(): void {
    const { model } = this.panel.content;
    if (this._isDisposed || !model) {
      return;
    }
    this._adapter = new NotebookAdapter(model.sharedModel);
    model.contentChanged.connect(() => {
      if (this._options.settings.value.checkOn === 'idle') {
        void this._debouncer.invoke();
      }
    });
    this._followed = this._options.reviewWatch.add(this.review);
    void this._options.author.prepare(this.path);
    void this.check();
  }

  private async _analyzeOptions(isFresh = false): Promise<IAnalyzeOptions> {
    const { configuration } = this._options;
    const options = await configuration.optionsFor(this.panel.context.path, isFresh);
    return { ...options, observed: this._observed.known };
  }

  private _onExecuted(_: unknown, args: { notebook: unknown }): void {
    if (args.notebook === this.panel.content && this._options.settings.value.checkOn !== 'manual') {
      void this._debouncer.invoke();
    }
  }

  private async _apply(
    diagnostics: readonly IDiagnostic[],
    edit: INotebookEdit
  ): Promise<ApplyOutcome> {
    const notebook = this.panel.content.model?.sharedModel;
    if (!notebook) {
      return { ok: false, reason: 'The notebook is closed.' };
    }
    if (this.isReadOnly) {
      return { ok: false, refusal: { kind: 'read-only' } };
    }
    const refusal = checkEdit(notebook, edit);
    if (refusal) {
      return { ok: false, refusal };
    }
    for (const diagnostic of diagnostics) {
      const missing = this.decisions.missing(diagnostic, true);
      if (missing !== null) {
        return {
          ok: false,
          reason: `The project asks for the agreement of ${missing}: they accept it in the review first.`
        };
      }
    }
    if (edit.environment?.length) {
      const result = applyEdit(this.read(), edit);
      if (!result.ok) {
        return { ok: false, reason: result.reason };
      }
      const moved = await moveToEnvironment(
        this._options.server,
        this._options.client,
        this.path,
        result.environment
      );
      if (moved !== null) {
        return { ok: false, reason: moved };
      }
    }
    const result = applyEdits(notebook, edit);
    if (!result.ok) {
      return result;
    }
    const record: IAppliedRecord = {
      diagnostics,
      fix: result.fix,
      at: new Date(),
      before: new Map(diagnostics.map(d => [d.id, this.decisions.recorded(d.id)]))
    };
    this._applied = [...this._applied, record];
    this._changed.emit();
    void this.decisions.applied(diagnostics);
    void this._debouncer.invoke();
    return { ok: true, record };
  }

  /** A fix that was taken back with Ctrl+Z shows by its finding being there again. */
  private _dropUndone(): void {
    const present = new Set(this.analysis?.diagnostics.map(d => d.id));
    const gone = this._applied.filter(
      r => r.fix.obstacle !== undefined && r.diagnostics.every(d => present.has(d.id))
    );
    if (gone.length) {
      this._applied = this._applied.filter(r => !gone.includes(r));
      for (const record of gone) {
        record.fix.dispose();
        void this.decisions.restore(record.before);
      }
    }
  }

  private _setChecking(progress: IProgress): void {
    this._checking = progress;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _analyzed = new Signal<this, void>(this);
  private readonly _debouncer: Debouncer;
  private readonly _observed: ObservedTypes;
  private _adapter: NotebookAdapter | null = null;
  private _followed: IDisposable | null = null;
  private _answer: IAnswers['analyze'] | null = null;
  private _snapshot: INotebook | null = null;
  private _checked: IChecked | null = null;
  private _language: string | null = null;
  private _failure: string | null = null;
  private _isStopped = false;
  private _checking: IProgress | null = null;
  private _running: AbortController | null = null;
  private _again = false;
  private _applied: readonly IAppliedRecord[] = [];
  private _isPaused = false;
  private _isDisposed = false;
}

function secretsOf(snapshot: INotebook, { hidden }: IAnswers['analyze']): readonly string[] {
  const cells = new Map(snapshot.cells.map(c => [c.id, c.source]));
  return Object.entries(hidden).flatMap(([id, ranges]) =>
    ranges.map((r: IRange) => cells.get(id)?.slice(r.start, r.end) ?? '')
  );
}
