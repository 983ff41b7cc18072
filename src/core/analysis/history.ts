/**
 * A notebook from one analysis to the next. Keeps the model's remembered answers, so that a change costs what it changes: a cell that is
 * edited, that comes or goes, or is moved. Cells that stay keep their order among each other; one that is moved across them is, to
 * the model, gone, and another one has come.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import { tablesOf } from '../semantic/cellTables';
import { keys, touchedBy } from '../semantic/keys';
import type { ICellModel, SemanticModel } from '../semantic/model';
import { NameTables, type ICellChange } from '../semantic/nameTables';
import { NotebookModel } from '../semantic/notebookModel';
import { nothingObserved, type Observed } from '../semantic/observed';
import { PlacedCell } from '../semantic/placedCell';
import { Revisions } from '../semantic/revisions';
import { isSame } from '../semantic/same';
import { TracedModel } from '../semantic/tracedModel';
import type { CellSyntax } from '../syntax/cellSyntax';
import { keptPlaces, orders } from './keptPlaces';

/** A cell where it stands. */
interface ISlot {
  readonly cell: PlacedCell;
  /** Grows from cell to cell. */
  readonly order: number;
  /** Null for Markdown and raw cells. */
  readonly model: ICellModel | null;
}

/** Keys that are touched wherever they matter. */
type Everywhere = Map<string, readonly number[] | null>;

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
    if (hasTwins(notebook)) {
      return this._plain(notebook, observed);
    }
    const kept = keptPlaces(this._slots.map(keyOf), notebook.cells.map(keyOf));
    const [view] = this._views;
    const hasSameObserved = isSame(observed, this._observed);
    const hasSameMetadata = isSame(notebook.metadata, this._notebook.metadata);
    if (view && hasSameObserved && hasSameMetadata && this._isAsBefore(notebook, kept)) {
      return view;
    }
    const touched: Everywhere = new Map([[keys.everything, null]]);
    if (!hasSameMetadata) {
      touched.set(keys.metadata, null);
    }
    if (!hasSameObserved) {
      touched.set(keys.observed, null);
      this._observed = observed;
    }
    const metadata = hasSameMetadata ? this._notebook.metadata : notebook.metadata;
    const numbers = orders(kept.map(i => (i === undefined ? undefined : this._slots[i].order)));
    if (view && numbers) {
      const slots = notebook.cells.map((cell, i) => {
        const before = kept[i] === undefined ? undefined : this._slots[kept[i]];
        return before?.cell.isLike(cell)
          ? before
          : this._slot(cell, numbers[i], before?.model?.syntax);
      });
      this._advance(slots, metadata, touched);
    } else {
      this._start(notebook.cells, metadata);
    }
    const asker = { doubt: () => undefined };
    const next = new TracedModel(this._revisions, asker);
    this._views.unshift(next);
    // What the last state asked stays until this one has asked, so that nothing is forgotten in between.
    this._views.splice(2).forEach(old => old.release());
    return next;
  }

  /** What is remembered hangs on the ids of the cells: where two have the same, nothing is. */
  private _plain(notebook: INotebook, observed: Observed): SemanticModel {
    this._enter([], {});
    this._views = [];
    const cells = notebook.cells
      .filter(c => c.kind === 'code')
      .map(cell => this._model(cell, cell));
    return new NotebookModel(notebook, new NameTables(cells), false, observed);
  }

  private _isAsBefore({ cells }: INotebook, kept: readonly (number | undefined)[]): boolean {
    return (
      cells.length === this._slots.length &&
      cells.every((cell, i) => kept[i] === i && this._slots[i].cell.isLike(cell))
    );
  }

  /** Starts anew, from the syntax that is there. */
  private _start(cells: readonly ICell[], metadata: INotebook['metadata']): void {
    this._revisions = new Revisions();
    this._views = [];
    this._enter(
      cells.map((cell, i) => this._slot(cell, i, this._syntax.get(cell.id))),
      metadata
    );
    const code = this._slots.filter(hasModel);
    this._names = new NameTables(
      code.map(s => s.model),
      code.map(s => s.order)
    );
    this._revisions.advance(this._state(), [], new Map());
  }

  /** @param touched keys that are known to be touched */
  private _advance(
    slots: readonly ISlot[],
    metadata: INotebook['metadata'],
    touched: Everywhere
  ): void {
    const before = this._slots;
    this._enter(slots, metadata);
    touchPlaces(touched, before, slots);
    const changes = changesOf(before, slots);
    for (const [order, { before: old, after }] of changes) {
      touched.set(keys.cell(order), null);
      if (old?.syntax !== after?.syntax) {
        for (const [key, places] of touchedBy(order, old, after)) {
          const known = touched.get(key);
          touched.set(key, known === null || !places ? null : [...(known ?? []), ...places]);
        }
      }
    }
    this._names.replace(
      slots.filter(hasModel).map(s => s.model),
      changes
    );
    this._revisions.advance(this._state(), [...changes.keys()], touched);
  }

  private _enter(slots: readonly ISlot[], metadata: INotebook['metadata']): void {
    this._slots = slots;
    this._notebook = { cells: slots.map(s => s.cell), metadata };
    this._syntax = new Map(
      slots.filter(hasModel).map(({ cell, model }) => [cell.id, model.syntax])
    );
  }

  private _state(): NotebookModel {
    return new NotebookModel(this._notebook, this._names, true, this._observed);
  }

  /** @param known what was read before */
  private _slot(cell: ICell, order: number, known: CellSyntax | undefined): ISlot {
    const placed = new PlacedCell(cell, this._revisions);
    return {
      cell: placed,
      order,
      model: cell.kind === 'code' ? this._model(cell, placed, known) : null
    };
  }

  /** @param shown the cell as the model knows it */
  private _model(cell: ICell, shown: ICell, known?: CellSyntax): ICellModel {
    const syntax = known?.source === cell.source ? known : this._parse(cell);
    return { cell: shown, syntax, module: tablesOf(syntax).module };
  }

  private _revisions = new Revisions();
  /** Of the present state and the one before. */
  private _views: TracedModel[] = [];
  private _notebook: INotebook = { cells: [], metadata: {} };
  private _slots: readonly ISlot[] = [];
  private _observed: Observed = nothingObserved;
  private _names = new NameTables([]);
  private _syntax: ReadonlyMap<string, CellSyntax> = new Map();
}

function hasModel(slot: ISlot): slot is ISlot & { readonly model: ICellModel } {
  return slot.model !== null;
}

function hasTwins({ cells }: INotebook): boolean {
  return new Set(cells.map(c => c.id)).size < cells.length;
}

/** What makes a cell of two states the same one. */
function keyOf(at: ISlot | ICell): string {
  const { kind, id } = 'cell' in at ? at.cell : at;
  return `${kind} ${id}`;
}

/** The code cells that are others in two states, by their order. */
function changesOf(
  before: readonly ISlot[],
  after: readonly ISlot[]
): ReadonlyMap<number, ICellChange> {
  const was = new Map(before.filter(hasModel).map(s => [s.order, s.model]));
  const is = new Map(after.filter(hasModel).map(s => [s.order, s.model]));
  const changes = new Map<number, ICellChange>();
  for (const order of new Set([...was.keys(), ...is.keys()])) {
    const change = { before: was.get(order), after: is.get(order) };
    if (change.before !== change.after) {
      changes.set(order, change);
    }
  }
  return changes;
}

/** Touches the keys of the cells that have another number now, or others beside them. */
function touchPlaces(touched: Everywhere, before: readonly ISlot[], after: readonly ISlot[]): void {
  const places = new Map(before.map(({ cell }, i) => [cell.id, i]));
  const isBeside = (old: number, i: number): boolean =>
    (before[old] as ISlot | undefined)?.cell === (after[i] as ISlot | undefined)?.cell;
  after.forEach(({ cell: { id } }, i) => {
    const old = places.get(id);
    places.delete(id);
    if (old !== i) {
      touched.set(keys.index(id), null);
    }
    if (old === undefined || !isBeside(old - 1, i - 1) || !isBeside(old + 1, i + 1)) {
      touched.set(keys.beside(id), null);
    }
  });
  for (const id of places.keys()) {
    touched.set(keys.index(id), null);
    touched.set(keys.beside(id), null);
  }
}
