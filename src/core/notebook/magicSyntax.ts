/**
 * The lexical questions about one magic: is this an escape, where does the command end, what is its name, what does
 * `name?` ask about. Offsets in, offsets out; no state.
 */
import { AUTOMAGIC_WORDS, COMMAND_WORDS, LONE_WORDS } from './magicNames';
import { type ILogicalLine, afterBreak, lineEnd, operatorLength } from './pythonLines';

export function isEscapeAt(text: string, at: number, end: number): boolean {
  return at < end && '!?%,;/'.includes(text[at]) && operatorLength(text, at) === 1;
}

/** Whether the last token is `?`. In brackets that never close, IPython goes by the very end of the cell. */
export function endsInQuestion(text: string, line: ILogicalLine, end: number): boolean {
  const after = line.question + 1;
  return (
    line.question !== -1 &&
    (line.closed || after === end || (text[after] === '\n' && after + 1 === end))
  );
}

/** `/` needs a callable's name right behind it; every other escape can be read. */
export function isReadable(text: string, at: number, end: number): boolean {
  return text[at] !== '/' || (at + 1 < end && !/\s/.test(text[at + 1]));
}

/** Where a command ends that may go on with `\` at the end of its lines, and where the next line starts. */
export function commandEnd(
  text: string,
  start: number,
  end: number
): { stop: number; next: number } {
  let stop = lineEnd(text, start, end);
  while (stop < end && text[stop] === '\n' && text[stop - 1] === '\\' && stop + 1 < end) {
    stop = lineEnd(text, stop + 1, end);
  }
  return { stop, next: afterBreak(text, stop, end) };
}

/** The text of a command as IPython passes it on: continued lines joined by a blank. */
export function joined(text: string, start: number, stop: number): string {
  return text.slice(start, Math.max(start, stop)).replace(/\\\n/g, ' ').trimEnd();
}

/** The name of a magic and where its arguments start: behind the first blank. */
export function splitName(
  text: string,
  start: number,
  stop: number
): { name: string; argument: number } {
  let end = start;
  while (end < stop && text[end] !== ' ' && text[end] !== '\n') {
    end += 1;
  }
  return {
    name: text.slice(start, end).trimEnd().replace(/\\$/, ''),
    argument: Math.min(stop, end + (text[end] === ' ' ? 1 : 0))
  };
}

/** What `name?` asks about, or null when IPython cannot read it. */
export function helpTarget(
  text: string,
  start: number,
  question: number,
  end: number
): string | null {
  if (question + 1 < end && text[question + 1] !== '\n') {
    return null;
  }
  // Long enough for any name, short enough to bound the work of the pattern.
  const tail = text.slice(Math.max(start, question - 400), question + 1);
  return (
    /(%{0,2}(?!\d)[\p{L}\p{N}_*]+(?:\.(?!\d)[\p{L}\p{N}_*]+|\[-?[0-9]+\])*)\?\??$/u.exec(
      tail
    )?.[1] ?? null
  );
}

const OPERATOR_WORDS = new Set(['and', 'as', 'else', 'for', 'if', 'in', 'is', 'not', 'or']);

/** Whether IPython would run the line as a magic though it has no `%`, and Python could make no sense of it. */
export function isAutomagic(text: string, first: number, stop: number, alone: boolean): boolean {
  const { name } = splitName(text, first, stop);
  if (!AUTOMAGIC_WORDS.has(name)) {
    return false;
  }
  const rest = text.slice(first + name.length, stop).trim();
  if (rest === '' || rest.startsWith('#')) {
    return alone && rest === '' && LONE_WORDS.has(name);
  }
  const word = /^[\p{L}\p{N}_]+/u.exec(rest)?.[0];
  if (word !== undefined) {
    return !OPERATOR_WORDS.has(word);
  }
  if (/^(?:\.\.|\.\/|~(?:\/|$)|["'])/.test(rest)) {
    return COMMAND_WORDS.has(name);
  }
  return alone && COMMAND_WORDS.has(name) && /^(?:-{1,2}[A-Za-z]|[/.*$~{])/.test(rest);
}
