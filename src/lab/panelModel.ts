/** Turns the current session into what the panel shows, and the panel's actions into commands on the session. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IDiagnostic } from '../core/analysis/diagnostic';
import type {
  IApplied,
  IBatch,
  IFinding,
  IMessage,
  IPanelActions,
  IPanelState,
  IPreview
} from '../ui/panel/state';
import type { TrialState } from '../ui/panel/trialState';
import { emptyScreen, findingView, panelState, type IPanelScreen } from './panelState';
import { previewOf } from './preview';
import { refusalText } from './refusalText';
import { revealCell } from './reveal';
import type { DecisionOutcome } from './review/decisions';
import { outcomeProblem } from './review/outcome';
import type { AnnealSession, ApplyOutcome, IAppliedRecord } from './session';
import type { Sessions } from './sessions';
import type { Settings } from './settings';
import { draftsOf, type IDrafts } from './drafts';
import type { Trials } from './trials';

/** What the panel needs of JupyterLab. */
export interface IPanelHost {
  /** Tells a person what did not happen where the panel, which says so, cannot be seen. */
  readonly alert: (text: string) => void;
  readonly exportPackage: () => void;
  readonly openNotebook: () => void;
  readonly review: (id: string | null) => void;
}

/** The panel's state and actions, on the notebook in front. */
export class PanelModel implements IPanelActions {
  constructor(
    private readonly _sessions: Sessions,
    settings: Settings,
    private readonly _trans: TranslationBundle,
    private readonly _trials: Trials,
    private readonly _host: IPanelHost
  ) {
    _trials.changed.connect(this._touch, this);
    _sessions.changed.connect(this._touch, this);
    _sessions.activeCellChanged.connect(this._touch, this);
    settings.changed.connect(this._touch, this);
  }

  /** Emitted when the state may have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IPanelState {
    const session = this._sessions.current;
    this._state ??= panelState(session, this._screen(session));
    return this._state;
  }

  /** A finding of a session as screens show it. */
  view(session: AnnealSession, diagnostic: IDiagnostic): IFinding {
    return findingView(session, diagnostic);
  }

  open = (id: string | null): void => {
    this._show(this._sessions.current, { openId: id, message: null });
    const finding = id === null ? null : this._find(id);
    if (finding) {
      this.show(finding);
    }
  };

  show = (finding: IFinding): void => {
    const session = this._sessions.current;
    if (session) {
      void revealCell(session.panel, finding.diagnostic.cell.id);
    }
  };

  goTo = (cellId: string, finding?: IFinding): void => {
    const session = this._sessions.current;
    if (session) {
      void revealCell(session.panel, cellId, {
        focus: true,
        offset: finding?.diagnostic.offsets.start
      });
    }
  };

  preview = (finding: IFinding): IPreview | null => {
    const session = this._sessions.current;
    return session ? previewOf(session, finding.diagnostic) : null;
  };

  trial = (finding: IFinding): TrialState | null => {
    const session = this._sessions.current;
    return session ? this._trials.stateOf(session, finding.diagnostic) : null;
  };

  measure = (finding: IFinding): void => {
    const session = this._sessions.current;
    if (session) {
      void this._trials.start(session, finding.diagnostic);
    }
  };

  stopMeasuring = (finding: IFinding): void => {
    const session = this._sessions.current;
    if (session) {
      this._trials.stop(session, finding.diagnostic);
    }
  };

  copy = (text: string): void => Clipboard.copyToSystem(text);

  batch = (findings: readonly IFinding[]): IBatch => ({
    title: this._trans.__('Safe fixes'),
    rows: findings.flatMap(finding => {
      const preview = this.preview(finding);
      return preview ? [{ finding, preview }] : [];
    })
  });

  apply = (finding: IFinding): void => {
    void this.applyFinding(finding.diagnostic);
  };

  /** Applies the fix of a finding of the current notebook; false when it was refused. */
  async applyFinding(diagnostic: IDiagnostic): Promise<boolean> {
    const session = this._sessions.current;
    if (!session) {
      return false;
    }
    return this._report(session, await session.apply(diagnostic));
  }

  applyAll = (findings: readonly IFinding[]): void => {
    const session = this._sessions.current;
    if (session) {
      void session
        .applyBatch(findings.map(f => f.diagnostic))
        .then(outcome => this._report(session, outcome))
        .catch((reason: unknown) => this._failed(session, reason));
    }
  };

  accept = (finding: IFinding): void => {
    const session = this._sessions.current;
    void session?.decisions
      .decide([finding.diagnostic.id], 'accepted')
      .then(outcome =>
        this._decided(
          session,
          outcome,
          this._trans.__('Accepted. The next export has the fix; the notebook stays as it is.')
        )
      );
  };

  reject = (finding: IFinding, reason: string, next: string | null = null): void => {
    const { id, message } = finding.diagnostic;
    const session = this._sessions.current;
    void session?.decisions.decide([id], 'rejected', { reason }).then(outcome => {
      if (outcome === 'recorded') {
        this._leave(session, id, next);
      }
      this._decided(session, outcome, this._trans.__('Rejected: %1', message), {
        label: this._trans.__('Take back'),
        run: () => this._restore(session, id)
      });
    });
  };

  allow = (finding: IFinding, reason: string, next: string | null = null): void => {
    const session = this._sessions.current;
    void session
      ?.allow(finding.diagnostic, reason)
      .then(outcome => {
        if (!outcome.ok) {
          this._report(session, outcome);
          return;
        }
        this._leave(session, finding.diagnostic.id, next);
        this._say(session, this._trans.__('Allowed here: %1', finding.diagnostic.message), {
          label: this._trans.__('Undo'),
          run: () => this.undoRecord(session, outcome.record)
        });
      })
      .catch((reason: unknown) => this._failed(session, reason));
  };

  restore = (finding: IFinding): void => {
    const session = this._sessions.current;
    if (session) {
      this._restore(session, finding.diagnostic.id);
    }
  };

  comment = (finding: IFinding, text: string): void => {
    const session = this._sessions.current;
    void session?.decisions
      .comment(finding.diagnostic.id, text)
      .then(outcome => this._decided(session, outcome, null));
  };

  undo = (applied: IApplied): void => {
    const session = this._sessions.current;
    const record = session?.applied.find(r =>
      r.diagnostics.some(d => d.id === applied.finding.diagnostic.id)
    );
    if (session && record) {
      this.undoRecord(session, record);
    }
  };

  /** Takes a fix or a comment back, and says whether that worked. */
  undoRecord(session: AnnealSession, record: IAppliedRecord): void {
    if (session.undo(record)) {
      const done = record.diagnostics.length
        ? this._trans._n('Taken back: %1 fix', 'Taken back: %1 fixes', record.diagnostics.length)
        : this._trans.__('Taken back: the comment is gone');
      const moved = record.diagnostics.flatMap(
        d => d.fix?.edit.environment?.map(move => move.name) ?? []
      );
      // The file may be in use elsewhere by now, so an undo never takes a value out of it.
      this._say(
        session,
        moved.length
          ? this._trans._n(
              '%2. %3 stays in .env.',
              '%2. %3 stay in .env.',
              moved.length,
              done,
              moved.join(', ')
            )
          : done
      );
    } else {
      this._alert(
        session,
        this._trans.__('Not taken back. The fixed lines changed since; nothing was edited.')
      );
    }
  }

  hideHabit = (migration: string): void => {
    const session = this._sessions.current;
    if (session) {
      void session.decisions.hideHabit(migration, true);
      this._show(session, { openId: null });
      this._say(session, this._trans.__('Hidden in this notebook: %1', this._habit(migration)), {
        label: this._trans.__('Show again'),
        run: () => {
          void session.decisions.hideHabit(migration, false);
          this._show(session, { message: null });
        }
      });
    }
  };

  showHabit = (migration: string): void => {
    void this._sessions.current?.decisions.hideHabit(migration, false);
    this.clearMessage();
  };

  check = (): void => void this._sessions.current?.check();
  stop = (): void => this._sessions.current?.stop();
  review = (id: string | null): void => this._host.review(id);
  exportPackage = (): void => this._host.exportPackage();
  openNotebook = (): void => this._host.openNotebook();
  focusNotebook = (): void => this._sessions.current?.panel.content.activate();

  clearMessage = (): void => this._show(this._sessions.current, { message: null });

  draft = (id: string): string => this._drafts().draft(id);
  setDraft = (id: string, text: string): void => this._drafts().setDraft(id, text);

  private _drafts(): IDrafts {
    return draftsOf(this._sessions.current?.review.path ?? '');
  }

  private _habit(migration: string): string {
    return this._sessions.current?.habits[migration]?.title ?? migration;
  }

  private _find(id: string): IFinding | null {
    const { findings, setAside, applied } = this.state;
    return (
      [...findings, ...setAside].find(f => f.diagnostic.id === id) ??
      applied.find(a => a.finding.diagnostic.id === id)?.finding ??
      null
    );
  }

  /** Shows what comes next where the card of a finding is open that is decided now. */
  private _leave(session: AnnealSession, id: string, next: string | null): void {
    if (this._screen(session).openId === id) {
      this._show(session, { openId: next });
    }
  }

  private _restore(session: AnnealSession, id: string): void {
    void session.decisions.reopen([id]).then(outcome => this._decided(session, outcome, null));
  }

  private _report(session: AnnealSession, outcome: ApplyOutcome & { skipped?: number }): boolean {
    const trans = this._trans;
    if (outcome.ok) {
      const { record } = outcome;
      const action = { label: trans.__('Undo'), run: () => this.undoRecord(session, record) };
      const applied = trans._n('Applied %1 fix', 'Applied %1 fixes', record.diagnostics.length);
      this._say(
        session,
        outcome.skipped
          ? trans.__(
              '%1. %2 could not be applied together; they are checked again.',
              applied,
              outcome.skipped
            )
          : record.diagnostics.length === 1
            ? trans.__('Applied: %1', record.diagnostics[0].fix?.title ?? '')
            : applied,
        action
      );
      return true;
    }
    if ('reason' in outcome) {
      this._alert(session, trans.__('Not applied. %1', outcome.reason));
    } else {
      this._alert(session, refusalText(session, outcome.refusal, trans), {
        label: trans.__('Refresh preview'),
        run: () => {
          this._show(session, { message: null });
          void session.check();
        }
      });
    }
    return false;
  }

  private _failed(session: AnnealSession, reason: unknown): void {
    this._alert(
      session,
      this._trans.__('Not applied. %1', reason instanceof Error ? reason.message : String(reason))
    );
  }

  private _decided(
    session: AnnealSession,
    outcome: DecisionOutcome,
    text: string | null,
    action?: IMessage['action']
  ): void {
    const problem = outcomeProblem(outcome, this._trans);
    if (problem) {
      this._alert(session, problem);
    } else if (text) {
      this._say(session, text, action);
    } else {
      this._show(session, { message: null });
    }
  }

  private _say(session: AnnealSession, text: string, action?: IMessage['action']): void {
    this._show(session, { message: { kind: 'status', text, ...(action ? { action } : {}) } });
  }

  private _alert(session: AnnealSession, text: string, action?: IMessage['action']): void {
    this._show(session, { message: { kind: 'alert', text, ...(action ? { action } : {}) } });
    this._host.alert(text);
  }

  private _screen(session: AnnealSession | null): IPanelScreen {
    return (session && this._screens.get(session)) ?? emptyScreen;
  }

  private _show(session: AnnealSession | null, part: Partial<IPanelScreen>): void {
    if (session) {
      this._screens.set(session, { ...this._screen(session), ...part });
    }
    this._touch();
  }

  private _touch(): void {
    this._state = null;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  /** What is open and what was said, for each notebook. */
  private readonly _screens = new WeakMap<AnnealSession, IPanelScreen>();
  private _state: IPanelState | null = null;
}
