/**
 * A notebook from one analysis to the next. Keeps the model's remembered answers as long as the same cells stand in the same order, so
 * that an edit costs what it changes. Any other change (a cell added, moved or removed) starts anew, from the syntax that is there.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import { tablesOf } from '../semantic/cellTables';
import { keys, touchedBy } from '../semantic/keys';
import type { ICellModel, SemanticModel } from '../semantic/model';
import { NameTables } from '../semantic/nameTables';
import { NotebookModel } from '../semantic/notebookModel';
import { Revisions } from '../semantic/revisions';
import { isSame } from '../semantic/same';
import { TracedModel } from '../semantic/tracedModel';
import type { CellSyntax } from '../syntax/cellSyntax';

export class History {
  /** @param parse reads a cell's source */
  constructor(private readonly _parse: (source: string) => CellSyntax) {}

  /** True when a notebook may be a later state of this one. */
  isOf(notebook: INotebook): boolean {
    return notebook.cells.some(c => this._syntax.has(c.id));
  }

  /** The model of the notebook's present state; it remembers. The same one as long as nothing changes. */
  model(notebook: INotebook): SemanticModel {
    const order = notebook.cells.map(c => `${c.kind} ${c.id}`).join('\n');
    if (order !== this._order) {
      this._order = order;
      this._revisions = new Revisions();
      this._views = [];
      this._cells = [];
      this._notebook = { cells: [], metadata: {} };
    }
    const before = this._notebook.cells;
    // Cells of the same content stay the same objects: remembered answers are about them.
    const cells = notebook.cells.map((cell, i) => (isSame(cell, before[i]) ? before[i] : cell));
    const hasSameMetadata = isSame(notebook.metadata, this._notebook.metadata);
    const [view] = this._views;
    if (view && hasSameMetadata && cells.every((cell, i) => cell === before[i])) {
      return view;
    }
    const touched: [string, null][] = [[keys.everything, null]];
    cells.forEach((cell, i) => {
      if (cell !== before[i]) {
        touched.push([keys.place(i), null]);
      }
    });
    if (!hasSameMetadata) {
      touched.push([keys.metadata, null]);
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
    const changed: number[] = [];
    this._cells.forEach((after, i) => {
      const old = before[i] as ICellModel | undefined;
      if (old !== after) {
        changed.push(i);
      }
      if (old && old !== after) {
        touched.set(keys.cell(i), null);
        if (old.syntax !== after.syntax) {
          for (const [key, places] of touchedBy(i, old, after)) {
            const known = touched.get(key);
            touched.set(key, known === null || !places ? null : [...(known ?? []), ...places]);
          }
        }
      }
    });
    if (before.length) {
      this._names.replace(this._cells, changed);
    } else {
      this._names = new NameTables(this._cells);
    }
    const model = new NotebookModel(this._notebook, this._names, true);
    this._revisions.advance(model, changed, touched);
  }

  private _cellModel(cell: ICell, before: ICellModel | undefined): ICellModel {
    if (before?.cell === cell) {
      return before;
    }
    const known = this._syntax.get(cell.id);
    const syntax = known?.source === cell.source ? known : this._parse(cell.source);
    return { cell, syntax, module: tablesOf(syntax).module };
  }

  private _order: string | null = null;
  private _revisions = new Revisions();
  /** Of the present state and the one before. */
  private _views: TracedModel[] = [];
  private _notebook: INotebook = { cells: [], metadata: {} };
  private _cells: readonly ICellModel[] = [];
  private _names = new NameTables([]);
  private _syntax: ReadonlyMap<string, CellSyntax> = new Map();
}
