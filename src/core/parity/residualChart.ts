/**
 * C3: the errors of the output that comes nearest to its bound, element by element, over the reference.
 *
 * A cloud within the band is rounding; a funnel is a wrong scale, a line a wrong offset or an output of zero. Errors have
 * an axis of their own, because on a plot of actual over reference a difference of 1e-6 cannot be seen.
 */

import { nodeWords, show } from './buildReport';
import { round, shape } from './chart';
import type { IChart, IShape } from './chart';
import type { IParityReport, IResiduals } from './reportSchema';

const panelWidth = 330;
const left = 40;
const plot = 270;
const top = 34;
const height = 150;

/** Rows of the table for each panel. */
const tableRows = 10;

/** Builds the chart; null when no float output was compared. */
export function residualChart(report: IParityReport): IChart | null {
  const panels = report.residuals.filter(one => one.n > 0);
  if (panels.length === 0) {
    return null;
  }
  return {
    sentence: panels.map(sentenceOf).join(' '),
    description:
      'Each dot is one element: x its reference value, y the error. Between the broken lines it is within tolerance. ' +
      `Drawn are evenly chosen elements and the largest errors: ${panels
        .map(
          one => `${one.sample.length} and ${one.worst.length} of ${one.n} on ${nodeWords[one.to]}`
        )
        .join('; ')}.`,
    root: {
      tag: 'svg',
      attrs: {
        class: 'anneal-Parity-chart',
        viewBox: `0 0 ${panels.length * panelWidth + 20} ${top + height + 44}`
      },
      children: panels.flatMap((one, i) => panel(one, i * panelWidth))
    },
    columns: ['Runtime', 'Case', 'Output', 'Reference', 'Error', 'Error / allowed'],
    rows: panels.flatMap(one =>
      one.worst
        .slice(0, tableRows)
        .map(([r, e]) => [
          nodeWords[one.to],
          one.vector,
          one.output,
          show(r),
          show(e),
          show(allowed(one, r) > 0 ? Math.abs(e) / allowed(one, r) : 0)
        ])
    )
  };
}

function allowed(one: IResiduals, reference: number): number {
  return one.atol + one.rtol * Math.abs(reference);
}

function panel(one: IResiduals, x0: number): IShape[] {
  const points = [...one.sample, ...one.worst];
  const xs = points.map(([r]) => r);
  const low = xs.reduce((a, b) => Math.min(a, b), Infinity);
  const high = xs.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = high - low || Math.abs(high) || 1;
  const from = low - span * 0.05;
  const to = high + span * 0.05;
  const most = points.reduce((a, [, e]) => Math.max(a, Math.abs(e)), 0);
  const steps = Array.from({ length: 41 }, (_, i) => from + ((to - from) * i) / 40);
  const narrow = steps.reduce((a, r) => Math.min(a, allowed(one, r)), Infinity);
  // the scale is that of the errors, so that their shape is seen; a bound far above it is stated in words
  const seen = most === 0 || narrow <= 4 * most;
  const reach = (seen ? Math.max(most, narrow) : most) * 1.1 || 1;
  const power = Math.floor(Math.log10(reach));
  const xOf = (r: number): number => round(x0 + left + ((r - from) / (to - from)) * plot);
  const yOf = (e: number): number => round(top + height / 2 - (e / reach) * (height / 2));
  const edge = (sign: number): string =>
    steps
      .filter(r => allowed(one, r) <= reach)
      .map((r, i) => `${i ? 'L' : 'M'}${xOf(r)} ${yOf(sign * allowed(one, r))}`)
      .join('');
  const tick = (e: number): IShape =>
    shape(
      'text',
      'tick',
      { x: x0 + left - 4, y: yOf(e) + 4, 'text-anchor': 'end' },
      (e / 10 ** power).toFixed(1)
    );
  return [
    shape(
      'text',
      'label',
      { x: x0 + left, y: 14 },
      `${nodeWords[one.to]}: ${one.output}, ${one.vector}`
    ),
    shape(
      'text',
      'axis',
      { x: x0 + left, y: 28 },
      `error (×1e${power})` + (seen ? '' : `; allowed ±${show(narrow)}, outside`)
    ),
    shape('path', 'limit', { d: edge(1), fill: 'none' }),
    shape('path', 'limit', { d: edge(-1), fill: 'none' }),
    shape('line', 'grid', { x1: x0 + left, x2: x0 + left + plot, y1: yOf(0), y2: yOf(0) }),
    tick(reach / 1.1),
    tick(0),
    tick(-reach / 1.1),
    dots(one, false, xOf, yOf),
    dots(one, true, xOf, yOf),
    ...[from, to].map((r, i) =>
      shape(
        'text',
        'tick',
        {
          x: xOf(r),
          y: top + height + 16,
          'text-anchor': i ? 'end' : 'start'
        },
        show(r)
      )
    ),
    shape(
      'text',
      'axis',
      { x: x0 + left + plot / 2, y: top + height + 32, 'text-anchor': 'middle' },
      'reference value'
    )
  ];
}

/** All dots of one kind as one path: hundreds of shapes would make the page slow. */
function dots(
  one: IResiduals,
  bad: boolean,
  xOf: (r: number) => number,
  yOf: (e: number) => number
): IShape {
  const drawn = new Set<string>();
  const size = one.sample.length < 200 ? 2.5 : 1.5;
  for (const [r, e] of [...one.sample, ...one.worst]) {
    if (Math.abs(e) > allowed(one, r) === bad) {
      drawn.add(
        bad
          ? `M${round(xOf(r) - 3)} ${round(yOf(e) - 3)}l6 6m0 -6l-6 6`
          : `M${round(xOf(r) - size)} ${yOf(e)}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`
      );
    }
  }
  return shape('path', bad ? 'cross' : 'dots', { d: [...drawn].join('') });
}

function sentenceOf(one: IResiduals): string {
  const points = [...one.sample, ...one.worst];
  const outside = one.worst.filter(([r, e]) => Math.abs(e) > allowed(one, r)).length;
  const most = points.reduce((a, [, e]) => Math.max(a, Math.abs(e)), 0);
  const where = `${one.output} on ${nodeWords[one.to]}`;
  return outside
    ? `Of the ${one.worst.length} largest errors of ${where}, ${outside} are outside the tolerance; the largest is ${show(most)}.`
    : most === 0
      ? `No element of ${where} has an error.`
      : `All errors of ${where} are within the tolerance; the largest is ${show(most)}.`;
}
