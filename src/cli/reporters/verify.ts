/** The verification report for a terminal and as Markdown. */
import pc from 'picocolors';
import { statusOrder, type IVerifyReport } from '../../core';
import { printable } from './plain';
import { plural } from './reporter';

/** "33 equal, 2 different": worst first, zero counts left out. */
function counts(items: readonly { readonly status: string }[]): string {
  return statusOrder
    .map(status => ({ status, n: items.filter(i => i.status === status).length }))
    .filter(c => c.n > 0)
    .map(c => `${c.n} ${c.status}`)
    .join(', ');
}

function seconds(value: number | null): string {
  return value === null ? 'not run' : `${value.toFixed(1)} s`;
}

export function verifyText(report: IVerifyReport): string {
  const lines = [
    pc.bold(report.verdict.toUpperCase()) + (report.because ? `  ${printable(report.because)}` : '')
  ];
  lines.push(
    `Variables  ${plural(report.variables.length, 'variable')}: ${counts(report.variables) || 'none'}`
  );
  lines.push(
    `Outputs    ${plural(report.outputs.length, 'output')}: ${counts(report.outputs) || 'none'}`
  );
  lines.push(
    `Runs       notebook ${seconds(report.runs.notebookSeconds)}, package ${seconds(report.runs.packageSeconds)}`
  );
  for (const v of report.variables) {
    if (v.status !== 'equal') {
      lines.push(`  ${v.name.padEnd(20)} ${v.status.padEnd(16)} ${printable(v.detail)}`);
    }
  }
  for (const o of report.outputs) {
    if (o.status !== 'equal') {
      lines.push(
        `  ${`output of cell ${o.cell + 1}`.padEnd(20)} ${o.status.padEnd(16)} ${printable(o.detail)}`
      );
    }
  }
  lines.push(...(report.notes ?? []).map(n => `  ${printable(n)}`));
  return `${lines.join('\n')}\n`;
}

export function verifyMarkdown(report: IVerifyReport): string {
  const cell = (text: string): string =>
    text.replace(/[|\\`*_<>[\]]/g, '\\$&').replace(/\s*\n\s*/g, ' ');
  const lines = [
    `# Verification: ${report.verdict}`,
    '',
    ...(report.because ? [cell(report.because), ''] : []),
    `Variables: ${counts(report.variables) || 'none'}. Outputs: ${counts(report.outputs) || 'none'}. ` +
      `Notebook ${seconds(report.runs.notebookSeconds)}, package ${seconds(report.runs.packageSeconds)}.`,
    '',
    '| Name | Status | Detail |',
    '|---|---|---|',
    ...report.variables.map(v => `| ${cell(v.name)} | ${v.status} | ${cell(v.detail)} |`),
    ...report.outputs.map(
      o => `| output of cell ${o.cell + 1} | ${o.status} | ${cell(o.detail)} |`
    ),
    '',
    ...(report.notes ?? []).map(n => `- ${cell(n)}`)
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
