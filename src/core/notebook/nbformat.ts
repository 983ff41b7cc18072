/**
 * Reading `.ipynb`: JSON text → notebook plus the place of every cell and source in that text.
 * Never throws on bad input: the answer is a reason in one sentence. Writing is in `nbformatWrite.ts`.
 */
import { hashText } from './hash';
import {
  type IMember,
  type ISpan,
  JsonError,
  parseSpan,
  scanArray,
  scanObject,
  skipSpace
} from './jsonScan';
import { type CellKind, type ICell, type INotebook, type IOutput, isRecord } from './notebook';
import { decodeUtf8 } from './utf8';

export { type IWrittenCell, writeNotebook } from './nbformatWrite';

/** Where the parts of one cell are in the JSON text; a part that the file lacks is null. */
export interface ICellSpans {
  readonly cell: ISpan;
  readonly source: ISpan | null;
  readonly outputs: ISpan | null;
  readonly executionCount: ISpan | null;
}

/** A notebook together with the text it came from. */
export interface INotebookDocument {
  readonly notebook: INotebook;
  /** The whole file, with its byte order mark if it has one. */
  readonly text: string;
  /** The `cells` list, brackets included. */
  readonly cellsSpan: ISpan;
  readonly spans: readonly ICellSpans[];
  readonly nbformatMinor: number;
}

export type IReadResult =
  | { readonly ok: true; readonly document: INotebookDocument }
  | { readonly ok: false; readonly reason: string };

/** A fault of the content (not of the JSON); the message is the reason that the user reads. */
class SchemaError extends Error {}

/**
 * Read a notebook of format 4.
 *
 * @param data - the bytes of the file, or its text
 */
export function readNotebook(data: Uint8Array | string): IReadResult {
  const text = typeof data === 'string' ? data : decodeUtf8(data);
  if (text === null) {
    return { ok: false, reason: 'The file is not UTF-8 text; save it again as UTF-8.' };
  }
  try {
    return { ok: true, document: readDocument(text) };
  } catch (error) {
    if (error instanceof SchemaError) {
      return { ok: false, reason: error.message };
    }
    if (error instanceof JsonError) {
      const { line, column } = lineAndColumn(text, 0, Math.min(error.offset, text.length));
      return {
        ok: false,
        reason: `The file is not valid JSON: ${error.message} (line ${line}, column ${column}).`
      };
    }
    throw error;
  }
}

function lastMember(members: readonly IMember[], key: string): ISpan | null {
  // Every JSON reader in use lets the last of two equal keys win.
  return members.filter(member => member.key === key).pop()?.value ?? null;
}

function readDocument(text: string): INotebookDocument {
  const start = skipSpace(text, text.charCodeAt(0) === 0xfeff ? 1 : 0);
  if (start === text.length) {
    throw new SchemaError('The file is empty; there is no notebook in it.');
  }
  if (text[start] !== '{') {
    const what = text[start] === '[' ? 'a JSON list' : 'not JSON';
    throw new SchemaError(`The file is ${what}; a notebook is a JSON object with a list of cells.`);
  }
  const { members, end } = scanObject(text, start);
  const rest = skipSpace(text, end);
  if (rest < text.length) {
    throw new JsonError('there is more text after the end of the notebook', rest);
  }
  const values = new Map<string, unknown>();
  for (const { key, value } of members) {
    if (key !== 'cells' && key !== 'worksheets') {
      values.set(key, parseSpan(text, value));
    }
  }
  const format = values.get('nbformat');
  const cellsSpan = lastMember(members, 'cells');
  if (
    (typeof format === 'number' && format < 4) ||
    (cellsSpan === null && lastMember(members, 'worksheets') !== null)
  ) {
    const version = typeof format === 'number' ? format : 3;
    throw new SchemaError(
      `The notebook has the old format ${version}; convert it with \`jupyter nbconvert --to notebook --inplace\`.`
    );
  }
  if (typeof format === 'number' && format > 4) {
    throw new SchemaError(
      `The notebook has format ${format}, which is not known; only format 4 can be read.`
    );
  }
  if (cellsSpan === null) {
    throw new SchemaError('The file has no list of cells, so it is not a notebook.');
  }
  if (text[cellsSpan.start] !== '[') {
    throw new SchemaError('The `cells` of the file is not a list, so it is not a notebook.');
  }
  const minor = values.get('nbformat_minor');
  const metadata = values.get('metadata');
  const used = new Set<string>();
  const spans: ICellSpans[] = [];
  const drafts = scanArray(text, cellsSpan.start).items.map((span, index) => {
    const draft = readCell(text, span, index);
    spans.push(draft.spans);
    return draft.cell;
  });
  const cells = assignIds(drafts, used);
  return {
    notebook: { cells, metadata: isRecord(metadata) ? metadata : {} },
    text,
    cellsSpan,
    spans,
    nbformatMinor: typeof minor === 'number' ? minor : 0
  };
}

function readCell(text: string, span: ISpan, index: number): { cell: ICell; spans: ICellSpans } {
  const name = `Cell ${index + 1}`;
  if (text[span.start] !== '{') {
    throw new SchemaError(`${name} of the notebook is not a JSON object.`);
  }
  const { members } = scanObject(text, span.start);
  const values = new Map<string, unknown>();
  for (const { key, value } of members) {
    values.set(key, parseSpan(text, value));
  }
  const kind = cellKind(values.get('cell_type'), name);
  const outputs = values.get('outputs');
  const count = values.get('execution_count');
  const metadata = values.get('metadata');
  const attachments = values.get('attachments');
  const id = values.get('id');
  const cell: ICell = {
    id: typeof id === 'string' ? id : '',
    index,
    kind,
    source: cellSource(values.has('source') ? values.get('source') : '', name),
    executionCount: kind === 'code' && typeof count === 'number' ? count : null,
    outputs: kind === 'code' && Array.isArray(outputs) ? outputs.filter(isOutput) : [],
    metadata: isRecord(metadata) ? metadata : {},
    ...(isRecord(attachments) ? { attachments: attachments as ICell['attachments'] } : {})
  };
  return {
    cell,
    spans: {
      cell: span,
      source: lastMember(members, 'source'),
      outputs: lastMember(members, 'outputs'),
      executionCount: lastMember(members, 'execution_count')
    }
  };
}

function isOutput(value: unknown): value is IOutput {
  return isRecord(value) && typeof value.output_type === 'string';
}

function cellKind(type: unknown, name: string): CellKind {
  if (type === 'code' || type === 'markdown' || type === 'raw') {
    return type;
  }
  if (typeof type === 'string') {
    // Some tools have kinds of their own; nothing in them is ours to read, and nothing is lost.
    return 'raw';
  }
  throw new SchemaError(`${name} of the notebook has no \`cell_type\`.`);
}

function cellSource(source: unknown, name: string): string {
  if (typeof source === 'string') {
    return source;
  }
  if (Array.isArray(source) && source.every(part => typeof part === 'string')) {
    return source.join('');
  }
  throw new SchemaError(
    `The \`source\` of ${name.toLowerCase()} is neither text nor a list of lines.`
  );
}

/** Give every cell an id of its own. What is made up here is stable, starts with `anneal-` and is never written. */
function assignIds(drafts: readonly ICell[], used: Set<string>): ICell[] {
  const firstWith = new Map<string, number>();
  for (const cell of drafts) {
    if (cell.id !== '' && !firstWith.has(cell.id)) {
      firstWith.set(cell.id, cell.index);
      used.add(cell.id);
    }
  }
  const seen = new Map<string, number>();
  return drafts.map(cell => {
    if (firstWith.get(cell.id) === cell.index) {
      return cell;
    }
    const key = `${cell.kind}\n${cell.source}`;
    let occurrence = seen.get(key) ?? 0;
    let id: string;
    do {
      occurrence += 1;
      id = `anneal-${hashText(`${key}\n${occurrence}`)}`;
    } while (used.has(id));
    seen.set(key, occurrence);
    used.add(id);
    return { ...cell, id };
  });
}

function lineAndColumn(
  text: string,
  from: number,
  offset: number
): { line: number; column: number } {
  let line = 1;
  // A byte order mark is no column: editors do not show it.
  let lineStart = from === 0 && text.charCodeAt(0) === 0xfeff ? 1 : from;
  for (
    let at = text.indexOf('\n', from);
    at !== -1 && at < offset;
    at = text.indexOf('\n', at + 1)
  ) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/**
 * Where a place in a cell's source is in the `.ipynb` text.
 *
 * @param cellIndex - from 0
 * @param offset - UTF-16 offset in the cell's source
 * @returns line and column from 1, the column in UTF-16 units; the start of the cell when it has no source
 * @throws RangeError when there is no such cell
 */
export function locate(
  document: INotebookDocument,
  cellIndex: number,
  offset: number
): { line: number; column: number } {
  const spans = document.spans[cellIndex];
  if (spans === undefined) {
    throw new RangeError(`There is no cell ${cellIndex}.`);
  }
  return lineAndColumn(document.text, 0, jsonOffset(document.text, spans, offset));
}

function jsonOffset(text: string, spans: ICellSpans, offset: number): number {
  if (spans.source === null) {
    return spans.cell.start;
  }
  const literals =
    text[spans.source.start] === '[' ? scanArray(text, spans.source.start).items : [spans.source];
  let left = Math.max(0, offset);
  for (const literal of literals) {
    const close = literal.end - 1;
    let at = literal.start + 1;
    while (at < close && left > 0) {
      // Every escape stands for one UTF-16 unit, `\uXXXX` included.
      at += text[at] !== '\\' ? 1 : text[at + 1] === 'u' ? 6 : 2;
      left -= 1;
    }
    if (left === 0 && (at < close || literal === literals[literals.length - 1])) {
      return at;
    }
  }
  return literals.length === 0 ? spans.source.start : literals[literals.length - 1].end - 1;
}
