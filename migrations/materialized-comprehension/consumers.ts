/** Which calls read a list once, from front to back, and keep nothing of it. Data, and the check that a call is one of them. */
import {
  hasSplat,
  positionalArguments,
  stringValue,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IConsumer {
  readonly call: SyntaxNode;
  readonly target: SyntaxNode;
  /** Qualified name; `str.join` for the method. */
  readonly name: string;
  /** True when a generator expression needs no parentheses of its own. */
  readonly isOnly: boolean;
}

/** By the number of positional arguments that they may have; the first is what they read. */
const consumers: Readonly<Record<string, number>> = {
  'builtins.sum': 2,
  'builtins.any': 1,
  'builtins.all': 1,
  'builtins.min': 1,
  'builtins.max': 1,
  'builtins.sorted': 1,
  'builtins.set': 1,
  'builtins.frozenset': 1,
  'builtins.tuple': 1,
  'builtins.dict': 1,
  'builtins.enumerate': 2,
  'collections.Counter': 1,
  'collections.deque': 2,
  'math.fsum': 1,
  'math.prod': 1
};

/** The call that reads a list and nothing else does, or null. `join` counts only where it is asked for. */
export function consumerOf(
  model: SemanticModel,
  list: SyntaxNode,
  withJoin: boolean
): IConsumer | null {
  const parent = list.parent;
  const call = parent?.kind === 'argument_list' ? parent.parent : null;
  const target = call?.kind === 'call' ? call.child('function') : null;
  if (!parent || !call || !target || hasSplat(call)) {
    return null;
  }
  const positional = positionalArguments(call);
  if (positional[0] !== list) {
    return null;
  }
  const isOnly = parent.namedChildren.length === 1 && !parent.children.some(c => c.kind === ',');
  if (
    target.kind === 'attribute' &&
    target.child('attribute')?.text === 'join' &&
    isText(model, target.child('object') as SyntaxNode)
  ) {
    return withJoin && positional.length === 1 ? { call, target, name: 'str.join', isOnly } : null;
  }
  const name = model.qualifiedName(target);
  if (!name || !(name in consumers) || positional.length > consumers[name]) {
    return null;
  }
  if (name.startsWith('builtins.') && mayBeReplaced(model)) {
    return null;
  }
  if (name === 'builtins.enumerate') {
    // Elsewhere the numbered items may be read later, when the names in the comprehension mean something else.
    return call.parent?.kind === 'for_statement' && call.parent.child('right') === call
      ? { call, target, name, isOnly }
      : null;
  }
  return { call, target, name, isOnly };
}

function isText(model: SemanticModel, node: SyntaxNode): boolean {
  return stringValue(node) !== null || model.typeOf(node)?.name === 'builtins.str';
}

/** `from numpy import *` and `%pylab` bring a `sum` of their own, which wants an array. */
function mayBeReplaced(model: SemanticModel): boolean {
  return model.hasStarImport || model.collect(pylabIn).length > 0;
}

function pylabIn(_model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.magics
    .map(m => syntax.source.slice(m.range.start, m.range.end).trim())
    .filter(text => /^%+pylab\b/.test(text));
}
