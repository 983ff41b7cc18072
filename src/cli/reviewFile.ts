/** Reads and writes the review file beside a notebook. Refuses a damaged or newer one with the reason, and leaves it as it is. */
import { existsSync, readFileSync } from 'node:fs';
import {
  acceptedIn,
  approvalRule,
  decisionOf,
  emptyReview,
  missingApproval,
  parseReview,
  printReview,
  reviewPath,
  standingOf,
  type IMissingApproval,
  type IReview,
  type IReviewRules,
  type ReviewChange
} from '../core';
import { writeAtomically } from './atomicFile';
import { withLock } from './fileLock';
import { UsageError } from './usageError';

/** Accepted findings: those that may be applied, and those that lack somebody's agreement. */
export interface IAccepted {
  readonly ids: ReadonlySet<string>;
  readonly missing: ReadonlyMap<string, IMissingApproval>;
}

/**
 * The findings that people accepted and nobody applied yet, without those whose code changed since.
 *
 * @param texts - the code of the notebook, see `shownTexts`
 * @param rules - who must agree
 */
export function acceptedIds(
  notebookPath: string,
  texts: readonly string[],
  rules: IReviewRules
): IAccepted {
  const path = reviewPath(notebookPath);
  if (!existsSync(path)) {
    throw new UsageError(
      `There is no review file ${path}; accept findings in JupyterLab or with \`anneal review\` first, or use --accept safe.`
    );
  }
  const review = readReview(notebookPath);
  const ids = new Set(acceptedIn(review, texts));
  const missing = new Map<string, IMissingApproval>();
  for (const id of ids) {
    const rule = approvalRule(rules, decisionOf(review, id)?.migration ?? '');
    const lacks = missingApproval(rule, standingOf(review, id), texts);
    if (lacks) {
      missing.set(id, lacks);
      ids.delete(id);
    }
  }
  return { ids, missing };
}

/** The review of a notebook; empty where there is no file. */
export function readReview(notebookPath: string): IReview {
  const path = reviewPath(notebookPath);
  const text = reviewText(notebookPath);
  if (text === null) {
    return emptyReview;
  }
  const read = parseReview(text);
  if (!read.ok) {
    const cure = read.reason.includes('merge marker')
      ? `run \`anneal review ${notebookPath} merge\` to keep what both sides decided`
      : read.reason.includes('newer')
        ? 'update Anneal to use it'
        : 'correct it, or take back an earlier version of it';
    throw new UsageError(`${path} was left as it is: ${read.reason}; ${cure}.`);
  }
  return read.review;
}

/** The text of a review file; null where there is none. */
export function reviewText(notebookPath: string): string | null {
  const path = reviewPath(notebookPath);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code === 'ENOENT') {
      return null;
    }
    throw new UsageError(`${path} cannot be read (${code}); nothing was changed.`);
  }
}

/** Makes a change on the file as it is at this moment, so that what others decided meanwhile is kept. */
export function changeReview(notebookPath: string, change: ReviewChange): void {
  const path = reviewPath(notebookPath);
  withLock(path, () => writeAtomically(path, printReview(change(readReview(notebookPath)))));
}
