/** Which names of a star import the notebook needs: those read where the star's binding can be in force. */
import {
  Binding,
  reachingBindings,
  allScopes,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { starNames } from './names';

export interface IStar {
  readonly module: string;
  /** The whole import statement. */
  readonly statement: SyntaxNode;
  /** What the module binds, or null when it is not known. */
  readonly names: ReadonlySet<string> | null;
}

const sets = new Map<string, ReadonlySet<string>>();

function namesOf(module: string): ReadonlySet<string> | null {
  let found = sets.get(module);
  if (!found && Object.hasOwn(starNames, module)) {
    found = new Set(starNames[module].split(' '));
    sets.set(module, found);
  }
  return found ?? null;
}

/** The star imports of the notebook, in document order. */
export function starsOf(model: SemanticModel): readonly IStar[] {
  return model.collect(starsIn);
}

function starsIn(_model: SemanticModel, { module: scope }: ICellModel): readonly IStar[] {
  return scope.starImports.map(({ module, node }) => ({
    module,
    statement: node,
    names: namesOf(module)
  }));
}

/** Names of a known module that the notebook needs from this star import, sorted. */
export function neededNames(model: SemanticModel, star: IStar, stars: readonly IStar[]): string[] {
  const needed = new Set<string>();
  for (const name of model.memo(readNames)) {
    if (star.names?.has(name) && isNeeded(model, name, star, stars)) {
      needed.add(name);
    }
  }
  // What a cell that could not be read, or a string of code, mentions is needed too; a name too many does no harm.
  for (const cell of model.blindCells) {
    if (cell.syntax.language === 'python') {
      for (const [word] of cell.syntax.source.matchAll(/(?<![\w.])[A-Za-z]\w*/g)) {
        if (star.names?.has(word)) {
          needed.add(word);
        }
      }
    }
  }
  return [...needed].sort(byCase);
}

function isNeeded(
  model: SemanticModel,
  name: string,
  star: IStar,
  stars: readonly IStar[]
): boolean {
  const own = pseudoBinding(model, name, star);
  const placed = [
    ...model.moduleBindings(name),
    ...stars.filter(s => s !== star && s.names?.has(name)).map(s => pseudoBinding(model, name, s)),
    own
  ]
    .map(binding => ({ binding, cell: model.orderOf(binding.cell) }))
    .sort((a, b) => a.cell - b.cell || a.binding.effective - b.binding.effective);
  return model.usesOf(name).some(use => {
    if (use.isLate) {
      return true;
    }
    const found = reachingBindings(placed, use.node, model.orderOf(use.node));
    return found.length === 0 || found.includes(own);
  });
}

function pseudoBinding(model: SemanticModel, name: string, { module, statement }: IStar): Binding {
  const scope = model.scopeAround(statement);
  return new Binding(
    name,
    'import',
    scope,
    statement,
    statement,
    statement,
    null,
    statement.end,
    `${module}.${name}`,
    scope
  );
}

/** Names that are read and that nothing known defines: not the notebook, Python, the kernel or a star import in the table. */
export function openNames(model: SemanticModel, stars: readonly IStar[]): Map<string, Reference> {
  const found = new Map<string, Reference>();
  for (const name of model.memo(readNames)) {
    const [use] = model.usesOf(name);
    if (use && model.isUnbound(use) && !/^_/.test(name) && !stars.some(s => s.names?.has(name))) {
      found.set(name, use);
    }
  }
  return found;
}

function readNames(model: SemanticModel): ReadonlySet<string> {
  return new Set(model.collect(readsIn));
}

function readsIn(_model: SemanticModel, { module }: ICellModel): readonly string[] {
  return [...allScopes(module)].flatMap(scope => scope.references.map(r => r.name));
}

/** Constants, classes, then functions: the order in which import sorters put names. */
export function byCase(a: string, b: string): number {
  const rank = (n: string): number =>
    /^[A-Z0-9_]+$/.test(n) && n.length > 1 ? 0 : /^[A-Z]/.test(n) ? 1 : 2;
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
