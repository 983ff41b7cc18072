/** What an export would change in a folder that holds something already. Types and words for it; the disk is looked at elsewhere. */

/**
 * - `added`: the file is new
 * - `changed`: Anneal wrote it, nobody touched it, and its text will be another
 * - `removed`: Anneal wrote it, nobody touched it, and the package no longer has it
 * - `edited`: Anneal wrote it, a person edited it since, and the package has another text for it
 * - `foreign`: Anneal did not write it, and the package has a file of that name
 * - `kept`: a person edited it since, and the package no longer has it; it stays
 */
export type ChangeState = 'added' | 'changed' | 'removed' | 'edited' | 'foreign' | 'kept';

export const changeStates: readonly ChangeState[] = [
  'edited',
  'foreign',
  'changed',
  'added',
  'removed',
  'kept'
];

export interface IFileChange {
  readonly path: string;
  readonly state: ChangeState;
  /** The text on disk; null when there is none, or it is no text. */
  readonly before: string | null;
  /** The text of the new package; null when there is none, or it is no text. */
  readonly after: string | null;
}

/** True for a file that is not replaced unless a person asks for it. */
export function needsDecision(change: IFileChange): boolean {
  return change.state === 'edited' || change.state === 'foreign';
}

/** How many files of each state, in words: "1 edited by hand, 2 changed, 1 removed". */
export function changeCounts(changes: readonly IFileChange[]): string {
  const words: Readonly<Record<ChangeState, string>> = {
    edited: 'edited by hand',
    foreign: 'not written by Anneal',
    changed: 'changed',
    added: 'added',
    removed: 'removed',
    kept: 'edited by hand and no longer needed'
  };
  return changeStates
    .map(state => ({ state, count: changes.filter(c => c.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${words[state]}`)
    .join(', ');
}
