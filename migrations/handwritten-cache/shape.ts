/** Recognises the two layouts of a cache kept by hand: look up and return early, or work out only what is not there. */
import {
  docstring,
  isAsync,
  ownerClass,
  ownNodes,
  unparenthesized,
  type Binding,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface ICache {
  readonly definition: SyntaxNode;
  readonly name: string;
  /** Name of the dictionary. */
  readonly store: string;
  /** Where the dictionary is made: a statement of the notebook, or the parameter that has it as default. */
  readonly binding: Binding;
  readonly isDefault: boolean;
  /** `if key in store: …` or `if key not in store: …`. */
  readonly lookup: SyntaxNode;
  readonly isEarly: boolean;
  readonly key: SyntaxNode;
  /** `key = (a, b)`, when the key has a name of its own. */
  readonly keyStatement: SyntaxNode | null;
  /** What the key is made of. */
  readonly keyValue: SyntaxNode;
  /** `store[key] = …`: null when results are stored in another way. */
  readonly stored: SyntaxNode | null;
  /** The last statement of the function. */
  readonly last: SyntaxNode;
  /** Reads of the dictionary in the function, those of recursive calls left out. */
  readonly reads: readonly Reference[];
}

export function cacheOf(model: SemanticModel, definition: SyntaxNode): ICache | null {
  const body = definition.child('body');
  const name = definition.child('name')?.text;
  const scope = model.scopeOf(definition);
  if (
    !body ||
    !name ||
    !scope ||
    scope.parent?.kind !== 'module' ||
    ownerClass(definition) ||
    isAsync(definition) ||
    !ownNodes(definition, 'yield').next().done
  ) {
    return null;
  }
  const last = body.namedChildren.at(-1);
  for (const lookup of body.namedChildren) {
    const test = lookup.kind === 'if_statement' ? lookup.child('condition') : null;
    const found = test && membership(test);
    if (!found || !last || lookup === docstring(body)) {
      continue;
    }
    const reference = model.referenceAt(found.store);
    const owner = reference?.scope.resolve(found.store.text);
    const isDefault = owner === scope;
    const binding = isDefault
      ? scope.bindings.get(found.store.text)?.find(b => b.kind === 'parameter')
      : owner?.kind === 'module'
        ? model.moduleBindings(found.store.text)[0]
        : null;
    if (!binding || !isDictionary(model, binding, isDefault)) {
      continue;
    }
    const isHit = (n: SyntaxNode | undefined): boolean =>
      n?.kind === 'return_statement' && isEntry(n.namedChildren[0], found);
    const hits = lookup.child('consequence')?.namedChildren ?? [];
    if (found.isEarly ? !hits.some(isHit) : !isHit(last)) {
      continue;
    }
    const stores = [...ownNodes(definition, 'assignment')].filter(a =>
      isEntry(a.child('left') ?? undefined, found)
    );
    if (!stores.length) {
      continue;
    }
    const place = found.isEarly ? body.namedChildren.at(-2) : hits.at(-1);
    const only = stores.length === 1 && stores[0].parent === place ? stores[0] : null;
    const named = found.key.kind === 'identifier' ? scope.bindings.get(found.key.text) : undefined;
    const local = named?.length === 1 && named[0].isPlain ? named[0] : null;
    const keyValue = unparenthesized(local?.value ?? found.key);
    if (
      stores.some(a => isRecord(model, a)) ||
      leavesOut(definition, keyValue, isDefault ? found.store.text : '')
    ) {
      continue;
    }
    return {
      definition,
      name,
      store: found.store.text,
      binding,
      isDefault,
      lookup,
      isEarly: found.isEarly,
      key: found.key,
      keyStatement: local?.statement?.parent ?? null,
      keyValue,
      stored: only,
      last,
      reads: model.references(binding)
    };
  }
  return null;
}

/** A new object is kept for each key: a register of things that live on, such as chat histories. */
function isRecord(model: SemanticModel, assignment: SyntaxNode): boolean {
  const value = assignment.child('right');
  const type = model.typeOf(value);
  return (
    (type !== null && (type.definition !== null || /(^|\.)_*[A-Z]\w*$/.test(type.name))) ||
    (value?.kind === 'call' && /(^|\.)_*[A-Z]\w*$/.test(value.child('function')?.text ?? ''))
  );
}

/** The key is chosen on purpose: other arguments count only at the first call. */
function leavesOut(definition: SyntaxNode, key: SyntaxNode, store: string): boolean {
  const named = new Set([...key.walk()].filter(n => n.kind === 'identifier').map(n => n.text));
  return (definition.child('parameters')?.namedChildren ?? []).some(p => {
    const name = p.child('name') ?? (p.kind === 'identifier' ? p : p.namedChildren[0]);
    return name && name.text !== store && !named.has(name.text);
  });
}

interface IMembership {
  readonly key: SyntaxNode;
  readonly store: SyntaxNode;
  readonly isEarly: boolean;
}

/** `key in store`, `key not in store`, `not key in store`. */
function membership(test: SyntaxNode): IMembership | null {
  const n = unparenthesized(test);
  if (n.kind === 'not_operator') {
    const inner = n.child('argument');
    const found = inner ? membership(inner) : null;
    return found && { ...found, isEarly: !found.isEarly };
  }
  const [key, right] = n.namedChildren.filter(c => !/^(not )?in$/.test(c.text));
  if (n.kind !== 'comparison_operator' || !key || !right) {
    return null;
  }
  const words = n.cell.source
    .slice(key.end, right.start)
    .replace(/[\s()]+/g, ' ')
    .trim();
  const keys =
    right.kind === 'call' &&
    right.child('arguments')?.namedChildren.length === 0 &&
    right.child('function')?.child('attribute')?.text === 'keys'
      ? right.child('function')?.child('object')
      : right;
  return keys?.kind === 'identifier' && /^(not )?in$/.test(words)
    ? { key: unparenthesized(key), store: keys, isEarly: words === 'in' }
    : null;
}

/** `store[key]`. */
function isEntry(n: SyntaxNode | undefined, { key, store }: IMembership): boolean {
  if (n?.kind !== 'subscript' || n.child('value')?.text !== store.text) {
    return false;
  }
  const parts = n.childrenOf('subscript');
  const text =
    parts.length === 1 ? unparenthesized(parts[0]).text : `(${parts.map(p => p.text).join(',')})`;
  return bare(text) === bare(key.text);
}

export function bare(text: string): string {
  return text.replace(/[\s()]/g, '');
}

function isDictionary(model: SemanticModel, binding: Binding, isDefault: boolean): boolean {
  const value = isDefault ? (binding.statement?.child('value') ?? null) : binding.value;
  return (
    (isDefault || binding.isPlain) &&
    value !== null &&
    (value.kind === 'dictionary' ||
      (value.kind === 'call' && model.qualifiedName(value.child('function')) === 'builtins.dict'))
  );
}

/** The expression that makes the dictionary. */
export function madeBy(data: ICache): SyntaxNode | null {
  return data.isDefault ? (data.binding.statement?.child('value') ?? null) : data.binding.value;
}
