/** Puts a definition above a statement of a cell's top level, set off by blank lines. */
import type { SyntaxNode } from '../syntax/node';
import type { EditBuilder } from './editBuilder';

/** Inserts the text of a class or function above a statement at the top level; comments that stand directly above it stay with it. */
export function placeDefinitionAbove(edit: EditBuilder, statement: SyntaxNode, text: string): void {
  const { cell } = statement;
  const { source, lines } = cell;
  let line = lines.position(statement.start).line;
  while (
    line > 1 &&
    source.slice(lines.lineStart(line - 1), lines.lineEnd(line - 1)).startsWith('#')
  ) {
    line--;
  }
  const offset = lines.lineStart(line);
  edit.insert(cell, offset, `${blankLinesAbove(source, offset)}${text}\n\n\n`);
}

/** The line breaks that are missing above an offset for two blank lines; none at the top of a cell. */
export function blankLinesAbove(source: string, offset: number): string {
  const above = source.slice(0, offset);
  if (above.trim() === '') {
    return '';
  }
  const breaks = (/(?:\r?\n[ \t]*)+$/.exec(above)?.[0] ?? '').split('\n').length - 1;
  return '\n'.repeat(Math.max(0, 3 - breaks));
}
