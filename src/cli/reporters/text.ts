/** For people in a terminal: findings by notebook and cell, then a count. Colour is an extra, never the message. */
import pc from 'picocolors';
import { logLines, oneLine } from './plain';
import { plural, type Reporter } from './reporter';

const words = { safe: 'safe', suggested: 'suggested', manual: 'manual' } as const;

export const text: Reporter = files => {
  const lines: string[] = [];
  const counts = { safe: 0, suggested: 0, manual: 0 };
  let cells = 0;
  let suppressed = 0;
  for (const file of files) {
    if (!('report' in file)) {
      lines.push(
        pc.bold(oneLine(file.path)),
        `  not checked: ${logLines(file.reason).replace(/\n/g, '\n  ')}`,
        ''
      );
      continue;
    }
    const { report } = file;
    cells += report.cells.code;
    suppressed += report.suppressed.length;
    if (
      !report.diagnostics.length &&
      !report.cells.blind.length &&
      !report.unusedSuppressions.length
    ) {
      continue;
    }
    lines.push(pc.bold(oneLine(report.path)));
    for (const d of report.diagnostics) {
      counts[d.applicability]++;
      const where = `cell ${d.cell.index + 1}${d.place === 'source' ? `:${d.range.start.line}:${d.range.start.column}` : ` (${d.place})`}`;
      lines.push(
        `  ${where.padEnd(16)} ${oneLine(d.message)}  ${pc.dim(`[${d.migration}, ${words[d.applicability]}]`)}`
      );
      if (d.fix) {
        lines.push(`${' '.repeat(19)}${pc.dim(`fix: ${oneLine(d.fix.title)}`)}`);
      } else if (d.declined) {
        lines.push(`${' '.repeat(19)}${pc.dim(`no fix: ${oneLine(d.declined)}`)}`);
      }
    }
    for (const b of report.cells.blind) {
      lines.push(pc.dim(`  cell ${b.index + 1} was not checked: ${oneLine(b.reason)}`));
    }
    for (const u of report.unusedSuppressions) {
      const where = `cell ${u.cell.index + 1}${u.line === null ? ' (tag)' : `:${u.line}`}`;
      const why = u.isKnown ? 'which is not found there; remove it' : 'a habit that does not exist';
      lines.push(pc.dim(`  ${where} allows ${oneLine(u.migration)}, ${why}`));
    }
    lines.push('');
  }
  const total = counts.safe + counts.suggested + counts.manual;
  const notebooks = files.filter(f => 'report' in f).length;
  lines.push(
    total
      ? `${plural(total, 'finding')}: ${counts.safe} safe, ${counts.suggested} suggested, ${counts.manual} manual, in ${plural(notebooks, 'notebook')}.`
      : `No habits found in ${plural(cells, 'cell')} of ${plural(notebooks, 'notebook')}.`
  );
  if (suppressed) {
    lines.push(`${suppressed} suppressed.`);
  }
  return `${lines.join('\n')}\n`;
};
