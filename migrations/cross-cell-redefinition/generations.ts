/** The meanings that a name of the notebook takes one after the other, with the reads of each. */
import {
  decorators,
  regions,
  type Binding,
  type CellSyntax,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { familyOf, result, type IFamily } from './family';

/** A binding that starts anew, and those that go on from it (`df = df.dropna()`, `x += 1`). */
export interface IGeneration {
  readonly bindings: Binding[];
  readonly family: IFamily | null;
  readonly uses: Reference[];
}

export interface IHistory {
  readonly name: string;
  readonly generations: readonly IGeneration[];
  /** A read that may mean several generations, or that happens when a function is called. */
  readonly unclear: Reference | null;
}

/** Null where the name is of no interest: a module, a loop variable, written by functions, decorated. */
export function historyOf(model: SemanticModel, name: string): IHistory | null {
  const generations: IGeneration[] = [];
  const uses = model.usesOf(name);
  const usesIn = new Map<CellSyntax, Reference[]>();
  for (const r of uses) {
    const here = usesIn.get(r.cell);
    if (here) {
      here.push(r);
    } else {
      usesIn.set(r.cell, [r]);
    }
  }
  const of = new Map<Binding, IGeneration>();
  for (const b of model.moduleBindings(name)) {
    if (b.isLate || !b.node || b.kind === 'import' || b.kind === 'for' || b.kind === 'except') {
      return null;
    }
    if (b.statement && /^(function|class)_definition$/.test(b.statement.kind)) {
      if (decorators(b.statement).length) {
        return null;
      }
    }
    const last = generations.at(-1);
    const isResult =
      last?.family?.kind === 'function' && isCallOf(b.isPlain ? b.value : null, name);
    const family = isResult ? result : familyOf(model, b);
    // On some paths only: another thing for certain is a meaning of its own, anything else a variant of what was there.
    const isVariant = regions(b.node).length > 0 && (!family || family.key === last?.family?.key);
    if (last && !isResult && (isVariant || goesOn(b, usesIn.get(b.cell) ?? []))) {
      last.bindings.push(b);
      of.set(b, last);
      continue;
    }
    const generation = { bindings: [b], family, uses: [] };
    generations.push(generation);
    of.set(b, generation);
  }
  let unclear: Reference | null = null;
  for (const r of uses) {
    const own = r.isLate ? generations.find(g => isWithin(r, g)) : undefined;
    const meant = new Set(own ? [own] : model.definitions(r).map(b => of.get(b)));
    const [only] = meant;
    if ((r.isLate && !own) || meant.size !== 1 || !only) {
      unclear ??= r;
    } else {
      only.uses.push(r);
    }
  }
  return { name, generations, unclear };
}

/** For a read that happens later: a class or function that names itself (`super(Net, self)`) means itself. */
function isWithin(r: Reference, { bindings }: IGeneration): boolean {
  return bindings.some(
    b =>
      b.cell === r.cell &&
      /^(function|class)$/.test(b.kind) &&
      b.statement &&
      r.node.isInside(b.statement)
  );
}

/**
 * True for a binding that changes what is there rather than putting something else in its place.
 *
 * @param uses reads of the name in the same cell
 */
function goesOn(binding: Binding, uses: readonly Reference[]): boolean {
  const { kind, statement } = binding;
  if (kind === 'augmented' || kind === 'annotation' || kind === 'delete') {
    return true;
  }
  if (!statement) {
    return true;
  }
  // def f(x=f): …   class Net(Net): …   df = df.dropna()
  const isDefinition = /_definition$/.test(statement.kind);
  return uses.some(r => r.node.isInside(statement) && !(isDefinition && r.isLate));
}

function isCallOf(value: SyntaxNode | null, name: string): boolean {
  return value?.kind === 'call' && value.child('function')?.text === name;
}

/** True when a cell other than the one that binds reads this meaning. */
export function livesOn(generation: IGeneration): boolean {
  const [{ cell }] = generation.bindings;
  return generation.uses.some(u => u.cell !== cell);
}
