/**
 * What a person added to a review, apart from the review. Entries only ever grow in number, so that additions of several people join in
 * any order and any number of times to the same review. A decision keeps the ones that its author knew: what came from others meanwhile
 * stands beside it and shows as a disagreement.
 */
import * as z from 'zod';
import { commentSchema, decisionSchema, type IReview } from './reviewFile';

/** The shape of additions, where they are kept for later. */
export const reviewDeltaSchema = z.object({
  decisions: z.record(z.string(), decisionSchema),
  comments: z.record(z.string(), commentSchema),
  /** Habits that were hidden, and those that are shown again. */
  hidden: z.array(z.string()),
  shown: z.array(z.string())
});
/** Additions to a review. */
export type IReviewDelta = z.infer<typeof reviewDeltaSchema>;

/** What a review holds that an earlier state of it did not. */
export function deltaBetween(before: IReview, after: IReview): IReviewDelta {
  return {
    decisions: added(before.decisions, after.decisions),
    comments: added(before.comments, after.comments),
    hidden: after.hiddenHabits.filter(name => !before.hiddenHabits.includes(name)),
    shown: before.hiddenHabits.filter(name => !after.hiddenHabits.includes(name))
  };
}

/** A review with additions. */
export function joinDelta(review: IReview, delta: IReviewDelta): IReview {
  const { decisions, comments, hidden, shown } = delta;
  return {
    ...review,
    decisions: new Map([...review.decisions, ...Object.entries(decisions)]),
    comments: new Map([...review.comments, ...Object.entries(comments)]),
    hiddenHabits: [...new Set([...review.hiddenHabits, ...hidden])]
      .filter(name => !shown.includes(name))
      .sort()
  };
}

/** How many entries additions hold. */
export function deltaSize({ decisions, comments, hidden, shown }: IReviewDelta): number {
  return (
    Object.keys(decisions).length + Object.keys(comments).length + hidden.length + shown.length
  );
}

function added<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>
): Record<string, T> {
  return Object.fromEntries([...after].filter(([key]) => !before.has(key)));
}
