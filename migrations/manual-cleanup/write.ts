/** Puts the `with` statement in the place of `try` and takes `finally` out. */
import {
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  lineIndent,
  multilineString,
  type CellSyntax,
  type EditBuilder,
  type ICellModel,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ICleanup } from './cleanup';
import type { IManager } from './manager';
import type { IPlain } from './plain';

/** A `with` of the object itself. */
export function writePlain(
  cleanup: ICleanup,
  plain: IPlain,
  { edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const kept = cleanup.attempt.cell.comments.find(
    c => c.start > cleanup.clause.start && c.start < endOfClause(cleanup)
  );
  if (kept) {
    edit.insert(
      kept.cell,
      cleanup.attempt.start,
      `${kept.text}\n${lineIndent(kept.cell, cleanup.attempt.start)}`
    );
  }
  plain.replaced.forEach(s => edit.removeStatement(s));
  const refused = replaceTry(cleanup, `with ${plain.write(edit)}:`, edit);
  return refused
    ? decline(refused)
    : {
        title: plain.title,
        applicability: 'suggested',
        risks: ['The block ends it where `finally` did; nothing else may end it or need it later.']
      };
}

/** A new function, and a `with` of it. */
export function writeManager(
  cleanup: ICleanup,
  manager: IManager,
  { edit, model, decline }: IRewriteContext
): IRewrite | IDeclined {
  const { attempt, setup, opening } = cleanup;
  const { cell } = attempt;
  if (![...setup, ...opening].every(isAloneOnItsLines)) {
    return decline('Several statements share a line.');
  }
  const wanted = manager.isAsync ? 'asynccontextmanager' : 'contextmanager';
  const decorator = edit.addImport('contextlib', wanted, attempt);
  const known = sameManager(model, attempt, manager, decorator);
  const name = known ?? manager.name;
  if (!known) {
    const text = manager.write(name, decorator);
    if (isImportedBelow(model, cell, decorator)) {
      const [offset, above] = placeAbove(topStatement(setup[0] ?? attempt));
      edit.insert(cell, offset, `${above}${text}\n\n\n`);
    } else {
      edit.insertBelowImports(cell, text);
    }
  }
  [...setup, ...opening].forEach(s => edit.removeStatement(s));
  const as = manager.made.length
    ? ` as ${manager.made.length > 1 ? `(${manager.made.join(', ')})` : manager.made[0]}`
    : '';
  const header = `${manager.isAsync ? 'async ' : ''}with ${name}(${manager.args.join(', ')})${as}:`;
  const refused = replaceTry(cleanup, header, edit);
  if (refused) {
    return decline(refused);
  }
  const { hidden } = manager;
  return {
    title: `Clean up in ${name}()`,
    applicability: 'suggested',
    risks: hidden.length
      ? [`${hidden.map(n => `\`${n}\``).join(' and ')} is a name of the new function only.`]
      : ['The names that the cleanup uses are read where the block begins, not where it ends.']
  };
}

/** Replaces `try:` by the header and takes `finally` out; a reason when that cannot be. */
function replaceTry(cleanup: ICleanup, header: string, edit: EditBuilder): string | null {
  const { attempt, clause } = cleanup;
  const { cell } = attempt;
  const body = attempt.child('body') as SyntaxNode;
  const block = clause.childOfKind('block') as SyntaxNode;
  const line = (offset: number): number => cell.lines.position(offset).line;
  const isLaidOut =
    line(body.start) > line(attempt.start) && line(block.start) > line(clause.start);
  if (!isLaidOut || !isAloneOnItsLines(attempt)) {
    return 'Several statements share a line.';
  }
  if (cell.magics.some(m => m.range.start > attempt.start && m.range.start < clause.end)) {
    return 'A magic stands in the block.';
  }
  const [, colon] = attempt.children;
  if (attempt.childOfKind('except_clause') || attempt.childOfKind('except_group_clause')) {
    const text = multilineString(cell, { start: attempt.start, end: clause.start });
    if (text) {
      return `The string in line ${line(text.start)} goes over several lines; indenting it would change it.`;
    }
    const unit = indentUnit(cell);
    edit.insert(cell, attempt.start, `${header}\n${lineIndent(cell, attempt.start)}${unit}`);
    indentLines(edit, cell, line(attempt.start) + 1, line(clause.start) - 1, unit);
  } else {
    edit.replaceRange(cell, { start: attempt.start, end: colon.end }, header);
  }
  const above = cell.source.slice(0, cell.lines.lineStart(line(clause.start)));
  const start = above.trimEnd().length;
  edit.replaceRange(cell, { start, end: endOfClause(cleanup) }, '');
  return null;
}

function endOfClause({ clause }: ICleanup): number {
  const { lines } = clause.cell;
  return lines.lineEnd(lines.position(clause.end).line);
}

/** True when the notebook's own import of the decorator stands below the place where imports go: a function there would fail. */
function isImportedBelow(model: SemanticModel, cell: CellSyntax, decorator: string): boolean {
  const statement = model.moduleBindings(decorator.split('.')[0])[0]?.statement?.statement;
  if (!statement) {
    return false;
  }
  const [head] = model.collect(importingCells);
  const siblings = statement.parent?.namedChildren ?? [];
  return (
    (model.orderOf(head) <= model.orderOf(cell) ? head : cell) !== statement.cell ||
    !siblings.slice(0, siblings.indexOf(statement)).every(isImport)
  );
}

function importingCells(_model: SemanticModel, { syntax }: ICellModel): readonly CellSyntax[] {
  return syntax.root?.namedChildren.some(isImport) ? [syntax] : [];
}

function isImport(statement: SyntaxNode): boolean {
  return /^import_(from_)?statement$/.test(statement.kind);
}

function topStatement(node: SyntaxNode): SyntaxNode {
  let n = node;
  while (n.parent && n.parent.kind !== 'module') {
    n = n.parent;
  }
  return n;
}

/** Where a function goes that has to stand above a statement, and the blank lines before it: above the comments right above. */
function placeAbove(statement: SyntaxNode): [number, string] {
  const { cell } = statement;
  let line = cell.lines.position(statement.start).line;
  const textOf = (n: number): string =>
    cell.source.slice(cell.lines.lineStart(n), cell.lines.lineEnd(n)).trim();
  while (line > 1 && textOf(line - 1).startsWith('#')) {
    line--;
  }
  const above = cell.source.slice(0, cell.lines.lineStart(line));
  const isTop = /^\s*$/.test(above) || /(^|\n)%%[^\n]*\n\s*$/.test(above);
  const blanks = /\n([ \t]*\n)*$/.exec(above)?.[0].split('\n').length ?? 2;
  return [cell.lines.lineStart(line), isTop ? '' : '\n'.repeat(Math.max(0, 4 - blanks))];
}

/** The name of a function of the same text above. */
function sameManager(
  model: SemanticModel,
  attempt: SyntaxNode,
  manager: IManager,
  decorator: string
): string | null {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();
  for (const definition of model.nodes('decorated_definition')) {
    const name = definition.child('definition')?.child('name')?.text ?? '';
    const isAbove =
      model.orderOf(definition) < model.orderOf(attempt) ||
      (definition.cell === attempt.cell && definition.end <= attempt.start);
    if (
      isAbove &&
      definition.parent?.kind === 'module' &&
      model.moduleBindings(name).length === 1 &&
      plain(definition.text) === plain(manager.write(name, decorator))
    ) {
      return name;
    }
  }
  return null;
}
