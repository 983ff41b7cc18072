/** Which cells of a notebook bind and read which names. After an edit of some cells the tables of before are carried over. */
import type { CellSyntax } from '../syntax/cellSyntax';
import { tablesOf } from './cellTables';
import type { IPlaced } from './flow';
import type { ICellModel } from './model';
import type { Binding } from './scope';

export class NameTables {
  private constructor(
    /** Code cells in document order. */
    readonly cells: readonly ICellModel[],
    private readonly _order: Map<CellSyntax, number>,
    private readonly _placed: Map<string, readonly IPlaced[]>,
    /** Numbers of the cells that read a name; null until somebody asks. */
    private _readers: Map<string, readonly number[]> | null
  ) {}

  static of(cells: readonly ICellModel[]): NameTables {
    const placed = new Map<string, IPlaced[]>();
    cells.forEach((c, order) => {
      for (const [name, list] of c.module.bindings) {
        addTo(placed, name, placedIn(list, order));
      }
    });
    placed.forEach(sort);
    return new NameTables(cells, new Map(cells.map((c, i) => [c.syntax, i])), placed, null);
  }

  /** The tables of the same cells in the same order, of which some are others now. */
  with(cells: readonly ICellModel[]): NameTables {
    const order = new Map(this._order);
    const placed = new Map(this._placed);
    const readers = this._readers && new Map(this._readers);
    const changed = new Set<number>();
    const bound = new Set<string>();
    cells.forEach((now, i) => {
      const before = this.cells[i];
      if (now.syntax === before.syntax) {
        return;
      }
      changed.add(i);
      order.delete(before.syntax);
      order.set(now.syntax, i);
      for (const c of [before, now]) {
        for (const name of c.module.bindings.keys()) {
          bound.add(name);
        }
        for (const name of tablesOf(c.syntax).reads.keys()) {
          readers?.delete(name);
        }
      }
    });
    for (const name of bound) {
      const list = (placed.get(name) ?? []).filter(p => !changed.has(p.cell));
      for (const i of changed) {
        list.push(...placedIn(cells[i].module.bindings.get(name) ?? [], i));
      }
      if (list.length) {
        sort(list);
        placed.set(name, list);
      } else {
        placed.delete(name);
      }
    }
    return new NameTables(cells, order, placed, readers);
  }

  orderOf(syntax: CellSyntax): number {
    return this._order.get(syntax) as number;
  }

  /** Names that cells bind, in the order of their first binding in the text. */
  bound(): Iterable<string> {
    const names = new Set<string>();
    for (const c of this.cells) {
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
    this._readers ??= allReaders(this.cells);
    let found = this._readers.get(name);
    if (!found) {
      found = this.cells.flatMap((c, i) => (tablesOf(c.syntax).reads.has(name) ? [i] : []));
      this._readers.set(name, found);
    }
    return found.map(i => this.cells[i]);
  }
}

function allReaders(cells: readonly ICellModel[]): Map<string, readonly number[]> {
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
