/** Reads the review file beside a notebook. Refuses a damaged or newer one with the reason; never writes. */
import { existsSync, readFileSync } from 'node:fs';
import { parseReview, reviewPath } from '../core';
import { UsageError } from './usageError';

/** Ids of the findings that people accepted and nobody applied yet. */
export function acceptedIds(notebookPath: string): ReadonlySet<string> {
  const path = reviewPath(notebookPath);
  if (!existsSync(path)) {
    throw new UsageError(
      `There is no review file ${path}; accept findings in JupyterLab first, or use --accept safe.`
    );
  }
  const read = parseReview(readFileSync(path, 'utf8'));
  if (!read.ok) {
    throw new UsageError(`${path} was left as it is: ${read.reason}.`);
  }
  return new Set(
    Object.entries(read.review.decisions)
      .filter(([, decision]) => decision.state === 'accepted')
      .map(([id]) => id)
  );
}
