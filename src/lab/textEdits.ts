/** Turns two snapshots into one notebook edit, with small text edits, so that carets and marks elsewhere stay. */
import { diffArrays } from 'diff';
import type { CellEdit, INotebookEdit } from '../core/analysis/diagnostic';
import { hashText } from '../core/notebook/hash';
import type { ICell, INotebook } from '../core/notebook/notebook';
import type { ITextEdit } from '../core/text/edit';

/** Edits by whole lines that turn `before` into `after`. */
export function textEditsBetween(before: string, after: string): ITextEdit[] {
  const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const edits: ITextEdit[] = [];
  let at = 0;
  let open: { start: number; end: number; text: string } | null = null;
  for (const part of diffArrays(lines(before), lines(after))) {
    const text = part.value.join('');
    if (!part.added && !part.removed) {
      at += text.length;
      open = null;
      continue;
    }
    if (!open) {
      open = { start: at, end: at, text: '' };
      edits.push(open);
    }
    if (part.removed) {
      at += text.length;
      open.end = at;
    } else {
      open.text += text;
    }
  }
  return edits;
}

/**
 * The edit that leads from `before` to a result with changed, cleared and added cells (fixes never remove or move cells).
 *
 * @param order - ids of all cells of the result
 * @param changed - the cells that differ from `before`
 */
export function notebookEditBetween(
  before: INotebook,
  order: readonly string[],
  changed: readonly ICell[]
): INotebookEdit {
  const old = new Map(before.cells.map(c => [c.id, c]));
  const next = new Map(changed.map(c => [c.id, c]));
  const cells: CellEdit[] = [];
  let previous: string | null = null;
  for (const id of order) {
    const [was, is] = [old.get(id), next.get(id)];
    if (!was && is) {
      cells.push({
        kind: 'insert',
        cellId: id,
        after: previous,
        cellKind: is.kind === 'markdown' ? 'markdown' : 'code',
        source: is.source
      });
      // The ones that follow are placed after the same old cell, in order.
      continue;
    }
    previous = id;
    if (!was || !is) {
      continue;
    }
    const baseHash = hashText(was.source);
    if (was.source !== is.source) {
      cells.push({
        kind: 'source',
        cellId: id,
        baseHash,
        edits: textEditsBetween(was.source, is.source)
      });
    }
    if (was.outputs.length > 0 && is.outputs.length === 0) {
      cells.push({ kind: 'clear-outputs', cellId: id, baseHash });
    }
  }
  return { cells };
}
