/** What a fix changes, cell by cell, as lines of a diff for reports. Secrets are drawn as dots on both sides. */
import { structuredPatch } from 'diff';
import { applyEdits, redact, type INotebook, type IReportedDiagnostic } from '../core';

/** The change of one cell. */
export interface ICellDiff {
  /** Such as "cell 3". */
  readonly title: string;
  /** Each begins with `+`, `-` or a space; `…` stands between parts that are far apart. */
  readonly lines: readonly string[];
}

const context = 2;

/** @param edits of a fix that was computed for this notebook */
export function findingDiff(
  notebook: INotebook,
  edits: NonNullable<IReportedDiagnostic['fix']>['edits'],
  secrets: readonly string[]
): readonly ICellDiff[] {
  return edits.map((edit): ICellDiff => {
    if (edit.kind === 'insert') {
      const lines = redact(edit.source, secrets).split('\n');
      return { title: 'new cell', lines: lines.map(line => `+${line}`) };
    }
    const cell = notebook.cells.find(c => c.id === edit.cellId);
    const title = cell ? `cell ${cell.index + 1}` : 'cell';
    if (edit.kind === 'clear-outputs' || !cell) {
      return { title: `${title}: outputs removed`, lines: [] };
    }
    return {
      title,
      lines: changedLines(
        redact(cell.source, secrets),
        redact(applyEdits(cell.source, edit.edits), secrets)
      )
    };
  });
}

function changedLines(before: string, after: string): string[] {
  const { hunks } = structuredPatch('', '', `${before}\n`, `${after}\n`, '', '', { context });
  return hunks.flatMap((hunk, i) => [...(i ? ['…'] : []), ...hunk.lines]);
}
