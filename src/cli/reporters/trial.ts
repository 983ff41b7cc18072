/** What a tried fix changed and saves, for a terminal. */
import pc from 'picocolors';
import { amountText, effectsOf, effectText, type ITrialReport } from '../../core';
import { printable } from './plain';

/** @param affected - indexes of the cells that the fix can change */
export function trialText(report: ITrialReport, affected: readonly number[]): string {
  const lines = [`${pc.bold(report.verdict.toUpperCase())}  ${printable(report.because)}`];
  for (const effect of effectsOf(report, affected)) {
    const [before, after] = [effect.before, effect.after].map(a => amountText(effect.kind, a));
    const what = effect.kind === 'time' ? 'Time' : 'Memory';
    lines.push(
      `${what.padEnd(7)} cell ${effect.cell + 1}: ${before} → ${after}, ${effectText(effect)}`
    );
  }
  if (report.verdict === 'equal' && lines.length === 1) {
    lines.push('Time and memory stay as they were, as far as two runs each show.');
  }
  for (const v of report.variables) {
    if (['different', 'missing', 'converted', 'settled', 'nondeterministic'].includes(v.status)) {
      lines.push(`  ${v.name.padEnd(20)} ${v.status.padEnd(16)} ${printable(v.detail)}`);
    }
  }
  for (const o of report.outputs) {
    if (o.status === 'different') {
      lines.push(`  output of cell ${o.cell + 1}: ${printable(o.detail)}`);
    }
  }
  if (report.missingModule) {
    lines.push(
      `  Install it in the notebook's environment: pip install ${printable(report.missingModule)}`
    );
  }
  lines.push(...report.notes.map(n => `  ${printable(n)}`));
  return `${lines.join('\n')}\n`;
}
