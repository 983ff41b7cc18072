/** Applies a notebook edit to a snapshot: all of it or none. Refuses what was computed from another text. */
import type { INotebookEdit } from '../analysis/diagnostic';
import { hashText } from '../notebook/hash';
import type { ICell, INotebook } from '../notebook/notebook';
import { applyEdits } from '../text/edit';
import type { IRange } from '../text/range';

export type ApplyResult =
  | {
      readonly ok: true;
      readonly notebook: INotebook;
      /** Source text of the literals that move to `.env`, by variable name. Secret: never shown, logged or sent. */
      readonly environment: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly reason: string; readonly staleCell: string | null };

export function applyEdit(notebook: INotebook, edit: INotebookEdit): ApplyResult {
  const cells = new Map(notebook.cells.map(c => [c.id, c]));
  const stale = (cellId: string): ApplyResult => {
    const cell = cells.get(cellId);
    return {
      ok: false,
      staleCell: cellId,
      reason: cell
        ? `Cell ${cell.index + 1} changed after this preview; no cell was edited.`
        : 'A cell of this preview is gone; no cell was edited.'
    };
  };
  const environment = new Map<string, string>();
  for (const move of edit.environment ?? []) {
    const cell = cells.get(move.cellId);
    if (!cell || hashText(cell.source) !== move.baseHash) {
      return stale(move.cellId);
    }
    environment.set(move.name, literalText(cell, move.literal));
  }
  for (const part of edit.cells) {
    if (part.kind === 'insert') {
      if (part.after !== null && !cells.has(part.after)) {
        return stale(part.after);
      }
      continue;
    }
    const cell = cells.get(part.cellId);
    if (!cell || hashText(cell.source) !== part.baseHash) {
      return stale(part.cellId);
    }
  }
  const changed = new Map<string, ICell>();
  const after = new Map<string | null, ICell[]>();
  for (const part of edit.cells) {
    if (part.kind === 'insert') {
      const list = after.get(part.after) ?? [];
      list.push(newCell(part.cellId, part.cellKind, part.source));
      after.set(part.after, list);
      continue;
    }
    const cell = changed.get(part.cellId) ?? (cells.get(part.cellId) as ICell);
    changed.set(
      part.cellId,
      part.kind === 'source'
        ? { ...cell, source: applyEdits(cell.source, part.edits) }
        : { ...cell, outputs: [], executionCount: null }
    );
  }
  const result = [
    ...(after.get(null) ?? []),
    ...notebook.cells.flatMap(c => [changed.get(c.id) ?? c, ...(after.get(c.id) ?? [])])
  ];
  return {
    ok: true,
    environment,
    notebook: {
      ...notebook,
      cells: result.map((c, index) => (c.index === index ? c : { ...c, index }))
    }
  };
}

function literalText(cell: ICell, range: IRange): string {
  return cell.source.slice(range.start, range.end);
}

function newCell(id: string, kind: 'code' | 'markdown', source: string): ICell {
  return { id, index: 0, kind, source, executionCount: null, outputs: [], metadata: {} };
}
