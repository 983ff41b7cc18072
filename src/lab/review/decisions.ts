/** What people decide on the findings of one notebook: joins the last check with the review, and records decisions on what was seen. */
import type { IAnalysis, IDiagnostic } from '../../core/analysis/diagnostic';
import { redact } from '../../core/analysis/secrets';
import type { INotebook } from '../../core/notebook/notebook';
import {
  approvalRule,
  missingApproval,
  missingText,
  type IReviewRules
} from '../../core/review/approval';
import {
  addComment,
  decide,
  decisionOf,
  hideHabit,
  restoreDecision,
  standingOf,
  type ReviewChange
} from '../../core/review/review';
import { reviewedCode, shownTexts } from '../../core/review/reviewedCode';
import type { DecisionState, IDecision } from '../../core/review/reviewFile';
import {
  stateOf,
  suggestionsOf,
  type ISuggestion,
  type SuggestionState
} from '../../core/review/suggestions';
import type { Author } from './author';
import type { ReviewStore } from './reviewStore';

/** The last check of a notebook. */
export interface IChecked {
  readonly analysis: IAnalysis;
  readonly notebook: INotebook;
  /** Values that must not reach the review file. */
  readonly secrets: readonly string[];
}

/** What became of a decision: recorded (sent, or waiting to be), or not, because there is no name or decisions are read-only. */
export type DecisionOutcome = 'recorded' | 'unnamed' | 'read-only' | 'gone';

/** What a person may say with a decision. */
export interface IDecisionWords {
  readonly reason?: string;
  /** `YYYY-MM-DD`. */
  readonly until?: string;
}

export interface IDecisionsOptions {
  readonly store: ReviewStore;
  readonly author: Author;
  readonly checked: () => IChecked | null;
  readonly path: () => string;
  /** Who must agree before a suggestion is applied. */
  readonly rules: () => IReviewRules;
  /** True when several people edit the notebook at once. */
  readonly isShared: () => boolean;
}

/** The decisions on one notebook. */
export class Decisions {
  constructor(private readonly _options: IDecisionsOptions) {}

  /** All suggestions with their state; empty before the first check. */
  get suggestions(): readonly ISuggestion[] {
    const checked = this._options.checked();
    if (!checked) {
      return [];
    }
    const { review } = this._options.store;
    const day = today();
    const { _list: list } = this;
    if (list?.review === review && list.analysis === checked.analysis && list.day === day) {
      return list.suggestions;
    }
    const { notebook, analysis } = checked;
    const suggestions = suggestionsOf(review, notebook, analysis, this._texts(checked), day);
    this._list = { review, analysis, day, suggestions };
    return suggestions;
  }

  /** The state of a finding of the last check. */
  stateOf(id: string): SuggestionState {
    const checked = this._options.checked();
    const texts = checked ? this._texts(checked) : [];
    return stateOf(standingOf(this._options.store.review, id), texts, today());
  }

  /** The decision in force on a finding; null when there is none, it is disputed, over, or the code changed since. */
  decisionOf(id: string): IDecision | null {
    const decision = decisionOf(this._options.store.review, id);
    return decision?.state === this.stateOf(id) ? decision : null;
  }

  /**
   * Who still has to accept before a finding may be applied, in words; null when nobody.
   *
   * @param isApplying - the person here is about to apply it, which is a way to agree
   */
  missing(
    { id, migration }: Pick<IDiagnostic, 'id' | 'migration'>,
    isApplying = false
  ): string | null {
    const { checked, store, rules, author, path, isShared } = this._options;
    const known = checked();
    const missing = missingApproval(
      approvalRule(rules(), migration),
      standingOf(store.review, id),
      known ? this._texts(known) : [],
      isApplying ? author.fallback(path(), isShared()) : undefined
    );
    return missing && missingText(missing);
  }

  /** The decision on record, in force or not: what an undo brings back. */
  recorded(id: string): IDecision | null {
    return decisionOf(this._options.store.review, id);
  }

  /** Decides on findings of the last check, as one step. A decision keeps the code that was seen. */
  async decide(
    ids: readonly string[],
    state: Extract<DecisionState, 'accepted' | 'rejected' | 'deferred'>,
    { reason, until }: IDecisionWords = {}
  ): Promise<DecisionOutcome> {
    const checked = this._options.checked();
    const wanted = new Set(ids);
    const found = checked?.analysis.diagnostics.filter(d => wanted.has(d.id)) ?? [];
    if (!checked || found.length < wanted.size) {
      return 'gone';
    }
    const { notebook, secrets } = checked;
    return this._record(by =>
      found.map(diagnostic => {
        const code = reviewedCode(notebook, diagnostic, secrets);
        return decide(diagnostic, state, by, reason && redact(reason, secrets), {
          ...(code === null ? {} : { code }),
          ...(until ? { until } : {})
        });
      })
    );
  }

  /** Takes the decisions on findings back. */
  reopen(ids: readonly string[]): Promise<DecisionOutcome> {
    return this._record(by => ids.map(id => restoreDecision(id, null, by)));
  }

  /** Adds to the thread of a finding. */
  comment(id: string, text: string): Promise<DecisionOutcome> {
    // A person who quotes the line must not put the key into the review file.
    const words = redact(text, this._options.checked()?.secrets ?? []);
    return this._record(by => [addComment(id, words, by)]);
  }

  /** Hides a habit in this notebook, or shows it again. Nobody is asked for a name. */
  async hideHabit(migration: string, isHidden: boolean): Promise<void> {
    await this._options.store.change(hideHabit(migration, isHidden));
  }

  /** Records that fixes are in the notebook. Nobody is asked for a name: the fix is in already. */
  async applied(diagnostics: readonly IDiagnostic[]): Promise<void> {
    const stamp = this._stamp();
    await this._options.store.change(joined(diagnostics.map(d => decide(d, 'applied', stamp))));
  }

  /** Makes the decisions of before stand again, after an undo. */
  async restore(before: ReadonlyMap<string, IDecision | null>): Promise<void> {
    const stamp = this._stamp();
    await this._options.store.change(
      joined([...before].map(([id, decision]) => restoreDecision(id, decision, stamp)))
    );
  }

  private async _record(
    changes: (stamp: { by: string; at: string }) => readonly ReviewChange[]
  ): Promise<DecisionOutcome> {
    const { author, store, path, isShared } = this._options;
    if (store.problem !== null) {
      return 'read-only';
    }
    const by = author.known(path(), isShared()) ?? (await author.name(path(), isShared()));
    if (by === null) {
      return 'unnamed';
    }
    void store.change(joined(changes({ by, at: new Date().toISOString() })));
    return 'recorded';
  }

  private _stamp(): { by: string; at: string } {
    const { author, path, isShared } = this._options;
    return { by: author.fallback(path(), isShared()), at: new Date().toISOString() };
  }

  private _texts({ notebook, secrets }: IChecked): readonly string[] {
    if (this._shown?.notebook !== notebook) {
      this._shown = { notebook, texts: shownTexts(notebook, secrets) };
    }
    return this._shown.texts;
  }

  private _shown: { readonly notebook: INotebook; readonly texts: readonly string[] } | null = null;
  private _list: {
    readonly review: ReviewStore['review'];
    readonly analysis: IAnalysis;
    readonly day: string;
    readonly suggestions: readonly ISuggestion[];
  } | null = null;
}

/** The day by which deferred ones are open again, the same for everybody. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function joined(changes: readonly ReviewChange[]): ReviewChange {
  return review => changes.reduce((r, change) => change(r), review);
}
