/**
 * The file beside a notebook that keeps what people decided and said: its shape, reading and writing as text. Does not touch files.
 *
 * Every entry is one line that ends with a comma, and `schemaVersion` is always the last line. So any union of the lines of two such
 * files is such a file again: that is what git's `merge=union` makes of two branches. Entries are only ever added; the key of one ends
 * with a hash of its content, so that the same entry from two sides is one.
 */
import * as z from 'zod';
import { hashText } from '../notebook/hash';

/** `open`: an earlier decision was taken back; `accepted`: wanted, not applied yet; `applied`: in the notebook; `rejected`: not wanted. */
export const decisionState = z.enum(['open', 'accepted', 'rejected', 'applied', 'deferred']);
/** What one decision says. */
export type DecisionState = z.infer<typeof decisionState>;

/** One decision, as it stands in the file. */
export const decisionSchema = z.looseObject({
  state: decisionState,
  /** Name of the migration, so that the file can be read without running Anneal. */
  migration: z.string(),
  by: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  reason: z.string().optional(),
  /** `YYYY-MM-DD`, for `deferred`. */
  until: z.string().optional(),
  /** Hashes of the decisions that this one replaces: those its author knew. */
  after: z.array(z.string()).default([]),
  /** Id of the cell, message and code at that time, without secrets: for when the finding is gone. */
  cell: z.string().optional(),
  message: z.string().optional(),
  code: z.string().optional()
});
/** One decision of one person. */
export type IDecision = z.infer<typeof decisionSchema>;

/** One comment, as it stands in the file. */
export const commentSchema = z.looseObject({
  by: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  text: z.string()
});
/** One comment of one person. */
export type IComment = z.infer<typeof commentSchema>;

/** Everything people decided and said, nothing overwritten. Keys are made by `entryKey`. */
export interface IReview {
  readonly decisions: ReadonlyMap<string, IDecision>;
  readonly comments: ReadonlyMap<string, IComment>;
  /** Names of migrations whose findings are not shown in this notebook, sorted. */
  readonly hiddenHabits: readonly string[];
  /** Entries of the file that this version does not know, kept as they are. */
  readonly others: ReadonlyMap<string, unknown>;
}

/** A review in which nobody decided anything. */
export const emptyReview: IReview = {
  decisions: new Map(),
  comments: new Map(),
  hiddenHabits: [],
  others: new Map()
};

/** The version of the file that is written. */
export const reviewVersion = 2;

/** Version 1 kept one decision and a list of comments for each finding. */
const firstVersion = z.looseObject({
  decisions: z.record(z.string(), decisionSchema),
  comments: z.record(z.string(), z.array(commentSchema)).default({}),
  hiddenHabits: z.array(z.string()).default([])
});

/** A review that was read, or why it was not. */
export type ReadReview =
  { readonly ok: true; readonly review: IReview } | { readonly ok: false; readonly reason: string };

/** Path of the review file of a notebook. */
export function reviewPath(notebookPath: string): string {
  return `${notebookPath.replace(/\.ipynb$/, '')}.anneal.json`;
}

/** The key of an entry: the finding's id and a hash of what the entry says. */
export function entryKey(findingId: string, entry: IDecision | IComment): string {
  return `${findingId} ${hashText(`${findingId}\0${JSON.stringify(sorted(entry))}`)}`;
}

/** The two parts of a key. */
export function splitKey(key: string): { readonly findingId: string; readonly hash: string } {
  const at = key.lastIndexOf(' ');
  return { findingId: key.slice(0, Math.max(at, 0)), hash: key.slice(at + 1) };
}

const marker = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/** Reads the text of a review file; a damaged or newer one gives the reason, for people. */
export function parseReview(text: string): ReadReview {
  if (text.trim() === '') {
    return { ok: true, review: emptyReview };
  }
  const line = text.split(/\r?\n/).findIndex(l => marker.test(l));
  if (line >= 0) {
    return { ok: false, reason: `it is not valid JSON (line ${line + 1}, a merge marker)` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'it is not valid JSON' };
  }
  const file = z.looseObject({ schemaVersion: z.int().min(1) }).safeParse(value);
  if (!file.success) {
    return { ok: false, reason: 'its field schemaVersion is not as expected' };
  }
  const { schemaVersion, ...entries } = file.data;
  if (schemaVersion > reviewVersion) {
    return {
      ok: false,
      reason: `it was written by a newer Anneal (version ${schemaVersion} of the file)`
    };
  }
  return schemaVersion === 1 ? readFirst(entries) : readEntries(entries);
}

/** The file's text without the marks that git leaves in a conflict: the lines of both sides, which is what a review needs. */
export function withoutMarkers(text: string): string {
  return text
    .split(/\r?\n/)
    .filter(line => !marker.test(line))
    .join('\n');
}

/** The text to write: one entry a line, sorted, keys sorted within; `schemaVersion` last. */
export function printReview(review: IReview): string {
  const entries: [string, unknown][] = [
    ...[...review.decisions].map(([key, d]): [string, unknown] => [`decision ${key}`, d]),
    ...[...review.comments].map(([key, c]): [string, unknown] => [`comment ${key}`, c]),
    ...review.hiddenHabits.map((name): [string, unknown] => [`hidden ${name}`, true]),
    ...review.others
  ];
  const lines = entries
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(sorted(value))},\n`);
  return `{\n${lines.join('')}  "schemaVersion": ${reviewVersion}\n}\n`;
}

function readEntries(entries: Readonly<Record<string, unknown>>): ReadReview {
  const decisions = new Map<string, IDecision>();
  const comments = new Map<string, IComment>();
  const hiddenHabits: string[] = [];
  const others = new Map<string, unknown>();
  for (const [key, value] of Object.entries(entries)) {
    const [, kind, rest] = /^(decision|comment|hidden) (.+)$/su.exec(key) ?? [];
    if (kind === 'decision') {
      const read = decisionSchema.safeParse(value);
      if (!read.success) {
        return refused(key, read.error);
      }
      decisions.set(rest, read.data);
    } else if (kind === 'comment') {
      const read = commentSchema.safeParse(value);
      if (!read.success) {
        return refused(key, read.error);
      }
      comments.set(rest, read.data);
    } else if (kind === 'hidden') {
      hiddenHabits.push(rest);
    } else {
      others.set(key, value);
    }
  }
  return { ok: true, review: { decisions, comments, hiddenHabits: hiddenHabits.sort(), others } };
}

function readFirst(file: Readonly<Record<string, unknown>>): ReadReview {
  const read = firstVersion.safeParse(file);
  if (!read.success) {
    return refused('', read.error);
  }
  const { decisions, comments, hiddenHabits, ...others } = read.data;
  return {
    ok: true,
    review: {
      decisions: new Map(Object.entries(decisions).map(([id, d]) => [entryKey(id, d), d])),
      comments: new Map(
        Object.entries(comments).flatMap(([id, list]) =>
          list.map((c): [string, IComment] => [entryKey(id, c), c])
        )
      ),
      hiddenHabits: [...new Set(hiddenHabits)].sort(),
      others: new Map(Object.entries(others))
    }
  };
}

function refused(key: string, error: z.ZodError): ReadReview {
  const path = [...(key ? [key] : []), ...error.issues[0].path.map(String)].join('.');
  return { ok: false, reason: `its field ${path} is not as expected` };
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
