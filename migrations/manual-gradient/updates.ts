/** Recognises a step of gradient descent: `w -= rate * dw`, `w = w - rate * dw`, and several of them in one statement. */
import type { Binding, SyntaxNode } from '../../src/core';

export interface IUpdate {
  readonly statement: SyntaxNode;
  /** What to write in its place; null where the statement changes the tensor itself already. */
  readonly parts: readonly IPart[] | null;
}

export interface IPart {
  readonly name: string;
  readonly sign: string;
  readonly text: string;
}

export function updateOf(binding: Binding, name: string): IUpdate | null {
  const assignment = binding.statement;
  const left = assignment?.child('left');
  const right = assignment?.child('right');
  if (!assignment || !left || !right) {
    return null;
  }
  const { statement } = assignment;
  if (binding.kind === 'augmented') {
    const isStep = /^[-+]=$/.test(assignment.child('operator')?.text ?? '');
    return isStep && left.text === name && !mentions(right, name)
      ? { statement, parts: null }
      : null;
  }
  if (left.kind === 'identifier') {
    const part = partOf(left, right);
    return part && { statement, parts: [part] };
  }
  if (
    left.kind === 'pattern_list' &&
    /^(expression_list|tuple)$/.test(right.kind) &&
    left.namedChildren.length === right.namedChildren.length
  ) {
    const parts = left.namedChildren.map((target, i) => partOf(target, right.namedChildren[i]));
    const names = left.namedChildren.map(n => n.text);
    const isApart = right.namedChildren.every((r, i) =>
      names.every((n, k) => k === i || !mentions(r, n))
    );
    return isApart && parts.every(p => p !== null) ? { statement, parts } : null;
  }
  return null;
}

/** `w - rate * dw` for `w`. */
function partOf(target: SyntaxNode, value: SyntaxNode): IPart | null {
  const sign = value.kind === 'binary_operator' ? (value.child('operator')?.text ?? '') : '';
  const rest = value.child('right');
  return target.kind === 'identifier' &&
    /^[-+]$/.test(sign) &&
    value.child('left')?.text === target.text &&
    rest &&
    !mentions(rest, target.text)
    ? { name: target.text, sign, text: rest.text }
    : null;
}

function mentions(node: SyntaxNode, name: string): boolean {
  return [...node.walk()].some(n => n.kind === 'identifier' && n.text === name);
}
