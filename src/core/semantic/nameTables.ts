/** Which cells of a notebook bind and read which names. An edit of some cells costs the names of these cells. */
import { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import { tablesOf } from './cellTables';
import type { IPlaced } from './flow';
import type { ICellModel } from './model';
import type { Binding, Reference } from './scope';

/** What a question can be about: something that a cell holds, the cell itself, or a name. */
export type Subject = SyntaxNode | Reference | Binding | CellSyntax | string;

/** What a cell was and is now; undefined where it was not there, or is not any more. */
export interface ICellChange {
  readonly before: ICellModel | undefined;
  readonly after: ICellModel | undefined;
}

export class NameTables {
  /** @param orders a growing number for each cell; left out for 0, 1, 2 … */
  constructor(cells: readonly ICellModel[], orders: readonly number[] = cells.map((_, i) => i)) {
    this._cells = cells;
    cells.forEach((c, i) => {
      this._put(orders[i], c);
      for (const [name, list] of c.module.bindings) {
        addTo(this._placed, name, placedIn(list, orders[i]));
      }
    });
    this._placed.forEach(sort);
  }

  /** Code cells in document order. */
  get cells(): readonly ICellModel[] {
    return this._cells;
  }

  /** Moves on to other cells. Those that stay keep their order. */
  replace(cells: readonly ICellModel[], changes: ReadonlyMap<number, ICellChange>): void {
    this._cells = cells;
    const bound = new Set<string>();
    const others = new Map<number, ICellModel | undefined>();
    for (const [order, { before, after }] of changes) {
      if (after?.syntax === before?.syntax) {
        this._put(order, after as ICellModel);
        continue;
      }
      others.set(order, after);
      if (before) {
        this._orders.delete(before.syntax);
        this._byOrder.delete(order);
      }
      if (after) {
        this._put(order, after);
      }
      for (const c of [before, after]) {
        for (const name of c?.module.bindings.keys() ?? []) {
          bound.add(name);
        }
      }
      this._replaceReads(order, readsOf(before), readsOf(after));
    }
    for (const name of bound) {
      const list = this.placed(name).filter(p => !others.has(p.cell));
      for (const [order, after] of others) {
        list.push(...placedIn(after?.module.bindings.get(name) ?? [], order));
      }
      if (list.length) {
        sort(list);
        this._placed.set(name, list);
      } else {
        this._placed.delete(name);
      }
    }
  }

  /** False for what belongs to a cell that is not there, or not any more. */
  holds(subject: Subject): boolean {
    return (
      typeof subject === 'string' ||
      this._orders.has(subject instanceof CellSyntax ? subject : subject.cell)
    );
  }

  orderOf(syntax: CellSyntax): number {
    return this._orders.get(syntax) as number;
  }

  /** The cell of an order; undefined when none has it. */
  cellAt(order: number): ICellModel | undefined {
    return this._byOrder.get(order);
  }

  /** The cell that says something. */
  cellOf(syntax: CellSyntax): ICellModel {
    return this._byOrder.get(this.orderOf(syntax)) as ICellModel;
  }

  /** Names that cells bind, in the order of their first binding in the text. */
  bound(): Iterable<string> {
    const names = new Set<string>();
    for (const c of this._cells) {
      for (const name of c.module.bindings.keys()) {
        names.add(name);
      }
    }
    return names;
  }

  /** Bindings of a name in order. */
  placed(name: string): readonly IPlaced[] {
    return this._placed.get(name) ?? [];
  }

  /** Cells that read a name, in document order. */
  readers(name: string): readonly ICellModel[] {
    this._readers ??= this._allReaders();
    return (this._readers.get(name) ?? []).map(order => this._byOrder.get(order) as ICellModel);
  }

  private _put(order: number, cell: ICellModel): void {
    this._orders.set(cell.syntax, order);
    this._byOrder.set(order, cell);
  }

  private _allReaders(): Map<string, number[]> {
    const readers = new Map<string, number[]>();
    for (const { syntax } of this._cells) {
      const order = this.orderOf(syntax);
      for (const name of tablesOf(syntax).reads.keys()) {
        addTo(readers, name, [order]);
      }
    }
    return readers;
  }

  private _replaceReads(
    order: number,
    old: ReadonlyMap<string, unknown>,
    now: ReadonlyMap<string, unknown>
  ): void {
    const readers = this._readers;
    if (!readers) {
      return;
    }
    for (const name of old.keys()) {
      if (!now.has(name)) {
        const rest = (readers.get(name) ?? []).filter(i => i !== order);
        if (rest.length) {
          readers.set(name, rest);
        } else {
          readers.delete(name);
        }
      }
    }
    for (const name of now.keys()) {
      if (!old.has(name)) {
        readers.set(
          name,
          [...(readers.get(name) ?? []), order].sort((a, b) => a - b)
        );
      }
    }
  }

  private _cells: readonly ICellModel[];
  private readonly _orders = new Map<CellSyntax, number>();
  private readonly _byOrder = new Map<number, ICellModel>();
  private readonly _placed = new Map<string, IPlaced[]>();
  /** Orders of the cells that read a name; null until somebody asks. */
  private _readers: Map<string, number[]> | null = null;
}

const noReads: ReadonlyMap<string, unknown> = new Map();

function readsOf(cell: ICellModel | undefined): ReadonlyMap<string, unknown> {
  return cell ? tablesOf(cell.syntax).reads : noReads;
}

function addTo<T>(map: Map<string, T[]>, key: string, items: readonly T[]): void {
  const list = map.get(key);
  if (list) {
    list.push(...items);
  } else {
    map.set(key, [...items]);
  }
}

function placedIn(list: readonly Binding[], cell: number): IPlaced[] {
  return list.map(binding => ({ binding, cell }));
}

function sort(list: IPlaced[]): void {
  if (list.length > 1) {
    list.sort((a, b) => a.cell - b.cell || a.binding.effective - b.binding.effective);
  }
}
