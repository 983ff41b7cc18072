/** Writes the batch generator, and the loop that goes through its batches. */
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
import type { IBatchLoop, IDataset } from './loops';
import { sizeObstacle } from './moved';
import type { Source } from './sources';

type Lines = Extract<Source, { kind: 'lines' | 'filled' }>;

const readLater =
  'The file is read while the batches are used: until then it must stay as it is, and mistakes in it show up in the loop.';

/** Lines of a file: the block that reads them becomes a generator function. */
export function writeGenerator(
  dataset: IDataset,
  source: Lines,
  context: IRewriteContext
): IRewrite | IDeclined {
  const { edit, model, decline } = context;
  const { block } = source;
  const { cell } = block;
  const { name } = dataset;
  const first = source.kind === 'filled' && source.start.end < block.start ? source.start : block;
  const from = cell.lines.position(first.start).line;
  const to = cell.lines.position(block.end).line;
  const text = multilineString(cell, { start: first.start, end: block.end });
  if (text) {
    return decline(
      `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
    );
  }
  if (!isAloneOnItsLines(first) || !isAloneOnItsLines(block)) {
    return decline('Several statements share a line.');
  }
  if (cell.magics.some(m => m.range.start >= first.start && m.range.start < block.end)) {
    return decline('A magic stands in the block that reads the file.');
  }
  const names = new Set([...block.walk()].filter(n => n.kind === 'identifier').map(n => n.text));
  const size = ['batch_size', 'size', 'rows_per_batch'].find(n => !names.has(n)) as string;
  const batch = ['batch', 'chunk', 'part_of_rows'].find(n => !names.has(n)) as string;
  const reader = freshName(model, `read_${name}`);
  const indent = lineIndent(cell, first.start);
  const unit = indentUnit(cell);
  const [above, below] = blankLines(first, block, indent === '');
  // with open(path) as f:
  // ^ the function's head goes here, all lines of the block one level deeper
  edit.insert(
    cell,
    cell.lines.lineStart(from),
    `${above}${indent}def ${reader}(${size}):\n${indent}${unit}"""Batches of \`${name}\`, read one at a time."""\n`
  );
  indentLines(edit, cell, from, to, unit);
  const at = (node: SyntaxNode): string => lineIndent(cell, node.start) + unit;
  const end = cell.lines.lineEnd(to);
  if (source.kind === 'lines') {
    const statement = (dataset.binding.statement as SyntaxNode).statement;
    const islice = edit.addImport('itertools', 'islice', statement);
    edit.replace(dataset.binding.value as SyntaxNode, source.stream);
    edit.insert(
      cell,
      end,
      `\n${at(statement)}while ${batch} := list(${islice}(${name}, ${size})):\n${at(statement)}${unit}yield ${batch}${below}`
    );
  } else {
    const { addition, start } = source;
    const inner = at(addition);
    edit.insert(
      cell,
      cell.lines.lineEnd(cell.lines.position(addition.end).line),
      `\n${inner}if len(${name}) == ${size}:\n${inner}${unit}yield ${name}\n${inner}${unit}${name} = []`
    );
    const outer = at(start.end < block.start ? start : block);
    edit.insert(cell, end, `\n${outer}if ${name}:\n${outer}${unit}yield ${name}${below}`);
  }
  const risks = [readLater];
  for (const loop of dataset.loops) {
    const refused = writeLoop(dataset, loop, `${reader}(${loop.size.text})`, risks, context);
    if (refused) {
      return decline(refused);
    }
  }
  return {
    title: `Read \`${name}\` in batches`,
    applicability: 'suggested',
    risks: [...new Set(risks)]
  };
}

/** Line breaks that set a function apart from what stands above and below it. */
function blankLines(first: SyntaxNode, last: SyntaxNode, isTop: boolean): [string, string] {
  const { source } = first.cell;
  const wanted = isTop ? 2 : 1;
  const before = /(^|\n)([^\n]*)\n((?:[ \t]*\n)*)[ \t]*$/.exec(source.slice(0, first.start));
  const after = /^[^\n]*((?:\n[ \t]*)*)(\S?)/.exec(source.slice(last.end));
  const breaks = (text: string): number => text.split('\n').length - 1;
  const hasComment = before !== null && /^\s*(#|%)|:\s*$/.test(before[2]) && before[3] === '';
  const above = before === null || hasComment ? 0 : wanted - breaks(before[3]);
  const below = after?.[2] ? wanted + 1 - breaks(after[1]) : 0;
  return ['\n'.repeat(Math.max(0, above)), '\n'.repeat(Math.max(0, below))];
}

/** A table that pandas reads: the loop goes through its chunks. */
export function writeChunks(
  dataset: IDataset,
  call: SyntaxNode,
  context: IRewriteContext
): IRewrite | IDeclined {
  const { edit, decline } = context;
  const statement = (dataset.binding.statement as SyntaxNode).statement;
  if (!isAloneOnItsLines(statement)) {
    return decline('Several statements share a line.');
  }
  const used = (call.child('arguments')?.namedChildren ?? []).find(a =>
    /^(chunksize|iterator|skipfooter|nrows)$/.test(a.child('name')?.text ?? '')
  );
  if (used) {
    return decline(`\`${used.text}\` does not go together with reading in chunks.`);
  }
  if (/[#]/.test(call.text)) {
    return decline('A comment stands in the call that reads the table.');
  }
  const risks = [
    readLater,
    'pandas decides the types of the columns for each batch anew; give `dtype` where that matters.'
  ];
  const open = call.text.replace(/,?\s*\)$/, '');
  for (const loop of dataset.loops) {
    const text = `${open}, chunksize=${loop.size.text})`;
    const refused = writeLoop(dataset, loop, text, risks, context);
    if (refused) {
      return decline(refused);
    }
  }
  edit.removeStatement(statement);
  return {
    title: `Read \`${dataset.name}\` in batches`,
    applicability: 'suggested',
    risks: [...new Set(risks)]
  };
}

/** An array file: mapped into memory, a slice reads what it needs. */
export function writeMapped(
  call: SyntaxNode,
  { edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const given = call.child('arguments')?.namedChildren ?? [];
  const last = given[given.length - 1];
  if (given.length !== 1 || last.kind === 'keyword_argument') {
    return decline('The array is loaded with further arguments.');
  }
  edit.insertAfter(last, ', mmap_mode="r"');
  return {
    title: 'Read the array as its batches are used',
    applicability: 'suggested',
    risks: [
      'The file is read while the batches are used, so it must stay as it is; a batch can no longer be changed in place.'
    ]
  };
}

/** Gives a loop the batches themselves; a reason when that cannot be. */
function writeLoop(
  dataset: IDataset,
  loop: IBatchLoop,
  batches: string,
  risks: string[],
  { edit, model }: IRewriteContext
): string | null {
  const { start, slices, ends, range } = loop;
  const line = (n: SyntaxNode): string => `line ${n.cell.lines.position(n.start).line}`;
  const uses = model.references(start);
  const later = uses.find(r => !r.node.isInside(loop.loop));
  if (later) {
    return `\`${start.name}\` is used after the loop, in ${line(later.node)}.`;
  }
  const moved = sizeObstacle(loop);
  if (moved) {
    return moved;
  }
  const dropped = ends.filter(e => !e.isUsedOtherwise);
  const kept = ends.filter(e => e.isUsedOtherwise);
  if (![...ends.map(e => e.statement)].every(isAloneOnItsLines)) {
    return 'Several statements share a line.';
  }
  const own = ownName(loop);
  const batch = own?.name ?? freshName(model, 'batch');
  const needsStart =
    kept.length > 0 ||
    uses.some(
      r => !slices.some(s => r.node.isInside(s)) && !dropped.some(e => r.node.isInside(e.statement))
    );
  for (const slice of slices) {
    if (slice !== own?.slice) {
      edit.replace(slice, batch);
    }
  }
  if (own) {
    edit.removeStatement(own.statement);
  }
  dropped.forEach(e => edit.removeStatement(e.statement));
  kept.forEach(e => edit.replace(e.binding.value as SyntaxNode, `${start.name} + len(${batch})`));
  edit.replace(
    loop.loop.child('left') as SyntaxNode,
    needsStart ? `${start.name}, ${batch}` : batch
  );
  const count = needsStart ? edit.addImport('itertools', 'count', range) : null;
  edit.replace(range, count ? `zip(${count}(0, ${loop.size.text}), ${batches})` : batches);
  if (loop.loop.child('right') !== range) {
    risks.push('The progress bar no longer knows how many batches there are.');
  }
  if (dataset.loops.length > 1 || loop.loop.ancestor('for_statement', 'while_statement')) {
    risks.push('The file is read again for every time the batches are gone through.');
  }
  return null;
}

/** `batch = data[i : i + size]`, a statement of the loop's own: its name serves as the loop variable. */
function ownName({
  loop,
  slices
}: IBatchLoop): { name: string; slice: SyntaxNode; statement: SyntaxNode } | null {
  const [slice] = slices;
  const assignment = slice.parent;
  const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  const statement = assignment?.parent;
  const body = loop.child('body');
  if (
    slices.length !== 1 ||
    left?.kind !== 'identifier' ||
    assignment?.child('type') ||
    assignment?.child('right') !== slice ||
    statement?.kind !== 'expression_statement' ||
    statement.parent !== body ||
    body?.namedChildren.length === 1 ||
    !isAloneOnItsLines(statement)
  ) {
    return null;
  }
  const isFree = [...(body?.walk() ?? [])].every(
    n => n.kind !== 'identifier' || n.text !== left.text || n.start >= left.start
  );
  return isFree ? { name: left.text, slice, statement } : null;
}
