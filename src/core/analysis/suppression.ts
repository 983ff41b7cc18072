/**
 * Comments by which a person keeps a finding from being shown: `# anneal: allow dict-config (read by a form)` on the finding's first
 * line or alone on the line above, or on the first line of a cell for the whole cell.
 */
import type { ICell } from '../notebook/notebook';
import { LineIndex } from '../text/lineIndex';
import type { IRange } from '../text/range';

const marker = /#\s*anneal:\s*allow\s+([a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*)/;

export function isSuppressed(cell: ICell, range: IRange, migration: string): boolean {
  if (!cell.source.includes('anneal:')) {
    return false;
  }
  const lines = new LineIndex(cell.source);
  const text = (line: number): string =>
    cell.source.slice(lines.lineStart(line), lines.lineEnd(line));
  const allows = (line: string): boolean =>
    (marker.exec(line)?.[1] ?? '').split(/\s*,\s*/).includes(migration);
  const line = lines.position(range.start).line;
  const isComment = (t: string): boolean => t.trimStart().startsWith('#');
  return (
    allows(text(line)) ||
    (line > 1 && isComment(text(line - 1)) && allows(text(line - 1))) ||
    (isComment(text(1)) && allows(text(1)))
  );
}
