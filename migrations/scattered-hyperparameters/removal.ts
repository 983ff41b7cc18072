/** Takes the constants out of their cells and hands out the comments that go with them. */
import type { CellSyntax, EditBuilder, SyntaxNode } from '../../src/core';
import type { IConstant } from './constants';

/** Comments that move into the class with a constant. */
export interface IComments {
  /** Lines of their own above it. */
  readonly above: readonly string[];
  /** Behind it on its line, or null. */
  readonly behind: string | null;
}

/**
 * Finds the comments of a constant. Lines above it stay where they are when they head code that stays, or a block of constants whose
 * place the class takes.
 *
 * @param moved the lines of the constants that leave this cell
 */
export function commentsOf(
  { statement }: IConstant,
  moved: ReadonlySet<number>,
  isFirst: boolean
): IComments {
  const { cell } = statement;
  const line = lineNumber(statement);
  const behind =
    /#.*$/.exec(cell.source.slice(statement.end, cell.lines.lineEnd(line)))?.[0] ?? null;
  let end = line;
  while (moved.has(end + 1)) {
    end++;
  }
  const isOwn = (isBlank(cell, end + 1) || isComment(cell, end + 1)) && !(isFirst && end > line);
  const above: string[] = [];
  for (let n = line - 1; isOwn && isComment(cell, n) && !isRule(lineText(cell, n)); n--) {
    above.unshift(lineText(cell, n).trimEnd());
  }
  return { above, behind };
}

export function lineNumber(statement: SyntaxNode): number {
  return statement.cell.lines.position(statement.start).line;
}

/** Removes whole lines of a cell; where that leaves blank lines above and below, those below go too. */
export function removeLines(edit: EditBuilder, cell: CellSyntax, gone: ReadonlySet<number>): void {
  const { lines, source } = cell;
  for (const first of [...gone].sort((a, b) => a - b)) {
    if (gone.has(first - 1)) {
      continue;
    }
    let last = first;
    while (gone.has(last + 1)) {
      last++;
    }
    if (first === 1 || isBlank(cell, first - 1)) {
      while (last < lines.lineCount && isBlank(cell, last + 1)) {
        last++;
      }
    }
    const isLast = last >= lines.lineCount;
    const start = isLast && first > 1 ? lines.lineEnd(first - 1) : lines.lineStart(first);
    edit.replaceRange(cell, { start, end: isLast ? source.length : lines.lineStart(last + 1) }, '');
  }
}

function lineText(cell: CellSyntax, line: number): string {
  return cell.source.slice(cell.lines.lineStart(line), cell.lines.lineEnd(line));
}

/** True below the last line as well. */
function isBlank(cell: CellSyntax, line: number): boolean {
  return line > cell.lines.lineCount || lineText(cell, line).trim() === '';
}

/** True for a line that is nothing but a comment. */
export function isComment(cell: CellSyntax, line: number): boolean {
  return line >= 1 && /^#(?!%)/.test(lineText(cell, line));
}

/** `# --- model ---`: the heading of a part of the cell. */
function isRule(line: string): boolean {
  return /[-=#*_~]{3,}/.test(line);
}
