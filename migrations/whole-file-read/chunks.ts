/** Writes what goes through a table part by part. */
import {
  freshName,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  lineIndent,
  multilineString,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import type { IWholeTable } from './tables';

/** Rows in memory at a time: enough to read fast, few enough for wide tables. */
const rowsPerChunk = '10_000';

/** Reads a table in parts of some thousand rows. */
export function readInChunks(
  { asked, call, infersTypes, name, obstacle, reader, statement, use }: IWholeTable,
  { edit, model, decline }: IRewriteContext
): IRewrite | IDeclined {
  if (obstacle) {
    return decline(obstacle);
  }
  if (!isAloneOnItsLines(statement)) {
    return decline('Several statements share a line.');
  }
  const risks = ['The file is read while its rows are used: until then it must stay as it is.'];
  if (infersTypes) {
    risks.push(
      'pandas decides the types of the columns for each part anew; give `dtype` where that matters.'
    );
  }
  const chunk = freshName(model, 'chunk');
  const parts = `for ${chunk} in ${onOneLine(call).replace(/,?\s*\)$/, '')}, chunksize=${rowsPerChunk})`;
  const inPart = asked.text.replace(use.text, chunk).replace(/^len\(.*\)$/s, `len(${chunk})`);
  edit.removeStatement(statement);
  if (!reader) {
    if (asked.text.endsWith('sum()')) {
      risks.push('The sum of decimal numbers may differ in its last digits.');
    }
    edit.replace(asked, `sum(${inPart} ${parts})`);
  } else if (reader.kind === 'for_statement' && reader.child('right') === asked && nests(reader)) {
    const { cell } = reader;
    const unit = indentUnit(cell);
    // for _, row in table.iterrows():
    // ^ the loop over the parts goes above, the loop over the rows one level deeper
    edit.insert(cell, reader.start, `${parts}:\n${lineIndent(cell, reader.start)}${unit}`);
    edit.replace(use, chunk);
    const first = cell.lines.position(reader.start).line + 1;
    indentLines(edit, cell, first, cell.lines.position(reader.end).line, unit);
  } else if (asked.parent?.kind === 'for_in_clause') {
    edit.insertBefore(asked.parent, `${parts} `);
    edit.replace(use, chunk);
  } else {
    const row = freshName(model, 'row_of_chunk');
    edit.replace(asked, `(${row} ${parts} for ${row} in ${inPart})`);
  }
  if ((reader ?? asked).ancestor('for_statement', 'while_statement')) {
    risks.push('The file is read again in every round of the loop around.');
  }
  return { title: `Read \`${name}\` in parts`, applicability: 'suggested', risks };
}

function onOneLine(call: SyntaxNode): string {
  return multilineString(call.cell, call)
    ? call.text
    : call.text.replace(/\(\s*\n\s*/g, '(').replace(/\s*\n\s*/g, ' ');
}

/** True when a loop can stand in another: it neither leaves early nor has an `else`, and its lines can be indented. */
function nests(loop: SyntaxNode): boolean {
  const { cell } = loop;
  return (
    isAloneOnItsLines(loop) &&
    !loop.child('alternative') &&
    !leavesEarly(loop.child('body') as SyntaxNode) &&
    !multilineString(cell, loop) &&
    !cell.magics.some(m => m.range.start < loop.end && m.range.end > loop.start)
  );
}

function leavesEarly(node: SyntaxNode): boolean {
  return (
    node.kind === 'break_statement' ||
    (!/^(for_statement|while_statement|function_definition|lambda)$/.test(node.kind) &&
      node.children.some(leavesEarly))
  );
}
