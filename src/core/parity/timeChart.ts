/**
 * C5: how long a run takes on each runtime, the kernel's beside the browser's: the median as a tick on the span from the
 * 5th to the 95th percentile.
 *
 * A software adapter is set apart and left out of every ratio: its time says nothing about a graphics card.
 */

import { providerWords, show } from './buildReport';
import { round, shape } from './chart';
import type { IChart, IShape } from './chart';
import { percentile } from './percentile';
import type { ILatency, IParityReport, IProviderReport } from './reportSchema';

const left = 120;
const plot = 400;
const rowHeight = 40;
const top = 20;

interface IRow {
  readonly name: string;
  readonly runs: readonly number[];
  /** Of the session in the browser; null in the kernel, where the model is loaded already. */
  readonly create: number | null;
  readonly first: number | null;
  /** Why the time is not that of a graphics card. */
  readonly software: string | null;
  /** What else is to be known about it. */
  readonly note: string;
}

/** Builds the chart; null when nothing was timed. */
export function timeChart(report: IParityReport): IChart | null {
  const { notebook, ort } = report.latency;
  const rows = [
    ...inKernel('notebook', notebook),
    ...inKernel('ONNX Runtime CPU', ort),
    ...report.providers.flatMap(inBrowser)
  ];
  if (rows.length === 0) {
    return null;
  }
  const at = (row: IRow, p: number): number => percentile(row.runs, p);
  const lowest = Math.floor(
    Math.log10(Math.max(1e-3, Math.min(...rows.map(row => at(row, 0.05)))))
  );
  const highest = Math.max(
    lowest + 1,
    Math.ceil(Math.log10(Math.max(1e-3, ...rows.map(row => at(row, 0.95)))))
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
    const median = at(row, 0.5);
    const note = [
      ...(row.first === null ? [] : [`first run ${show(row.first)} ms`]),
      ...(row.software ? ['not a GPU time'] : row.note && row.first === null ? [row.note] : [])
    ].join('; ');
    children.push(
      shape('text', 'label', { x: left - 10, y: y + 4, 'text-anchor': 'end' }, row.name),
      shape('line', `span${soft}`, {
        x1: xOf(at(row, 0.05)),
        x2: xOf(at(row, 0.95)),
        y1: y,
        y2: y
      }),
      shape('line', `median${soft}`, { x1: xOf(median), x2: xOf(median), y1: y - 10, y2: y + 10 }, [
        shape('title', 'tip', {}, `${row.name}: median ${show(median)} ms`)
      ]),
      shape('text', 'note', { x: left + plot + 14, y: y + 4 }, note)
    );
  });
  const own = notebook && percentile(notebook.runs, 0.5);
  const cell = (ms: number | null): string => (ms === null ? '' : `${show(ms)} ms`);
  return {
    sentence: sentenceOf(rows),
    description:
      'The tick is the median, the line reaches from the 5th to the 95th percentile of the timed runs, all on the first ' +
      'case. The first run compiles and is not among them.' +
      (notebook
        ? ' The notebook’s own time is that of the model as it is in the kernel, until its results lie in memory.'
        : ''),
    root: {
      tag: 'svg',
      attrs: { class: 'anneal-Parity-chart', viewBox: `0 0 ${left + plot + 220} ${bottom + 40}` },
      children
    },
    columns: [
      'Runtime',
      'Create',
      'First run',
      '5th percentile',
      'Median',
      '95th percentile',
      'Beside the notebook',
      'Note'
    ],
    rows: rows.map(row => [
      row.name,
      cell(row.create),
      cell(row.first),
      cell(at(row, 0.05)),
      cell(at(row, 0.5)),
      cell(at(row, 0.95)),
      own && row.name !== 'notebook' && !row.software
        ? `${show(at(row, 0.5) / own)} times as long`
        : '',
      row.software ? 'software adapter, not a GPU time' : row.note
    ])
  };
}

function inKernel(name: string, latency: ILatency | null): IRow[] {
  if (!latency || latency.runs.length === 0) {
    return [];
  }
  const { device, threads, runs } = latency;
  const note = [
    device ? `on ${device}` : '',
    threads === null ? '' : threads === 1 ? 'one thread' : `${threads} threads`,
    runs.length === 1 ? 'one run only' : ''
  ];
  return [
    { name, runs, create: null, first: null, software: null, note: note.filter(Boolean).join(', ') }
  ];
}

function inBrowser({ provider, timing, adapter }: IProviderReport): IRow[] {
  return timing && timing.warm.length > 0
    ? [
        {
          name: providerWords[provider],
          runs: timing.warm,
          create: timing.create_ms,
          first: timing.first_ms,
          software: adapter?.software ?? null,
          note: provider === 'wasm' ? 'one thread' : ''
        }
      ]
    : [];
}

/** The medians, and which runtime of the browser is the faster one. */
function sentenceOf(rows: readonly IRow[]): string {
  const medians = rows.map(row => {
    const where = row.name === 'notebook' ? 'in the notebook' : `on ${row.name}`;
    return `${show(percentile(row.runs, 0.5))} ms ${where}`;
  });
  const browser = rows.filter(row => row.create !== null);
  const hardware = browser.filter(row => !row.software);
  return (
    `Median of a run: ${medians.join(', ')}.` +
    (hardware.length < browser.length
      ? ' WebGPU ran on a software adapter, so its time is not that of a graphics card.'
      : hardware.length === 2
        ? ` ${faster(hardware)}`
        : '')
  );
}

function faster(rows: readonly IRow[]): string {
  const [quick, slow] = rows
    .map(row => ({ name: row.name, ms: percentile(row.runs, 0.5) }))
    .sort((a, b) => a.ms - b.ms);
  const ratio = slow.ms / Math.max(1e-6, quick.ms);
  return ratio < 1.1
    ? `${quick.name} and ${slow.name} take about the same time here.`
    : `${quick.name} is ${show(ratio)} times as fast as ${slow.name} here.`;
}
