/** What the reports for people count, the same in each of them. */
import type { INotebookReport } from '../../core';
import { plural, type ICheckedFile, type IFindingDetail } from './reporter';

/** A notebook with its findings and what their fixes change. */
export interface ISummaryNotebook {
  readonly report: INotebookReport;
  readonly details: readonly IFindingDetail[];
}

export interface ISummary {
  /** Such as "3 findings in 2 of 5 notebooks". */
  readonly headline: string;
  /** Such as "1 safe, 2 suggested, 0 manual; 1 suppressed". */
  readonly counts: string;
  /** The most frequent first. */
  readonly habits: readonly {
    readonly name: string;
    readonly findings: number;
    readonly fixes: number;
  }[];
  /** Those with findings or with cells that could not be checked. */
  readonly notebooks: readonly ISummaryNotebook[];
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
}

export function summaryOf(files: readonly ICheckedFile[]): ISummary {
  const failed = files.flatMap(f => ('report' in f ? [] : [f]));
  const checked = files.flatMap((f): ISummaryNotebook[] =>
    'report' in f ? [{ report: f.report, details: f.details ?? [] }] : []
  );
  const all = checked.flatMap(n => n.report.diagnostics);
  const withFindings = checked.filter(n => n.report.diagnostics.length).length;
  const suppressed = checked.reduce((sum, n) => sum + n.report.suppressed.length, 0);
  const count = (applicability: string): number =>
    all.filter(d => d.applicability === applicability).length;
  const habits = new Map<string, { name: string; findings: number; fixes: number }>();
  for (const { migration, fix } of all) {
    const habit = habits.get(migration) ?? { name: migration, findings: 0, fixes: 0 };
    habit.findings++;
    habit.fixes += fix ? 1 : 0;
    habits.set(migration, habit);
  }
  return {
    headline: all.length
      ? `${plural(all.length, 'finding')} in ${withFindings} of ${plural(checked.length, 'notebook')}`
      : `No findings in ${plural(checked.length, 'notebook')}`,
    counts:
      `${count('safe')} safe, ${count('suggested')} suggested, ${count('manual')} manual` +
      (suppressed ? `; ${suppressed} suppressed` : '') +
      (failed.length ? `; ${plural(failed.length, 'file')} not checked` : ''),
    habits: [...habits.values()].sort(
      (a, b) => b.findings - a.findings || (a.name < b.name ? -1 : 1)
    ),
    notebooks: checked.filter(n => n.report.diagnostics.length || n.report.cells.blind.length),
    failed
  };
}

/** Such as "cell 3, line 2". */
export function whereOf(d: INotebookReport['diagnostics'][number]): string {
  const place = d.place === 'source' ? `line ${d.range.start.line}` : d.place;
  return `cell ${d.cell.index + 1}, ${place}`;
}
