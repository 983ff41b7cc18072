/** A summary for a pull request. Text of the notebook is escaped: it can be no markup here. */
import { plural, reportPath, type Reporter } from './reporter';

export const markdown: Reporter = files => {
  const lines = ['# Anneal', ''];
  let total = 0;
  let suppressed = 0;
  for (const file of files) {
    if (!('report' in file)) {
      lines.push(
        `## ${escape(reportPath(file.path))}`,
        '',
        `Not checked: ${escape(file.reason)}`,
        ''
      );
      continue;
    }
    const { report } = file;
    total += report.diagnostics.length;
    suppressed += report.suppressed.length;
    if (!report.diagnostics.length) {
      continue;
    }
    lines.push(
      `## ${escape(reportPath(report.path))}`,
      '',
      '| Cell | Finding | Habit | |',
      '|---|---|---|---|'
    );
    for (const d of report.diagnostics) {
      const what = d.fix
        ? `${escape(d.message)}<br>Fix: ${escape(d.fix.title)}`
        : escape(d.message);
      lines.push(
        `| ${d.cell.index + 1}:${d.range.start.line} | ${what} | ${d.migration} | ${d.applicability} |`
      );
    }
    for (const b of report.cells.blind) {
      lines.push(`| ${b.index + 1} | Not checked: ${escape(b.reason)} | | |`);
    }
    lines.push('');
  }
  lines.push(
    `${plural(total, 'finding')} in ${plural(files.length, 'notebook')}${suppressed ? `, ${suppressed} suppressed` : ''}.`
  );
  return `${lines.join('\n')}\n`;
};

function escape(text: string): string {
  return text
    .replace(/[\\*_{}[\]()#+!|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\s*\n\s*/g, ' ');
}
