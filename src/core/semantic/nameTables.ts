/** Which cells of a notebook bind and read which names. An edit of some cells costs the names of these cells. */
import { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import { tablesOf } from './cellTables';
import type { IPlaced } from './flow';
import type { ICellModel } from './model';
import type { Binding, Reference } from './scope';

/** What a question can be about: something that a cell holds, the cell itself, or a name. */
export type Subject = SyntaxNode | Reference | Binding | CellSyntax | string;

export class NameTables {
  constructor(cells: readonly ICellModel[]) {
    this._cells = cells;
    cells.forEach((c, order) => {
      this._order.set(c.syntax, order);
      for (const [name, list] of c.module.bindings) {
        addTo(this._placed, name, placedIn(list, order));
      }
    });
    this._placed.forEach(sort);
  }

  /** Code cells in document order. */
  get cells(): readonly ICellModel[] {
    return this._cells;
  }

  /** Moves on to the same cells in the same order, of which those with the given numbers are others now, came or went. */
  replace(cells: readonly ICellModel[], changed: readonly number[]): void {
    const before = this._cells as readonly (ICellModel | undefined)[];
    const after = cells as readonly (ICellModel | undefined)[];
    this._cells = cells;
    const numbers = changed.filter(i => after[i]?.syntax !== before[i]?.syntax);
    const bound = new Set<string>();
    for (const i of numbers) {
      const [old, now] = [before[i], after[i]];
      if (old) {
        this._order.delete(old.syntax);
      }
      if (now) {
        this._order.set(now.syntax, i);
      }
      for (const c of [old, now]) {
        for (const name of c?.module.bindings.keys() ?? []) {
          bound.add(name);
        }
      }
      this._replaceReads(i, readsOf(old), readsOf(now));
    }
    for (const name of bound) {
      const list = this.placed(name).filter(p => !numbers.includes(p.cell));
      for (const i of numbers) {
        list.push(...placedIn(after[i]?.module.bindings.get(name) ?? [], i));
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
      this._order.has(subject instanceof CellSyntax ? subject : subject.cell)
    );
  }

  orderOf(syntax: CellSyntax): number {
    return this._order.get(syntax) as number;
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
    this._readers ??= allReaders(this._cells);
    return (this._readers.get(name) ?? []).map(i => this._cells[i]);
  }

  private _replaceReads(
    cell: number,
    old: ReadonlyMap<string, unknown>,
    now: ReadonlyMap<string, unknown>
  ): void {
    const readers = this._readers;
    if (!readers) {
      return;
    }
    for (const name of old.keys()) {
      if (!now.has(name)) {
        const rest = (readers.get(name) ?? []).filter(i => i !== cell);
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
          [...(readers.get(name) ?? []), cell].sort((a, b) => a - b)
        );
      }
    }
  }

  private _cells: readonly ICellModel[];
  private readonly _order = new Map<CellSyntax, number>();
  private readonly _placed = new Map<string, IPlaced[]>();
  /** Numbers of the cells that read a name; null until somebody asks. */
  private _readers: Map<string, number[]> | null = null;
}

const noReads: ReadonlyMap<string, unknown> = new Map();

function readsOf(cell: ICellModel | undefined): ReadonlyMap<string, unknown> {
  return cell ? tablesOf(cell.syntax).reads : noReads;
}

function allReaders(cells: readonly ICellModel[]): Map<string, number[]> {
  const readers = new Map<string, number[]>();
  cells.forEach((c, i) => {
    for (const name of tablesOf(c.syntax).reads.keys()) {
      addTo(readers, name, [i]);
    }
  });
  return readers;
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
