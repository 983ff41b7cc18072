/** Appending to a list in parentheses as it is laid out: on the line, or one item a line. */
import { lineIndent, type EditBuilder, type SyntaxNode } from '../../src/core';

/**
 * Adds an item at the end of parameters or arguments.
 *
 * @param list the node with its parentheses
 */
export function appendItem(edit: EditBuilder, list: SyntaxNode, text: string): void {
  const { cell } = list;
  const last = list.namedChildren.at(-1);
  if (!last) {
    edit.insert(cell, list.start + 1, text);
    return;
  }
  const { lines, source } = cell;
  const line = lines.position(last.end).line;
  const opens =
    source.slice(lines.lineStart(lines.position(last.start).line), last.start).trim() === '';
  const rest = source.slice(last.end, lines.lineEnd(line));
  const hasComma = list.children.some(c => c.kind === ',' && c.start >= last.end);
  const close = list.children.at(-1) as SyntaxNode;
  if (!opens || lines.position(close.start).line === line) {
    edit.insertAfter(last, `, ${text}`);
    return;
  }
  // f(
  //     a,  # why
  //              ^ a line of its own for the new item
  // )
  const indent = lineIndent(cell, last.start);
  const end = last.end + rest.length;
  if (!hasComma) {
    edit.insertAfter(last, ',');
  }
  edit.insert(cell, end, `\n${indent}${text}${hasComma ? ',' : ''}`);
}
