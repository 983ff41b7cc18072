/**
 * How a given `.ipynb` file spells its JSON: indentation, separators, escapes, sources as lists or strings. Found once
 * per write, so that new text looks as if the same program had written it.
 */
import { isRecord } from './notebook';
import type { INotebookDocument } from './nbformat';

export interface IJsonStyle {
  /** Line break and indentation for a nesting depth; empty when the file is on one line. */
  readonly line: (depth: number) => string;
  /** Text between a key and its value. */
  readonly colon: string;
  /** Text after a comma when there is no line break. */
  readonly gap: string;
  readonly ascii: boolean;
  /** Characters that this file always spells as `\uXXXX` though JSON does not ask for it. */
  readonly escaped: ReadonlySet<string>;
  readonly listSources: boolean;
}

/** Characters that some writers escape so that JSON can stand inside HTML. */
const HTML_CHARACTERS = ['<', '>', '&', '=', "'"];

/** Whether the JSON text has a `\uXXXX` escape that matches; an escaped backslash before a `u` is no escape. */
function hasEscape(text: string, matches: (code: number) => boolean): boolean {
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at)) {
    if (text[at + 1] === 'u' && matches(parseInt(text.slice(at + 2, at + 6), 16))) {
      return true;
    }
    at += 2;
  }
  return false;
}

export function documentStyle(document: INotebookDocument): IJsonStyle {
  const { text, cellsSpan, spans } = document;
  const open = text.indexOf('{');
  const lead = /^\s*/.exec(text.slice(open + 1, open + 200))?.[0] ?? '';
  const broken = /\r?\n([ \t]*)$/.exec(lead);
  const newline = lead.includes('\r\n') ? '\r\n' : '\n';
  const unit = broken === null ? null : broken[1];
  const before = text.slice(Math.max(0, cellsSpan.start - 80), cellsSpan.start);
  const raw = /[^\x00-\x7f]/.test(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const listed = spans.find(span => span.source !== null);
  const escaped = HTML_CHARACTERS.filter(
    character =>
      !text.includes(character) && hasEscape(text, code => code === character.charCodeAt(0))
  );
  const colon = /"(\s*:\s*)$/.exec(before)?.[1] ?? ': ';
  return {
    line: depth => (unit === null ? '' : newline + unit.repeat(depth)),
    colon,
    gap: colon.endsWith(' ') ? ' ' : '',
    ascii: !raw && hasEscape(text, code => code > 0x7f),
    escaped: new Set(escaped),
    listSources: listed === undefined || listed.source === null || text[listed.source.start] === '['
  };
}

/** A JSON string literal. Lone surrogates are always escaped: they have no UTF-8 form. */
export function encodeString(text: string, style: IJsonStyle): string {
  let json = JSON.stringify(text);
  if (style.ascii) {
    json = json.replace(/[\x7f-\uffff]/g, unicodeEscape);
  }
  return style.escaped.size === 0
    ? json
    : json.replace(/[<>&=']/g, character =>
        style.escaped.has(character) ? unicodeEscape(character) : character
      );
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Print a plain JSON value that starts at a nesting depth (of its opening bracket's line). */
export function printValue(value: unknown, style: IJsonStyle, depth: number): string {
  const list = (items: string[], open: string, close: string): string =>
    items.length === 0
      ? open + close
      : open +
        style.line(depth + 1) +
        items.join(`,${style.line(depth + 1) || style.gap}`) +
        style.line(depth) +
        close;
  if (Array.isArray(value)) {
    return list(
      value.map(item => printValue(item, style, depth + 1)),
      '[',
      ']'
    );
  }
  if (isRecord(value)) {
    const members = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(
        ([key, item]) =>
          `${encodeString(key, style)}${style.colon}${printValue(item, style, depth + 1)}`
      );
    return list(members, '{', '}');
  }
  return typeof value === 'string' ? encodeString(value, style) : (JSON.stringify(value) ?? 'null');
}

/** Split into lines with their ends, at the places where Python's `str.splitlines` does, as nbformat writes them. */
export function splitLines(text: string): string[] {
  return (
    text.match(
      /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g
    ) ?? []
  );
}
