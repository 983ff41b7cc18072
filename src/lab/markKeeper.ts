/**
 * Decides which marks stand in which editor, and when: other cells at once after a check, the cell under edit only after a rest,
 * blur or run. Quiet habits and rejected findings are never marked.
 */
import type { EditorView } from '@codemirror/view';
import type { IFinding } from '../ui/panel/state';
import { setMarks, type IMark } from './cellMarks';
import type { Settings } from './settings';

/** Milliseconds without a key before the cell under edit gets its marks. */
const ownRest = 800;

export class MarkKeeper {
  constructor(private readonly _settings: Settings) {}

  attach(cellId: string, view: EditorView): void {
    const views = this._views.get(cellId) ?? new Set();
    views.add(view);
    this._views.set(cellId, views);
    this._later(cellId, 0);
  }

  detach(cellId: string, view: EditorView): void {
    const views = this._views.get(cellId);
    views?.delete(view);
    if (views?.size === 0) {
      this._views.delete(cellId);
      clearTimeout(this._timers.get(cellId));
      this._timers.delete(cellId);
    }
  }

  edited(cellId: string): void {
    this._edited.set(cellId, Date.now());
    this._dirty.add(cellId);
    if (this._timers.has(cellId)) {
      this._later(cellId, ownRest);
    }
  }

  /** Blur or run: no reason to wait any longer. */
  settled(cellId: string): void {
    this._edited.delete(cellId);
    this._later(cellId, 0);
  }

  /**
   * New findings of one notebook.
   *
   * @param cells - ids of its cells whose text is the one that was checked
   * @param activeCell - id of the active one
   */
  update(cells: readonly string[], findings: readonly IFinding[], activeCell: string | null): void {
    const { marks, maxMarksPerCell } = this._settings.value;
    const byCell = new Map<string, IMark[]>();
    const lines = new Set<string>();
    for (const { diagnostic, isQuiet } of findings) {
      const { cell, offsets, range, place, tier } = diagnostic;
      if (
        marks === 'off' ||
        (marks === 'focus' && cell.id !== activeCell) ||
        isQuiet ||
        tier === 'notebook' ||
        place !== 'source'
      ) {
        continue;
      }
      const line = `${cell.id}:${range.start.line}`;
      const list = byCell.get(cell.id) ?? [];
      if (lines.has(line) || list.length >= maxMarksPerCell) {
        continue;
      }
      lines.add(line);
      list.push({
        id: diagnostic.id,
        start: offsets.start,
        end: offsets.end,
        kind: tier === 'act-now' ? 'act-now' : diagnostic.applicability
      });
      byCell.set(cell.id, list);
    }
    for (const id of cells) {
      const next = byCell.get(id) ?? [];
      const old = this._wanted.get(id) ?? [];
      // The marks on edited lines are gone from the editor, also when the findings are the same again.
      const wasEdited = this._dirty.delete(id);
      if (!wasEdited && JSON.stringify(next) === JSON.stringify(old)) {
        continue;
      }
      this._wanted.set(id, next);
      const since = Date.now() - (this._edited.get(id) ?? 0);
      this._later(id, since < ownRest ? ownRest - since : 0);
    }
  }

  private _later(cellId: string, delay: number): void {
    clearTimeout(this._timers.get(cellId));
    this._timers.set(
      cellId,
      setTimeout(() => {
        this._timers.delete(cellId);
        if (this._dirty.has(cellId)) {
          // What is known belongs to an earlier text; the next check brings the marks.
          return;
        }
        this._edited.delete(cellId);
        const marks = this._wanted.get(cellId) ?? [];
        for (const view of this._views.get(cellId) ?? []) {
          view.dispatch({ effects: setMarks.of(this._onOneLine(view, marks)) });
        }
      }, delay)
    );
  }

  /** A finding over several lines is underlined on its first line only. */
  private _onOneLine(view: EditorView, marks: readonly IMark[]): readonly IMark[] {
    const { doc } = view.state;
    return marks.flatMap(mark => {
      if (mark.start > doc.length) {
        return [];
      }
      const line = doc.lineAt(mark.start);
      const start = Math.max(mark.start, line.from + line.text.search(/\S|$/));
      const end = Math.min(mark.end, line.to);
      return start < end ? [{ ...mark, start, end }] : [];
    });
  }

  private readonly _views = new Map<string, Set<EditorView>>();
  private readonly _wanted = new Map<string, readonly IMark[]>();
  private readonly _edited = new Map<string, number>();
  /** Cells that were edited since their last findings. */
  private readonly _dirty = new Set<string>();
  private readonly _timers = new Map<string, ReturnType<typeof setTimeout>>();
}
