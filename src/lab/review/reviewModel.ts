/** Turns a session into what its review shows, and what a person does there into decisions. Draws nothing. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { entriesOf } from '../../core/review/review';
import { codeThenAndNow, progressOf, type ISuggestion } from '../../core/review/suggestions';
import type { IBatch, IFinding, IMessage, IPreview } from '../../ui/panel/state';
import type {
  IDecisionInput,
  IReviewActions,
  IReviewItem,
  IReviewState
} from '../../ui/review/state';
import { stateWord } from '../../ui/review/words';
import { draftsOf } from '../drafts';
import type { PanelModel } from '../panelModel';
import { previewOf } from '../preview';
import { refusalText } from '../refusalText';
import { revealCell } from '../reveal';
import type { AnnealSession, ApplyOutcome } from '../session';
import { browserStorage } from '../storage';
import type { Author } from './author';
import { today, type DecisionOutcome } from './decisions';
import { outcomeProblem } from './outcome';
import { Presence } from './presence';
import { linkTo } from './link';
import { Visits } from './visits';

export interface IReviewModelOptions {
  readonly session: AnnealSession;
  readonly panel: PanelModel;
  readonly author: Author;
  readonly trans: TranslationBundle;
  /** Address of the server, for links. */
  readonly baseUrl: string;
  readonly showNotebook: () => void;
}

/** The review of one notebook. */
export class ReviewModel implements IReviewActions {
  constructor(private readonly _options: IReviewModelOptions) {
    const { session, author, trans } = _options;
    this._session = session;
    this._author = author;
    this._trans = trans;
    this._visits = new Visits(browserStorage(), session.review.path);
    this._presence = new Presence(session.panel, () => this._touch());
    session.changed.connect(this._touch, this);
    author.changed.connect(this._touch, this);
  }

  /** Emitted when the state may have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): IReviewState {
    this._state ??= this._compute();
    return this._state;
  }

  /** Ends the visit: what is there now is no news the next time. */
  leave(): void {
    if (this._session.review.version !== null) {
      this._visits.leave(this._session.review.review, new Date().toISOString());
    }
  }

  dispose(): void {
    Signal.clearData(this);
  }

  select = (id: string): void => {
    this._currentId = id;
    this._touch();
  };

  preview = ({ suggestion }: IReviewItem): IPreview | null =>
    suggestion.diagnostic && previewOf(this._session, suggestion.diagnostic);

  thenAndNow = ({ suggestion }: IReviewItem): ReturnType<typeof codeThenAndNow> => {
    const { snapshot, secrets } = this._session;
    return snapshot && codeThenAndNow(suggestion, snapshot, secrets);
  };

  decide = (items: readonly IReviewItem[], { state, reason, until }: IDecisionInput): void => {
    const ids = items.map(item => item.suggestion.id);
    const word = stateWord(state, this._trans);
    void this._session.decisions
      .decide(ids, state, { reason, until })
      .then(outcome => this._decided(outcome, this._said(items, word)));
  };

  reopen = (items: readonly IReviewItem[]): void => {
    void this._session.decisions
      .reopen(items.map(item => item.suggestion.id))
      .then(outcome => this._decided(outcome, this._said(items, this._trans.__('taken back'))));
  };

  comment = ({ suggestion }: IReviewItem, text: string): void => {
    void this._session.decisions
      .comment(suggestion.id, text)
      .then(outcome => this._decided(outcome, this._trans.__('Comment added.')));
  };

  goTo = ({ suggestion }: IReviewItem): void => {
    const { panel, snapshot } = this._session;
    const cell = suggestion.cell === null ? undefined : snapshot?.cells[suggestion.cell];
    if (cell) {
      this._options.showNotebook();
      void revealCell(panel, cell.id, {
        focus: true,
        offset: suggestion.diagnostic?.offsets.start
      });
    }
  };

  copyLink = ({ suggestion }: IReviewItem): void => {
    Clipboard.copyToSystem(linkTo(this._options.baseUrl, this._session.path, suggestion.id));
    this._say(this._trans.__('Copied: a link that opens this suggestion.'));
  };

  applyOne = ({ suggestion }: IReviewItem): void => {
    if (suggestion.diagnostic) {
      this._follow(this._session.apply(suggestion.diagnostic));
    }
  };

  batch = (findings: readonly IFinding[]): IBatch => ({
    title: this._trans.__('Accepted suggestions'),
    rows: findings.flatMap(finding => {
      const preview = previewOf(this._session, finding.diagnostic);
      return preview ? [{ finding, preview }] : [];
    })
  });

  applyAll = (findings: readonly IFinding[]): void =>
    this._follow(this._session.applyBatch(findings.map(f => f.diagnostic)));

  rename = (): void => void this._author.rename(this._session.path);
  check = (): void => void this._session.check();

  clearMessage = (): void => {
    this._message = null;
    this._touch();
  };

  draft = (id: string): string => draftsOf(this._session.review.path).draft(id);
  setDraft = (id: string, text: string): void =>
    draftsOf(this._session.review.path).setDraft(id, text);

  private _compute(): IReviewState {
    const session = this._session;
    const me = this._author.known(session.path, session.isShared);
    const done = new Set(session.applied.flatMap(r => r.diagnostics.map(d => d.id)));
    // What was applied is found until the next check ended.
    const suggestions = session.decisions.suggestions.map((s): ISuggestion =>
      done.has(s.id) && s.state === 'open' ? { ...s, state: 'applied' } : s
    );
    const items = suggestions.map(s => this._item(s, me));
    const { decided, total } = progressOf(suggestions);
    const isKnown = items.some(item => item.suggestion.id === this._currentId);
    return {
      notebookName: session.panel.title.label,
      isPython: session.language === null ? null : session.language === 'python',
      hasResult: session.analysis !== null,
      failure: session.failure,
      items,
      decided,
      total,
      me,
      canRename: this._author.isOurs,
      here: this._presence.others,
      lastVisit: this._visits.last,
      problem: session.review.problem,
      waiting: session.review.waiting,
      message: this._message,
      currentId: isKnown ? this._currentId : (items[0]?.suggestion.id ?? null),
      firstDay: dayAfter(today())
    };
  }

  private _item(suggestion: ISuggestion, me: string | null): IReviewItem {
    const { diagnostic, standing, comments, migration, id } = suggestion;
    const entries = entriesOf(this._session.review.review, id);
    return {
      suggestion,
      finding: diagnostic && this._options.panel.view(this._session, diagnostic),
      habit: this._session.habits[migration]?.title ?? migration,
      people: [
        ...new Set([...(standing?.history ?? []).map(d => d.by), ...comments.map(c => c.by)])
      ],
      news: entries.filter(({ key, by }) => this._visits.isNew(key, by, me)).length,
      canAccept: !!diagnostic?.fix,
      missing:
        diagnostic && suggestion.state === 'accepted'
          ? this._session.decisions.missing(diagnostic)
          : null
    };
  }

  private _said(items: readonly IReviewItem[], word: string): string {
    return items.length === 1
      ? this._trans.__('%1: %2', items[0].suggestion.message || items[0].habit, word)
      : this._trans._n('%1 suggestion: %2', '%1 suggestions: %2', items.length, word);
  }

  private _decided(outcome: DecisionOutcome, said: string): void {
    const problem = outcomeProblem(outcome, this._trans);
    if (problem) {
      this._alert(problem);
    } else {
      this._say(said);
    }
  }

  private _follow(work: Promise<ApplyOutcome & { skipped?: number }>): void {
    const trans = this._trans;
    work.then(
      outcome => {
        if (!outcome.ok) {
          this._alert(
            'reason' in outcome
              ? trans.__('Not applied. %1', outcome.reason)
              : refusalText(this._session, outcome.refusal, trans)
          );
          return;
        }
        const { record, skipped } = outcome;
        const applied = trans._n('Applied %1 fix', 'Applied %1 fixes', record.diagnostics.length);
        this._say(
          skipped
            ? trans.__('%1. %2 could not be applied together and stay accepted.', applied, skipped)
            : applied,
          {
            label: trans.__('Undo'),
            run: () => this._undo(record)
          }
        );
      },
      (reason: unknown) =>
        this._alert(
          trans.__('Not applied. %1', reason instanceof Error ? reason.message : String(reason))
        )
    );
  }

  private _undo(record: Parameters<AnnealSession['undo']>[0]): void {
    if (this._session.undo(record)) {
      this._say(this._trans.__('Taken back. The decisions of before stand again.'));
    } else {
      this._alert(
        this._trans.__('Not taken back. The fixed lines changed since; nothing was edited.')
      );
    }
  }

  private _say(text: string, action?: IMessage['action']): void {
    this._message = { kind: 'status', text, ...(action ? { action } : {}) };
    this._touch();
  }

  private _alert(text: string): void {
    this._message = { kind: 'alert', text };
    this._touch();
  }

  private _touch(): void {
    this._state = null;
    this._changed.emit();
  }

  private readonly _session: AnnealSession;
  private readonly _author: Author;
  private readonly _trans: TranslationBundle;
  private readonly _visits: Visits;
  private readonly _presence: Presence;
  private readonly _changed = new Signal<this, void>(this);
  private _state: IReviewState | null = null;
  private _currentId: string | null = null;
  private _message: IMessage | null = null;
}

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
