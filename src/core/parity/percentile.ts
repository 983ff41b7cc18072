/** Percentiles of few measurements, by the nearest rank: always a value that was measured. */

/** The value that a share `p` of all values does not exceed; 0 when there is none. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length ? sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)] : 0;
}
