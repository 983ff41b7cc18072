/**
 * What an answer of the model depends on, as keys: the parts of the notebook that it was taken from. An edit of a cell touches the keys
 * of what the cell held before and holds after; an answer none of whose keys was touched is the same as before.
 */
import { attributesIn, namesIn, tablesOf } from './cellTables';
import type { ICellModel } from './model';

export type Keys = ReadonlySet<string>;

/** An answer with what it depends on; null where that was not recorded. */
export interface IAnswer<T> {
  readonly answer: T;
  readonly keys: Keys | null;
}

/** The keys there are. */
export const keys = {
  /** Touched by every edit. */
  everything: '*',
  /** Text and number of the cells that could not be read. */
  blind: 'blind',
  star: 'star',
  /** Metadata of the notebook. */
  metadata: 'metadata',
  /** A cell with its outputs and metadata, by its number among the code cells. */
  cell: (order: number): string => `cell ${order}`,
  /** What stands at a place among all cells, Markdown included. */
  place: (index: number): string => `place ${index}`,
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

/** The keys that a cell is part of: those that a change of its source touches. */
export function* keysOf({ syntax, module }: ICellModel): IterableIterator<string> {
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
  note(key: string): void {
    this._current?.add(key);
  }

  noteAll(more: Keys | null): void {
    if (this._current && more) {
      for (const key of more) {
        this._current.add(key);
      }
    }
  }

  capture<T>(run: () => T): IAnswer<T> {
    const outer = this._current;
    const own = new Set<string>();
    this._current = own;
    try {
      return { answer: run(), keys: own };
    } finally {
      this._current = outer;
    }
  }

  private _current: Set<string> | null = null;
}
