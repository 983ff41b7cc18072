/** Python in shell lines (`!echo {word}`): IPython looks its names up where the line stands, in a function as well. */
import { allScopes, type Reference, type Scope } from '../../semantic/scope';
import type { CellSyntax } from '../../syntax/cellSyntax';

/** The innermost function or class around a place, or the module. */
export function scopeAround(module: Scope, at: number): Scope {
  let found = module;
  for (const scope of allScopes(module)) {
    if (
      (scope.kind === 'function' || scope.kind === 'class') &&
      scope.node &&
      scope.node.start <= at &&
      at < scope.node.end
    ) {
      found = scope;
    }
  }
  return found;
}

/** The scope in which a read is looked up first, for names in the text of a magic the one around that magic. */
export function readingScope(syntax: CellSyntax, module: Scope, reference: Reference): Scope {
  if (reference.scope.isLate || reference.scope.resolve(reference.name)?.kind !== 'module') {
    return reference.scope;
  }
  const { start } = reference.node;
  const magic = syntax.magics.find(
    m => m.kind !== 'cell' && m.range.start <= start && start < m.range.end
  );
  const around = magic ? scopeAround(module, magic.range.start) : module;
  return around === module ? reference.scope : around;
}
