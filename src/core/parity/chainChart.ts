/**
 * C1: where along the chain the error enters.
 *
 * A strip plot, x the error over the allowed error on a fixed log scale, y the steps of the chain. A step that was not
 * run is a hollow mark at the left with its reason, never an empty row.
 */

import { nodeWords, show } from './buildReport';
import { markPath, round, shape } from './chart';
import type { IChart, IShape } from './chart';
import type { IParityReport } from './reportSchema';
import { levelWords, passes } from './verdict';

const left = 190;
const plot = 440;
const rowHeight = 54;
const top = 26;
const lowest = -6;
const highest = 3;

/** Position of a ratio; 0 and everything below 1e-6 stand at the left edge. */
function xOf(tau: number): number {
  const power = tau > 0 ? Math.log10(tau) : lowest;
  return round(
    left + ((Math.max(lowest, Math.min(highest, power)) - lowest) / (highest - lowest)) * plot
  );
}

/** Builds the chart from the edges between neighbours. */
export function chainChart(report: IParityReport): IChart {
  const steps = ['P', 'C', 'W', 'G'] as const;
  const chain = report.edges.filter(edge => edge.role === 'chain');
  const names = [...new Set(chain.flatMap(edge => edge.outputs.map(output => output.name)))];
  const vectors = report.vectors.map(vector => vector.id);
  const height = top + steps.length * rowHeight + 40;
  const children: IShape[] = [];
  const rows: string[][] = [];
  for (let power = lowest; power <= highest; power += 3) {
    const x = xOf(10 ** power);
    children.push(
      shape('line', 'grid', { x1: x, x2: x, y1: top, y2: height - 40 }),
      shape(
        'text',
        'tick',
        { x, y: height - 24, 'text-anchor': 'middle' },
        power === lowest ? '≤ 1e-6' : String(10 ** power)
      )
    );
  }
  const limit = xOf(1);
  children.push(
    shape('line', 'limit', { x1: limit, x2: limit, y1: top - 6, y2: height - 40 }),
    shape('text', 'tick', { x: limit, y: top - 10, 'text-anchor': 'middle' }, 'allowed'),
    shape(
      'text',
      'axis',
      { x: left + plot / 2, y: height - 6, 'text-anchor': 'middle' },
      'error / allowed error (log)'
    )
  );
  steps.forEach((step, row) => {
    const here = chain.filter(edge => edge.to === step);
    const y = top + row * rowHeight;
    const from = here[0]?.from ?? 'N';
    const label = `${nodeWords[from]} → ${nodeWords[step]}`;
    children.push(
      shape('line', 'grid', { x1: left, x2: left + plot, y1: y + rowHeight, y2: y + rowHeight }),
      shape(
        'text',
        'label',
        { x: left - 10, y: y + rowHeight / 2 + 4, 'text-anchor': 'end' },
        label
      )
    );
    const missing = here.find(edge => edge.status === 'not-run');
    if (missing) {
      const reason = `not run: ${missing.reason ?? 'no reason given'}`;
      children.push(
        shape('path', 'hollow', { d: markPath(0, left + 8, y + rowHeight / 2) }),
        shape('text', 'note', { x: left + 20, y: y + rowHeight / 2 + 4 }, shorten(reason, 74))
      );
      rows.push([label, 'all', '', '', 'Not run', reason]);
      return;
    }
    for (const edge of here) {
      edge.outputs.forEach(output => {
        const place = (vectors.indexOf(edge.vector) + 1) / (vectors.length + 1);
        const kind = names.indexOf(output.name);
        const state = passes(output.verdict) ? 'mark' : 'mark anneal-mod-bad';
        const told = `${label}, ${edge.vector}, ${output.name}: ${show(output.tau)} of the allowed error`;
        children.push(
          shape(
            'path',
            state,
            { d: markPath(kind, xOf(output.tau), round(y + 8 + place * (rowHeight - 16))) },
            [shape('title', 'tip', {}, told)]
          )
        );
        rows.push([
          label,
          edge.vector,
          output.name,
          show(output.tau),
          levelWords[output.verdict],
          show(output.max_abs?.v ?? 0)
        ]);
      });
    }
  });
  return {
    sentence: sentenceOf(report),
    description:
      'Each row is one step of the chain, each mark one output of one case; the form of a mark stands for the output. ' +
      'Marks left of the line are within tolerance. The first row with a mark right of it is where the error enters.',
    root: {
      tag: 'svg',
      attrs: { class: 'anneal-Parity-chart', viewBox: `0 0 ${left + plot + 20} ${height}` },
      children
    },
    columns: ['Step', 'Case', 'Output', 'Error / allowed', 'Level', 'Largest error'],
    rows
  };
}

function sentenceOf(report: IParityReport): string {
  const measured = report.edges
    .filter(edge => edge.role === 'headline')
    .flatMap(edge => edge.outputs.map(output => ({ edge, output })));
  if (measured.length === 0) {
    return 'No provider of the browser ran, so there is no error to show.';
  }
  const outputs = new Set(measured.map(({ output }) => output.name)).size;
  const bad = measured.filter(({ output }) => !passes(output.verdict));
  const top = measured.reduce((a, b) => (b.output.tau > a.output.tau ? b : a));
  const where = nodeWords[top.edge.to];
  if (bad.length === 0) {
    const all = outputs === 1 ? 'The output is' : `All ${outputs} outputs are`;
    return `${all} within tolerance; the largest error is ${show(top.output.tau)} of the allowed one, on ${where}.`;
  }
  return (
    `${bad.length} of ${measured.length} comparisons are outside the tolerance; the largest is ${show(top.output.tau)} ` +
    `times the allowed error, on ${where}. ${report.blame?.sentence ?? ''}`
  ).trim();
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
