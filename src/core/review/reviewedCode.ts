/** Which code a decision was about, and whether it still stands in the notebook: nobody agrees to code that they did not see. */
import type { IDiagnostic } from '../analysis/diagnostic';
import { redact } from '../analysis/secrets';
import type { INotebook } from '../notebook/notebook';
import type { IDecision } from './reviewFile';

/** The code of all cells without secrets, as decisions record it. */
export function shownTexts(notebook: INotebook, secrets: readonly string[]): readonly string[] {
  return notebook.cells.filter(c => c.kind === 'code').map(c => redact(c.source, secrets));
}

/** The lines from the first to the last that a finding and its fix are about, in the finding's cell, without secrets. */
export function reviewedCode(
  notebook: INotebook,
  { cell, place, offsets, fix }: IDiagnostic,
  secrets: readonly string[]
): string | null {
  if (place !== 'source') {
    return null;
  }
  const { source } = notebook.cells[cell.index];
  // What is inserted, such as an import at the top, says nothing of the lines around it.
  const ranges = (fix?.edit.cells ?? [])
    .flatMap(part => (part.kind === 'source' && part.cellId === cell.id ? part.edits : []))
    .filter(edit => edit.end > edit.start);
  const start = Math.min(offsets.start, ...ranges.map(r => r.start));
  const end = Math.max(
    offsets.end,
    ...ranges.map(r => (source[r.end - 1] === '\n' ? r.end - 1 : r.end))
  );
  const lineEnd = source.indexOf('\n', end);
  const lines = source.slice(
    source.lastIndexOf('\n', start - 1) + 1,
    lineEnd < 0 ? source.length : lineEnd
  );
  return redact(lines, secrets);
}

/** True when the code of a decision still stands somewhere, or was not recorded. */
export function isSameCode({ code }: IDecision, texts: readonly string[]): boolean {
  return code === undefined || texts.some(text => `\n${text}\n`.includes(`\n${code}\n`));
}
