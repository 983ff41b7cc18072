/** Moving statements one level deeper. Says when that would change a string. */
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import type { IRange } from '../text/range';
import type { EditBuilder } from './editBuilder';

/** One level of indentation as the cell writes it; four spaces where it has none. */
export function indentUnit(cell: CellSyntax): string {
  for (const block of cell.nodes('block')) {
    const outer = block.parent ? lineIndent(cell, block.parent.start) : '';
    const first = block.namedChildren[0];
    const inner = first ? lineIndent(cell, first.start) : '';
    if (inner.length > outer.length && inner.startsWith(outer)) {
      return inner.slice(outer.length);
    }
  }
  return '    ';
}

/** The white space that opens the line of an offset. */
export function lineIndent(cell: CellSyntax, offset: number): string {
  const start = cell.lines.lineStart(cell.lines.position(offset).line);
  return (/^[ \t]*/.exec(cell.source.slice(start, start + 200)) as RegExpExecArray)[0];
}

/** Indents the lines `first` to `last` (from 1) by a unit; blank lines and those that start inside `except` stay. */
export function indentLines(
  edit: EditBuilder,
  cell: CellSyntax,
  first: number,
  last: number,
  unit: string,
  except: IRange | null = null
): void {
  for (let line = first; line <= last; line++) {
    const start = cell.lines.lineStart(line);
    const isBlank = cell.source.slice(start, cell.lines.lineEnd(line)).trim() === '';
    if (!isBlank && !(except && start > except.start && start <= except.end)) {
      edit.insert(cell, start, unit);
    }
  }
}

/** The first string within a range that goes over several lines: indenting its lines would change its value. */
export function multilineString(cell: CellSyntax, range: IRange): SyntaxNode | null {
  return (
    cell
      .nodes('string')
      .find(s => s.start >= range.start && s.end <= range.end && /[\r\n]/.test(s.text)) ?? null
  );
}

/** True when nothing but white space stands before a statement on its line and nothing but a comment after it. */
export function isAloneOnItsLines(statement: SyntaxNode): boolean {
  const { cell } = statement;
  const first = cell.lines.position(statement.start).line;
  const last = cell.lines.position(statement.end).line;
  return (
    cell.source.slice(cell.lines.lineStart(first), statement.start).trim() === '' &&
    /^\s*(#.*)?$/.test(cell.source.slice(statement.end, cell.lines.lineEnd(last)))
  );
}

/** True when a kernel shows the value of this statement: it is a bare expression at the end of a cell, with no `;` after it. */
export function isShown(statement: SyntaxNode): boolean {
  const last = statement.cell.root?.namedChildren.at(-1);
  return (
    statement.kind === 'expression_statement' &&
    last === statement &&
    !['assignment', 'augmented_assignment', 'yield'].includes(
      statement.namedChildren[0]?.kind ?? ''
    ) &&
    !/^\s*;/.test(statement.cell.source.slice(statement.end))
  );
}
