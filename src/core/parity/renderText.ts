/** The report for a terminal: verdict first, then what ran, then the numbers. */

import { chainChart } from './chainChart';
import { nodeChart } from './nodeChart';
import type { IParityReport } from './reportSchema';
import {
  modelLines,
  numbersTable,
  providerTable,
  valuesTable,
  workaroundLines
} from './reportTables';
import type { ITable } from './reportTables';
import { timeChart } from './timeChart';
import { levelWords } from './verdict';

/** Plain text, no colours, at most as wide as its tables. */
export function renderText(report: IParityReport): string {
  const lines = [
    `${levelWords[report.verdict]}${report.pass ? '' : ' (does not pass)'} · ${report.sentence}`,
    chainChart(report).sentence,
    '',
    ...modelLines(report),
    ''
  ];
  for (const provider of report.providers) {
    if (provider.status === 'not-run') {
      lines.push(provider.sentence + (provider.cure ? ` ${provider.cure}` : ''));
    }
  }
  const way = workaroundLines(report);
  if (report.bisect) {
    lines.push(report.bisect.sentence, ...(way ? [way.sentence, `  ${way.code}`] : []), '');
  }
  const nodes = nodeChart(report.bisect);
  const times = timeChart(report);
  for (const table of [
    providerTable(report),
    ...(nodes ? [{ ...nodes, title: 'Nodes' }] : []),
    valuesTable(report),
    numbersTable(report),
    ...(times ? [{ ...times, title: 'Time' }] : [])
  ]) {
    if (table.rows.length > 0) {
      lines.push(...columns(table), '');
    }
  }
  if (report.flags.length > 0) {
    lines.push('Notes', ...report.flags.map(flag => `- ${flag.kind}: ${flag.detail}`), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function columns(table: ITable): string[] {
  const used = table.columns.map((_, i) => table.rows.some(row => row[i]));
  const grid = [table.columns, ...table.rows].map(row => row.filter((_, i) => used[i]));
  const widths = grid[0].map((_, i) => Math.max(...grid.map(row => row[i].length)));
  return [
    table.title,
    ...grid.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd())
  ];
}
