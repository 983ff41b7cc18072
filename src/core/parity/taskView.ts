/**
 * What an error means for a classifier: does any row get another answer.
 *
 * A flip is explainable when the reference itself hardly preferred one class: its margin is at most twice the largest
 * error in that row. Whether rows are class scores at all is a guess by shape, so a good result here never lifts a
 * verdict above "task-equivalent".
 */

import type { IOutputMetrics } from './metrics';

/** Rows wider than this are taken for features, not classes. */
const maxClasses = 100_000;

/**
 * Top-1 view of outputs `[rows, classes]`.
 *
 * @returns null when the shape is not that of class scores
 */
export function scoreTask(
  r: Float64Array,
  a: Float64Array,
  dims: readonly number[]
): IOutputMetrics['top1'] {
  const classes = dims[1];
  if (dims.length !== 2 || classes < 2 || classes > maxClasses || dims[0] === 0) {
    return null;
  }
  const rows = dims[0];
  let flips = 0;
  let explainable = 0;
  let top5 = 0;
  let maxProbability = 0;
  for (let row = 0; row < rows; row++) {
    const ref = r.subarray(row * classes, (row + 1) * classes);
    const act = a.subarray(row * classes, (row + 1) * classes);
    const best = argmax(ref);
    if (argmax(act) !== best) {
      flips++;
      let maxError = 0;
      let second = -Infinity;
      for (let i = 0; i < classes; i++) {
        maxError = Math.max(maxError, Math.abs(act[i] - ref[i]));
        second = i === best ? second : Math.max(second, ref[i]);
      }
      // a row with NaN gives NaN here and is not explainable
      if (ref[best] - second <= 2 * maxError && Number.isFinite(maxError)) {
        explainable++;
      }
    }
    const wanted = new Set(largest(ref, 5));
    top5 += largest(act, 5).filter(i => wanted.has(i)).length / wanted.size;
    const p = probabilities(ref);
    const q = probabilities(act);
    for (let i = 0; i < classes; i++) {
      maxProbability = Math.max(maxProbability, Math.abs(p[i] - q[i]) || 0);
    }
  }
  return {
    rows,
    agree: 1 - flips / rows,
    flips,
    explainable,
    top5: top5 / rows,
    max_dprob: maxProbability
  };
}

function argmax(row: Float64Array): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) {
    if (row[i] > row[best]) {
      best = i;
    }
  }
  return best;
}

function largest(row: Float64Array, k: number): number[] {
  const kept: number[] = [];
  for (let i = 0; i < row.length; i++) {
    let at = kept.length;
    while (at > 0 && row[kept[at - 1]] < row[i]) {
      at--;
    }
    if (at < k) {
      kept.splice(at, 0, i);
      kept.length = Math.min(kept.length, k);
    }
  }
  return kept;
}

/** The row itself when it is already a distribution, else its softmax. */
function probabilities(row: Float64Array): Float64Array {
  let sum = 0;
  let inside = true;
  for (const value of row) {
    sum += value;
    inside &&= value >= 0 && value <= 1;
  }
  if (inside && Math.abs(sum - 1) < 1e-3) {
    return row;
  }
  const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = row.map(value => Math.exp(value - top));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map(value => value / total);
}
