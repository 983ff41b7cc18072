/** The report as Markdown, for a pull request or beside the notebook: the same tables, no pictures. */

import { chainChart } from './chainChart';
import { histogramChart } from './histogramChart';
import type { IParityReport } from './reportSchema';
import {
  modelLines,
  numbersTable,
  providerTable,
  timingTable,
  toleranceTableOf
} from './reportTables';
import type { ITable } from './reportTables';
import { levelWords } from './verdict';

/** GitHub-flavoured Markdown; text from the model is escaped. */
export function renderMarkdown(report: IParityReport): string {
  const histogram = histogramChart(report);
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
    ''
  ];
  const tables = [
    providerTable(report),
    numbersTable(report),
    timingTable(report),
    {
      title: `Error sizes. ${histogram.sentence}`,
      columns: histogram.columns,
      rows: histogram.rows
    },
    toleranceTableOf(report)
  ];
  for (const table of tables.filter(one => one.rows.length > 0)) {
    lines.push(...grid(table), '');
  }
  return `${lines.join('\n').trimEnd()}\n`;
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
