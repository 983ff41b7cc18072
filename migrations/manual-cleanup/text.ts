/** Moves the text of statements to another depth, with some of it replaced. */
import type { CellSyntax, IRange } from '../../src/core';

/** New text for a part of a cell. */
export interface IReplacement extends IRange {
  readonly text: string;
}

/** The text of a range, its lines at an indentation of their own kept relative to the first. */
export function reindented(
  cell: CellSyntax,
  range: IRange,
  replacements: readonly IReplacement[],
  indent: string
): string {
  const inside = replacements
    .filter(r => r.start >= range.start && r.end <= range.end)
    .sort((a, b) => b.start - a.start);
  const lineStart = cell.lines.lineStart(cell.lines.position(range.start).line);
  let text = cell.source.slice(range.start, range.end);
  for (const { start, end, text: next } of inside) {
    text = text.slice(0, start - range.start) + next + text.slice(end - range.start);
  }
  const lines = (cell.source.slice(lineStart, range.start) + text).split('\n');
  const code = lines.filter(l => l.trim() !== '' && !l.trim().startsWith('#'));
  const depth = Math.min(...code.map(l => l.length - l.trimStart().length));
  return lines
    .map(l => {
      const own = l.length - l.trimStart().length;
      return l.trim() === '' ? '' : indent + l.slice(Math.min(own, depth));
    })
    .join('\n');
}
