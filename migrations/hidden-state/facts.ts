/** What one cell binds, needs and changes when it runs. */
import {
  allScopes,
  isConditional,
  type Binding,
  type CellSyntax,
  type ICellModel,
  type Scope,
  type SemanticModel
} from '../../src/core';

export interface IFacts {
  readonly syntax: CellSyntax;
  /** Notebook names that it binds; true where it does so on every path. */
  readonly binds: ReadonlyMap<string, boolean>;
  /** Names that it takes from other cells, through the functions that it mentions too. */
  readonly needs: ReadonlySet<string>;
  /** Names whose objects it changes in place itself. */
  readonly changes: ReadonlySet<string>;
}

/** One entry for the cell, so that the entries of all cells stand in their order. */
export function factsIn(model: SemanticModel, cell: ICellModel): readonly IFacts[] {
  const { module, syntax } = cell;
  const binds = new Map<string, boolean>();
  for (const [name, list] of module.bindings) {
    const values = list.filter(b => b.kind !== 'delete' && b.kind !== 'annotation' && !b.isLate);
    if (values.length) {
      binds.set(name, !values.every(b => isConditional(b) || b.kind === 'for'));
    }
  }
  const changes = new Set<string>();
  for (const { certain, root } of syntax.root ? model.mutationsWithin(syntax.root) : []) {
    if (certain && !root.isLate && root.scope.resolve(root.name)?.kind === 'module') {
      changes.add(root.name);
    }
  }
  return [{ syntax, binds, needs: needsOf(model, cell, binds), changes }];
}

function needsOf(
  model: SemanticModel,
  { module, syntax }: ICellModel,
  binds: ReadonlyMap<string, boolean>
): ReadonlySet<string> {
  const needs = new Set<string>();
  const order = model.orderOf(syntax);
  for (const scope of allScopes(module)) {
    if (scope.isLate) {
      continue;
    }
    for (const r of scope.references) {
      if (scope.resolve(r.name)?.kind !== 'module') {
        continue;
      }
      for (const b of model.definitions(r)) {
        if (b.cell !== syntax) {
          needs.add(r.name);
        }
        const code = codeOf(model, b);
        for (const name of code ? model.freeNames(code) : []) {
          const isAbove = model.moduleBindings(name).some(x => model.orderOf(x.cell) < order);
          if (!binds.has(name) || isAbove) {
            needs.add(name);
          }
        }
      }
    }
  }
  return needs;
}

/** The code that runs when what a name holds is called. */
function codeOf(model: SemanticModel, { kind, statement }: Binding): Scope | null {
  return (kind === 'function' || kind === 'class') && statement ? model.scopeOf(statement) : null;
}
