/** Counts of attempts: what a counter is at the nth attempt, and at which attempt a condition on it says that it is the last. */
import { unparenthesized, type SyntaxNode } from '../../src/core';

/** `base + shift`; only the number where there is no base. */
export interface ILinear {
  readonly base: string | null;
  readonly shift: number;
}

/** A name, a whole number, or a name plus or minus a whole number; null for anything else. */
export function linearOf(node: SyntaxNode | null): ILinear | null {
  const n = node && unparenthesized(node);
  if (n?.kind === 'integer' && /^\d+$/.test(n.text)) {
    return { base: null, shift: Number(n.text) };
  }
  if (n?.kind === 'identifier' || n?.kind === 'attribute') {
    return { base: n.text, shift: 0 };
  }
  const sign = n?.kind === 'binary_operator' ? n.child('operator')?.text : null;
  if (!n || (sign !== '+' && sign !== '-')) {
    return null;
  }
  const left = linearOf(n.child('left'));
  const right = linearOf(n.child('right'));
  if (!left || !right) {
    return null;
  }
  if (right.base === null) {
    return { base: left.base, shift: left.shift + (sign === '+' ? right.shift : -right.shift) };
  }
  return sign === '+' && left.base === null
    ? { base: right.base, shift: left.shift + right.shift }
    : null;
}

export function minus(a: ILinear, b: number): ILinear {
  return { base: a.base, shift: a.shift - b };
}

export function linearText({ base, shift }: ILinear): string {
  if (base === null) {
    return String(shift);
  }
  return shift === 0 ? base : `${base} ${shift > 0 ? '+' : '-'} ${Math.abs(shift)}`;
}

export function isSame(a: ILinear, b: ILinear): boolean {
  return a.base === b.base && a.shift === b.shift;
}

/** What a condition on the counter says about the attempt that just failed. */
export interface IGuard {
  /** True when the condition holds at the last attempt, false when it holds at all others. */
  readonly holdsAtLast: boolean;
  /** Number of the last attempt. */
  readonly last: ILinear;
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/**
 * Reads `attempt == retries - 1`, `attempt + 1 < retries`, `tries > 3` …
 *
 * @param shift the counter is the number of the attempt plus this
 */
export function guardOf(condition: SyntaxNode, counter: string, shift: number): IGuard | null {
  const found = comparison(condition);
  let left = linearOf(found?.left ?? null);
  let right = linearOf(found?.right ?? null);
  let operator = found?.operator ?? '';
  if (right?.base === counter) {
    [left, right] = [right, left];
    operator = mirrored[operator] ?? operator;
  }
  if (!left || !right || left.base !== counter || right.base === counter) {
    return null;
  }
  const at = minus(right, left.shift + shift);
  switch (operator) {
    case '==':
    case '>=':
      return { holdsAtLast: true, last: at };
    case '>':
      return { holdsAtLast: true, last: minus(at, -1) };
    case '<':
    case '!=':
      return { holdsAtLast: false, last: at };
    case '<=':
      return { holdsAtLast: false, last: minus(at, -1) };
  }
  return null;
}

/** The sides of a comparison of two expressions. */
export function comparison(
  node: SyntaxNode
): { left: SyntaxNode; operator: string; right: SyntaxNode } | null {
  const n = unparenthesized(node);
  const [left, right, more] = n.namedChildren;
  if (n.kind !== 'comparison_operator' || !left || !right || more) {
    return null;
  }
  return { left, right, operator: n.children.find(c => !c.named)?.text ?? '' };
}
