/**
 * The report as one HTML file that needs nothing else: no script, no font, no picture from anywhere.
 *
 * Every text from the model or the notebook is escaped. A content security policy in the page forbids scripts anyway.
 */

import { chainChart } from './chainChart';
import { escapeXml, svgText } from './chart';
import type { IChart } from './chart';
import { histogramChart } from './histogramChart';
import { nodeChart } from './nodeChart';
import type { IParityReport } from './reportSchema';
import {
  modelLines,
  numbersTable,
  providerTable,
  toleranceTableOf,
  valuesTable,
  workaroundLines
} from './reportTables';
import type { ITable } from './reportTables';
import { residualChart } from './residualChart';
import { timeChart } from './timeChart';
import { levelWords } from './verdict';

const css = `
:root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e6e8ea);--soft:light-dark(#57606a,#a8b0b8);--line:light-dark(#d0d7de,#3d444d);
--paper:light-dark(#ffffff,#14181d);--good:light-dark(#0b5cad,#6cb0ff);--bad:light-dark(#b3261e,#ff8f84)}
body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0;font-size:13px;display:block;overflow-x:auto}
th,td{border:1px solid var(--line);padding:.25rem .6rem;text-align:left}
figure{margin:1.5rem 0}figcaption{font-weight:600}.hint{color:var(--soft)}svg{max-width:46rem;width:100%;height:auto}
svg text{fill:var(--ink);font:11px system-ui,sans-serif}.anneal-Parity-grid{stroke:var(--line)}
.anneal-Parity-limit{stroke:var(--ink);stroke-dasharray:4 3}.anneal-Parity-mark{fill:var(--good);stroke:var(--paper)}
.anneal-Parity-bar{fill:var(--good)}.anneal-mod-bad{fill:var(--bad);stroke:var(--ink);stroke-dasharray:2 2}
.anneal-Parity-hollow{fill:none;stroke:var(--soft);stroke-width:1.5}svg .anneal-Parity-note{fill:var(--soft)}
.anneal-Parity-line{fill:none;stroke:var(--good)}.anneal-Parity-local{fill:var(--paper);stroke:var(--good);stroke-width:1.5}
.anneal-Parity-local.anneal-mod-bad{fill:var(--bad);stroke:var(--ink);stroke-dasharray:none}
.anneal-Parity-dots{fill:var(--good)}.anneal-Parity-cross{fill:none;stroke:var(--bad);stroke-width:1.5}
.anneal-Parity-span{stroke:var(--good);stroke-width:2}.anneal-Parity-median{stroke:var(--good);stroke-width:4}
.anneal-mod-soft{stroke:var(--soft);stroke-dasharray:3 2}
pre{overflow-x:auto;padding:.5rem;border:1px solid var(--line)}
`;

/** A complete HTML page. */
export function renderHtml(report: IParityReport): string {
  const word = levelWords[report.verdict];
  const title = `Parity: ${word}${report.pass ? '' : ' (does not pass)'}`;
  const notes = [
    ...modelLines(report),
    ...report.flags.map(flag => `${flag.kind}: ${flag.detail}`),
    ...report.providers.filter(provider => provider.cure).map(provider => provider.cure!)
  ];
  const tables = [
    providerTable(report),
    valuesTable(report),
    numbersTable(report),
    toleranceTableOf(report)
  ];
  const way = workaroundLines(report);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeXml(title)}</title><style>${css}</style></head><body><main>`,
    `<h1>${escapeXml(title)}</h1><p>${escapeXml(report.sentence)}</p>`,
    `<ul>${notes.map(line => `<li>${escapeXml(line)}</li>`).join('')}</ul>`,
    figure(chainChart(report), 'Chain'),
    figure(nodeChart(report.bisect), 'Nodes'),
    ...(way
      ? [`<p>${escapeXml(way.sentence)}</p><pre><code>${escapeXml(way.code)}</code></pre>`]
      : []),
    figure(histogramChart(report), 'Error sizes'),
    figure(residualChart(report), 'Errors'),
    figure(timeChart(report), 'Time'),
    ...tables.filter(table => table.rows.length > 0).map(section),
    `<p class="hint">Created ${escapeXml(report.created)} by Anneal.</p>`,
    '</main></body></html>\n'
  ].join('\n');
}

function figure(chart: IChart | null, name: string): string {
  if (!chart) {
    return '';
  }
  const svg = svgText(chart.root).replace(
    '<svg ',
    `<svg role="img" aria-label="${escapeXml(chart.sentence)}" `
  );
  return (
    `<figure><figcaption>${escapeXml(name)}: ${escapeXml(chart.sentence)}</figcaption>${svg}` +
    `<p class="hint">${escapeXml(chart.description)}</p>` +
    `<details><summary>Show numbers</summary>${grid(chart)}</details></figure>`
  );
}

function section(table: ITable): string {
  return `<h2>${escapeXml(table.title)}</h2>${grid(table)}`;
}

function grid(table: { columns: readonly string[]; rows: readonly (readonly string[])[] }): string {
  const head = table.columns.map(cell => `<th scope="col">${escapeXml(cell)}</th>`).join('');
  const body = table.rows
    .map(row => `<tr>${row.map(cell => `<td>${escapeXml(cell)}</td>`).join('')}</tr>`)
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
