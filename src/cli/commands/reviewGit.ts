/** What a review asks of git: who decides, and that review files are joined line by line. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { reviewPath } from '../../core';
import { writeAtomically } from '../atomicFile';
import { UsageError } from '../usageError';

const rule = '*.anneal.json merge=union';

/** The name that a decision carries: `--author`, or the name that git knows. */
export function authorOf(notebook: string, flag: string | undefined): string {
  const name = (flag ?? git(notebook, 'config', 'user.name') ?? '').trim();
  if (!name) {
    throw new UsageError(
      'A decision needs a name: use --author NAME, or set one with `git config user.name NAME`.'
    );
  }
  return name;
}

/**
 * Adds the rule by which git keeps the lines of both sides when it merges review files, unless a rule is there. Without it two people
 * whose decisions stand side by side in the file would see a conflict.
 *
 * @returns the file that was changed, or null
 */
export function ensureMergeRule(notebook: string): string | null {
  const root = git(notebook, 'rev-parse', '--show-toplevel');
  const current = git(notebook, 'check-attr', 'merge', '--', basename(reviewPath(notebook)));
  if (!root || !current?.endsWith(': merge: unspecified')) {
    return null;
  }
  const file = join(root, '.gitattributes');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeAtomically(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${rule}\n`);
  return file;
}

/** What git answers in the notebook's folder; null where there is no git, no repository or no answer. */
function git(notebook: string, ...args: string[]): string | null {
  const done = spawnSync('git', args, { cwd: dirname(notebook), encoding: 'utf8' });
  return done.status === 0 ? done.stdout.trim() : null;
}
