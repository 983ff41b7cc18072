/**
 * Is a formula the derivative that it claims to be? Differentiates exactly and compares both at several points; formulas of this kind
 * that agree at points without any pattern are the same.
 */
import {
  differentiate,
  elements,
  evaluate,
  variablesOf,
  visit,
  type Formula,
  type Value,
  type Variable
} from './expression';

export type Shape = 'number' | 'vector';

export interface IDifference {
  readonly given: number;
  readonly expected: number;
  /** The values of the variables at which both were worked out. */
  readonly at: readonly (readonly [string, number])[];
  /** `given / expected` where it is the same everywhere. */
  readonly factor: number | null;
}

export type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'different'; readonly difference: IDifference }
  | { readonly kind: 'unknown' };

const unknown: Verdict = { kind: 'unknown' };
const length = 3;
/** Without any pattern; the first half positive, so that logarithms and roots exist there. */
const pool = [
  0.7312, 1.8431, 0.3917, 2.2763, 1.1377, 0.5249, 1.5173, 2.9311, 0.8629, 1.3883, -0.6121, 1.2719,
  -1.7393, 0.4457, -0.2861, 2.0517, -1.1189, 0.9341, -2.3671, 1.6607
];

export function prove(
  top: Variable,
  by: Variable,
  claimed: Formula,
  shapeOf: (v: Variable) => Shape | null
): Verdict {
  if (!top.value || isUnreadable(top.value) || isUnreadable(claimed)) {
    return unknown;
  }
  const variables = [...new Set([...variablesOf(top.value), ...variablesOf(claimed)])];
  const free = variables.filter(isFree);
  const aggregates = hasAggregate(top.value) || hasAggregate(claimed);
  const shape = (v: Variable): Shape =>
    shapeOf(v) ?? (aggregates && v !== by ? 'vector' : 'number');
  const derivative = differentiate(top.value, by);
  const points = [0, 3, 10, 13].map(offset => pointAt(free, shape, offset));
  const pairs = points.flatMap(point => compare(top, by, claimed, derivative, point));
  if (pairs.length < 2) {
    return unknown;
  }
  if (pairs.every(([a, b]) => isClose(a, b))) {
    return { kind: 'equal' };
  }
  // A number that stands for a length, or a shape that is not known, can explain a difference between vectors.
  if (
    aggregates ||
    free.some(v => shape(v) === 'vector') ||
    pairs.some(([a, b]) => isClose(a, b))
  ) {
    return unknown;
  }
  const round = new Map(free.map((v, i) => [v, constantOf(v) ?? i + 2] as const));
  const [shown] = compare(top, by, claimed, derivative, round);
  if (!shown || isClose(shown[0], shown[1])) {
    return unknown;
  }
  const [first] = pairs;
  const factor = first[0] / first[1];
  const isConstant = pairs.every(([a, b]) => Math.abs(b) > 1e-9 && isClose(a / b, factor));
  return {
    kind: 'different',
    difference: {
      given: shown[0],
      expected: shown[1],
      at: free.map(v => [v.name, round.get(v) ?? 0] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
      factor: isConstant ? factor : null
    }
  };
}

/** A variable that may take any value: it comes from elsewhere, or was given a number. */
export function isFree(v: Variable): boolean {
  return v.value === null || ![...variablesOf(v.value)].length;
}

function constantOf(v: Variable): number | null {
  const value = v.value && evaluate(v.value, () => null);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function pointAt(
  free: readonly Variable[],
  shape: (v: Variable) => Shape,
  offset: number
): Map<Variable, Value> {
  const pick = (n: number): number => pool[(offset + n) % pool.length] + n * 0.0137;
  return new Map(
    free.map((v, i) => [
      v,
      shape(v) === 'vector'
        ? Array.from({ length }, (_, k) => pick(i * length + k + 1))
        : pick(i * length)
    ])
  );
}

/** Claimed and true derivative at a point, element by element; nothing where one of them has no value there. */
function compare(
  top: Variable,
  by: Variable,
  claimed: Formula,
  derivative: Formula,
  point: ReadonlyMap<Variable, Value>
): (readonly [number, number])[] {
  const given = (v: Variable): Value | null => point.get(v) ?? null;
  const at = evaluate(by, given);
  const total = evaluate(top.value as Formula, given);
  const isVector = typeof at !== 'number';
  const value = evaluate(claimed, given);
  // Elementwise formulas differentiate element by element; a sum differentiates by each element on its own.
  const expected: Value =
    !isVector || typeof total !== 'number'
      ? evaluate(derivative, given)
      : at.map((_, i) => {
          const unit = at.map((__, k) => (k === i ? 1 : 0));
          return elements(evaluate(derivative, given, unit))[0];
        });
  const [a, b] = [elements(value), elements(expected)];
  return a.length === b.length && [...a, ...b].every(Number.isFinite)
    ? a.map((x, i) => [x, b[i]] as const)
    : [];
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * (1 + Math.max(Math.abs(a), Math.abs(b)));
}

function hasAggregate(formula: Formula): boolean {
  let found = false;
  visit(formula, f => {
    found ||= f.op === 'sum' || f.op === 'mean' || f.op === 'count';
  });
  return found;
}

/** True when a part of a formula was not understood. */
export function isUnreadable(formula: Formula): boolean {
  let found = false;
  visit(formula, f => {
    found ||= f.op === 'opaque';
  });
  return found;
}
