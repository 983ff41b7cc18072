/** What people do to a review, as pure functions: decide, take back, comment. The time and the name come from the caller. */
import type { IDiagnostic } from '../analysis/diagnostic';
import type { DecisionState, IComment, IDecision, IReview } from './reviewFile';

/** Who decides, and when. */
export interface IStamp {
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A change of a review; changes are kept as functions, so that they can be made again on a file that changed meanwhile. */
export type ReviewChange = (review: IReview) => IReview;

export function decide(
  diagnostic: Pick<IDiagnostic, 'id' | 'migration'>,
  state: DecisionState,
  stamp: IStamp,
  reason?: string
): ReviewChange {
  return review => ({
    ...review,
    decisions: {
      ...review.decisions,
      [diagnostic.id]: {
        ...review.decisions[diagnostic.id],
        state,
        migration: diagnostic.migration,
        ...stamp,
        reason: reason === undefined || reason.trim() === '' ? undefined : reason.trim()
      }
    }
  });
}

/** Puts back the decision as it was before (none when null). */
export function restoreDecision(id: string, before: IDecision | null): ReviewChange {
  return review => {
    const { [id]: _, ...rest } = review.decisions;
    return { ...review, decisions: before ? { ...rest, [id]: before } : rest };
  };
}

export function addComment(id: string, text: string, stamp: IStamp): ReviewChange {
  const comment: IComment = { ...stamp, text: text.trim() };
  return review => ({
    ...review,
    comments: { ...review.comments, [id]: [...(review.comments[id] ?? []), comment] }
  });
}

/** Hides all findings of a habit in this notebook, or shows them again. */
export function hideHabit(migration: string, isHidden: boolean): ReviewChange {
  return review => {
    const rest = (review.hiddenHabits ?? []).filter(name => name !== migration);
    const hiddenHabits = isHidden ? [...rest, migration].sort() : rest;
    return { ...review, hiddenHabits: hiddenHabits.length ? hiddenHabits : undefined };
  };
}

export function decisionOf(review: IReview, id: string): IDecision | null {
  return Object.prototype.hasOwnProperty.call(review.decisions, id) ? review.decisions[id] : null;
}

export function commentsOf(review: IReview, id: string): readonly IComment[] {
  return Object.prototype.hasOwnProperty.call(review.comments, id) ? review.comments[id] : [];
}
