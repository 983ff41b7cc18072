/** Which names of the notebook a part of a cell reads, binds, deletes and captures. */
import { isConditional } from '../../semantic/flow';
import type { ICellModel } from '../../semantic/model';
import { allScopes, type Binding, type Reference } from '../../semantic/scope';
import type { SyntaxNode } from '../../syntax/node';
import { mentionedNames, runsLater } from './cellFacts';
import { definitelyBound } from '../flow/definite';
import { readingScope } from './fragments';

/** The names of one item. */
export interface IItemNames {
  /** Reads that happen when the item runs. */
  readonly reads: ReadonlyMap<string, readonly Reference[]>;
  /** Reads within functions, lambdas and generators, which may happen later. */
  readonly captures: ReadonlyMap<string, readonly Reference[]>;
  /** Names that a class body reads and binds itself: Python looks them up among globals, never in an enclosing function. */
  readonly classReads: ReadonlySet<string>;
  /** Words in strings that a library looks up in the caller's frame: `df.query("a > @limit")`. */
  readonly mentions: ReadonlySet<string>;
  /** Names bound when the item runs, on some path at least. */
  readonly binds: ReadonlyMap<string, readonly Binding[]>;
  /** Names that are certainly bound once the item has run. */
  readonly definite: ReadonlySet<string>;
  readonly deletes: ReadonlyMap<string, 'always' | 'sometimes'>;
  /** Names that its functions declare `global` and bind. */
  readonly lateBinds: ReadonlySet<string>;
}

/** What an item that is left out has. */
export const noNames: IItemNames = {
  reads: new Map(),
  captures: new Map(),
  classReads: new Set(),
  mentions: new Set(),
  binds: new Map(),
  definite: new Set(),
  deletes: new Map(),
  lateBinds: new Set()
};

/** @param header lines that the item is indented below, or null */
export function namesWithin(
  { syntax, module }: ICellModel,
  nodes: readonly SyntaxNode[],
  start: number,
  end: number,
  header: string | null
): IItemNames {
  const inside = (at: number): boolean => at >= start && at < Math.max(end, start + 1);
  const reads = new Map<string, Reference[]>();
  const captures = new Map<string, Reference[]>();
  const classReads = new Set<string>();
  for (const scope of allScopes(module)) {
    for (const r of scope.references) {
      if (!inside(r.node.start)) {
        continue;
      }
      const from = readingScope(syntax, module, r);
      const owner = from.resolve(r.name);
      if (owner?.kind === 'class' && owner === from) {
        // `class A: x = x` reads the notebook's name where the class has none yet.
        classReads.add(r.name);
      } else if (owner?.kind !== 'module') {
        continue;
      }
      const map = runsLater(from) ? captures : reads;
      const list = map.get(r.name);
      if (list) {
        list.push(r);
      } else {
        map.set(r.name, [r]);
      }
    }
  }
  const binds = new Map<string, Binding[]>();
  const deletes = new Map<string, 'always' | 'sometimes'>();
  const lateBinds = new Set<string>();
  for (const [name, list] of module.bindings) {
    for (const b of list) {
      if (!inside(b.range.start) && !(header && b.kind === 'magic')) {
        continue;
      }
      if (b.isLate) {
        lateBinds.add(name);
      } else if (b.kind === 'delete') {
        deletes.set(name, isConditional(b) || nodes.length !== 1 ? 'sometimes' : 'always');
      } else {
        const known = binds.get(name);
        if (known) {
          known.push(b);
        } else {
          binds.set(name, [b]);
        }
      }
    }
  }
  const definite = header?.includes('expected_error') ? new Set<string>() : definitelyBound(nodes);
  for (const [name, list] of binds) {
    if (list.some(b => b.kind === 'magic')) {
      definite.add(name);
    }
  }
  return {
    reads,
    captures,
    classReads,
    mentions: mentionedNames(nodes),
    binds,
    definite,
    deletes,
    lateBinds
  };
}
