/**
 * Writes a notebook edit into the live notebook: everything is checked before anything changes, all or nothing, one undo step.
 * Gives back a record that can take the fix back later, also when people typed elsewhere meanwhile.
 *
 * JupyterLab keeps one undo history per cell. So a fix of one cell is a transaction of that cell (Ctrl+Z there takes back the fix
 * and nothing else), a fix of several cells one of the notebook (Z in command mode), and the record works for both.
 */
import type {
  CellChange,
  ISharedCell,
  ISharedCodeCell,
  ISharedNotebook,
  YNotebook
} from '@jupyter/ydoc';
import type { INotebookEdit, ISourceEdit } from '../core/analysis/diagnostic';
import { hashText } from '../core/notebook/hash';
import { findOverlap, invertEdits, sortEdits, type ITextEdit } from '../core/text/edit';

export type Refusal =
  | { readonly kind: 'stale'; readonly cellId: string; readonly cell: number | null }
  | { readonly kind: 'overlap'; readonly cellId: string; readonly cell: number }
  | { readonly kind: 'read-only' };

export type ApplyResult =
  | { readonly ok: true; readonly fix: AppliedFix }
  | { readonly ok: false; readonly refusal: Refusal };

interface IUndoable {
  readonly undoManager: { stopCapturing(): void } | null;
}

/** A refusal when the edit does not fit the live notebook, otherwise null. Changes nothing. */
export function checkEdit(notebook: ISharedNotebook, edit: INotebookEdit): Refusal | null {
  const bases = [
    ...edit.cells.flatMap(p =>
      p.kind === 'insert' ? [] : [{ cellId: p.cellId, baseHash: p.baseHash }]
    ),
    ...(edit.environment ?? [])
  ];
  for (const { cellId, baseHash } of bases) {
    const found = find(notebook, cellId);
    if (!found || hashText(found.cell.getSource()) !== baseHash) {
      return { kind: 'stale', cellId, cell: found?.index ?? null };
    }
  }
  for (const part of edit.cells) {
    if (part.kind === 'insert' && part.after !== null && !find(notebook, part.after)) {
      return { kind: 'stale', cellId: part.after, cell: null };
    }
  }
  for (const [cellId, edits] of sourceEdits(edit)) {
    const found = find(notebook, cellId);
    const length = found?.cell.getSource().length ?? 0;
    if (findOverlap(edits) || edits.some(e => e.start < 0 || e.end > length)) {
      return { kind: 'overlap', cellId, cell: found?.index ?? 0 };
    }
  }
  return null;
}

/** Applies `edit` to the live notebook, or says why not and changes nothing. */
export function applyEdits(
  notebook: ISharedNotebook,
  edit: INotebookEdit,
  options: { readonly readOnly?: boolean } = {}
): ApplyResult {
  if (options.readOnly) {
    return { ok: false, refusal: { kind: 'read-only' } };
  }
  const refusal = checkEdit(notebook, edit);
  if (refusal) {
    return { ok: false, refusal };
  }
  const bySource = sourceEdits(edit);
  const sources = [...bySource].map(([cellId, edits]) => {
    const { cell } = find(notebook, cellId)!;
    return new TrackedSource(cell, edits);
  });
  const cleared = edit.cells.flatMap(part => {
    if (part.kind !== 'clear-outputs') {
      return [];
    }
    const cell = find(notebook, part.cellId)!.cell as ISharedCodeCell;
    return [{ cell, outputs: cell.getOutputs(), count: cell.execution_count }];
  });
  const inserted: { id: string; source: string }[] = [];
  const change = (): void => {
    for (const source of sources) {
      source.apply();
    }
    for (const { cell } of cleared) {
      cell.setOutputs([]);
      cell.execution_count = null;
    }
    // Within a transaction the list of cells is not up to date, so the order is kept here.
    const order: (string | null)[] = notebook.cells.map(c => c.getId());
    const last = new Map<string | null, string>();
    for (const part of edit.cells) {
      if (part.kind !== 'insert') {
        continue;
      }
      // Several insertions after one cell keep their order.
      const anchor = last.get(part.after) ?? part.after;
      const index = anchor === null ? 0 : order.indexOf(anchor) + 1;
      last.set(part.after, part.cellId);
      order.splice(index, 0, part.cellId);
      notebook.insertCell(index, {
        id: part.cellId,
        cell_type: part.cellKind,
        source: part.source,
        metadata: {}
      });
      inserted.push({ id: part.cellId, source: part.source });
    }
  };
  transact(notebook, sources, cleared.length + inserted.length > 0, change);
  return { ok: true, fix: new AppliedFix(notebook, sources, cleared, inserted) };
}

/** A fix that is in the notebook. Knows where its text is, however the cells changed since. */
export class AppliedFix {
  constructor(
    private readonly _notebook: ISharedNotebook,
    private readonly _sources: readonly TrackedSource[],
    private readonly _cleared: readonly {
      readonly cell: ISharedCodeCell;
      readonly outputs: ReturnType<ISharedCodeCell['getOutputs']>;
      readonly count: number | null;
    }[],
    private readonly _inserted: readonly { readonly id: string; readonly source: string }[]
  ) {}

  /** Ids of all cells that the fix changed or added. */
  get cellIds(): readonly string[] {
    return [
      ...this._sources.map(s => s.id),
      ...this._cleared.map(c => c.cell.getId()),
      ...this._inserted.map(i => i.id)
    ];
  }

  /** The position of a cell whose fixed lines changed since (null: that cell is gone), or undefined when Undo works. */
  get obstacle(): number | null | undefined {
    for (const source of this._sources) {
      const found = find(this._notebook, source.id);
      if (!found || !source.follow(found.cell)) {
        return null;
      }
      if (!source.isIntact) {
        return found.index;
      }
    }
    for (const { id, source } of this._inserted) {
      const found = find(this._notebook, id);
      if (!found) {
        return null;
      }
      if (found.cell.getSource() !== source) {
        return found.index;
      }
    }
    return undefined;
  }

  /** Takes the fix back: exact text, one step. Returns false and changes nothing when its lines changed since. */
  undo(): boolean {
    if (this.obstacle !== undefined) {
      return false;
    }
    transact(
      this._notebook,
      this._sources,
      this._cleared.length + this._inserted.length > 0,
      () => {
        for (const source of this._sources) {
          source.revert();
        }
        for (const { cell, outputs, count } of this._cleared) {
          // Outputs of a run since then are newer than those that were cleared: they stay.
          if (cell.getOutputs().length === 0 && find(this._notebook, cell.getId())) {
            cell.setOutputs(outputs);
            cell.execution_count = count;
          }
        }
        // From the last to the first: the list of cells is not up to date within a transaction.
        const places = this._inserted.flatMap(({ id }) => find(this._notebook, id)?.index ?? []);
        for (const index of places.sort((a, b) => b - a)) {
          this._notebook.deleteCell(index);
        }
      }
    );
    this.dispose();
    return true;
  }

  dispose(): void {
    this._sources.forEach(s => s.dispose());
  }
}

/** The replaced places of one cell, followed through later changes of its text. */
class TrackedSource {
  constructor(
    public cell: ISharedCell,
    private readonly _edits: readonly ITextEdit[]
  ) {
    this.id = cell.getId();
  }

  /** Kept, because a cell that was moved away has none. */
  readonly id: string;

  /** Moving a cell makes a new object of it: follows when the text is the one last seen. */
  follow(cell: ISharedCell): boolean {
    if (cell !== this.cell) {
      if (cell.getSource() !== this._last) {
        return false;
      }
      this.dispose();
      this.cell = cell;
      cell.changed.connect(this._onChange, this);
    }
    return true;
  }

  apply(): void {
    const before = this.cell.getSource();
    this._places = invertEdits(before, this._edits).map(inverse => ({
      start: inverse.start,
      end: inverse.end,
      old: inverse.text
    }));
    // From the last to the first, so that offsets stay true; insertions at one place keep their order this way too.
    for (const edit of sortEdits(this._edits).reverse()) {
      this.cell.updateSource(edit.start, edit.end, edit.text);
    }
    const after = this.cell.getSource();
    for (const place of this._places) {
      place.now = after.slice(place.start, place.end);
    }
    this._applied = after;
    this._last = after;
    this.cell.changed.connect(this._onChange, this);
  }

  get isIntact(): boolean {
    const text = this.cell.getSource();
    return (
      !this._isTouched && this._places.every(p => text.slice(p.start, p.end) === (p.now ?? ''))
    );
  }

  revert(): void {
    this.cell.changed.disconnect(this._onChange, this);
    for (const place of [...this._places].reverse()) {
      this.cell.updateSource(place.start, place.end, place.old);
    }
  }

  dispose(): void {
    this.cell.changed.disconnect(this._onChange, this);
  }

  private _onChange(_: ISharedCell, change: CellChange): void {
    if (!change.sourceChange) {
      return;
    }
    const text = this.cell.getSource();
    if (text === this._applied) {
      // The change of the fix itself, seen after its transaction.
      return;
    }
    let at = 0;
    for (const step of change.sourceChange) {
      if (step.retain !== undefined) {
        at += step.retain;
      } else if (step.insert !== undefined) {
        this._shift(at, 0, step.insert.length);
        at += step.insert.length;
      } else if (step.delete !== undefined) {
        this._shift(at, step.delete, 0);
      }
    }
    this._applied = null;
    this._last = text;
  }

  /** `removed` characters at `at` went, `added` came; a change inside a place of the fix ends its undo. */
  private _shift(at: number, removed: number, added: number): void {
    const by = added - removed;
    for (const place of this._places) {
      if (at + removed <= place.start) {
        place.start += by;
        place.end += by;
      } else if (at < place.end) {
        this._isTouched = true;
      }
    }
  }

  private _places: { start: number; end: number; readonly old: string; now?: string }[] = [];
  private _applied: string | null = null;
  private _last = '';
  private _isTouched = false;
}

function transact(
  notebook: ISharedNotebook,
  sources: readonly TrackedSource[],
  spans: boolean,
  change: () => void
): void {
  const target = !spans && sources.length === 1 ? sources[0].cell : notebook;
  const { undoManager } = target as unknown as IUndoable & (ISharedCell | YNotebook);
  undoManager?.stopCapturing();
  target.transact(change);
  undoManager?.stopCapturing();
}

function sourceEdits(edit: INotebookEdit): ReadonlyMap<string, readonly ITextEdit[]> {
  const result = new Map<string, ITextEdit[]>();
  for (const part of edit.cells) {
    if (part.kind === 'source') {
      const list = result.get((part as ISourceEdit).cellId) ?? [];
      list.push(...part.edits);
      result.set(part.cellId, list);
    }
  }
  return result;
}

function find(
  notebook: ISharedNotebook,
  id: string
): { readonly cell: ISharedCell; readonly index: number } | null {
  const index = notebook.cells.findIndex(c => c.getId() === id);
  return index < 0 ? null : { cell: notebook.cells[index], index };
}
