/**
 * C5: how long a run takes on each runtime: the median as a tick on the span from the 5th to the 95th percentile.
 *
 * A software adapter is set apart and left out of every ratio: its time says nothing about a graphics card.
 */

import { providerWords, show } from './buildReport';
import { round, shape } from './chart';
import type { IChart, IShape } from './chart';
import type { IParityReport, ITiming } from './reportSchema';

const left = 90;
const plot = 400;
const rowHeight = 40;
const top = 20;

/** Builds the chart; null when nothing was timed. */
export function timeChart(report: IParityReport): IChart | null {
  const rows = report.providers.flatMap(provider =>
    provider.timing && provider.timing.warm.length > 0
      ? [
          {
            name: providerWords[provider.provider],
            timing: provider.timing,
            p5: lowOf(provider.timing),
            software: provider.adapter?.software ?? null
          }
        ]
      : []
  );
  if (rows.length === 0) {
    return null;
  }
  const lowest = Math.floor(Math.log10(Math.max(1e-3, Math.min(...rows.map(row => row.p5)))));
  const highest = Math.max(
    lowest + 1,
    Math.ceil(Math.log10(Math.max(1e-3, ...rows.map(row => row.timing.p95))))
  );
  const xOf = (ms: number): number =>
    round(left + ((Math.log10(Math.max(10 ** lowest, ms)) - lowest) / (highest - lowest)) * plot);
  const bottom = top + rows.length * rowHeight;
  const children: IShape[] = [];
  for (let power = lowest; power <= highest; power++) {
    const x = xOf(10 ** power);
    children.push(
      shape('line', 'grid', { x1: x, x2: x, y1: top, y2: bottom }),
      shape('text', 'tick', { x, y: bottom + 14, 'text-anchor': 'middle' }, show(10 ** power))
    );
  }
  children.push(
    shape(
      'text',
      'axis',
      { x: left + plot / 2, y: bottom + 32, 'text-anchor': 'middle' },
      'milliseconds for one run (log)'
    )
  );
  rows.forEach((row, i) => {
    const y = top + i * rowHeight + rowHeight / 2;
    const soft = row.software ? ' anneal-mod-soft' : '';
    const note = `first run ${show(row.timing.first_ms)} ms${row.software ? '; not a GPU time' : ''}`;
    children.push(
      shape('text', 'label', { x: left - 10, y: y + 4, 'text-anchor': 'end' }, row.name),
      shape('line', `span${soft}`, { x1: xOf(row.p5), x2: xOf(row.timing.p95), y1: y, y2: y }),
      shape(
        'line',
        `median${soft}`,
        { x1: xOf(row.timing.p50), x2: xOf(row.timing.p50), y1: y - 10, y2: y + 10 },
        [shape('title', 'tip', {}, `${row.name}: median ${show(row.timing.p50)} ms`)]
      ),
      shape('text', 'note', { x: left + plot + 14, y: y + 4 }, note)
    );
  });
  const hardware = rows.filter(row => !row.software);
  return {
    sentence:
      `Median of a run: ${rows.map(row => `${show(row.timing.p50)} ms on ${row.name}`).join(', ')}.` +
      (hardware.length < rows.length
        ? ' WebGPU ran on a software adapter, so its time is not that of a graphics card.'
        : hardware.length === 2
          ? ` ${faster(hardware)}`
          : ''),
    description:
      'The tick is the median, the line reaches from the 5th to the 95th percentile of the timed runs. The first run ' +
      'compiles and is not among them.',
    root: {
      tag: 'svg',
      attrs: { class: 'anneal-Parity-chart', viewBox: `0 0 ${left + plot + 250} ${bottom + 40}` },
      children
    },
    columns: [
      'Runtime',
      'Create',
      'First run',
      '5th percentile',
      'Median',
      '95th percentile',
      'Note'
    ],
    rows: rows.map(row => [
      row.name,
      `${show(row.timing.create_ms)} ms`,
      `${show(row.timing.first_ms)} ms`,
      `${show(row.p5)} ms`,
      `${show(row.timing.p50)} ms`,
      `${show(row.timing.p95)} ms`,
      row.software ? 'software adapter, not a GPU time' : ''
    ])
  };
}

function lowOf(timing: ITiming): number {
  const sorted = [...timing.warm].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(0.05 * sorted.length) - 1)];
}

function faster(rows: readonly { name: string; timing: ITiming }[]): string {
  const [quick, slow] = [...rows].sort((a, b) => a.timing.p50 - b.timing.p50);
  const ratio = slow.timing.p50 / Math.max(1e-6, quick.timing.p50);
  return ratio < 1.1
    ? 'Both take about the same time here.'
    : `${quick.name} is ${show(ratio)} times as fast here.`;
}
