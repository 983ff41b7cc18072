/**
 * Formulas: differentiated by the rules of calculus, and evaluated for numbers and for short vectors. Named values are shared nodes, so
 * that a formula can be differentiated by any intermediate result.
 */

export type Formula =
  | { readonly op: 'number'; readonly value: number }
  /** A variable of the program; `value` is the formula that it was given, or null where it comes from elsewhere. */
  | { readonly op: 'variable'; readonly name: string; readonly value: Formula | null }
  | { readonly op: '+' | '-' | '*' | '/' | '**'; readonly a: Formula; readonly b: Formula }
  | { readonly op: 'call'; readonly fn: string; readonly a: Formula }
  | { readonly op: 'sum' | 'mean' | 'count'; readonly a: Formula }
  /** The direction of the derivative: 1 for a number, one unit vector after the other for a vector. */
  | { readonly op: 'direction' }
  /** Something whose derivative is not known. */
  | { readonly op: 'opaque'; readonly parts: readonly Formula[] };

export type Variable = Extract<Formula, { op: 'variable' }>;
export type Value = number | readonly number[];

export const number = (value: number): Formula => ({ op: 'number', value });
const zero = number(0);
const one = number(1);
const direction: Formula = { op: 'direction' };

/** Outer derivatives of the functions that are known. */
const rules: Readonly<Record<string, (a: Formula) => Formula>> = {
  exp: a => apply('exp', a),
  log: a => divide(one, a),
  sqrt: a => divide(number(0.5), apply('sqrt', a)),
  sin: a => apply('cos', a),
  cos: a => multiply(number(-1), apply('sin', a)),
  tanh: a => subtract(one, power(apply('tanh', a), number(2))),
  sigmoid: a => multiply(apply('sigmoid', a), subtract(one, apply('sigmoid', a))),
  square: a => multiply(number(2), a)
};

const functions: Readonly<Record<string, (x: number) => number>> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  sin: Math.sin,
  cos: Math.cos,
  tanh: Math.tanh,
  sigmoid: x => 1 / (1 + Math.exp(-x)),
  square: x => x * x
};

export const functionNames: ReadonlySet<string> = new Set(Object.keys(functions));

function isZero(f: Formula): boolean {
  return f.op === 'number' && f.value === 0;
}

function apply(fn: string, a: Formula): Formula {
  return { op: 'call', fn, a };
}

function add(a: Formula, b: Formula): Formula {
  return isZero(a) ? b : isZero(b) ? a : { op: '+', a, b };
}

function subtract(a: Formula, b: Formula): Formula {
  return isZero(b) ? a : { op: '-', a, b };
}

function multiply(a: Formula, b: Formula): Formula {
  return isZero(a) || isZero(b) ? zero : { op: '*', a, b };
}

function divide(a: Formula, b: Formula): Formula {
  return isZero(a) ? zero : { op: '/', a, b };
}

function power(a: Formula, b: Formula): Formula {
  return { op: '**', a, b };
}

/** The derivative of a formula by one of its variables; everything that does not depend on it counts as constant. */
export function differentiate(formula: Formula, by: Variable): Formula {
  const known = new Map<Formula, Formula>();
  const of = (f: Formula): Formula => {
    let found = known.get(f);
    if (!found) {
      found = step(f);
      known.set(f, found);
    }
    return found;
  };
  const step = (f: Formula): Formula => {
    switch (f.op) {
      case 'number':
      case 'count':
      case 'direction':
        return zero;
      case 'variable':
        return f === by ? direction : f.value ? of(f.value) : zero;
      case '+':
        return add(of(f.a), of(f.b));
      case '-':
        return subtract(of(f.a), of(f.b));
      case '*':
        return add(multiply(of(f.a), f.b), multiply(f.a, of(f.b)));
      case '/':
        return subtract(
          divide(of(f.a), f.b),
          divide(multiply(f.a, of(f.b)), power(f.b, number(2)))
        );
      case '**': {
        const inner = multiply(multiply(f.b, power(f.a, subtract(f.b, one))), of(f.a));
        return add(inner, multiply(multiply(f, apply('log', f.a)), of(f.b)));
      }
      case 'call':
        return multiply(rules[f.fn](f.a), of(f.a));
      case 'sum':
      case 'mean': {
        const inner = of(f.a);
        // As long as what is summed, so that a constant derivative counts once for each element.
        return isZero(inner)
          ? zero
          : { op: f.op, a: { op: '+', a: inner, b: { op: '*', a: zero, b: f.a } } };
      }
      case 'opaque':
        return f.parts.some(p => dependsOn(p, by)) ? { op: 'opaque', parts: [] } : zero;
    }
  };
  return of(formula);
}

/** True when a formula reads a variable, itself or through others. */
export function dependsOn(formula: Formula, variable: Variable): boolean {
  return variablesOf(formula).has(variable);
}

/** All variables that a formula reads, those behind other variables included. */
export function variablesOf(formula: Formula): ReadonlySet<Variable> {
  const found = new Set<Variable>();
  visit(formula, f => {
    if (f.op === 'variable') {
      found.add(f);
    }
  });
  return found;
}

/** Calls `see` once for every part of a formula. */
export function visit(formula: Formula, see: (f: Formula) => void): void {
  const seen = new Set<Formula>();
  const stack = [formula];
  for (let f = stack.pop(); f; f = stack.pop()) {
    if (seen.has(f)) {
      continue;
    }
    seen.add(f);
    see(f);
    switch (f.op) {
      case 'variable':
        if (f.value) {
          stack.push(f.value);
        }
        break;
      case 'opaque':
        stack.push(...f.parts);
        break;
      case 'number':
      case 'direction':
        break;
      default:
        stack.push(f.a);
        if ('b' in f) {
          stack.push(f.b);
        }
    }
  }
}

/** The value of a formula; NaN where a part is not known. `given` gives variables their values and decides over their formulas. */
export function evaluate(
  formula: Formula,
  given: (v: Variable) => Value | null,
  along: Value = 1
): Value {
  const known = new Map<Formula, Value>();
  const of = (f: Formula): Value => {
    let found = known.get(f);
    if (found === undefined) {
      found = step(f);
      known.set(f, found);
    }
    return found;
  };
  const step = (f: Formula): Value => {
    switch (f.op) {
      case 'number':
        return f.value;
      case 'variable':
        return given(f) ?? (f.value ? of(f.value) : NaN);
      case 'direction':
        return along;
      case 'opaque':
        return NaN;
      case 'call':
        return map(of(f.a), functions[f.fn]);
      case 'count':
        return elements(of(f.a)).length;
      case 'sum':
      case 'mean': {
        const all = elements(of(f.a));
        const total = all.reduce((x, y) => x + y, 0);
        return f.op === 'sum' ? total : total / all.length;
      }
      default:
        return combine(of(f.a), of(f.b), operators[f.op]);
    }
  };
  return of(formula);
}

const operators: Readonly<Record<string, (x: number, y: number) => number>> = {
  '+': (x, y) => x + y,
  '-': (x, y) => x - y,
  '*': (x, y) => x * y,
  '/': (x, y) => x / y,
  '**': (x, y) => Math.pow(x, y)
};

export function elements(value: Value): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}

function map(value: Value, fn: (x: number) => number): Value {
  return typeof value === 'number' ? fn(value) : value.map(fn);
}

function combine(a: Value, b: Value, fn: (x: number, y: number) => number): Value {
  if (typeof a === 'number') {
    return map(b, y => fn(a, y));
  }
  return typeof b === 'number' ? a.map(x => fn(x, b)) : a.map((x, i) => fn(x, b[i]));
}
