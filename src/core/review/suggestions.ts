/** Joins what was found in a notebook with what people decided: the list that a review shows. Pure; the day comes from the caller. */
import type { IAnalysis, IDiagnostic } from '../analysis/diagnostic';
import { redact } from '../analysis/secrets';
import type { INotebook } from '../notebook/notebook';
import { isSameCode, reviewedCode } from './reviewedCode';
import { commentsOf, reviewedIds, standingOf, type IStanding } from './review';
import type { IComment, IDecision, IReview } from './reviewFile';

/** `stale`: the code changed since the decision; `orphaned`: its cell is gone; `disputed`: people decided differently. */
export type SuggestionState =
  'open' | 'accepted' | 'applied' | 'rejected' | 'deferred' | 'disputed' | 'stale' | 'orphaned';

/** One line of a review. */
export interface ISuggestion {
  readonly id: string;
  readonly state: SuggestionState;
  readonly migration: string;
  /** Empty where neither the notebook nor the file holds it. */
  readonly message: string;
  /** Index of its cell in the notebook; null when the cell is gone or was not recorded. */
  readonly cell: number | null;
  /** The finding as it is now; null when it is gone. */
  readonly diagnostic: IDiagnostic | null;
  readonly standing: IStanding | null;
  readonly comments: readonly IComment[];
  /** For `stale` without a finding: findings of the same habit in the same cell that nobody decided on. */
  readonly successors: readonly IDiagnostic[];
}

/**
 * All suggestions of a notebook: findings with a fix, findings that somebody decided or commented on, and what became of those that are
 * gone. In the order of the notebook, those without a place last.
 *
 * @param texts - the code of all cells without secrets, see `shownTexts`
 * @param today - `YYYY-MM-DD`; what was deferred until then or earlier is open again
 */
export function suggestionsOf(
  review: IReview,
  notebook: INotebook,
  analysis: Pick<IAnalysis, 'diagnostics' | 'suppressed'>,
  texts: readonly string[],
  today: string
): readonly ISuggestion[] {
  const reviewed = new Set(reviewedIds(review));
  const allowed = new Set(analysis.suppressed.map(d => d.id));
  const found = new Map(analysis.diagnostics.map(d => [d.id, d]));
  const present = analysis.diagnostics
    .filter(d => d.fix !== null || reviewed.has(d.id))
    .map((diagnostic): ISuggestion => {
      const { id, migration, message } = diagnostic;
      const standing = standingOf(review, id);
      return {
        id,
        state: stateOf(standing, texts, today),
        migration,
        message,
        cell: diagnostic.cell.index,
        diagnostic,
        standing,
        comments: commentsOf(review, id),
        successors: []
      };
    });
  const places = new Map(notebook.cells.map(c => [c.id, c.index]));
  const gone = [...reviewed]
    .filter(id => !found.has(id) && !allowed.has(id))
    .flatMap((id): ISuggestion[] => {
      const standing = standingOf(review, id);
      const comments = commentsOf(review, id);
      const last = standing?.heads.at(-1);
      if (standing?.state === 'open' && !comments.length) {
        return []; // Taken back, and the finding is gone: nothing is left to decide.
      }
      const cell = places.get(last?.cell ?? '') ?? null;
      return [
        {
          id,
          state: standing?.state === 'applied' ? 'applied' : cell === null ? 'orphaned' : 'stale',
          migration: last?.migration ?? '',
          message: last?.message ?? '',
          cell,
          diagnostic: null,
          standing,
          comments,
          successors: analysis.diagnostics.filter(
            d => d.migration === last?.migration && d.cell.index === cell && !reviewed.has(d.id)
          )
        }
      ];
    });
  const order = (s: ISuggestion): number => s.cell ?? Infinity;
  return [...present, ...gone].sort((a, b) =>
    order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0
  );
}

/** The code of a decision and the code that stands there now; null where either is not known. Both without secrets. */
export function codeThenAndNow(
  { standing, diagnostic, successors, cell }: ISuggestion,
  notebook: INotebook,
  secrets: readonly string[]
): { readonly before: string; readonly after: string } | null {
  const before = standing?.heads.find(h => h.code !== undefined)?.code;
  const current = diagnostic ?? successors.at(0);
  const source = cell === null ? undefined : notebook.cells[cell]?.source;
  const after = current
    ? reviewedCode(notebook, current, secrets)
    : source === undefined
      ? null
      : redact(source, secrets);
  return before === undefined || after === null ? null : { before, after };
}

/** How far a review is. What is stale or orphaned is not counted: the code it was about is no longer there. */
export function progressOf(suggestions: readonly ISuggestion[]): {
  readonly decided: number;
  readonly total: number;
} {
  const counted = suggestions.filter(s => s.state !== 'stale' && s.state !== 'orphaned');
  const undecided = counted.filter(s => s.state === 'open' || s.state === 'disputed');
  return { decided: counted.length - undecided.length, total: counted.length };
}

/** The state of a finding that is in the notebook: what people decided, unless its code changed or the day has come. */
export function stateOf(
  standing: IStanding | null,
  texts: readonly string[],
  today: string
): Exclude<SuggestionState, 'orphaned'> {
  if (!standing) {
    return 'open';
  }
  const { state, heads } = standing;
  // Applied, and found again: the fix was taken back by hand.
  if (state === 'applied' || (state === 'deferred' && heads.every(d => isOver(d, today)))) {
    return 'open';
  }
  return state !== 'open' && heads.some(d => !isSameCode(d, texts)) ? 'stale' : state;
}

function isOver({ until }: IDecision, today: string): boolean {
  return until !== undefined && until <= today;
}
