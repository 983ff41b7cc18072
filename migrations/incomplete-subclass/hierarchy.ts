/** The method resolution order of a class of the notebook, as far as it can be known. Reads only. */
import { decorators, type SemanticModel, type SyntaxNode } from '../../src/core';

/** One entry of the order: a class of the notebook, or the name of one from elsewhere. */
export type Ancestor = SyntaxNode | string;

/** Bases from elsewhere that Python checks for abstract methods and that bring no metaclass of their own but `ABCMeta`. */
const known =
  /^(builtins\.object|abc\.ABC|typing\.(Generic|Protocol)|torch\.nn\.(modules\.\w+\.)?Module|torch\.utils\.data\.(dataset\.)?(Iterable)?Dataset)$/;

/** Those that bind no method a subclass could have to write. */
export const empty = /^(builtins\.object|abc\.ABC|typing\.(Generic|Protocol))$/;

/** Decorators that neither replace the class nor add methods. */
const harmlessDecorators =
  /^(dataclasses\.dataclass|functools\.total_ordering|typing\.(final|runtime_checkable|no_type_check))$/;

/** Methods that the classes of `collections.abc` leave to their subclasses. */
export const abstractMethods: Readonly<Record<string, readonly string[]>> = {
  'collections.abc.Callable': ['__call__'],
  'collections.abc.Collection': ['__contains__', '__iter__', '__len__'],
  'collections.abc.Container': ['__contains__'],
  'collections.abc.Hashable': ['__hash__'],
  'collections.abc.Iterable': ['__iter__'],
  'collections.abc.Iterator': ['__next__'],
  'collections.abc.Mapping': ['__getitem__', '__iter__', '__len__'],
  'collections.abc.MutableMapping': [
    '__delitem__',
    '__getitem__',
    '__iter__',
    '__len__',
    '__setitem__'
  ],
  'collections.abc.MutableSequence': [
    '__delitem__',
    '__getitem__',
    '__len__',
    '__setitem__',
    'insert'
  ],
  'collections.abc.MutableSet': ['__contains__', '__iter__', '__len__', 'add', 'discard'],
  'collections.abc.Sequence': ['__getitem__', '__len__'],
  'collections.abc.Set': ['__contains__', '__iter__', '__len__'],
  'collections.abc.Sized': ['__len__']
};

export interface IHierarchy {
  readonly order: readonly Ancestor[];
  /** True when Python refuses to create an object of a class that lacks a method. */
  readonly isAbstract: boolean;
}

/**
 * The order in which Python looks methods up, or null when a base, a metaclass, a decorator or a hook of a class leaves room
 * for methods that are not seen here.
 */
export function hierarchyOf(model: SemanticModel, definition: SyntaxNode): IHierarchy | null {
  const order = linearize(model, definition, []);
  if (!order) {
    return null;
  }
  let isAbstract = false;
  for (const entry of order) {
    if (typeof entry === 'string') {
      isAbstract ||= entry === 'abc.ABC' || entry === 'typing.Protocol' || entry in abstractMethods;
      continue;
    }
    const own = model.scopeOf(entry)?.bindings;
    const hooks = ['__new__', '__init_subclass__', '__getattribute__', '__abstractmethods__'];
    const isPlain = decorators(entry).every(d =>
      harmlessDecorators.test(
        model.qualifiedName(d.kind === 'call' ? d.child('function') : d) ?? ''
      )
    );
    if (!own || !isPlain || hooks.some(h => own.has(h)) || writesIntoItself(entry)) {
      return null;
    }
    for (const a of entry.child('superclasses')?.namedChildren ?? []) {
      if (a.kind === 'keyword_argument' && a.child('name')?.text === 'metaclass') {
        if (model.qualifiedName(a.child('value')) !== 'abc.ABCMeta') {
          return null;
        }
        isAbstract = true;
      }
    }
  }
  return { order, isAbstract };
}

/** `vars()["area"] = …` or `exec` in the body: what the class binds cannot be read. */
function writesIntoItself(definition: SyntaxNode): boolean {
  return /\b(locals|vars|globals|exec)\(/.test(definition.child('body')?.text ?? '');
}

/** Python's C3 order; null when it is not certain. */
function linearize(
  model: SemanticModel,
  definition: SyntaxNode,
  above: readonly SyntaxNode[]
): Ancestor[] | null {
  if (above.includes(definition)) {
    return null;
  }
  const bases: Ancestor[] = [];
  for (const node of definition.child('superclasses')?.namedChildren ?? []) {
    if (node.kind === 'keyword_argument') {
      continue;
    }
    const base = baseOf(model, node);
    if (base === null || base === definition) {
      return null;
    }
    bases.push(base);
  }
  const lists: Ancestor[][] = [];
  for (const base of bases) {
    const list = typeof base === 'string' ? [base] : linearize(model, base, [...above, definition]);
    if (!list) {
      return null;
    }
    lists.push(list);
  }
  const rest = merge([...lists, bases]);
  return rest && [definition, ...rest];
}

function merge(lists: readonly Ancestor[][]): Ancestor[] | null {
  const left = lists.map(l => [...l]);
  const found: Ancestor[] = [];
  for (;;) {
    const open = left.filter(l => l.length);
    if (!open.length) {
      return found;
    }
    // `ABC` and its like stand in the order as leaves, so a leaf may come before what it is a base of.
    const next = open.map(l => l[0]).find(h => !open.some(l => l.indexOf(h) > 0));
    if (next === undefined) {
      return null;
    }
    found.push(next);
    open.forEach(l => l[0] === next && l.shift());
  }
}

function baseOf(model: SemanticModel, node: SyntaxNode): Ancestor | null {
  const plain = node.kind === 'subscript' ? (node.child('value') ?? node) : node;
  const reference = model.referenceAt(plain);
  const bindings = reference ? model.definitions(reference) : [];
  if (bindings.length === 1 && bindings[0].kind === 'class') {
    return bindings[0].statement;
  }
  const name = model.qualifiedName(plain);
  return name !== null && (known.test(name) || Object.hasOwn(abstractMethods, name)) ? name : null;
}
