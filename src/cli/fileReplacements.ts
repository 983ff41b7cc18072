/** The edits of a fix as replacements in the text of the `.ipynb` file, for tools that know files but no notebooks. */
import {
  LineIndex,
  locate,
  type INotebookDocument,
  type IPosition,
  type IReportedDiagnostic
} from '../core';
import { scanArray } from '../core/notebook/jsonScan';

/** Replaces the text between two places of the file. */
export interface IFileReplacement {
  readonly start: IPosition;
  readonly end: IPosition;
  readonly text: string;
}

type CellEdits = NonNullable<IReportedDiagnostic['fix']>['edits'];

/**
 * @param edits of a fix that was computed for the notebook of this document
 * @returns null when the fix cannot be said as replacements: it inserts a cell, or writes into one that has no text at all
 */
export function fileReplacements(
  document: INotebookDocument,
  edits: CellEdits
): readonly IFileReplacement[] | null {
  const lines = new LineIndex(document.text);
  const replacements: IFileReplacement[] = [];
  for (const edit of edits) {
    const cell = document.notebook.cells.find(c => c.id === edit.cellId);
    if (edit.kind === 'insert' || !cell) {
      return null;
    }
    const { source, outputs, executionCount } = document.spans[cell.index];
    if (edit.kind === 'clear-outputs') {
      for (const [span, text] of [
        [outputs, '[]'],
        [executionCount, 'null']
      ] as const) {
        if (span) {
          replacements.push({
            start: lines.position(span.start),
            end: lines.position(span.end),
            text
          });
        }
      }
      continue;
    }
    const glue = source && literalGlue(document.text, source.start);
    if (glue === null) {
      return null;
    }
    for (const { start, end, text } of edit.edits) {
      replacements.push({
        start: locate(document, cell.index, start),
        end: locate(document, cell.index, end),
        text: text
          .split('\n')
          .map(line => JSON.stringify(line).slice(1, -1))
          .join(`\\n${glue}`)
      });
    }
  }
  return replacements;
}

/** What stands between two lines of a source: nothing in one long string, `",` and `"` in a list of lines. Null for an empty list. */
function literalGlue(json: string, start: number): string | null {
  if (json[start] !== '[') {
    return '';
  }
  const { items } = scanArray(json, start);
  if (!items.length) {
    return null;
  }
  const space = json.slice(start + 1, items[0].start);
  return `",${space}"`;
}
