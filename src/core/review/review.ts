/** What people do to a review, as pure functions: decide, take back, comment. The time and the name come from the caller. */
import type { IDiagnostic } from '../analysis/diagnostic';
import { isSameCode } from './reviewedCode';
import {
  entryKey,
  splitKey,
  type DecisionState,
  type IComment,
  type IDecision,
  type IReview
} from './reviewFile';

/** Who decides, and when. */
export interface IStamp {
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A change of a review; changes are kept as functions, so that they can be made again on a file that changed meanwhile. */
export type ReviewChange = (review: IReview) => IReview;

/** What is decided on: cell and message are kept for the time when the finding is gone. */
export type Decided = Pick<IDiagnostic, 'id' | 'migration'> &
  Partial<Pick<IDiagnostic, 'cell' | 'message'>>;

/** What a decision may say beside its state. Nothing here may hold a secret. */
export interface IDecisionDetails {
  readonly until?: string;
  readonly code?: string;
}

/** Where a finding stands after all decisions on it. */
export interface IStanding {
  /** `disputed`: two people decided differently, neither knowing of the other. */
  readonly state: DecisionState | 'disputed';
  /** The decisions that no later one replaced, in the order of their making. */
  readonly heads: readonly IDecision[];
  /** All decisions, replaced ones before those that replace them. */
  readonly history: readonly IDecision[];
}

/** Adds a decision; it replaces those on the same finding that the review holds now. */
export function decide(
  diagnostic: Decided,
  state: DecisionState,
  stamp: IStamp,
  reason?: string,
  details: IDecisionDetails = {}
): ReviewChange {
  return withDecision(diagnostic.id, {
    state,
    migration: diagnostic.migration,
    by: stamp.by,
    at: stamp.at,
    ...(reason?.trim() ? { reason: reason.trim() } : {}),
    ...(diagnostic.cell ? { cell: diagnostic.cell.id } : {}),
    ...(diagnostic.message !== undefined ? { message: diagnostic.message } : {}),
    ...details,
    after: []
  });
}

/** Makes the decision of before stand again (none when null), as one more decision: what was in between stays on record. */
export function restoreDecision(id: string, before: IDecision | null, stamp: IStamp): ReviewChange {
  return review => {
    const last = standingOf(review, id)?.heads.at(-1);
    if (!last) {
      return review;
    }
    const { migration, cell, message } = last;
    return withDecision(
      id,
      before ?? { state: 'open', migration, cell, message, ...stamp, after: [] }
    )(review);
  };
}

/** Adds a comment to the thread of a finding. */
export function addComment(id: string, text: string, stamp: IStamp): ReviewChange {
  const comment: IComment = { by: stamp.by, at: stamp.at, text: text.trim() };
  return review => ({
    ...review,
    comments: new Map([...review.comments, [entryKey(id, comment), comment]])
  });
}

/** Hides all findings of a habit in this notebook, or shows them again. */
export function hideHabit(migration: string, isHidden: boolean): ReviewChange {
  return review => {
    const rest = review.hiddenHabits.filter(name => name !== migration);
    return { ...review, hiddenHabits: isHidden ? [...rest, migration].sort() : rest };
  };
}

/** The decision that stands; null when there is none, it was taken back, or it is disputed. */
export function decisionOf(review: IReview, id: string): IDecision | null {
  const standing = standingOf(review, id);
  if (!standing || standing.state === 'open' || standing.state === 'disputed') {
    return null;
  }
  return standing.heads.filter(d => d.state === standing.state).at(-1) ?? null;
}

/** Where a finding stands; null when nobody decided anything on it. */
export function standingOf(review: IReview, id: string): IStanding | null {
  const entries = byFinding(review).get(id);
  if (!entries) {
    return null;
  }
  const depth = new Map([...entries].map(([hash, d]) => [d, replacedBy(hash, entries).size]));
  const history = [...entries]
    .sort(
      ([h, a], [k, b]) =>
        (depth.get(a) ?? 0) - (depth.get(b) ?? 0) || compare(a.at, b.at) || compare(h, k)
    )
    .map(([, d]) => d);
  const replaced = new Set(history.flatMap(d => d.after));
  const current = new Set([...entries].filter(([hash]) => !replaced.has(hash)).map(([, d]) => d));
  // Decisions that replace each other in a circle are damage by hand: all of them stand, so none is lost.
  const heads = current.size ? history.filter(d => current.has(d)) : history;
  return { state: stateOf(heads), heads, history };
}

/** The thread of a finding, in order of time. */
export function commentsOf(review: IReview, id: string): readonly IComment[] {
  return [...review.comments]
    .filter(([key]) => splitKey(key).findingId === id)
    .sort(([k, a], [l, b]) => compare(a.at, b.at) || compare(k, l))
    .map(([, comment]) => comment);
}

/** The keys of all decisions and comments on a finding, each with its author. */
export function entriesOf(
  review: IReview,
  id: string
): readonly { readonly key: string; readonly by: string }[] {
  return [...review.decisions, ...review.comments]
    .filter(([key]) => splitKey(key).findingId === id)
    .map(([key, { by }]) => ({ key, by }));
}

/** Ids of all findings that somebody decided or commented on, sorted. */
export function reviewedIds(review: IReview): readonly string[] {
  const keys = [...review.decisions.keys(), ...review.comments.keys()];
  return [...new Set(keys.map(key => splitKey(key).findingId))].sort();
}

/**
 * Ids of the findings that are accepted, undisputed, and not applied yet.
 *
 * @param texts - where given, without the findings whose code stands nowhere in these any more
 */
export function acceptedIn(review: IReview, texts?: readonly string[]): ReadonlySet<string> {
  return new Set(
    reviewedIds(review).filter(id => {
      const decision = decisionOf(review, id);
      return decision?.state === 'accepted' && (!texts || isSameCode(decision, texts));
    })
  );
}

function withDecision(id: string, decision: IDecision): ReviewChange {
  return review => {
    const next = { ...decision, after: headHashes(review, id) };
    return { ...review, decisions: new Map([...review.decisions, [entryKey(id, next), next]]) };
  };
}

function headHashes(review: IReview, id: string): string[] {
  const heads = new Set(standingOf(review, id)?.heads);
  return [...(byFinding(review).get(id) ?? [])]
    .filter(([, d]) => heads.has(d))
    .map(([hash]) => hash)
    .sort();
}

type Entries = ReadonlyMap<string, IDecision>;

/** Reviews are asked for every finding of a notebook, and never change. */
const grouped = new WeakMap<IReview['decisions'], ReadonlyMap<string, Entries>>();

/** The decisions of each finding by their hash. */
function byFinding({ decisions }: IReview): ReadonlyMap<string, Entries> {
  const known = grouped.get(decisions);
  if (known) {
    return known;
  }
  const groups = new Map<string, Map<string, IDecision>>();
  for (const [key, decision] of decisions) {
    const { findingId, hash } = splitKey(key);
    groups.set(
      findingId,
      (groups.get(findingId) ?? new Map<string, IDecision>()).set(hash, decision)
    );
  }
  grouped.set(decisions, groups);
  return groups;
}

/** All decisions that one replaces, directly or not. */
function replacedBy(hash: string, entries: Entries): Set<string> {
  const found = new Set<string>();
  const open = [...(entries.get(hash)?.after ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!found.has(next)) {
      found.add(next);
      open.push(...(entries.get(next)?.after ?? []));
    }
  }
  return found;
}

function stateOf(heads: readonly IDecision[]): IStanding['state'] {
  const states = new Set(heads.map(d => d.state));
  if (states.size === 1) {
    return heads[0].state;
  }
  // Who applies agrees with who accepts.
  return states.size === 2 && states.has('accepted') && states.has('applied')
    ? 'applied'
    : 'disputed';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
