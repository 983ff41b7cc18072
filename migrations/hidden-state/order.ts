/** What the execution counts tell: cells that ran before what they use was made anew, or after a cell below had changed it. */
import type { SemanticModel, SyntaxNode } from '../../src/core';
import { factsIn, type IFacts } from './facts';

export interface IDisorder {
  /** `stale`: the cell above ran again later. `early`: a cell below had run before. */
  readonly kind: 'stale' | 'early';
  /** A read of the first name in the first cell concerned. */
  readonly use: SyntaxNode;
  readonly names: readonly string[];
  /** Numbers of the code cells that read at the wrong time, in document order. */
  readonly readers: readonly number[];
  /** Numbers of the code cells that bound or changed the names at the wrong time. */
  readonly writers: readonly number[];
}

interface IPair {
  readonly reader: number;
  readonly writer: number;
  readonly name: string;
}

/** At most one finding of each kind: the cure is the same for all of them. */
export function disorders(model: SemanticModel): IDisorder[] {
  const counts = model.cells.map(c => c.cell.executionCount);
  const known = counts.filter((c): c is number => c !== null);
  const isAscending = known.every((c, i) => i === 0 || known[i - 1] < c);
  // The same count twice: the cells ran in different sessions, whose counts cannot be compared.
  if (isAscending || new Set(known).size < known.length) {
    return [];
  }
  const pairs = { stale: [] as IPair[], early: [] as IPair[] };
  const facts = model.collect(factsIn);
  facts.forEach(({ needs }, reader) => {
    const ran = counts[reader];
    for (const name of ran === null ? [] : needs) {
      if (isOnlyImported(model, name)) {
        continue;
      }
      const writers = writersAbove(facts, name, reader);
      const [late] = writers.filter(w => (counts[w] ?? 0) > (ran as number));
      if (late !== undefined) {
        pairs.stale.push({ reader, writer: late, name });
        continue;
      }
      const last = Math.max(...writers.map(w => counts[w] ?? Infinity));
      const below = facts.findIndex(
        (f, w) =>
          w > reader &&
          (f.binds.get(name) === true || f.changes.has(name)) &&
          counts[w] !== null &&
          counts[w] > last &&
          counts[w] < (ran as number)
      );
      if (writers.length && below >= 0) {
        pairs.early.push({ reader, writer: below, name });
      }
    }
  });
  return (['stale', 'early'] as const).flatMap(kind => disorderOf(model, kind, pairs[kind]) ?? []);
}

/** Cells above whose binding or change a cell reads when the notebook runs from top to bottom, the last first. */
function writersAbove(facts: readonly IFacts[], name: string, reader: number): number[] {
  const found: number[] = [];
  for (let w = reader - 1; w >= 0; w--) {
    const { binds, changes } = facts[w];
    const isAlways = binds.get(name);
    if (isAlways !== undefined || changes.has(name)) {
      found.push(w);
    }
    if (isAlways) {
      break;
    }
  }
  return found;
}

/** Running an import again gives the same module. */
function isOnlyImported(model: SemanticModel, name: string): boolean {
  return model.moduleBindings(name).every(b => b.imported !== null);
}

function disorderOf(
  model: SemanticModel,
  kind: IDisorder['kind'],
  pairs: readonly IPair[]
): IDisorder | null {
  const [first] = pairs;
  const use = first && useOf(model, first);
  return use
    ? {
        kind,
        use,
        names: [...new Set(pairs.map(p => p.name))],
        readers: [...new Set(pairs.map(p => p.reader))],
        writers: [...new Set(pairs.map(p => p.writer))]
      }
    : null;
}

/** The read of the name in the cell, or what the cell mentions that reads it. */
function useOf(model: SemanticModel, { reader, name }: IPair): SyntaxNode | null {
  const { syntax } = model.cells[reader];
  const direct = model.usesOf(name).find(r => r.cell === syntax && !r.isLate);
  return direct?.node ?? syntax.root?.namedChildren[0] ?? null;
}
