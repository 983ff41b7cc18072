/**
 * Picks the errors to draw: for each browser result the output that comes nearest to its bound, a sample of its
 * elements and all of its largest errors. Nothing is smoothed or left out because it is large.
 */

import type { ICase } from './cases';
import type { IProviderRun } from './buildReport';
import type { IParityEdge, IResiduals } from './reportSchema';
import { isFloat, toFloat64 } from './tensor';

/** Elements that are drawn: evenly spaced ones, and the largest errors. */
const sampled = 500;
const largest = 100;

/** Errors of the browser results. */
export function residualsOf(
  edges: readonly IParityEdge[],
  cases: readonly ICase[],
  runs: readonly IProviderRun[]
): IResiduals[] {
  return (['W', 'G'] as const).flatMap(to => {
    const candidates = edges
      .filter(edge => edge.role === 'headline' && edge.to === to)
      .flatMap(edge => edge.outputs.map(output => ({ vector: edge.vector, output })))
      .filter(
        ({ output }) =>
          output.structural === null && isFloat(output.dtype as 'float32') && output.n > 0
      );
    if (candidates.length === 0) {
      return [];
    }
    const { vector, output } = candidates.reduce((a, b) => (b.output.tau > a.output.tau ? b : a));
    const index = cases.findIndex(one => one.id === vector);
    const provider = to === 'W' ? 'wasm' : 'webgpu';
    const actual = runs.find(run => run.provider === provider)!.outputs[index][output.name];
    const points = pointsOf(toFloat64(cases[index].outputs[output.name]), toFloat64(actual));
    const { rtol } = output.tolerance.close;
    const atol = output.tolerance.atol_scaled;
    return [{ to, vector, output: output.name, rtol, atol, ...points }];
  });
}

function pointsOf(r: Float64Array, a: Float64Array): Pick<IResiduals, 'n' | 'sample' | 'worst'> {
  const finite: number[] = [];
  for (let i = 0; i < r.length; i++) {
    if (Number.isFinite(r[i]) && Number.isFinite(a[i])) {
      finite.push(i);
    }
  }
  const point = (i: number): [number, number] => [r[i], a[i] - r[i]];
  const step = Math.max(1, finite.length / sampled);
  const sample: [number, number][] = [];
  for (let at = 0; at < finite.length && sample.length < sampled; at += step) {
    sample.push(point(finite[Math.floor(at)]));
  }
  const size = (i: number): number => Math.abs(a[i] - r[i]);
  // the bound below which no element is among the largest, so that not all of them are sorted by a function
  const sizes = Float64Array.from(finite, size).sort();
  const floor = sizes[Math.max(0, sizes.length - largest)] ?? 0;
  const worst = finite
    .filter(i => size(i) >= floor && size(i) > 0)
    .sort((x, y) => size(y) - size(x))
    .slice(0, largest)
    .map(point);
  return { n: finite.length, sample, worst };
}
