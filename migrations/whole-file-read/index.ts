/**
 * Finds files and tables that are read into memory as a whole only to go through their lines or rows once, and reads one line, or
 * one part of the table, at a time instead. Lines that are indexed, counted and read again, or kept are left alone.
 */
import {
  defineMigration,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  isShown,
  multilineString,
  shortText,
  type IDeclined,
  type IRewrite,
  type IRewriteContext
} from '../../src/core';
import { readInChunks } from './chunks';
import { wholeRead, type IWholeRead } from './reads';
import { wholeTable, type IWholeTable } from './tables';

export default defineMigration<IWholeRead | IWholeTable>({
  name: 'whole-file-read',
  title: 'File read as a whole for its lines or rows',
  summary: 'Goes through a file line by line, and through a table part by part.',
  group: 'Memory',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:FURB129'],
  why: 'The whole file is held in memory although its lines or rows are needed one at a time.',

  *detectIn({ syntax }, { model }) {
    const hasTable = /\bread_(csv|table|json)\b/.test(syntax.source);
    if (!hasTable && !/\bread(lines)?\s*\(/.test(syntax.source)) {
      return;
    }
    for (const call of syntax.nodes('call')) {
      const read = wholeRead(model, call);
      const table = !read && hasTable ? wholeTable(model, call) : null;
      if (read) {
        yield { at: read.lines, data: read };
      } else if (table) {
        yield { at: table.call, data: table };
      }
    }
  },

  message: ({ data }) =>
    data.kind === 'table'
      ? `\`${data.name}\` is read as a whole for \`${shortText(data.asked, 30)}\``
      : `\`${shortText(data.lines, 40)}\` reads the whole file for its lines`,

  rewrite: ({ data }, context) =>
    data.kind === 'table' ? readInChunks(data, context) : stream(data, context)
});

function stream(read: IWholeRead, context: IRewriteContext): IRewrite | IDeclined {
  const { edit, decline } = context;
  const { lines, file, ending, use, stored, counts, conflict } = read;
  if (conflict) {
    const place = `in line ${conflict.cell.lines.position(conflict.start).line}`;
    return decline(
      conflict.kind === 'identifier'
        ? `\`${conflict.text}\` is used ${place}, where it has to be read to its end.`
        : `\`${shortText(conflict, 40)}\` ${place} may change the file while it is still being read.`
    );
  }
  if (ending === 'mixed') {
    return decline('In binary mode the lines of a file and those of `splitlines` differ.');
  }
  const risks = [
    'The file is read while its lines are used: it stays open, and sees what is changed meanwhile.'
  ];
  if (ending === 'splitlines') {
    risks.push(
      '`splitlines` also splits at form feeds and other rare separators; a file does not.'
    );
  } else if (ending === 'split') {
    risks.push('The empty text after a line break at the end of the file is no longer an item.');
  }
  const stripped =
    ending === 'readlines' ? file.text : `(line.rstrip("\\n") for line in ${file.text})`;
  if (counts) {
    edit.replace(counts, `sum(1 for _ in ${file.text})`);
    return {
      title: 'Count the lines one at a time',
      applicability: 'suggested',
      risks: [risks[0]]
    };
  }
  if (!stored) {
    edit.replace(lines, stripped);
    return { title: 'Read one line at a time', applicability: 'suggested', risks };
  }
  const { statement, loop } = stored;
  const { cell } = statement;
  if (!isAloneOnItsLines(statement) || !isAloneOnItsLines(loop)) {
    return decline('Several statements share a line.');
  }
  edit.replace(use, stripped);
  if (loop.parent === statement.parent) {
    edit.removeStatement(statement);
  } else {
    const gap = { start: statement.end, end: loop.start };
    if (cell.source.slice(gap.start, gap.end).trim() !== '') {
      return decline('Something stands between the reading and the loop.');
    }
    if (isShown(loop)) {
      return decline('Its value is shown below the cell; inside a block it would not be.');
    }
    const text = multilineString(cell, loop);
    if (text) {
      return decline(
        `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
      );
    }
    if (cell.magics.some(m => m.range.start >= loop.start && m.range.start < loop.end)) {
      return decline('A magic stands in the loop.');
    }
    // with open(p) as f:
    //     lines = f.readlines()
    //     ^^^^^^^^^^^^^^^^^^^^^ the loop takes its place
    edit.replaceRange(cell, { start: statement.start, end: loop.start }, '');
    const from = cell.lines.position(loop.start).line + 1;
    indentLines(edit, cell, from, cell.lines.position(loop.end).line, indentUnit(cell));
  }
  return { title: 'Read one line at a time', applicability: 'suggested', risks };
}
