/**
 * What an answer of the model depends on, as keys: the parts of the notebook that it was taken from. An edit of a cell touches the keys
 * of what the cell held before and holds after; an answer none of whose keys was touched is the same as before.
 */
import { attributesIn, namesIn, tablesOf } from './cellTables';
import type { ICellModel } from './model';

/** The cells, from order to order, whose part in a key an answer was taken from. */
export interface IReach {
  readonly from: number;
  readonly to: number;
}

export const anywhere: IReach = { from: -Infinity, to: Infinity };

export type Keys = ReadonlyMap<string, IReach>;

/** Keys that an edit touched, each with the orders of the cells where it did; null where that matters anywhere. */
export type Touched = ReadonlyMap<string, readonly number[] | null>;

/** An answer with what it depends on; null where that was not recorded. */
export interface IAnswer<T> {
  readonly answer: T;
  readonly keys: Keys | null;
}

/** The keys there are. */
export const keys = {
  /** Touched by every edit. */
  everything: '*',
  /** The cells that could not be read. */
  blind: 'blind',
  star: 'star',
  /** Metadata of the notebook. */
  metadata: 'metadata',
  /** Types that a running kernel held. */
  observed: 'observed',
  /** A code cell with its outputs and metadata, by its order. */
  cell: (order: number): string => `cell ${order}`,
  /** The number of a cell among all cells, Markdown included, by its id. */
  index: (id: string): string => `index ${id}`,
  /** The cells right above and below a cell, Markdown included, by its id. */
  beside: (id: string): string => `beside ${id}`,
  /** Nodes of a kind. */
  kind: (kind: string): string => `kind ${kind}`,
  /** Bindings of a notebook name. */
  bindings: (name: string): string => `bind ${name}`,
  /** Reads of names of a spelling, in any scope. */
  reads: (name: string): string => `read ${name}`,
  /** Writes of attributes of a name. */
  stores: (attribute: string): string => `store ${attribute}`,
  /** Attributes of a name, read or written. */
  attributes: (name: string): string => `attribute ${name}`,
  /** Names of a spelling, bound or read, in any scope. */
  names: (name: string): string => `name ${name}`
};

/** The keys that a change of a cell's source touches: what the cell held before, and what it holds after, if it is there. */
export function touchedBy(
  order: number,
  before: ICellModel | undefined,
  after: ICellModel | undefined
): Map<string, readonly number[] | null> {
  const touched = new Map<string, readonly number[] | null>();
  const here = [order];
  const cells = [before, after].filter(c => c !== undefined);
  for (const cell of cells) {
    for (const key of keysOf(cell)) {
      touched.set(key, here);
    }
  }
  // What a function binds with `global` is in force wherever it may have been called.
  for (const { module } of cells) {
    for (const [name, list] of module.bindings) {
      if (list.some(b => b.isLate)) {
        touched.set(keys.bindings(name), null);
      }
    }
  }
  return touched;
}

/** The keys that a cell is part of. */
function* keysOf({ syntax, module }: ICellModel): IterableIterator<string> {
  if (syntax.root === null) {
    yield keys.blind;
  }
  if (module.starImports.length) {
    yield keys.star;
  }
  for (const kind of syntax.byKind.keys()) {
    yield keys.kind(kind);
  }
  for (const name of module.bindings.keys()) {
    yield keys.bindings(name);
  }
  for (const name of namesIn(syntax)) {
    yield keys.names(name);
  }
  for (const name of attributesIn(syntax).keys()) {
    yield keys.attributes(name);
  }
  const { reads, stores } = tablesOf(syntax);
  for (const name of reads.keys()) {
    yield keys.reads(name);
  }
  for (const attribute of stores.keys()) {
    yield keys.stores(attribute);
  }
}

/** Notes keys while something is computed; what is computed within something else counts for both. */
export class KeyRecorder {
  note(key: string, reach = anywhere): void {
    const current = this._current;
    if (current) {
      const known = current.get(key);
      current.set(key, known ? joined(known, reach) : reach);
    }
  }

  noteAll(more: Keys | null): void {
    if (this._current && more) {
      for (const [key, reach] of more) {
        this.note(key, reach);
      }
    }
  }

  capture<T>(run: () => T): IAnswer<T> {
    const outer = this._current;
    const own = new Map<string, IReach>();
    this._current = own;
    try {
      return { answer: run(), keys: own };
    } finally {
      this._current = outer;
    }
  }

  private _current: Map<string, IReach> | null = null;
}

function joined(a: IReach, b: IReach): IReach {
  return a.from <= b.from && b.to <= a.to
    ? a
    : { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
}
