/** What an export would change on disk, as text: a line for each file and a unified diff where both sides are text. */
import { createTwoFilesPatch } from 'diff';
import { redact } from '../../core';
import type { ChangeState, IFileChange } from '../../core/exporter/changes';

const headings: Readonly<Record<ChangeState, string>> = {
  edited: 'edited by hand since the last export',
  foreign: 'not written by Anneal',
  changed: 'changed',
  added: 'added',
  removed: 'removed',
  kept: 'edited by hand since the last export and no longer part of the package: it stays'
};

/** @param secrets values that are drawn as dots on both sides */
export function changesText(changes: readonly IFileChange[], secrets: readonly string[]): string {
  return changes.map(c => `=== ${c.path}: ${headings[c.state]}\n${diffText(c, secrets)}`).join('');
}

function diffText(change: IFileChange, secrets: readonly string[]): string {
  const { path, state, before, after } = change;
  const isBinary = state === 'added' ? after === null : before === null;
  if (state === 'kept') {
    return '';
  }
  if (isBinary || (state !== 'removed' && after === null)) {
    return '(no text)\n';
  }
  const patch = createTwoFilesPatch(
    state === 'added' ? '/dev/null' : `a/${path}`,
    state === 'removed' ? '/dev/null' : `b/${path}`,
    redact(before ?? '', secrets),
    redact(after ?? '', secrets)
  );
  return patch.split('\n').slice(1).join('\n');
}
