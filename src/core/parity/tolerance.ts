/**
 * How close is close: tolerances by element type, edge of the chain and depth of the model.
 *
 * The table is versioned by `profileId`; changing a number means a new id, because reports are compared over time.
 * It decides nothing by itself; verdicts are in `verdict.ts`.
 */

import type { DType } from './tensor';

/** Points of the chain, in order: notebook, kernel again, ONNX Runtime CPU, WASM, WebGPU. */
export const nodes = ['N', 'P', 'C', 'W', 'G'] as const;
export type ChainNode = (typeof nodes)[number];

/** Version of the whole table. */
export const profileId = 'fp32-webgpu-v1';

/** Accepted when `|actual - reference| <= atol + rtol * |reference|` for every element. */
export interface IBound {
  readonly rtol: number;
  readonly atol: number;
}

/** Bounds of one output on one edge; `exact` for whole numbers and booleans, where both bounds are zero. */
export interface ITolerance {
  readonly strict: IBound;
  readonly close: IBound;
  readonly exact: boolean;
  /** The rule that was used, for the report. */
  readonly rule: string;
}

/** A model with more MatMul, Conv, Gemm and recurrent nodes than this accumulates more rounding. */
export const deepAbove = 20;

const bound = (rtol: number, atol: number): IBound => ({ rtol, atol });

const table = {
  float64: { strict: bound(1e-7, 1e-7), wasm: bound(1e-7, 1e-7), webgpu: bound(1e-7, 1e-7) },
  float32: { strict: bound(1.3e-6, 1e-5), wasm: bound(1e-5, 1e-6), webgpu: bound(1e-4, 1e-5) },
  'float32 deep': { strict: bound(1e-4, 1e-5), wasm: bound(1e-4, 1e-5), webgpu: bound(1e-3, 1e-4) },
  float16: { strict: bound(1e-3, 2.5e-3), wasm: bound(2e-3, 2.5e-3), webgpu: bound(1e-2, 5e-3) }
} as const;

/** Table of the profile, for the report's method section. */
export const toleranceTable: Readonly<
  Record<string, { strict: IBound; wasm: IBound; webgpu: IBound }>
> = table;

/**
 * Tolerance of an output.
 *
 * @param dtype - element type of the reference
 * @param to - the later point of the edge: WebGPU has the wider bounds
 * @param heavyNodes - number of MatMul-like nodes in the model
 * @param override - a person's own bound; it replaces the close bound and is printed in the report
 */
export function toleranceFor(
  dtype: DType,
  to: ChainNode,
  heavyNodes: number,
  override?: IBound
): ITolerance {
  if (dtype !== 'float16' && dtype !== 'float32' && dtype !== 'float64') {
    return { strict: bound(0, 0), close: bound(0, 0), exact: true, rule: 'exact' };
  }
  const row = dtype === 'float32' && heavyNodes > deepAbove ? 'float32 deep' : dtype;
  const { strict } = table[row];
  if (override) {
    return {
      strict: narrower(strict, override),
      close: override,
      exact: false,
      rule: `${row}, set by hand`
    };
  }
  const column = to === 'G' ? 'webgpu' : 'wasm';
  // never narrower than strict, so that "equivalent" always implies "close"
  return {
    strict,
    close: wider(strict, table[row][column]),
    exact: false,
    rule: `${row}, ${column}`
  };
}

/**
 * The absolute bound in the scale of the reference.
 *
 * Errors grow with the size of the values: one absolute bound is fatal for large values and meaningless for small
 * ones. Values of ordinary size (root mean square 0.001 to 1) keep the bound of the table.
 *
 * @param rms - root mean square of the reference; 0 keeps the bound
 */
export function scaledAtol(atol: number, rms: number): number {
  if (rms > 1) {
    return atol * rms;
  }
  return rms > 0 && rms < 1e-3 ? atol * rms : atol;
}

function wider(a: IBound, b: IBound): IBound {
  return bound(Math.max(a.rtol, b.rtol), Math.max(a.atol, b.atol));
}

function narrower(a: IBound, b: IBound): IBound {
  return bound(Math.min(a.rtol, b.rtol), Math.min(a.atol, b.atol));
}
