/**
 * Splits Python text into logical lines by its lexical structure alone: strings (triple, raw, f-strings with nested
 * fields), comments, brackets, backslash continuations. Works on text that is not valid Python, in linear time, and
 * builds no tree. It exists because `%`, `!` and `?` mean a magic only at places that a pattern cannot tell.
 */

/** What one logical line looks like from outside. All numbers are offsets; -1 means that there is none. */
export interface ILogicalLine {
  readonly start: number;
  /** The first token; -1 for a blank line or a line with only a comment. */
  readonly first: number;
  /** Every `=` that is an assignment, outside brackets. */
  readonly assigns: readonly number[];
  /** The last `?`, when it is the last token and not the only one. */
  readonly question: number;
  /** Start of the next logical line. */
  readonly next: number;
  /** False when brackets or a triple-quoted string are still open at the end of the text. */
  readonly closed: boolean;
  /** Whether reading stopped at the magic that an assignment takes its value from; `next` is that place then. */
  readonly stopped: boolean;
  /** Whether a bracket was closed that had not been opened. */
  readonly sunken: boolean;
}

/** Deeper nesting of f-strings is read as plain strings. */
const MAX_NESTED = 8;
/** Longer replacement fields are read as plain text, so that broken ones cost no more than that. */
const MAX_FIELD = 1000;
const PREFIX = /^(?:[rubft]|br|rb|fr|rf|tr|rt)$/i;
const NAME = /[A-Za-z0-9_\u0080-\uffff]/;

export function isNameCharacter(character: string | undefined): boolean {
  return (
    character !== undefined && character !== '' && NAME.test(character) && !/\s/.test(character)
  );
}

/** End of the string whose quotes start at `at`; a string on one line ends at the line's end when it is not closed. */
function stringEnd(
  text: string,
  at: number,
  end: number,
  formatted: boolean,
  nested = 0
): { end: number; closed: boolean; failed: boolean } {
  let fields = formatted && nested < MAX_NESTED;
  let failed = false;
  const quote = text[at];
  const triple = text[at + 1] === quote && text[at + 2] === quote && at + 2 < end;
  let i = at + (triple ? 3 : 1);
  while (i < end) {
    const character = text[i];
    if (character === '\\') {
      i += text[i + 1] === '\r' && text[i + 2] === '\n' ? 3 : 2;
    } else if (
      character === quote &&
      (!triple || (text[i + 1] === quote && text[i + 2] === quote && i + 2 < end))
    ) {
      return { end: i + (triple ? 3 : 1), closed: true, failed };
    } else if (character === '\n' && !triple) {
      return { end: i, closed: true, failed };
    } else if (fields && character === '{') {
      const field = text[i + 1] === '{' ? i + 2 : fieldEnd(text, i + 1, end, quote, triple, nested);
      // A field that does not end is no field: no Python at all. The rest is read as a plain string, in linear time.
      fields = field !== -1;
      failed = !fields;
      i = field === -1 ? i + 1 : field;
    } else {
      i += 1;
    }
  }
  return { end, closed: !triple, failed };
}

/**
 * End of an f-string's replacement field, or -1 when it does not end. Quotes inside are strings of their own
 * (Python 3.12) unless the field would not end then.
 */
function fieldEnd(
  text: string,
  at: number,
  end: number,
  quote: string,
  triple: boolean,
  nested: number
): number {
  if (nested > MAX_NESTED) {
    return -1;
  }
  let depth = 0;
  let spec = false;
  let i = at;
  const limit = Math.min(end, at + MAX_FIELD);
  while (i < limit) {
    const character = text[i];
    if (character === '\n' && !triple) {
      return -1;
    }
    if (character === '}' && depth === 0) {
      return i + 1;
    }
    if (spec) {
      if (character === quote && !triple) {
        return -1;
      }
      if (character === '{') {
        const inner = fieldEnd(text, i + 1, limit, quote, triple, nested + 1);
        if (inner === -1) {
          return -1;
        }
        i = inner;
        continue;
      }
    } else if (character === '"' || character === "'") {
      const formatted = /[ft]r?$/i.test(text.slice(Math.max(at, i - 2), i));
      const string = stringEnd(text, i, limit, formatted, nested + 1);
      if (string.failed || text[string.end - 1] !== character) {
        return -1;
      }
      i = string.end;
      continue;
    } else if ('([{'.includes(character)) {
      depth += 1;
    } else if (')]}'.includes(character)) {
      depth -= 1;
    } else if (character === ':' && depth === 0) {
      spec = true;
    }
    i += 1;
  }
  return -1;
}

/**
 * Read the logical line that starts at `start` (the start of a physical line) in `text` up to `end`.
 *
 * @param stopAtMagic - stop behind `x = ` when a magic follows, since what comes is not Python
 */
export function scanLogicalLine(
  text: string,
  start: number,
  end: number,
  stopAtMagic = false
): ILogicalLine {
  const assigns: number[] = [];
  let first = -1;
  let tokens = 0;
  let question = -1;
  let depth = 0;
  let sunken = false;
  let i = start;
  const done = (next: number, closed: boolean, stopped = false): ILogicalLine => ({
    start,
    first,
    assigns,
    question: tokens > 1 ? question : -1,
    next,
    closed,
    stopped,
    sunken
  });
  while (i < end) {
    const character = text[i];
    if (character === '\n') {
      i += 1;
      if (depth === 0) {
        return done(i, true);
      }
      continue;
    }
    if (character === ' ' || character === '\t' || character === '\f' || character === '\r') {
      i += 1;
      continue;
    }
    if (
      character === '\\' &&
      (text[i + 1] === '\n' || (text[i + 1] === '\r' && text[i + 2] === '\n'))
    ) {
      i += text[i + 1] === '\n' ? 2 : 3;
      if (i >= end) {
        return done(end, false);
      }
      continue;
    }
    if (character === '#') {
      const newline = text.indexOf('\n', i);
      i = newline === -1 || newline > end ? end : newline;
      question = -1;
      continue;
    }
    if (first === -1) {
      first = i;
    }
    tokens += 1;
    question = character === '?' ? i : -1;
    if (character === '"' || character === "'") {
      const string = stringEnd(text, i, end, false);
      i = string.end;
      if (!string.closed) {
        return done(end, false);
      }
    } else if (isNameCharacter(character)) {
      const from = i;
      while (i < end && isNameCharacter(text[i])) {
        i += 1;
      }
      if (
        (text[i] === '"' || text[i] === "'") &&
        i < end &&
        i - from <= 2 &&
        PREFIX.test(text.slice(from, i))
      ) {
        const string = stringEnd(text, i, end, /[ft]/i.test(text.slice(from, i)));
        i = string.end;
        if (!string.closed) {
          return done(end, false);
        }
      }
    } else if ('([{'.includes(character)) {
      depth += 1;
      i += 1;
    } else if (')]}'.includes(character)) {
      sunken = sunken || depth === 0;
      depth = Math.max(0, depth - 1);
      i += 1;
    } else {
      const operator = operatorLength(text, i);
      if (operator === 1 && character === '=' && depth === 0) {
        assigns.push(i);
        if (stopAtMagic && assigns.length === 1 && magicValue(text, i, end) !== -1) {
          return done(i, false, true);
        }
      }
      i += operator;
    }
  }
  return done(end, depth === 0);
}

/** Length of the operator at an offset; only those that contain `=`, and `//`, matter here. */
export function operatorLength(text: string, at: number): number {
  const three = text.slice(at, at + 3);
  if (three === '**=' || three === '//=' || three === '>>=' || three === '<<=') {
    return 3;
  }
  const second = text[at + 1];
  return (second === '=' && '=!<>+-*/%@&|^:'.includes(text[at])) || three.startsWith('//') ? 2 : 1;
}

/**
 * Where the magic starts that an assignment takes its value from (`x = %m`, `x = !c`).
 *
 * @param assign - offset of the first `=` of the logical line
 * @returns -1 when the value is ordinary Python
 */
export function magicValue(text: string, assign: number, end: number): number {
  const at = skipBlanks(text, assign + 1, end);
  if (at >= end || operatorLength(text, at) !== 1) {
    return -1;
  }
  if (text[at] === '%') {
    const name = skipBlanks(text, at + 1, end);
    return name < end && isNameCharacter(text[name]) && !/[0-9]/.test(text[name]) ? at : -1;
  }
  const line = text.slice(text.lastIndexOf('\n', assign) + 1, assign);
  return text[at] === '!' && line.trim() !== '' ? at : -1;
}

/** Offset of the first character at or after `at` that is neither blank nor a backslash continuation. */
export function skipBlanks(text: string, at: number, end: number): number {
  while (at < end) {
    if (text[at] === '\\' && text[at + 1] === '\n') {
      at += 2;
    } else if (text[at] === '\\' && text[at + 1] === '\r' && text[at + 2] === '\n') {
      at += 3;
    } else if (text[at] === ' ' || text[at] === '\t' || text[at] === '\f') {
      at += 1;
    } else {
      break;
    }
  }
  return Math.min(at, end);
}

const LINE_BREAK = /[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;

/** Where the physical line ends, its line break not included; the breaks are those of Python's `str.splitlines`. */
export function lineEnd(text: string, at: number, end: number): number {
  while (at < end && !LINE_BREAK.test(text[at])) {
    at += 1;
  }
  return at;
}

/** Start of the next physical line, given where this one ends. */
export function afterBreak(text: string, at: number, end: number): number {
  return Math.min(end, at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1));
}

const COMPOUND = /^(?:if|elif|else|for|while|with|try|except|finally|def|class|async|match|case)\b/;

/** Whether a piece of Python starts with the keyword of a compound statement or with a decorator. */
export function isCompound(source: string): boolean {
  return COMPOUND.test(source) || source.startsWith('@');
}

/**
 * The names that an assignment binds: plain names and those in tuples and lists, not attributes and subscripts.
 *
 * @param from - start of the statement (a compound statement's header before it on the same line is skipped)
 * @param assign - offset of its `=`
 */
export function assignedNames(
  text: string,
  from: number,
  assign: number
): { name: string; range: { start: number; end: number } }[] {
  let header = isCompound(text.slice(from, Math.min(assign, from + 16)));
  let found: { name: string; range: { start: number; end: number } }[] = [];
  // Open brackets: true where names in them are targets.
  const brackets: boolean[] = [];
  let annotated = false;
  let i = from;
  while (i < assign) {
    const character = text[i];
    const top = brackets.length === 0;
    if (isNameCharacter(character)) {
      const start = i;
      while (i < assign && isNameCharacter(text[i])) {
        i += 1;
      }
      const before = text.slice(from, start).trimEnd().slice(-1);
      const after = text[skipBlanks(text, i, assign)];
      const plain =
        !/[0-9]/.test(character) && before !== '.' && !['.', '[', '(', '"', "'"].includes(after);
      if (plain && !annotated && brackets.every(Boolean)) {
        found.push({ name: text.slice(start, i), range: { start, end: i } });
      }
      continue;
    }
    if ('([{'.includes(character)) {
      const before = text.slice(from, i).trimEnd().slice(-1);
      brackets.push(
        character !== '{' && !isNameCharacter(before) && ![')', ']', '"', "'"].includes(before)
      );
    } else if (')]}'.includes(character)) {
      brackets.pop();
    } else if (character === '"' || character === "'") {
      i = Math.min(assign, stringEnd(text, i, assign, false).end);
      continue;
    } else if (top && character === '=') {
      annotated = false;
    } else if (top && (character === ';' || (character === ':' && header))) {
      found = [];
      annotated = false;
      header = false;
    } else if (top && character === ':') {
      annotated = true;
    }
    i += 1;
  }
  return found;
}
