/** The report as Markdown, for a pull request or beside the notebook: the same tables, no pictures. */

import { chainChart } from './chainChart';
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

/** GitHub-flavoured Markdown; text from the model is escaped. */
export function renderMarkdown(report: IParityReport): string {
  const way = workaroundLines(report);
  const lines = [
    `# Parity: ${levelWords[report.verdict]}${report.pass ? '' : ' (does not pass)'}`,
    '',
    escape(report.sentence),
    '',
    escape(chainChart(report).sentence),
    '',
    ...modelLines(report).map(line => `- ${escape(line)}`),
    ...report.flags.map(flag => `- ${flag.kind}: ${escape(flag.detail)}`),
    ...report.providers
      .filter(provider => provider.cure)
      .map(provider => `- ${escape(provider.cure!)}`),
    ...(report.bisect ? [`- ${escape(report.bisect.sentence)}`] : []),
    '',
    ...(way ? [escape(way.sentence), '', ...fenced(way.code), ''] : [])
  ];
  const tables = [
    providerTable(report),
    ...asTable('Nodes', nodeChart(report.bisect)),
    valuesTable(report),
    numbersTable(report),
    ...asTable('Time', timeChart(report)),
    ...asTable('Error sizes', histogramChart(report)),
    ...asTable('Largest errors', residualChart(report)),
    toleranceTableOf(report)
  ];
  for (const table of tables.filter(one => one.rows.length > 0)) {
    lines.push(...grid(table), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

/** A chart as its numbers, because Markdown has no pictures of its own. */
function asTable(name: string, chart: IChart | null): ITable[] {
  return chart
    ? [{ title: `${name}. ${chart.sentence}`, columns: chart.columns, rows: chart.rows }]
    : [];
}

/** Code between fences that are longer than any run of backticks in it. */
function fenced(code: string): string[] {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(run => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}js`, code, fence];
}

function grid(table: ITable): string[] {
  const row = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [
    `## ${escape(table.title)}`,
    '',
    row(table.columns),
    row(table.columns.map(() => '---')),
    ...table.rows.map(row)
  ];
}

function escape(text: string): string {
  return text.replace(/[\\|<>`*_[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
}
