/** Turns the current session into what the panel shows, and the panel's actions into commands on the session. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import type { IDiagnostic } from '../core/analysis/diagnostic';
import { commentsOf, standingOf } from '../core/review/review';
import type {
  IApplied,
  IBatch,
  IFinding,
  IMessage,
  IPanelActions,
  IPanelState,
  IPreview
} from '../ui/panel/state';
import { previewOf } from './preview';
import { refusalText } from './refusalText';
import { revealCell } from './reveal';
import type { DecisionOutcome } from './review/decisions';
import { outcomeProblem } from './review/outcome';
import type { AnnealSession, ApplyOutcome, IAppliedRecord } from './session';
import type { Sessions } from './sessions';
import type { Settings } from './settings';
import { draftsOf, type IDrafts } from './drafts';

export interface IPanelHost {
  readonly exportPackage: () => void;
  readonly openNotebook: () => void;
  readonly review: (id: string | null) => void;
}

export class PanelModel implements IPanelActions {
  constructor(
    private readonly _sessions: Sessions,
    settings: Settings,
    private readonly _trans: TranslationBundle,
    private readonly _host: IPanelHost
  ) {
    _sessions.changed.connect(this._touch, this);
    _sessions.activeCellChanged.connect(this._touch, this);
    settings.changed.connect(this._touch, this);
  }

  /** Emitted when the state may have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IPanelState {
    this._state ??= this._compute();
    return this._state;
  }

  /** The findings of a session that a person has not rejected, deferred or applied. */
  findings(session: AnnealSession): readonly IFinding[] {
    return this._findings(session).filter(
      f => !isAside(f) && !session.hiddenHabits.includes(f.diagnostic.migration)
    );
  }

  open = (id: string | null): void => {
    this._openId = id;
    this._message = null;
    this._touch();
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
        .catch((reason: unknown) => this._failed(reason));
    }
  };

  accept = (finding: IFinding): void => {
    void this._sessions.current?.decisions
      .decide([finding.diagnostic.id], 'accepted')
      .then(outcome =>
        this._decided(outcome, this._trans.__('Accepted. It goes into the next export.'))
      );
  };

  reject = (finding: IFinding, reason: string): void => {
    const { id, message } = finding.diagnostic;
    const next = this._nextAfter(id);
    void this._sessions.current?.decisions.decide([id], 'rejected', { reason }).then(outcome => {
      if (outcome === 'recorded' && this._openId === id) {
        this._openId = next;
      }
      this._decided(outcome, this._trans.__('Rejected: %1', message), {
        label: this._trans.__('Take back'),
        run: () => this.restore(finding)
      });
    });
  };

  allow = (finding: IFinding, reason: string): void => {
    const session = this._sessions.current;
    const next = this._nextAfter(finding.diagnostic.id);
    void session
      ?.allow(finding.diagnostic, reason)
      .then(outcome => {
        if (!outcome.ok) {
          this._report(session, outcome);
          return;
        }
        if (this._openId === finding.diagnostic.id) {
          this._openId = next;
        }
        this._say(this._trans.__('Allowed here: %1', finding.diagnostic.message), {
          label: this._trans.__('Undo'),
          run: () => this.undoRecord(session, outcome.record)
        });
      })
      .catch((reason: unknown) => this._failed(reason));
  };

  restore = (finding: IFinding): void => {
    void this._sessions.current?.decisions
      .reopen([finding.diagnostic.id])
      .then(outcome => this._decided(outcome, null));
  };

  comment = (finding: IFinding, text: string): void => {
    void this._sessions.current?.decisions
      .comment(finding.diagnostic.id, text)
      .then(outcome => this._decided(outcome, null));
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
        this._trans.__('Not taken back. The fixed lines changed since; nothing was edited.')
      );
    }
  }

  hideHabit = (migration: string): void => {
    void this._sessions.current?.decisions.hideHabit(migration, true);
    this._openId = null;
    this._say(this._trans.__('Hidden in this notebook: %1', this._habit(migration)), {
      label: this._trans.__('Show again'),
      run: () => this.showHabit(migration)
    });
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

  clearMessage = (): void => {
    this._message = null;
    this._touch();
  };

  draft = (id: string): string => this._drafts().draft(id);
  setDraft = (id: string, text: string): void => this._drafts().setDraft(id, text);

  private _drafts(): IDrafts {
    return draftsOf(this._sessions.current?.review.path ?? '');
  }

  private _compute(): IPanelState {
    const session = this._sessions.current;
    const analysis = session?.analysis ?? null;
    const findings = session ? this._findings(session) : [];
    const language = session?.language ?? null;
    const hidden = session?.hiddenHabits ?? [];
    const shown = findings.filter(f => !hidden.includes(f.diagnostic.migration));
    return {
      kind: !session
        ? 'no-notebook'
        : language !== null && language !== 'python'
          ? 'other-language'
          : 'ready',
      notebookName: session?.panel.title.label ?? '',
      language: language ?? '',
      checking: session?.checking ?? null,
      hasResult: analysis !== null,
      failure: session?.failure ?? null,
      codeCells: analysis?.codeCells ?? 0,
      cells: session?.snapshot?.cells ?? [],
      blind: analysis?.blind ?? [],
      faults: analysis?.faults ?? [],
      findings: shown.filter(f => !isAside(f)),
      suppressed: (analysis?.suppressed ?? []).map(d => ({
        finding: this.view(session!, d),
        reason: d.suppression.reason,
        kind: d.suppression.kind
      })),
      unusedSuppressions: analysis?.unusedSuppressions ?? [],
      setAside: shown.filter(isAside),
      hiddenHabits: hidden.map(migration => ({
        migration,
        title: this._habit(migration),
        count: findings.filter(f => f.diagnostic.migration === migration).length
      })),
      applied: session ? this._applied(session) : [],
      reviewProblem: session?.review.problem ?? null,
      waiting: session?.review.waiting ?? 0,
      message: this._message,
      openId: this._openId,
      activeCellId: session?.panel.content.activeCell?.model.id ?? null
    };
  }

  private _findings(session: AnnealSession): readonly IFinding[] {
    const done = new Set(session.applied.flatMap(r => r.diagnostics.map(d => d.id)));
    return (session.analysis?.diagnostics ?? [])
      .filter(d => !done.has(d.id))
      .map(d => this.view(session, d));
  }

  /** A finding of a session as screens show it. */
  view(session: AnnealSession, diagnostic: IDiagnostic): IFinding {
    const habit = session.habits[diagnostic.migration];
    return {
      diagnostic,
      cellNumber: diagnostic.cell.index + 1,
      habit: habit?.title ?? diagnostic.migration,
      group: habit?.group ?? '',
      isQuiet: diagnostic.tier === 'quiet',
      state: session.decisions.stateOf(diagnostic.id),
      standing: standingOf(session.review.review, diagnostic.id),
      comments: commentsOf(session.review.review, diagnostic.id)
    };
  }

  private _applied(session: AnnealSession): readonly IApplied[] {
    const cells = session.panel.content.model?.sharedModel.cells ?? [];
    return session.applied.flatMap(record => {
      const { obstacle, cellIds } = record.fix;
      const cellNumbers = cellIds
        .map(id => cells.findIndex(c => c.getId() === id) + 1)
        .filter(n => n > 0);
      return record.diagnostics.map(diagnostic => ({
        finding: this.view(session, diagnostic),
        at: record.at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
        cellNumbers,
        canUndo: obstacle === undefined,
        obstacle: typeof obstacle === 'number' ? obstacle + 1 : null,
        spansCells: new Set(cellIds).size > 1
      }));
    });
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

  private _nextAfter(id: string): string | null {
    const { findings } = this.state;
    const at = findings.findIndex(f => f.diagnostic.id === id);
    return findings[at + 1]?.diagnostic.id ?? null;
  }

  private _report(session: AnnealSession, outcome: ApplyOutcome & { skipped?: number }): boolean {
    const trans = this._trans;
    if (outcome.ok) {
      const { record } = outcome;
      const action = { label: trans.__('Undo'), run: () => this.undoRecord(session, record) };
      const applied = trans._n('Applied %1 fix', 'Applied %1 fixes', record.diagnostics.length);
      this._say(
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
      this._alert(trans.__('Not applied. %1', outcome.reason));
    } else {
      this._alert(refusalText(session, outcome.refusal, trans), {
        label: trans.__('Refresh preview'),
        run: () => {
          this.clearMessage();
          this.check();
        }
      });
    }
    return false;
  }

  private _failed(reason: unknown): void {
    this._alert(
      this._trans.__('Not applied. %1', reason instanceof Error ? reason.message : String(reason))
    );
  }

  private _decided(
    outcome: DecisionOutcome,
    text: string | null,
    action?: IMessage['action']
  ): void {
    const problem = outcomeProblem(outcome, this._trans);
    if (problem) {
      this._alert(problem);
    } else if (text) {
      this._say(text, action);
    } else {
      this.clearMessage();
    }
  }

  private _say(text: string, action?: IMessage['action']): void {
    this._message = { kind: 'status', text, ...(action ? { action } : {}) };
    this._touch();
  }

  private _alert(text: string, action?: IMessage['action']): void {
    this._message = { kind: 'alert', text, ...(action ? { action } : {}) };
    this._touch();
  }

  private _touch(): void {
    this._state = null;
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _state: IPanelState | null = null;
  private _openId: string | null = null;
  private _message: IMessage | null = null;
}

/** Rejected and deferred findings are listed apart. */
function isAside({ state }: IFinding): boolean {
  return state === 'rejected' || state === 'deferred';
}
