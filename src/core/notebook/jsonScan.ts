/**
 * A JSON reader that also says where things are, so that a notebook can be changed in one place and stay
 * byte-identical everywhere else. Accepts what Python's `json` writes (NaN and Infinity too). Knows nothing of notebooks.
 */

/** Half-open range of UTF-16 offsets. */
export interface ISpan {
  readonly start: number;
  readonly end: number;
}

export interface IMember {
  readonly key: string;
  /** From the opening quote of the key. */
  readonly keyStart: number;
  readonly value: ISpan;
}

/** What is wrong with a text that is not JSON; `offset` is where. */
export class JsonError extends Error {
  constructor(
    message: string,
    readonly offset: number
  ) {
    super(message);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MAX_DEPTH = 400;

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

export function skipSpace(text: string, offset: number): number {
  while (offset < text.length && isSpace(text.charCodeAt(offset))) {
    offset += 1;
  }
  return offset;
}

function unexpected(text: string, offset: number): JsonError {
  return offset >= text.length
    ? new JsonError('the text ends in the middle of a value', text.length)
    : new JsonError(`unexpected ${JSON.stringify(text[offset])}`, offset);
}

/** End of the string literal that starts at `offset`. Images are strings of megabytes, so the search is left to the host. */
export function skipString(text: string, offset: number): number {
  for (
    let quote = text.indexOf('"', offset + 1);
    quote >= 0;
    quote = text.indexOf('"', quote + 1)
  ) {
    let i = quote;
    while (i > offset + 1 && text.charCodeAt(i - 1) === BACKSLASH) {
      i -= 1;
    }
    // An odd number of backslashes before it escapes the quote.
    if ((quote - i) % 2 === 0) {
      return quote + 1;
    }
  }
  throw new JsonError('the text ends in the middle of a string', text.length);
}

/** End of the value that starts at `offset`; only brackets and strings are looked at, in one pass without recursion. */
export function skipValue(text: string, offset: number): number {
  const closers: number[] = [];
  let i = offset;
  while (i < text.length) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      i = skipString(text, i);
    } else if (code === 0x7b || code === 0x5b) {
      closers.push(code + 2);
      i += 1;
    } else if (code === 0x7d || code === 0x5d) {
      if (closers.length === 0) {
        break;
      }
      if (closers.pop() !== code) {
        throw unexpected(text, i);
      }
      i += 1;
    } else if (closers.length === 0) {
      if (code === 0x2c || isSpace(code)) {
        break;
      }
      i += 1;
      continue;
    } else {
      i += 1;
      continue;
    }
    if (closers.length === 0) {
      return i;
    }
  }
  if (closers.length > 0 || i === offset) {
    throw unexpected(text, i);
  }
  return i;
}

/** Visit the items of a list or the members of an object: `step` consumes one from its start and says where it ends. */
function scanItems(
  text: string,
  offset: number,
  close: string,
  step: (start: number) => number
): number {
  let i = skipSpace(text, offset + 1);
  if (text[i] === close) {
    return i + 1;
  }
  for (;;) {
    i = skipSpace(text, step(i));
    if (text[i] === close) {
      return i + 1;
    }
    if (text[i] !== ',') {
      throw unexpected(text, i);
    }
    i = skipSpace(text, i + 1);
  }
}

/** The members of the object that starts at `offset`. */
export function scanObject(text: string, offset: number): { members: IMember[]; end: number } {
  const members: IMember[] = [];
  const end = scanItems(text, offset, '}', start => {
    const [key, colon] = scanKey(text, start);
    const from = skipSpace(text, colon + 1);
    const to = skipValue(text, from);
    members.push({ key, keyStart: start, value: { start: from, end: to } });
    return to;
  });
  return { members, end };
}

/** The item spans of the list that starts at `offset`. */
export function scanArray(text: string, offset: number): { items: ISpan[]; end: number } {
  const items: ISpan[] = [];
  const end = scanItems(text, offset, ']', start => {
    const to = skipValue(text, start);
    items.push({ start, end: to });
    return to;
  });
  return { items, end };
}

function scanKey(text: string, start: number): [string, number] {
  if (text.charCodeAt(start) !== QUOTE) {
    throw unexpected(text, start);
  }
  const end = skipString(text, start);
  const colon = skipSpace(text, end);
  if (text[colon] !== ':') {
    throw unexpected(text, colon);
  }
  return [parseString(text, start, end), colon];
}

function parseString(text: string, start: number, end: number): string {
  try {
    return JSON.parse(text.slice(start, end)) as string;
  } catch {
    throw new JsonError('a string has a raw control character or an unknown escape', start);
  }
}

/**
 * The value in a span. The host's parser does the work; ours is the second try, for NaN and Infinity and for
 * saying where the fault is.
 */
export function parseSpan(text: string, span: ISpan): unknown {
  try {
    return JSON.parse(text.slice(span.start, span.end)) as unknown;
  } catch {
    const [value, end] = parseValue(text, span.start, 0);
    if (end !== span.end) {
      throw unexpected(text, end);
    }
    return value;
  }
}

const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity]
]);

function parseValue(text: string, offset: number, depth: number): [unknown, number] {
  if (depth > MAX_DEPTH) {
    throw new JsonError(`values are nested more than ${MAX_DEPTH} deep`, offset);
  }
  const first = text[offset];
  if (first === '{') {
    const entries: [string, unknown][] = [];
    const end = scanItems(text, offset, '}', start => {
      const [key, colon] = scanKey(text, start);
      const [value, to] = parseValue(text, skipSpace(text, colon + 1), depth + 1);
      entries.push([key, value]);
      return to;
    });
    return [Object.fromEntries(entries), end];
  }
  if (first === '[') {
    const values: unknown[] = [];
    const end = scanItems(text, offset, ']', start => {
      const [value, to] = parseValue(text, start, depth + 1);
      values.push(value);
      return to;
    });
    return [values, end];
  }
  if (first === '"') {
    const end = skipString(text, offset);
    return [parseString(text, offset, end), end];
  }
  let end = offset;
  while (end < text.length && /[-+.\w]/.test(text[end])) {
    end += 1;
  }
  const word = text.slice(offset, end);
  if (WORDS.has(word)) {
    return [WORDS.get(word), end];
  }
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(word)) {
    return [Number(word), end];
  }
  throw unexpected(text, offset);
}
