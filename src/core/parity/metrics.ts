/**
 * Shapes of what is measured between two tensors, as they stand in the report.
 *
 * Only shapes: `compare.ts` fills them.
 */

import * as z from 'zod';

/** Upper edges of the error histogram after "no error"; PyTorch's verification uses the same ones. */
export const histogramEdges = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10] as const;

/** Names of the bins, as many as the histogram has. */
export const histogramLabels = [
  '0',
  ...histogramEdges.map(edge => `≤${edge < 1e-2 ? edge.toExponential(0) : edge}`),
  '>10'
];

/** Largest ratio of error to allowed error that is written; also stands for a disagreement with no size. */
export const maxTau = 1e9;

/** Signal-to-noise ratio that is written when there is no error at all. */
export const maxSnrDb = 300;

const count = z.number().int().nonnegative();
const boundSchema = z.object({ rtol: z.number(), atol: z.number() });

export const levels = [
  'exact',
  'equivalent',
  'close',
  'task-equivalent',
  'degraded',
  'mismatch',
  'not-run'
] as const;

export const outputMetricsSchema = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(count),
  /** Number of elements. */
  n: count,
  /** What does not fit before any value is compared: missing, other type, other shape. */
  structural: z.string().nullable(),
  /** Worst ratio of error to allowed error under the close bound; up to 1 passes. */
  tau: z.number(),
  tau_strict: z.number(),
  violations: count,
  violation_fraction: z.number(),
  /** Smallest bound that would pass: rtol at the given atol, atol at rtol 0. */
  required: boundSchema,
  tolerance: z.object({
    strict: boundSchema,
    close: boundSchema,
    atol_scaled: z.number(),
    rule: z.string()
  }),
  max_abs: z
    .object({ v: z.number(), i: z.array(count), ref: z.number(), act: z.number() })
    .nullable(),
  max_rel: z.number(),
  mean_abs: z.number(),
  rmse: z.number(),
  /** RMSE over the root mean square of the reference. */
  nrmse: z.number(),
  max_over_rms: z.number(),
  snr_db: z.number(),
  cos1m: z.number(),
  r2: z.number().nullable(),
  q: z.object({ p50: z.number(), p99: z.number(), p999: z.number() }),
  /** Distance in representable numbers, errors below one step of the output's scale left out; null for whole numbers. */
  ulp: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).nullable(),
  nonfinite: z.object({
    ref: z.object({ nan: count, pos: count, neg: count }),
    act: z.object({ nan: count, pos: count, neg: count }),
    disagree: count
  }),
  /** All zero or constant although the reference is not. */
  degenerate: z.boolean(),
  hist_abs: z.array(count),
  hist_rel: z.array(count),
  /** Rows whose largest entry is at another place; null when rows are not class scores. */
  top1: z
    .object({
      rows: count,
      agree: z.number(),
      flips: count,
      explainable: count,
      top5: z.number(),
      max_dprob: z.number()
    })
    .nullable(),
  /** Fraction of rows that are wholly within the close bound. */
  rows_within: z.number(),
  bit_equal: z.boolean(),
  verdict: z.enum(levels)
});

export type IOutputMetrics = z.infer<typeof outputMetricsSchema>;
export type Level = (typeof levels)[number];
