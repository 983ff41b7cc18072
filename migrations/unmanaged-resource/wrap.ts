/** Writes the `with` block around the uses of a name. */
import {
  enclosingFunction,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  isShown,
  multilineString,
  ownNodes,
  type Binding,
  type IDeclined,
  type IRange,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import type { IOpened } from './index';
import { silentCalls, silentMethods } from './resources';
import type { Extent } from './uses';

type Context = IRewriteContext;

/** `f = open(p)` with its uses below it in the same block. */
export function wrapUses(
  { call, resource, writes }: IOpened,
  binding: Binding,
  extent: Extract<Extent, { kind: 'local' }>,
  context: Context
): IRewrite | IDeclined {
  const { edit, decline } = context;
  const first = (binding.statement as SyntaxNode).statement;
  const { cell } = first;
  const { last } = extent;
  if (binding.scope.kind === 'class') {
    return decline(`\`${binding.name}\` belongs to the class \`${binding.scope.name}\`.`);
  }
  if (binding.statement?.child('type')) {
    return decline(`The annotation of \`${binding.name}\` has no place in a with block.`);
  }
  if (!isAloneOnItsLines(first) || !isAloneOnItsLines(last)) {
    return decline('Several statements share a line.');
  }
  const range: IRange = { start: first.start, end: last.end };
  const below: IRange = { start: first.end, end: last.end };
  const text = multilineString(cell, below);
  if (text) {
    return decline(
      `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
    );
  }
  if (cell.magics.some(m => m.range.start >= range.start && m.range.start < range.end)) {
    return decline('A magic stands between the opening and the last use.');
  }
  const own = enclosingFunction(call);
  if (
    own?.kind === 'function_definition' &&
    [...ownNodes(own, 'yield')].some(y => y.start > range.start && y.end <= range.end)
  ) {
    return decline(
      `\`${own.child('name')?.text}\` yields while the ${resource.noun} is open; who stops reading early decides when it closes.`
    );
  }
  const risks: string[] = [];
  if (isShown(last)) {
    const shown = shownCall(context, last);
    if (shown === 'value') {
      return decline(
        'The value of the last line is shown below the cell; inside a block it would not be.'
      );
    }
    if (shown === 'count') {
      risks.push('The number that `write` gives is no longer shown below the cell.');
    }
  }
  const unit = indentUnit(cell);
  const opened = resource.needsClosing
    ? `${edit.addImport('contextlib', 'closing', call)}(${call.text})`
    : call.text;
  // f = open(p)
  // ^^^^^^^^^^^ the header of the block
  edit.replace(first, `with ${opened} as ${binding.name}:`);
  const from = cell.lines.position(first.end).line + 1;
  indentLines(edit, cell, from, cell.lines.position(last.end).line, unit);
  let ended = false;
  for (const end of extent.ends) {
    const statement = end.parent;
    if (
      statement?.kind === 'expression_statement' &&
      statement.parent === first.parent &&
      statement.start > last.end &&
      isPlainEnd(end) &&
      !wouldShowAnother(statement, last)
    ) {
      ended = true;
      edit.removeStatement(statement);
    }
  }
  const isRead = !writes && (resource.noun === 'file' || resource.noun === 'archive');
  if (!ended && !isRead) {
    risks.push(resource.effect);
  }
  if (ended && extent.ends.length > 0 && !laterOnlyEnds(extent, last)) {
    risks.push(resource.effect);
  }
  return {
    title: `Put \`${binding.name}\` into a with block`,
    applicability: risks.length ? 'suggested' : 'safe',
    risks
  };
}

/** True when taking out the last statement of a cell would let the kernel show the value of the one before. */
function wouldShowAnother(statement: SyntaxNode, last: SyntaxNode): boolean {
  const all = statement.cell.root?.namedChildren ?? [];
  const i = all.indexOf(statement);
  return (
    i > 0 &&
    i === all.length - 1 &&
    all[i - 1] !== last &&
    all[i - 1].kind === 'expression_statement'
  );
}

/** `shutdown(wait=False)` is no plain end: the block would wait. */
function isPlainEnd(call: SyntaxNode): boolean {
  return (call.child('arguments')?.namedChildren ?? []).length === 0;
}

/** True when no end stands before the last use. */
function laterOnlyEnds(extent: Extract<Extent, { kind: 'local' }>, last: SyntaxNode): boolean {
  return extent.ends.every(e => e.start > last.end);
}

/** What a kernel shows for the last statement of a cell: nothing, the count that `write` returns, or a value. */
export function shownCall(
  { model }: Context,
  statement: SyntaxNode
): 'nothing' | 'count' | 'value' {
  const value = statement.namedChildren[0];
  if (value?.kind !== 'call') {
    return 'value';
  }
  const target = value.child('function');
  const method = target?.kind === 'attribute' ? (target.child('attribute')?.text ?? '') : '';
  const name = model.qualifiedName(target);
  if ((name && silentCalls.test(name)) || (!name && silentMethods.has(method))) {
    return 'nothing';
  }
  return method === 'write' ? 'count' : 'value';
}
