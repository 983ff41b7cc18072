/**
 * Writing `.ipynb` by splicing: what is not changed keeps its bytes (indentation, key order, escapes, line ends, byte
 * order mark, unknown fields). Never prints the whole notebook anew, never adds ids to a file that has none.
 */
import { hashText } from './hash';
import { type IJsonStyle, documentStyle, encodeString, printValue, splitLines } from './jsonStyle';
import { parseSpan, scanArray, skipSpace } from './jsonScan';
import type { CellKind } from './notebook';
import type { ICellSpans, INotebookDocument } from './nbformat';

/**
 * One cell of the notebook to write: an original cell, named by its id and perhaps changed, or a new one.
 * The order of the list is the order in the file; an original cell that is not in the list is deleted.
 */
export type IWrittenCell =
  | { readonly id: string; readonly source?: string; readonly clearOutputs?: boolean }
  | {
      readonly insert: CellKind;
      readonly source: string;
      /** Wish for an id; used when the format has ids (4.5) and no other cell has it. */
      readonly newId?: string;
      readonly metadata?: Readonly<Record<string, unknown>>;
    };

/**
 * The text of the notebook with these cells.
 *
 * @throws RangeError when a cell is named that the document does not have, or named twice (a fault of the caller)
 */
export function writeNotebook(document: INotebookDocument, cells: readonly IWrittenCell[]): string {
  const { text, cellsSpan, spans } = document;
  const style = documentStyle(document);
  const indexOf = new Map(document.notebook.cells.map(cell => [cell.id, cell.index]));
  const taken = new Set(indexOf.keys());
  const written = cells.map((cell): { index: number | null; json: string } => {
    if ('insert' in cell) {
      return { index: null, json: printCell(document, cell, style, taken) };
    }
    const index = indexOf.get(cell.id);
    if (index === undefined) {
      throw new RangeError(`There is no cell with the id ${cell.id}, or it is named twice.`);
    }
    indexOf.delete(cell.id);
    return { index, json: rewriteCell(document, index, cell, style) };
  });
  return (
    text.slice(0, cellsSpan.start) +
    joinCells(text, cellsSpan, spans, written, style) +
    text.slice(cellsSpan.end)
  );
}

function joinCells(
  text: string,
  list: { start: number; end: number },
  spans: readonly ICellSpans[],
  written: readonly { index: number | null; json: string }[],
  style: IJsonStyle
): string {
  if (written.length === 0) {
    return spans.length === 0 ? text.slice(list.start, list.end) : '[]';
  }
  const last = spans.length - 1;
  const lead = last < 0 ? style.line(2) : text.slice(list.start + 1, spans[0].cell.start);
  const trail = last < 0 ? style.line(1) : text.slice(spans[last].cell.end, list.end - 1);
  const parts: string[] = ['[', lead];
  written.forEach(({ index, json }, at) => {
    if (at > 0) {
      const before = written[at - 1].index;
      const adjacent = index !== null && before !== null && index === before + 1;
      parts.push(
        adjacent
          ? text.slice(spans[before].cell.end, spans[index].cell.start)
          : `,${lead === '' ? style.gap : lead}`
      );
    }
    parts.push(json);
  });
  parts.push(trail, ']');
  return parts.join('');
}

function rewriteCell(
  document: INotebookDocument,
  index: number,
  change: { readonly source?: string; readonly clearOutputs?: boolean },
  style: IJsonStyle
): string {
  const { text } = document;
  const spans = document.spans[index];
  const cell = document.notebook.cells[index];
  const edits: { start: number; end: number; by: string }[] = [];
  if (change.source !== undefined && change.source !== cell.source) {
    if (spans.source === null) {
      const at = skipSpace(text, spans.cell.start + 1);
      const value = printSource(change.source, style, style.listSources);
      edits.push({
        start: at,
        end: at,
        by: `"source"${style.colon}${value},${style.line(3) || style.gap}`
      });
    } else {
      edits.push({ ...spans.source, by: respliceSource(text, spans.source, change.source, style) });
    }
  }
  if (change.clearOutputs === true && cell.kind === 'code') {
    if (spans.outputs !== null && !isEmptyList(text, spans.outputs)) {
      edits.push({ ...spans.outputs, by: '[]' });
    }
    if (spans.executionCount !== null) {
      edits.push({ ...spans.executionCount, by: 'null' });
    }
  }
  edits.sort((a, b) => a.start - b.start);
  const parts: string[] = [];
  let from = spans.cell.start;
  for (const { start, end, by } of edits) {
    parts.push(text.slice(from, start), by);
    from = end;
  }
  parts.push(text.slice(from, spans.cell.end));
  return parts.join('');
}

function isEmptyList(text: string, span: { start: number; end: number }): boolean {
  return text[span.start] === '[' && skipSpace(text, span.start + 1) === span.end - 1;
}

/** The new `source` value in the form of the old one; lines that did not change keep their very spelling. */
function respliceSource(
  text: string,
  span: { start: number; end: number },
  source: string,
  style: IJsonStyle
): string {
  if (text[span.start] !== '[') {
    return encodeString(source, style);
  }
  const { items } = scanArray(text, span.start);
  if (items.length === 0) {
    return printSource(source, style, true);
  }
  const old = items.map(item => ({
    raw: text.slice(item.start, item.end),
    line: String(parseSpan(text, item))
  }));
  const lead = text.slice(span.start + 1, items[0].start);
  const trail = text.slice(items[items.length - 1].end, span.end - 1);
  const between =
    items.length > 1
      ? text.slice(items[0].end, items[1].start)
      : `,${lead === '' ? style.gap : lead}`;
  const lines = splitLines(source);
  if (lines.length === 0) {
    return '[]';
  }
  let head = 0;
  while (head < lines.length && head < old.length && lines[head] === old[head].line) {
    head += 1;
  }
  let tail = 0;
  while (
    tail < Math.min(lines.length, old.length) - head &&
    lines[lines.length - 1 - tail] === old[old.length - 1 - tail].line
  ) {
    tail += 1;
  }
  const raws = lines.map((line, at) => {
    if (at < head) {
      return old[at].raw;
    }
    const fromEnd = lines.length - at;
    return fromEnd <= tail ? old[old.length - fromEnd].raw : encodeString(line, style);
  });
  return `[${lead}${raws.join(between)}${trail}]`;
}

function printSource(source: string, style: IJsonStyle, list: boolean): string {
  return list ? printValue(splitLines(source), style, 3) : encodeString(source, style);
}

/** A new cell, keys in the order in which nbformat writes them. */
function printCell(
  document: INotebookDocument,
  cell: {
    insert: CellKind;
    source: string;
    newId?: string;
    metadata?: Readonly<Record<string, unknown>>;
  },
  style: IJsonStyle,
  taken: Set<string>
): string {
  const fields: [string, string][] = [['cell_type', encodeString(cell.insert, style)]];
  if (cell.insert === 'code') {
    fields.push(['execution_count', 'null']);
  }
  if (document.nbformatMinor >= 5) {
    fields.push(['id', encodeString(freeId(cell, taken), style)]);
  }
  fields.push(['metadata', printValue(cell.metadata ?? {}, style, 3)]);
  if (cell.insert === 'code') {
    fields.push(['outputs', '[]']);
  }
  fields.push(['source', printSource(cell.source, style, style.listSources)]);
  const inner = fields.map(([key, value]) => `"${key}"${style.colon}${value}`);
  return `{${style.line(3)}${inner.join(`,${style.line(3) || style.gap}`)}${style.line(2)}}`;
}

function freeId(
  cell: { insert: CellKind; source: string; newId?: string },
  taken: Set<string>
): string {
  let id = cell.newId !== undefined && /^[\w-]{1,64}$/.test(cell.newId) ? cell.newId : '';
  for (let n = 0; id === '' || taken.has(id); n++) {
    id = hashText(`${cell.insert}\n${cell.source}\n${n}`).slice(0, 8);
  }
  taken.add(id);
  return id;
}
