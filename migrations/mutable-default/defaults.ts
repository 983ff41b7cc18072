/** Which defaults are objects that can change, and whether making one anew at each call gives the same object every time. */
import { unparenthesized, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface IMutableDefault {
  /** `list`, `dictionary`, `set` …, for people. */
  readonly noun: string;
  /** `[]`, `{}`, `set()`: false in a condition, as `None` is. */
  readonly isEmpty: boolean;
  /** Only literals in it: it comes out the same whenever it is made. */
  readonly isConstant: boolean;
  /** Something in it can change too, such as the inner lists of `[[1], [2]]`. */
  readonly isNested: boolean;
}

const literals: Readonly<Record<string, string>> = {
  list: 'list',
  list_comprehension: 'list',
  dictionary: 'dictionary',
  dictionary_comprehension: 'dictionary',
  set: 'set',
  set_comprehension: 'set'
};
const constructors: Readonly<Record<string, string>> = {
  'builtins.list': 'list',
  'builtins.dict': 'dictionary',
  'builtins.set': 'set',
  'builtins.bytearray': 'bytearray',
  'collections.defaultdict': 'dictionary',
  'collections.OrderedDict': 'dictionary',
  'collections.Counter': 'counter',
  'collections.deque': 'deque'
};
const constants = new Set(['string', 'integer', 'float', 'true', 'false', 'none', 'ellipsis']);

/** What is known of a default value, or null when it is no object that can change. */
export function mutableDefault(
  model: SemanticModel,
  node: SyntaxNode | null
): IMutableDefault | null {
  if (!node) {
    return null;
  }
  const value = unparenthesized(node);
  const literal = literals[value.kind];
  if (literal) {
    const items = value.namedChildren;
    const isDisplay = !value.kind.endsWith('comprehension');
    return {
      noun: literal,
      isEmpty: isDisplay && items.length === 0,
      isConstant: isDisplay && items.every(isConstant),
      isNested: !isDisplay || !items.every(isImmutable)
    };
  }
  const name = value.kind === 'call' ? model.qualifiedName(value.child('function')) : null;
  const noun = name ? constructors[name] : undefined;
  if (!noun) {
    return null;
  }
  const given = value.child('arguments');
  const isEmpty = given?.kind === 'argument_list' && given.namedChildren.length === 0;
  return { noun, isEmpty, isConstant: isEmpty, isNested: !isEmpty };
}

function isConstant(node: SyntaxNode): boolean {
  const n = unparenthesized(node);
  switch (n.kind) {
    case 'string':
      return !n.namedChildren.some(c => c.kind === 'interpolation');
    case 'concatenated_string':
    case 'list':
    case 'tuple':
    case 'dictionary':
    case 'set':
    case 'pair':
    case 'unary_operator':
      return n.namedChildren.every(isConstant);
  }
  return constants.has(n.kind);
}

function isImmutable(node: SyntaxNode): boolean {
  const n = unparenthesized(node);
  return n.kind === 'tuple' || n.kind === 'pair'
    ? n.namedChildren.every(isImmutable)
    : isConstant(n) && !literals[n.kind];
}
