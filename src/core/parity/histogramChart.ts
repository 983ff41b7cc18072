/**
 * C2: how large the errors are, element by element, one panel for each browser result.
 *
 * Bars over fixed bins; the height is logarithmic and says so. Bars that lie beyond the tolerance are hatched when an
 * element really violates it. Outliers are never cut off: the last bin is open.
 */

import { nodeWords } from './buildReport';
import { round, shape } from './chart';
import type { IChart, IShape } from './chart';
import { histogramEdges, histogramLabels } from './metrics';
import type { IOutputMetrics } from './metrics';
import type { IParityReport } from './reportSchema';

const panelWidth = 310;
const panelHeight = 190;
const base = 140;
const barWidth = 25;

/** Builds the chart; `kind` chooses absolute or relative errors. */
export function histogramChart(
  report: IParityReport,
  kind: 'absolute' | 'relative' = 'absolute'
): IChart {
  const panels = (['W', 'G'] as const)
    .map(node => ({
      node,
      outputs: report.edges
        .filter(edge => edge.role === 'headline' && edge.to === node)
        .flatMap(edge => edge.outputs)
    }))
    .filter(panel => panel.outputs.length > 0);
  const rows: string[][] = [];
  const children: IShape[] = [];
  panels.forEach(({ node, outputs }, index) => {
    const counts = histogramLabels.map((_, bin) =>
      sum(outputs, output => (kind === 'absolute' ? output.hist_abs : output.hist_rel)[bin])
    );
    const most = Math.max(1, ...counts);
    const violated = outputs.some(output => output.violations > 0);
    const allowed = Math.min(
      ...outputs.map(output =>
        kind === 'absolute' ? output.tolerance.atol_scaled : output.tolerance.close.rtol
      )
    );
    const x0 = index * panelWidth + 30;
    children.push(shape('text', 'label', { x: x0, y: 14 }, `notebook → ${nodeWords[node]}`));
    counts.forEach((count, bin) => {
      const height =
        count === 0 ? 0 : round(12 + (Math.log10(count + 1) / Math.log10(most + 1)) * 92);
      const beyond = violated && bin > 1 && histogramEdges[bin - 2] >= allowed;
      const x = x0 + bin * (barWidth + 2);
      const label = histogramLabels[bin];
      children.push(
        shape(
          'rect',
          beyond && count > 0 ? 'bar anneal-mod-bad' : 'bar',
          { x, y: base - height, width: barWidth, height },
          [shape('title', 'tip', {}, `${count} elements, error ${label}`)]
        ),
        shape('text', 'tick', { transform: `translate(${x + 15} ${base + 12}) rotate(45)` }, label)
      );
      if (count > 0) {
        children.push(
          shape(
            'text',
            'count',
            { x: x + barWidth / 2, y: base - height - 3, 'text-anchor': 'middle' },
            compact(count)
          )
        );
      }
      rows.push([nodeWords[node], label, String(count)]);
    });
    children.push(
      shape('line', 'grid', {
        x1: x0,
        x2: x0 + histogramLabels.length * (barWidth + 2),
        y1: base,
        y2: base
      })
    );
  });
  return {
    sentence: sentenceOf(panels, kind),
    description: `Bars count elements by the size of their ${kind} error; heights are logarithmic. Hatched bars lie beyond the tolerance.`,
    root: {
      tag: 'svg',
      attrs: {
        class: 'anneal-Parity-chart',
        viewBox: `0 0 ${Math.max(1, panels.length) * panelWidth + 20} ${panelHeight}`
      },
      children
    },
    columns: [
      'Runtime',
      `${kind === 'absolute' ? 'Absolute' : 'Relative'} error`,
      'Elements (log height)'
    ],
    rows
  };
}

function sentenceOf(
  panels: readonly { node: 'W' | 'G'; outputs: readonly IOutputMetrics[] }[],
  kind: string
): string {
  if (panels.length === 0) {
    return 'No provider of the browser ran, so there are no errors to count.';
  }
  const parts = panels.map(({ node, outputs }) => {
    const all = sum(outputs, output => output.n);
    const tiny = sum(outputs, output =>
      (kind === 'absolute' ? output.hist_abs : output.hist_rel)
        .slice(0, 3)
        .reduce((a, b) => a + b, 0)
    );
    return `${tiny} of ${all} on ${nodeWords[node]}`;
  });
  return `Elements with ${kind === 'absolute' ? 'an absolute' : 'a relative'} error of at most 1e-5: ${parts.join(', ')}.`;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}

function compact(count: number): string {
  return count < 1e4 ? String(count) : count.toExponential(0);
}
