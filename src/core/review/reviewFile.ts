/**
 * The file beside a notebook that keeps what people decided and said: its schema, reading and writing as text.
 * Sorted and one field a line, so that git merges it; unknown fields are kept. Does not touch files.
 */
import * as z from 'zod';

/** `accepted`: wanted, not applied yet; `applied`: in the notebook; `rejected`: not wanted. */
export const decisionState = z.enum(['accepted', 'rejected', 'applied']);
export type DecisionState = z.infer<typeof decisionState>;

export const decisionSchema = z.looseObject({
  state: decisionState,
  /** Name of the migration, so that the file can be read without running Anneal. */
  migration: z.string(),
  by: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  reason: z.string().optional()
});
export type IDecision = z.infer<typeof decisionSchema>;

export const commentSchema = z.looseObject({
  by: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  text: z.string()
});
export type IComment = z.infer<typeof commentSchema>;

/** All keyed by the id of the diagnostic. */
export const reviewSchema = z.looseObject({
  schemaVersion: z.literal(1),
  decisions: z.record(z.string(), decisionSchema),
  comments: z.record(z.string(), z.array(commentSchema)).default({}),
  /** Names of migrations whose findings are not shown in this notebook. */
  hiddenHabits: z.array(z.string()).optional()
});
export type IReview = z.infer<typeof reviewSchema>;

export const emptyReview: IReview = { schemaVersion: 1, decisions: {}, comments: {} };

export type ReadReview =
  { readonly ok: true; readonly review: IReview } | { readonly ok: false; readonly reason: string };

/** Path of the review file of a notebook. */
export function reviewPath(notebookPath: string): string {
  return `${notebookPath.replace(/\.ipynb$/, '')}.anneal.json`;
}

/** Reads the text of a review file; a damaged or newer one gives the reason, for people. */
export function parseReview(text: string): ReadReview {
  if (text.trim() === '') {
    return { ok: true, review: emptyReview };
  }
  const marker = text.split(/\r?\n/).findIndex(line => /^(<{7}|={7}|>{7})( |$)/.test(line));
  if (marker >= 0) {
    return { ok: false, reason: `it is not valid JSON (line ${marker + 1}, a merge marker)` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is not valid JSON' };
  }
  const version = z.looseObject({ schemaVersion: z.number() }).safeParse(value);
  if (version.success && version.data.schemaVersion > 1) {
    return {
      ok: false,
      reason: `it was written by a newer Anneal (version ${version.data.schemaVersion} of the file)`
    };
  }
  const read = reviewSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return {
      ok: false,
      reason: `its field ${issue.path.map(String).join('.') || 'schemaVersion'} is not as expected`
    };
  }
  return { ok: true, review: read.data };
}

/** The text to write: keys sorted at every level, two spaces, one field a line, a line end at the end. */
export function printReview(review: IReview): string {
  return `${JSON.stringify(sorted(review), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const entries = Object.entries(value as Record<string, unknown>)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([k, v]) => [k, sorted(v)]));
}
