/** What the execution counts tell: cells that ran before what they use was made anew, or after a cell below had changed it. */
import type { CellSyntax, ICellModel, SemanticModel, SyntaxNode } from '../../src/core';
import { factsIn } from './facts';

export interface IDisorder {
  /** `stale`: the cell above ran again later. `early`: a cell below had run before. */
  readonly kind: 'stale' | 'early';
  /** A read of the first name in the first cell concerned. */
  readonly use: SyntaxNode;
  readonly names: readonly string[];
  /** The cells that read at the wrong time, in document order. */
  readonly readers: readonly CellSyntax[];
  /** The cells that bound or changed the names at the wrong time. */
  readonly writers: readonly CellSyntax[];
}

interface IPair {
  readonly kind: IDisorder['kind'];
  readonly reader: CellSyntax;
  readonly writer: CellSyntax;
  readonly name: string;
}

/** A cell that binds a name or changes its object. */
interface IWriter {
  readonly cell: CellSyntax;
  readonly order: number;
  /** True when it binds the name, on every path. */
  readonly isAlways: boolean;
  /** True when it changes the object in place. */
  readonly changes: boolean;
}

/** At most one finding of each kind: the cure is the same for all of them. */
export function disorders(model: SemanticModel): IDisorder[] {
  if (!model.memo(isOutOfOrder)) {
    return [];
  }
  const pairs = model.collect(pairsIn);
  return (['stale', 'early'] as const).flatMap(
    kind =>
      disorderOf(
        model,
        kind,
        pairs.filter(p => p.kind === kind)
      ) ?? []
  );
}

function countsIn(_model: SemanticModel, { cell }: ICellModel): readonly (number | null)[] {
  return [cell.executionCount];
}

function isOutOfOrder(model: SemanticModel): boolean {
  const known = model.collect(countsIn).filter(c => c !== null);
  const isAscending = known.every((c, i) => i === 0 || known[i - 1] < c);
  // The same count twice: the cells ran in different sessions, whose counts cannot be compared.
  return !isAscending && new Set(known).size === known.length;
}

/** The names that one cell reads at the wrong time, each with a cell that wrote it. */
function pairsIn(model: SemanticModel, cell: ICellModel): readonly IPair[] {
  const reader = cell.syntax;
  const ran = cell.cell.executionCount;
  if (ran === null) {
    return [];
  }
  const found: IPair[] = [];
  const ranAt = (w: IWriter): number | null => model.cellOf(w.cell).executionCount;
  const order = model.orderOf(reader);
  for (const name of model.memo(factsIn, cell).flatMap(f => [...f.needs])) {
    if (isOnlyImported(model, name)) {
      continue;
    }
    const all = model.memo(writersOf, name);
    const writers = above(all, order);
    const late = writers.find(w => (ranAt(w) ?? 0) > ran);
    if (late) {
      found.push({ kind: 'stale', reader, writer: late.cell, name });
      continue;
    }
    const last = Math.max(...writers.map(w => ranAt(w) ?? Infinity));
    const between = all.filter(w => {
      const count = ranAt(w);
      return (
        w.order > order &&
        (w.isAlways || w.changes) &&
        count !== null &&
        count > last &&
        count < ran
      );
    });
    // What it read: the last that was bound before it ran, or changed where none was.
    const bound = between.filter(w => w.isAlways);
    const [below] = (bound.length ? bound : between).sort(
      (a, b) => (ranAt(b) ?? 0) - (ranAt(a) ?? 0)
    );
    if (writers.length && below) {
      found.push({ kind: 'early', reader, writer: below.cell, name });
    }
  }
  return found;
}

/** Those above whose binding or change a cell reads when the notebook runs from top to bottom, the last first. */
function above(writers: readonly IWriter[], reader: number): IWriter[] {
  const found = writers.filter(w => w.order < reader).reverse();
  const first = found.findIndex(w => w.isAlways);
  return first < 0 ? found : found.slice(0, first + 1);
}

/** Every cell that binds a name or changes its object, in document order. */
function writersOf(model: SemanticModel, name: string): readonly IWriter[] {
  return model.memo(writersByName).get(name) ?? [];
}

function writersByName(model: SemanticModel): ReadonlyMap<string, readonly IWriter[]> {
  const all = new Map<string, IWriter[]>();
  for (const { binds, changes, syntax: cell } of model.collect(factsIn)) {
    const order = model.orderOf(cell);
    for (const name of new Set([...binds.keys(), ...changes])) {
      const writer = {
        cell,
        order,
        isAlways: binds.get(name) === true,
        changes: changes.has(name)
      };
      const list = all.get(name);
      if (list) {
        list.push(writer);
      } else {
        all.set(name, [writer]);
      }
    }
  }
  return all;
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
  const direct = model.usesOf(name).find(r => r.cell === reader && !r.isLate);
  return direct?.node ?? reader.root?.namedChildren[0] ?? null;
}
