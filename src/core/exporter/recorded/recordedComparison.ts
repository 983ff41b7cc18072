/** How a test compares what a function gives with what it gave: by the type of the value, numbers with the tolerance of theirs. */
import type { RecordedValue } from './recording';

/**
 * - `identity`: True, False, None
 * - `exact`: nothing in it is a fraction
 * - `approx`: fractions that pytest compares by itself
 * - `array`, `series`, `frame`: numpy's and pandas' own comparisons
 * - `close`: anything nested, by a function in the test file
 */
export type Comparison = 'identity' | 'exact' | 'approx' | 'array' | 'series' | 'frame' | 'close';

export interface ITolerance {
  readonly relative: string;
  readonly absolute: string | null;
}

/** One comparison that is right for all values. */
export function comparisonOf(values: readonly RecordedValue[]): Comparison {
  const found = new Set(values.map(one));
  const [first] = found;
  if (found.size === 1) {
    return first;
  }
  const isExact = [...found].every(c => c === 'identity' || c === 'exact');
  const isNumeric = values.every(v => isNumber(v) || isNumberList(v));
  return isExact ? 'exact' : isNumeric ? 'approx' : 'close';
}

function one(value: RecordedValue): Comparison {
  switch (value.k) {
    case 'none':
    case 'bool':
      return 'identity';
    case 'array':
    case 'series':
    case 'frame':
      return value.k;
    case 'float':
      return 'approx';
    case 'number':
      return value.v.k === 'float' ? 'approx' : 'exact';
    default:
      break;
  }
  const parts = partsOf(value);
  if (!parts.some(p => ['float', 'array', 'series', 'frame', 'number'].includes(p.k))) {
    return 'exact';
  }
  return isNumberList(value) ? 'approx' : 'close';
}

/** True for what pytest's `approx` looks into by itself: a list, tuple or dict of numbers. */
function isNumberList(value: RecordedValue): boolean {
  const parts =
    value.k === 'list' || value.k === 'tuple'
      ? value.items
      : value.k === 'dict'
        ? value.items.map(([, v]) => v)
        : null;
  return parts?.every(v => v.k === 'int' || v.k === 'float') ?? false;
}

function isNumber(value: RecordedValue): boolean {
  return value.k === 'int' || value.k === 'float' || (value.k === 'number' && value.v.k !== 'bool');
}

/** The value and everything in it. */
export function partsOf(value: RecordedValue): RecordedValue[] {
  switch (value.k) {
    case 'dict':
      return [value, ...value.items.flatMap(([k, v]) => [...partsOf(k), ...partsOf(v)])];
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
    case 'range':
      return [value, ...value.items.flatMap(partsOf)];
    case 'array':
      return [value, ...partsOf(value.items)];
    case 'number':
      return [value, value.v];
    case 'series':
      return [value, ...value.items, ...indexParts(value.index), value.name];
    case 'frame':
      return [
        value,
        ...value.columns.flatMap(c => [c.name, ...c.items]),
        ...indexParts(value.index)
      ];
    default:
      return [value];
  }
}

function indexParts(index: Extract<RecordedValue, { k: 'frame' }>['index']): RecordedValue[] {
  return index === null ? [] : 'range' in index ? index.range : [...index.items, index.name];
}

/** The widest tolerance that a type among the values asks for. */
export function toleranceOf(values: readonly RecordedValue[]): ITolerance {
  const types = new Set(
    values
      .flatMap(partsOf)
      .flatMap(p =>
        p.k === 'frame'
          ? p.columns.map(c => c.dtype)
          : p.k === 'array' || p.k === 'number' || p.k === 'series'
            ? [p.dtype]
            : []
      )
  );
  return types.has('float16')
    ? { relative: '1e-2', absolute: '1e-3' }
    : types.has('float32')
      ? { relative: '1e-5', absolute: '1e-6' }
      : { relative: '1e-7', absolute: null };
}

/** True when a number is missing somewhere: NaN equals nothing, not even itself. */
export function hasNan(values: readonly RecordedValue[]): boolean {
  return values.flatMap(partsOf).some(p => p.k === 'float' && p.v.includes('nan'));
}
