/**
 * A notebook from one analysis to the next. Keeps the model's remembered answers as long as the same cells stand in the same order, with
 * cells added or removed at the end at most, so that an edit costs what it changes. Any other change (a cell moved, or added or removed
 * further up) starts anew, from the syntax that is there.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import { tablesOf } from '../semantic/cellTables';
import { keys, touchedBy } from '../semantic/keys';
import type { ICellModel, SemanticModel } from '../semantic/model';
import { NameTables } from '../semantic/nameTables';
import { NotebookModel } from '../semantic/notebookModel';
import { nothingObserved, type Observed } from '../semantic/observed';
import { Revisions } from '../semantic/revisions';
import { isSame } from '../semantic/same';
import { TracedModel } from '../semantic/tracedModel';
import type { CellSyntax } from '../syntax/cellSyntax';

export class History {
  /** @param parse reads a cell */
  constructor(private readonly _parse: (cell: ICell) => CellSyntax) {}

  /** True when a notebook may be a later state of this one. */
  isOf(notebook: INotebook): boolean {
    return notebook.cells.some(c => this._syntax.has(c.id));
  }

  /** The syntax of a cell of the present state; undefined when the cell says something else there. */
  syntaxOf(cell: ICell): CellSyntax | undefined {
    const known = this._syntax.get(cell.id);
    return known?.source === cell.source ? known : undefined;
  }

  /**
   * The model of the notebook's present state; it remembers. The same one as long as nothing changes.
   *
   * @param observed left out by those who do not care: what was known before is kept
   */
  model(notebook: INotebook, observed = this._observed): SemanticModel {
    if (!areInStep(this._notebook.cells, notebook.cells)) {
      this._revisions = new Revisions();
      this._views = [];
      this._cells = [];
      this._notebook = { cells: [], metadata: {} };
    }
    const before = this._notebook.cells;
    // Cells of the same content stay the same objects: remembered answers are about them.
    const cells = notebook.cells.map((cell, i) =>
      i < before.length && isSame(cell, before[i]) ? before[i] : cell
    );
    const hasSameMetadata = isSame(notebook.metadata, this._notebook.metadata);
    const hasSameObserved = isSame(observed, this._observed);
    const [view] = this._views;
    const isSameLength = cells.length === before.length;
    const hasSameAround = hasSameMetadata && hasSameObserved;
    if (view && hasSameAround && isSameLength && cells.every((cell, i) => cell === before[i])) {
      return view;
    }
    const touched: [string, null][] = [[keys.everything, null]];
    for (let i = 0; i < Math.max(cells.length, before.length); i++) {
      if (cells[i] !== before[i]) {
        touched.push([keys.place(i), null]);
      }
    }
    if (!hasSameMetadata) {
      touched.push([keys.metadata, null]);
    }
    if (!hasSameObserved) {
      touched.push([keys.observed, null]);
      this._observed = observed;
    }
    this._notebook = {
      cells,
      metadata: hasSameMetadata ? this._notebook.metadata : notebook.metadata
    };
    this._advance(new Map(touched));
    const asker = { doubt: () => undefined };
    const next = new TracedModel(this._revisions, asker);
    this._views.unshift(next);
    // What the last state asked stays until this one has asked, so that nothing is forgotten in between.
    this._views.splice(2).forEach(old => old.release());
    return next;
  }

  /** @param touched keys that are known to be touched */
  private _advance(touched: Map<string, readonly number[] | null>): void {
    const before = this._cells;
    const syntax = new Map<string, CellSyntax>();
    this._cells = this._notebook.cells
      .filter(cell => cell.kind === 'code')
      .map((cell, i) => {
        const next = this._cellModel(cell, before[i]);
        syntax.set(cell.id, next.syntax);
        return next;
      });
    this._syntax = syntax;
    if (this._revisions.current === 0) {
      this._names = new NameTables(this._cells);
      this._revisions.advance(this._state(), [], new Map());
      return;
    }
    const changed: number[] = [];
    for (let i = 0; i < Math.max(before.length, this._cells.length); i++) {
      const old = before[i] as ICellModel | undefined;
      const now = this._cells[i] as ICellModel | undefined;
      if (old === now) {
        continue;
      }
      changed.push(i);
      touched.set(keys.cell(i), null);
      if (old?.syntax !== now?.syntax) {
        for (const [key, places] of touchedBy(i, old, now)) {
          const known = touched.get(key);
          touched.set(key, known === null || !places ? null : [...(known ?? []), ...places]);
        }
      }
    }
    this._names.replace(this._cells, changed);
    this._revisions.advance(this._state(), changed, touched);
  }

  private _state(): NotebookModel {
    return new NotebookModel(this._notebook, this._names, true, this._observed);
  }

  private _cellModel(cell: ICell, before: ICellModel | undefined): ICellModel {
    if (before?.cell === cell) {
      return before;
    }
    const syntax = this.syntaxOf(cell) ?? this._parse(cell);
    return { cell, syntax, module: tablesOf(syntax).module };
  }

  private _revisions = new Revisions();
  /** Of the present state and the one before. */
  private _views: TracedModel[] = [];
  private _notebook: INotebook = { cells: [], metadata: {} };
  private _cells: readonly ICellModel[] = [];
  private _observed: Observed = nothingObserved;
  private _names = new NameTables([]);
  private _syntax: ReadonlyMap<string, CellSyntax> = new Map();
}

/** Whether the same cells stand in the same order, but for some at the end. */
function areInStep(before: readonly ICell[], after: readonly ICell[]): boolean {
  const [short, long] = before.length < after.length ? [before, after] : [after, before];
  return short.every((c, i) => c.id === long[i].id && c.kind === long[i].kind);
}
