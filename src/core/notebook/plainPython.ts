/**
 * Whether a cell is Python from its first to its last character, so that nothing has to be masked. One pass of a pattern says so for
 * most cells; it may say no for a cell without magics, but never yes for one with a magic (`plainPython.spec.ts`).
 */
import { AUTOMAGIC_WORDS } from './magicNames';

/** Blank lines and indentation at the start are taken away by IPython: what starts otherwise has no common margin. */
const FIRST = /^[^\s\x1c-\x1f\x85]/;

/** Everything that a rule of the masker starts from, wherever it stands: help, prompts, the value of an assignment, starts of lines. */
const SUSPECT = new RegExp(
  [
    '\\?',
    '>>>',
    'In \\[',
    '\\.\\.\\.:',
    '=[ \\t\\f\\r\\n\\\\]*[%!]',
    `^[ \\t\\f]*(?:[%!,;/]|(?:${[...AUTOMAGIC_WORDS].join('|')})(?!\\w))`
  ].join('|'),
  'm'
);

/** True only for a cell that the masker would leave as it is. */
export function isPlainPython(source: string): boolean {
  return FIRST.test(source) && !SUSPECT.test(source);
}
