/**
 * Measures how far one tensor is from a reference, all in float64.
 *
 * The result always says something: structure that does not fit, values that are not finite and outputs that are
 * constant are facts in it, not exceptions. The level comes from `verdict.ts`.
 */

import { histogramEdges, maxSnrDb, maxTau } from './metrics';
import type { IOutputMetrics } from './metrics';
import { scoreTask } from './taskView';
import {
  asLabels,
  bytesOf,
  elementCount,
  halfToNumber,
  isFloat,
  sameDims,
  toFloat64,
  unravel
} from './tensor';
import type { DType, ITensor } from './tensor';
import { scaledAtol } from './tolerance';
import type { ITolerance } from './tolerance';
import { levelOf } from './verdict';

/**
 * Compares one output.
 *
 * @param name - name of the output, for the report
 * @param reference - what is right
 * @param actual - what is checked; undefined when the model does not have this output
 */
export function compareTensors(
  name: string,
  reference: ITensor,
  actual: ITensor | undefined,
  tolerance: ITolerance
): IOutputMetrics {
  const structural = structuralDifference(reference, actual);
  const base = blank(name, reference, tolerance, structural);
  if (structural || !actual) {
    return { ...base, verdict: levelOf(base) };
  }
  const [r, a] = reference.dtype === 'string' ? asLabels([reference, actual]) : [reference, actual];
  const measured = tolerance.exact ? measureExact(base, r, a) : measure(base, r, a, tolerance);
  return { ...measured, verdict: levelOf(measured) };
}

function structuralDifference(reference: ITensor, actual: ITensor | undefined): string | null {
  if (!actual) {
    return 'the output is missing';
  }
  if (actual.dtype !== reference.dtype) {
    return `type ${actual.dtype} instead of ${reference.dtype}`;
  }
  if (!sameDims(actual.dims, reference.dims)) {
    return `shape [${actual.dims.join(', ')}] instead of [${reference.dims.join(', ')}]`;
  }
  return null;
}

function blank(
  name: string,
  reference: ITensor,
  tolerance: ITolerance,
  structural: string | null
): IOutputMetrics {
  const bad = structural !== null;
  const none = { nan: 0, pos: 0, neg: 0 };
  const n = elementCount(reference.dims);
  return {
    name,
    dtype: reference.dtype,
    shape: [...reference.dims],
    n,
    structural,
    tau: bad ? maxTau : 0,
    tau_strict: bad ? maxTau : 0,
    violations: bad ? n : 0,
    violation_fraction: bad ? 1 : 0,
    required: { rtol: 0, atol: 0 },
    tolerance: {
      strict: tolerance.strict,
      close: tolerance.close,
      atol_scaled: tolerance.close.atol,
      rule: tolerance.rule
    },
    max_abs: null,
    max_rel: 0,
    mean_abs: 0,
    rmse: 0,
    nrmse: 0,
    max_over_rms: 0,
    snr_db: bad ? 0 : maxSnrDb,
    cos1m: bad ? 1 : 0,
    r2: null,
    q: { p50: 0, p99: 0, p999: 0 },
    ulp: null,
    nonfinite: { ref: none, act: none, disagree: 0 },
    degenerate: false,
    hist_abs: new Array<number>(histogramEdges.length + 2).fill(0),
    hist_rel: new Array<number>(histogramEdges.length + 2).fill(0),
    top1: null,
    rows_within: bad ? 0 : 1,
    bit_equal: false,
    verdict: 'mismatch'
  };
}

/** Whole numbers and booleans: equal or not; 64-bit integers are compared without widening. */
function measureExact(base: IOutputMetrics, reference: ITensor, actual: ITensor): IOutputMetrics {
  const { data: r } = reference;
  const { data: a } = actual;
  let violations = 0;
  let worst = 0;
  let worstAt = -1;
  let sum = 0;
  const hist = [...base.hist_abs];
  const width = rowWidth(reference.dims);
  const badRows = new Set<number>();
  for (let i = 0; i < r.length; i++) {
    const e =
      r[i] === a[i]
        ? 0
        : Math.abs(
            Number(
              typeof r[i] === 'bigint'
                ? (a[i] as bigint) - (r[i] as bigint)
                : Number(a[i]) - Number(r[i])
            )
          );
    hist[binOf(e)]++;
    if (e > 0) {
      violations++;
      sum += e;
      badRows.add(Math.floor(i / width));
      if (e > worst) {
        worst = e;
        worstAt = i;
      }
    }
  }
  const wrong = violations > 0;
  return {
    ...base,
    tau: wrong ? maxTau : 0,
    tau_strict: wrong ? maxTau : 0,
    violations,
    violation_fraction: r.length ? violations / r.length : 0,
    required: { rtol: 0, atol: worst },
    max_abs:
      worstAt < 0
        ? null
        : {
            v: worst,
            i: unravel(worstAt, reference.dims),
            ref: Number(r[worstAt]),
            act: Number(a[worstAt])
          },
    mean_abs: r.length ? sum / r.length : 0,
    snr_db: wrong ? 0 : maxSnrDb,
    cos1m: wrong ? 1 : 0,
    degenerate: wrong && isConstant(toFloat64(actual)) && !isConstant(toFloat64(reference)),
    hist_abs: hist,
    hist_rel: hist,
    rows_within: r.length ? 1 - badRows.size / (r.length / width) : 1,
    bit_equal: !wrong
  };
}

function measure(
  base: IOutputMetrics,
  reference: ITensor,
  actual: ITensor,
  tolerance: ITolerance
): IOutputMetrics {
  const r = toFloat64(reference);
  const a = toFloat64(actual);
  const n = r.length;
  const nonfinite = { ref: nonFinite(r), act: nonFinite(a), disagree: 0 };
  let sumRef = 0;
  let sumAct = 0;
  let dot = 0;
  let finite = 0;
  let mean = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isFinite(r[i]) && Number.isFinite(a[i])) {
      finite++;
      sumRef += r[i] * r[i];
      sumAct += a[i] * a[i];
      dot += r[i] * a[i];
      mean += (r[i] - mean) / finite;
    } else if (!Object.is(r[i], a[i])) {
      nonfinite.disagree++;
    }
  }
  const rms = finite ? Math.sqrt(sumRef / finite) : 0;
  const strictAtol = scaledAtol(tolerance.strict.atol, rms);
  const closeAtol = scaledAtol(tolerance.close.atol, rms);
  const errors = new Float64Array(finite);
  const histAbs = [...base.hist_abs];
  const histRel = [...base.hist_rel];
  const width = rowWidth(reference.dims);
  const rows = Math.max(1, n / width);
  const badRows = new Set<number>();
  let at = 0;
  let violations = 0;
  let tau = 0;
  let tauStrict = 0;
  let needRtol = 0;
  let maxRel = 0;
  let worst = -1;
  let worstAt = -1;
  let sumError = 0;
  let sumSquares = 0;
  let variance = 0;
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(r[i]) || !Number.isFinite(a[i])) {
      if (!Object.is(r[i], a[i])) {
        badRows.add(Math.floor(i / width));
      }
      continue;
    }
    const e = Math.abs(a[i] - r[i]);
    const size = Math.abs(r[i]);
    errors[at++] = e;
    sumError += e;
    sumSquares += e * e;
    variance += (r[i] - mean) ** 2;
    const rel = e === 0 ? 0 : size === 0 ? Infinity : e / size;
    maxRel = Math.max(maxRel, Math.min(maxTau, rel));
    histAbs[binOf(e)]++;
    histRel[binOf(rel)]++;
    const ratio = ratioOf(e, closeAtol + tolerance.close.rtol * size);
    tau = Math.max(tau, ratio);
    tauStrict = Math.max(tauStrict, ratioOf(e, strictAtol + tolerance.strict.rtol * size));
    needRtol = Math.max(needRtol, e <= closeAtol ? 0 : ratioOf(e - closeAtol, size));
    if (ratio > 1) {
      violations++;
      badRows.add(Math.floor(i / width));
    }
    if (e > worst) {
      worst = e;
      worstAt = i;
    }
  }
  if (nonfinite.disagree > 0) {
    tau = maxTau;
    tauStrict = maxTau;
    violations += nonfinite.disagree;
  }
  const rmse = finite ? Math.sqrt(sumSquares / finite) : 0;
  const sorted = errors.slice().sort();
  const norms = Math.sqrt(sumRef) * Math.sqrt(sumAct);
  return {
    ...base,
    tau,
    tau_strict: tauStrict,
    violations,
    violation_fraction: n ? violations / n : 0,
    required: { rtol: needRtol, atol: Math.max(0, worst) },
    tolerance: { ...base.tolerance, atol_scaled: closeAtol },
    max_abs:
      worstAt < 0
        ? null
        : { v: worst, i: unravel(worstAt, reference.dims), ref: r[worstAt], act: a[worstAt] },
    max_rel: maxRel,
    mean_abs: finite ? sumError / finite : 0,
    rmse,
    nrmse: rmse === 0 ? 0 : ratioOf(rmse, rms),
    max_over_rms: worst <= 0 ? 0 : ratioOf(worst, rms),
    snr_db: snr(sumRef, sumSquares),
    cos1m: norms === 0 ? (sumRef === sumAct ? 0 : 1) : Math.max(0, 1 - dot / norms),
    r2: variance > 0 ? 1 - sumSquares / variance : null,
    q: { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), p999: quantile(sorted, 0.999) },
    ulp: ulps(reference, actual, r, a, rms),
    nonfinite,
    // a reference of almost nothing may round to nothing: only what the strict bound sees is degenerate
    degenerate: tauStrict > 1 && isConstant(a) && !isConstant(r),
    hist_abs: histAbs,
    hist_rel: histRel,
    top1: scoreTask(r, a, reference.dims),
    rows_within: Math.max(0, 1 - badRows.size / rows),
    bit_equal: sameBytes(bytesOf(reference), bytesOf(actual))
  };
}

function ratioOf(error: number, allowed: number): number {
  return error === 0 ? 0 : allowed > 0 ? Math.min(maxTau, error / allowed) : maxTau;
}

function binOf(error: number): number {
  if (error === 0) {
    return 0;
  }
  const at = histogramEdges.findIndex(edge => error <= edge);
  return at < 0 ? histogramEdges.length + 1 : at + 1;
}

function snr(signal: number, noise: number): number {
  if (noise === 0) {
    return maxSnrDb;
  }
  return signal === 0
    ? -maxSnrDb
    : Math.max(-maxSnrDb, Math.min(maxSnrDb, 10 * Math.log10(signal / noise)));
}

function nonFinite(values: Float64Array): { nan: number; pos: number; neg: number } {
  const counts = { nan: 0, pos: 0, neg: 0 };
  for (const value of values) {
    if (Number.isNaN(value)) {
      counts.nan++;
    } else if (value === Infinity) {
      counts.pos++;
    } else if (value === -Infinity) {
      counts.neg++;
    }
  }
  return counts;
}

/** One element says nothing about being stuck, so a single value never counts as constant unless it is zero. */
function isConstant(values: Float64Array): boolean {
  if (values.length === 0) {
    return true;
  }
  return values.length === 1
    ? values[0] === 0
    : values.every(value => Object.is(value + 0, values[0] + 0));
}

function rowWidth(dims: readonly number[]): number {
  return Math.max(1, elementCount(dims.slice(1)));
}

function quantile(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) {
    return 0;
  }
  const place = p * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

const epsilon: Partial<Record<DType, number>> = {
  float16: 2 ** -10,
  float32: 2 ** -23,
  float64: 2 ** -52
};

/** Steps between representable numbers, without those below one step of the output's own scale. */
function ulps(
  reference: ITensor,
  actual: ITensor,
  r: Float64Array,
  a: Float64Array,
  rms: number
): IOutputMetrics['ulp'] {
  const { dtype } = reference;
  if (!isFloat(dtype)) {
    return null;
  }
  const floor = epsilon[dtype]! * rms;
  const steps = new Float64Array(r.length);
  const refOrder = order(reference);
  const actOrder = order(actual);
  let n = 0;
  for (let i = 0; i < r.length; i++) {
    if (Number.isFinite(r[i]) && Number.isFinite(a[i])) {
      steps[n++] = Math.abs(a[i] - r[i]) <= floor ? 0 : Math.abs(actOrder(i) - refOrder(i));
    }
  }
  const sorted = steps.subarray(0, n).sort();
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: n ? sorted[n - 1] : 0 };
}

/** Place of an element in the ordered sequence of all numbers of its type. */
function order(value: ITensor): (i: number) => number {
  if (value.dtype === 'float16') {
    return i => {
      const bits = value.data[i] as number;
      return halfToNumber(bits) < 0 || bits === 0x8000 ? -(bits & 0x7fff) : bits;
    };
  }
  if (value.dtype === 'float32') {
    const bits = new Int32Array(Float32Array.from(value.data as Float32Array).buffer);
    return i => (bits[i] < 0 ? -(bits[i] & 0x7fffffff) : bits[i]);
  }
  const bits = new BigInt64Array(Float64Array.from(value.data as Float64Array).buffer);
  return i => Number(bits[i] < 0n ? -(bits[i] & 0x7fffffffffffffffn) : bits[i]);
}
