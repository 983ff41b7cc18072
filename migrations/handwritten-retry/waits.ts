/** Turns the argument of `sleep` into a waiting strategy of tenacity that waits exactly as long after every attempt. */
import {
  positionalArguments,
  unparenthesized,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { linearOf } from './counter';
import type { ICounter } from './shape';

/** A strategy as text, and what tenacity has to provide for it. */
export interface IWait {
  readonly text: string;
  readonly imports: readonly string[];
  /** The nodes that the text repeats. */
  readonly nodes: readonly SyntaxNode[];
}

/** `delay = 1` above the loop with `delay *= 2` in it. */
export interface IGrowing {
  readonly name: string;
  readonly first: SyntaxNode;
  readonly operator: string;
  readonly by: SyntaxNode;
  readonly cap: SyntaxNode | null;
}

export interface IWaitContext {
  readonly model: SemanticModel;
  readonly loop: SyntaxNode;
  readonly counter: ICounter | null;
  /** The counter where the wait is worked out: number of the attempt plus this. */
  readonly shift: number;
  readonly growing: IGrowing | null;
}

/** `after the first failure: start; then factor or increment`. */
interface IGrowth {
  readonly kind: 'exponential' | 'incrementing';
  readonly start: string;
  readonly by: string;
}

/** The strategy for a wait, or null where none is known to be equal. */
export function waitOf(node: SyntaxNode, context: IWaitContext): IWait | null {
  const n = unparenthesized(node);
  const random = randomWait(n, context);
  if (random) {
    return random;
  }
  if (n.kind === 'binary_operator' && n.child('operator')?.text === '+') {
    const sides = [n.child('left'), n.child('right')] as SyntaxNode[];
    const noise = sides.findIndex(s => randomWait(unparenthesized(s), context));
    if (noise >= 0) {
      const parts = sides.map(s => waitOf(s, context));
      const [a, b] = parts;
      return (
        a &&
        b && {
          text: `${a.text} + ${b.text}`,
          imports: [...a.imports, ...b.imports],
          nodes: [...a.nodes, ...b.nodes]
        }
      );
    }
  }
  if (isStable(n, context)) {
    return { text: `wait_fixed(${n.text})`, imports: ['wait_fixed'], nodes: [n] };
  }
  const { growing } = context;
  if (growing && n.kind === 'identifier' && n.text === growing.name) {
    const growth: IGrowth = {
      kind: growing.operator === '*' ? 'exponential' : 'incrementing',
      start: growing.first.text,
      by: growing.by.text
    };
    return strategy(growth, growing.cap, [growing.first, growing.by]);
  }
  const capped = cap(n, context);
  const growth = capped ? growthOf(capped.inner, context) : growthOf(n, context);
  return growth && strategy(growth, capped?.cap ?? null, [n]);
}

function strategy(growth: IGrowth, max: SyntaxNode | null, nodes: readonly SyntaxNode[]): IWait {
  const isExponential = growth.kind === 'exponential';
  const name = isExponential ? 'wait_exponential' : 'wait_incrementing';
  const parts = isExponential
    ? [
        ...(growth.start === '1' ? [] : [`multiplier=${growth.start}`]),
        ...(growth.by === '2' ? [] : [`exp_base=${growth.by}`])
      ]
    : [`start=${growth.start}`, `increment=${growth.by}`];
  const all = [...parts, ...(max ? [`max=${max.text}`] : [])];
  return {
    text: `${name}(${all.join(', ')})`,
    imports: [name],
    nodes: [...nodes, ...(max ? [max] : [])]
  };
}

/** `random.uniform(a, b)` and `random.random()`, which tenacity takes from the same generator. */
function randomWait(n: SyntaxNode, context: IWaitContext): IWait | null {
  const name = n.kind === 'call' ? context.model.qualifiedName(n.child('function')) : null;
  const given = n.kind === 'call' ? positionalArguments(n) : [];
  if (name === 'random.random' && !given.length) {
    return { text: 'wait_random(0, 1)', imports: ['wait_random'], nodes: [] };
  }
  return name === 'random.uniform' && given.length === 2 && given.every(a => isStable(a, context))
    ? {
        text: `wait_random(${given.map(a => a.text).join(', ')})`,
        imports: ['wait_random'],
        nodes: given
      }
    : null;
}

/** `min(growing, limit)`. */
function cap(n: SyntaxNode, context: IWaitContext): { inner: SyntaxNode; cap: SyntaxNode } | null {
  if (n.kind !== 'call' || context.model.qualifiedName(n.child('function')) !== 'builtins.min') {
    return null;
  }
  const given = positionalArguments(n);
  const limit = given.find(a => isStable(a, context));
  const inner = given.find(a => a !== limit);
  return given.length === 2 && limit && inner ? { inner, cap: limit } : null;
}

function growthOf(node: SyntaxNode, context: IWaitContext): IGrowth | null {
  const n = unparenthesized(node);
  const counted = offsetOf(n, context);
  if (counted !== null) {
    return { kind: 'incrementing', start: String(counted + 1), by: '1' };
  }
  const operator = n.kind === 'binary_operator' ? n.child('operator')?.text : null;
  const [left, right] = [n.child('left'), n.child('right')];
  if (!operator || !left || !right) {
    return null;
  }
  if (operator === '**') {
    const at = offsetOf(right, context);
    return at !== null && isFactor(left, context)
      ? scaled('exponential', '1', left.text, at, left.text)
      : null;
  }
  if (operator !== '*') {
    return null;
  }
  const [factor, rest] = isFactor(left, context) ? [left, right] : [right, left];
  if (!isFactor(factor, context)) {
    return null;
  }
  const inner = unparenthesized(rest);
  const at = offsetOf(inner, context);
  if (at !== null) {
    const start = product(factor.text, String(at + 1));
    return start ? { kind: 'incrementing', start, by: factor.text } : null;
  }
  if (inner.kind === 'binary_operator' && inner.child('operator')?.text === '**') {
    const power = offsetOf(inner.child('right'), context);
    const base = inner.child('left');
    return power !== null && base && isFactor(base, context)
      ? scaled('exponential', factor.text, base.text, power, base.text)
      : null;
  }
  return null;
}

/** `c * b ** (n + offset)` as `c * b ** (offset + 1)` after the first failure. */
function scaled(
  kind: IGrowth['kind'],
  factor: string,
  base: string,
  offset: number,
  by: string
): IGrowth | null {
  let start: string | null = factor;
  for (let i = 0; start !== null && i < offset + 1; i++) {
    start = product(start, base);
  }
  return offset >= -1 && start !== null ? { kind, start, by } : null;
}

/** The product as text, worked out where both are numbers that multiply without rounding. */
function product(a: string, b: string): string | null {
  if (a === '0' || b === '0') {
    return '0';
  }
  if (a === '1' || b === '1') {
    return a === '1' ? b : a;
  }
  if (/^\d+$/.test(a) && /^\d+$/.test(b)) {
    return String(Number(a) * Number(b));
  }
  return `${a} * ${b}`;
}

/** What an expression adds to the number of the attempt: -1 for the counter of `range(3)`. */
function offsetOf(node: SyntaxNode | null, { counter, shift }: IWaitContext): number | null {
  const linear = linearOf(node);
  return counter && linear?.base === counter.name ? linear.shift + shift : null;
}

function isFactor(n: SyntaxNode, context: IWaitContext): boolean {
  return (
    /^(integer|float|identifier|attribute|parenthesized_expression)$/.test(n.kind) &&
    isStable(n, context)
  );
}

const plain =
  /^(integer|float|identifier|attribute|binary_operator|unary_operator|parenthesized_expression)$/;

/** True for arithmetic on numbers and names that the loop does not bind: the same at every attempt. */
export function isStable(n: SyntaxNode, context: Pick<IWaitContext, 'model' | 'loop'>): boolean {
  return [...n.walk()].every(c => {
    if (!c.named || (c.kind === 'identifier' && c.field === 'attribute')) {
      return true;
    }
    const reference = c.kind === 'identifier' ? context.model.referenceAt(c) : null;
    const isBoundHere =
      reference !== null &&
      context.model
        .definitions(reference)
        .some(b => b.statement?.isInside(context.loop) ?? b.node?.isInside(context.loop));
    return plain.test(c.kind) && !isBoundHere;
  });
}
