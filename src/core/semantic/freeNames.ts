/** What running a definition may touch: the names that its code mentions, through every function and class that those names hold. */
import type { SemanticModel } from './model';
import { allScopes, type Binding, type Scope } from './scope';

export interface IFreeCode {
  /** Notebook names that the code may read or write. Names that the notebook never binds are left out. */
  readonly names: ReadonlySet<string>;
  /** The definition's scope and those of the functions and classes it mentions, through any number of steps. */
  readonly scopes: ReadonlySet<Scope>;
}

/** Ask through `model.memo`. */
export function freeCode(model: SemanticModel, scope: Scope): IFreeCode {
  const names = new Set<string>();
  const scopes = new Set([scope]);
  const open = [scope];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const name of model.memo(directNames, next)) {
      names.add(name);
      for (const b of model.moduleBindings(name)) {
        const code = codeOf(model, b);
        if (code && !scopes.has(code)) {
          scopes.add(code);
          open.push(code);
        }
      }
    }
  }
  return { names, scopes };
}

/** Notebook names that the text of a definition itself reads or writes. */
function directNames(model: SemanticModel, scope: Scope): ReadonlySet<string> {
  const found = new Set<string>();
  for (const inner of allScopes(scope)) {
    for (const name of inner.globals) {
      found.add(name);
    }
    for (const r of inner.references) {
      if (r.scope.resolve(r.name)?.kind === 'module' && model.moduleBindings(r.name).length) {
        found.add(r.name);
      }
    }
  }
  return found;
}

/** The scope that runs when what the binding holds is called. */
export function codeOf(model: SemanticModel, binding: Binding): Scope | null {
  if (binding.kind === 'function' || binding.kind === 'class') {
    return binding.statement ? model.scopeOf(binding.statement) : null;
  }
  return binding.value?.kind === 'lambda' ? model.scopeOf(binding.value) : null;
}
