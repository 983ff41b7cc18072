/** A review as text for a terminal. What comes from a notebook or from other people cannot move the cursor or hide itself. */
import { createTwoFilesPatch } from 'diff';
import pc from 'picocolors';
import {
  missingText,
  progressOf,
  type IComment,
  type IDecision,
  type IMissingApproval,
  type ISuggestion
} from '../../core';
import { plural } from '../reporters/reporter';

/** Shows a text of others on one line, control and direction characters drawn as a box. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/gu, ' ').trim();
}

/** The list of all suggestions with a line of progress. */
export function listText(
  suggestions: readonly ISuggestion[],
  missing: (suggestion: ISuggestion) => IMissingApproval | null
): string {
  const width = Math.max(...suggestions.map(s => s.state.length), 0);
  const lines = suggestions.map(s => {
    const head = `${s.id}  ${s.state.padEnd(width)}  ${placeOf(s).padEnd(8)}`;
    const habit = s.migration ? pc.dim(`  [${oneLine(s.migration)}]`) : '';
    const note = noteOf(s, missing(s));
    return `${head}  ${messageOf(s)}${habit}${note ? `\n${' '.repeat(s.id.length + 2)}${pc.dim(note)}` : ''}\n`;
  });
  return `${lines.join('')}${progressText(suggestions)}\n`;
}

/** "14 of 20 decided", and what needs a look. */
export function progressText(suggestions: readonly ISuggestion[]): string {
  const { decided, total } = progressOf(suggestions);
  const special = (['disputed', 'stale', 'orphaned'] as const)
    .map(state => ({ state, count: suggestions.filter(s => s.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `, ${count} ${state}`);
  return `${decided} of ${total} decided${special.join('')}`;
}

/** One suggestion with its reason, its diff, its decisions and its thread. */
export function showText(
  s: ISuggestion,
  diff: string,
  codeNow: string | null,
  missing: IMissingApproval | null
): string {
  const d = s.diagnostic;
  const lines = [
    `${s.id}  ${s.state}  ${placeOf(s)}${s.migration ? `  [${oneLine(s.migration)}]` : ''}`,
    messageOf(s),
    ...(d ? [oneLine(d.why)] : []),
    ...(d?.fix ? [`Fix (${d.fix.applicability}): ${oneLine(d.fix.title)}`] : []),
    ...(d?.fix?.risks.map(risk => `  to agree to: ${oneLine(risk)}`) ?? []),
    ...(d && !d.fix ? [`No fix${d.declined ? `: ${oneLine(d.declined)}` : '.'}`] : [])
  ];
  if (diff) {
    lines.push('', visible(diff).trimEnd());
  }
  const old = s.standing?.heads.find(h => h.code !== undefined)?.code;
  if (s.state === 'stale') {
    lines.push(
      '',
      d
        ? 'The code changed since the decision.'
        : 'The code changed since the decision, or is no longer found.'
    );
    if (old !== undefined && codeNow !== null) {
      const patch = createTwoFilesPatch('then', 'now', ended(old), ended(codeNow));
      lines.push(visible(patch.split('\n').slice(1).join('\n')).trimEnd());
    }
    lines.push(...s.successors.map(n => `Now: ${n.id}  ${oneLine(n.message)}`));
  } else if (s.state === 'orphaned') {
    lines.push('', 'Its cell is gone.', ...(old === undefined ? [] : [visible(old)]));
  }
  if (s.standing) {
    const current = new Set(s.standing.heads);
    lines.push('', 'Decisions');
    for (const decision of s.standing.history) {
      lines.push(
        `  ${oneLine(decision.at)}  ${wordsOf(decision)}${current.has(decision) ? '' : ' (replaced)'}`
      );
    }
    if (s.state === 'disputed') {
      lines.push('  They disagree. Whoever decides next, knowing both, settles it.');
    }
  }
  if (missing) {
    lines.push('', `Before it is applied it needs ${oneLine(missingText(missing))}.`);
  }
  if (s.comments.length) {
    lines.push('', 'Thread', ...s.comments.flatMap(commentLines));
  }
  return `${lines.join('\n')}\n`;
}

/** Ana: rejected "not here" */
function wordsOf({ state, by, reason, until }: IDecision): string {
  const word = state === 'open' ? 'taken back' : state;
  const day = until === undefined ? '' : ` until ${oneLine(until)}`;
  return `${oneLine(by)}: ${word}${day}${reason ? ` "${oneLine(reason)}"` : ''}`;
}

function commentLines({ at, by, text }: IComment): string[] {
  return [
    `  ${oneLine(at)}  ${oneLine(by)}:`,
    ...visible(text)
      .split('\n')
      .map(line => `    ${line}`)
  ];
}

function placeOf({ cell }: ISuggestion): string {
  return cell === null ? 'no cell' : `cell ${cell + 1}`;
}

function messageOf({ message }: ISuggestion): string {
  return oneLine(message) || '(its message was not recorded)';
}

/** What a person should know before reading on: who decided what, the thread, and what took the place of a stale one. */
function noteOf(
  { state, standing, comments, successors }: ISuggestion,
  missing: IMissingApproval | null
): string {
  const parts = state === 'open' ? [] : (standing?.heads ?? []).map(wordsOf);
  if (missing) {
    parts.push(`needs ${oneLine(missingText(missing))}`);
  }
  if (comments.length) {
    parts.push(plural(comments.length, 'comment'));
  }
  if (successors.length) {
    parts.push(`now ${successors.map(d => d.id).join(', ')}`);
  }
  return parts.join('; ');
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '\u25a1');
}
