/** What the body of a function does with a parameter: read its items, tell it from `None`, change it, or keep it. */
import {
  positionalArguments,
  shortText,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IMutableDefault } from './defaults';

export type Use =
  /** Over when the expression is, and `None` would stop with an error here. */
  | { readonly kind: 'read' }
  /** Over when the expression is, but `None` would give something else. */
  | { readonly kind: 'shown' }
  /** Compared with `None`: it has a meaning of its own already. */
  | { readonly kind: 'none' }
  | { readonly kind: 'changed'; readonly node: SyntaxNode }
  | { readonly kind: 'kept'; readonly node: SyntaxNode };

const changing = new Set(
  (
    'append appendleft extend extendleft insert remove pop popleft clear sort reverse rotate update setdefault popitem subtract move_to_end ' +
    'add discard difference_update intersection_update symmetric_difference_update __setitem__'
  ).split(' ')
);
/** Functions that read their argument at once and hand back something new. */
const reading = new Set(
  'len sum sorted list tuple set frozenset dict max min any all enumerate zip map filter reversed range'
    .split(' ')
    .map(n => `builtins.${n}`)
);
const showing = new Set(
  'print str repr type isinstance bool id'.split(' ').map(n => `builtins.${n}`)
);
const views = new Set(['keys', 'values', 'items']);

export function useOf(model: SemanticModel, use: Reference, value: IMutableDefault): Use {
  const kept: Use = { kind: 'kept', node: use.node };
  const item: Use = value.isNested ? kept : { kind: 'read' };
  const truth: Use = value.isEmpty ? { kind: 'read' } : { kind: 'shown' };
  let n = use.node;
  while (n.parent?.kind === 'parenthesized_expression') {
    n = n.parent;
  }
  const parent = n.parent;
  switch (parent?.kind) {
    case 'for_statement':
    case 'for_in_clause':
      return n.field === 'right' ? item : kept;
    case 'subscript':
      return parent.child('value') !== n
        ? kept
        : isStore(parent)
          ? { kind: 'changed', node: parent }
          : item;
    case 'attribute': {
      const call = parent.parent;
      const method = parent.child('attribute')?.text ?? '';
      if (changing.has(method)) {
        return { kind: 'changed', node: parent };
      }
      if (call?.kind !== 'call' || call.child('function') !== parent) {
        return { kind: 'read' };
      }
      const isLooped = /^for_/.test(call.parent?.kind ?? '') || isReadAtOnce(model, call);
      return views.has(method) && !isLooped ? kept : item;
    }
    case 'argument_list':
    case 'keyword_argument': {
      const call = parent.kind === 'argument_list' ? parent.parent : parent.parent?.parent;
      const name = call?.kind === 'call' ? model.qualifiedName(call.child('function')) : null;
      return name && reading.has(name)
        ? item
        : name && showing.has(name) && call && positionalArguments(call).includes(n)
          ? { kind: 'shown' }
          : kept;
    }
    case 'comparison_operator': {
      const others = parent.namedChildren.filter(c => c !== n);
      if (others.some(c => c.kind === 'none')) {
        return { kind: 'none' };
      }
      return parent.namedChildren.at(-1) === n && /\bin\s/.test(operators(parent))
        ? { kind: 'read' }
        : { kind: 'shown' };
    }
    case 'not_operator':
    case 'assert_statement':
    case 'if_statement':
    case 'elif_clause':
    case 'while_statement':
      return truth;
    case 'if_clause':
      return truth;
    case 'conditional_expression':
      return parent.namedChildren[1] === n ? truth : kept;
    case 'boolean_operator':
      return isCondition(parent) ? truth : kept;
    case 'binary_operator':
    case 'list_splat':
    case 'dictionary_splat':
      return item;
    case 'interpolation':
      return { kind: 'shown' };
    case 'expression_statement':
      return { kind: 'shown' };
    case 'augmented_assignment':
      return n.field === 'left' ? { kind: 'changed', node: parent } : item;
    case 'delete_statement':
      return { kind: 'shown' };
    case 'assignment':
      return parent.child('right') === n &&
        /^(pattern_list|tuple_pattern|list_pattern)$/.test(parent.child('left')?.kind ?? '')
        ? item
        : kept;
  }
  return kept;
}

/** `x in y`, without the operands. */
function operators(comparison: SyntaxNode): string {
  return `${comparison
    .childrenOf('operators')
    .map(c => c.text)
    .join(' ')} `;
}

function isReadAtOnce(model: SemanticModel, value: SyntaxNode): boolean {
  const call = value.parent?.kind === 'argument_list' ? value.parent.parent : null;
  const name = call?.kind === 'call' ? model.qualifiedName(call.child('function')) : null;
  return name !== null && reading.has(name);
}

/** `x[i] = …`, `x[i] += …`, `del x[i]`, also one level further in: `x[i].append(…)`, `x[i][j] = …`. */
function isStore(subscript: SyntaxNode): boolean {
  const { parent } = subscript;
  if (
    subscript.field === 'left' &&
    /^(assignment|augmented_assignment|for_statement|for_in_clause)$/.test(parent?.kind ?? '')
  ) {
    return true;
  }
  if (parent?.kind === 'subscript' && parent.child('value') === subscript) {
    return isStore(parent);
  }
  if (parent?.kind === 'attribute') {
    return changing.has(parent.child('attribute')?.text ?? '');
  }
  return /^(delete_statement|pattern_list|tuple_pattern|list_pattern|as_pattern_target)$/.test(
    parent?.kind ?? ''
  );
}

/** The value only decides which way the code goes. */
function isCondition(operator: SyntaxNode): boolean {
  const { parent } = operator;
  return parent?.kind === 'boolean_operator' ||
    parent?.kind === 'not_operator' ||
    parent?.kind === 'parenthesized_expression'
    ? parent.kind === 'not_operator' || isCondition(parent)
    : /^(if_statement|elif_clause|while_statement|if_clause|assert_statement)$/.test(
        parent?.kind ?? ''
      );
}

/** `line 3` and the code there, for sentences. */
export function placeOf(node: SyntaxNode): string {
  return `\`${shortText(node.statement.kind.endsWith('_statement') && !node.statement.childOfKind('block') ? node.statement : node, 30)}\` in line ${node.cell.lines.position(node.start).line}`;
}
