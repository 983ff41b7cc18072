/** Writes the function without its dictionary, under `functools.cache`. */
import {
  indentUnit,
  isAloneOnItsLines,
  lineIndent,
  unparenthesized,
  type EditBuilder,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { callsOf, lineOf, parametersOf, passedOn } from './refusal';
import type { ICache } from './shape';

export function writeCache(
  data: ICache,
  { model, edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const { definition, name, store, lookup, isEarly, last, isDefault, binding, keyStatement } = data;
  const stored = data.stored as SyntaxNode;
  const assignment = stored.parent as SyntaxNode;
  const kept = stored.child('right') as SyntaxNode;
  const gone = [lookup, last, assignment, ...(keyStatement ? [keyStatement] : [])];
  const shared = gone.find(s => !isAloneOnItsLines(s));
  if (shared) {
    return decline(`Line ${lineOf(shared)} holds two statements.`);
  }
  if (commentsIn(assignment).length || commentsIn(last).length) {
    return decline(`A comment in line ${lineOf(assignment)} would be lost.`);
  }
  const word = edit.addImport('functools', 'cache', definition);
  const isImported = edit.isEmpty;
  // In place of the keyword, so that an import put in front of it stays in front.
  const indent = lineIndent(definition.cell, definition.start);
  edit.replace(definition.children[0], `@${word}\n${indent}${definition.children[0].text}`);
  if (keyStatement) {
    remove(edit, keyStatement);
  }
  const globals = (definition.child('body') as SyntaxNode).namedChildren.filter(
    s => s.kind === 'global_statement' && s.namedChildren.every(n => n.text === store)
  );
  globals.forEach(s => remove(edit, s));
  if (isEarly) {
    remove(edit, lookup);
    if (kept.kind === 'identifier' && unparenthesized(last.namedChildren[0]).text === kept.text) {
      remove(edit, assignment);
    } else {
      edit.replaceRange(stored.cell, { start: stored.start, end: kept.start }, 'return ');
      remove(edit, last);
    }
  } else {
    unwrap(edit, data);
    edit.replaceRange(stored.cell, { start: stored.start, end: kept.start }, 'return ');
    remove(edit, last);
  }
  if (isDefault) {
    removeListed(edit, binding.statement as SyntaxNode);
    for (const use of data.reads) {
      const argument = passedOn(data, use.node);
      if (argument) {
        removeListed(edit, argument);
      }
    }
  } else {
    removeDictionary(edit, (binding.statement as SyntaxNode).parent as SyntaxNode, isImported);
  }
  const risks = [`Results are emptied with \`${name}.cache_clear()\`; \`${store}\` is gone.`];
  const hasDefaults = parametersOf(definition).some(
    p => /default/.test(p.kind) && !(isDefault && p === binding.statement)
  );
  const byName = callsOf(model, name).some(c =>
    c
      .child('arguments')
      ?.namedChildren.some(a => a.kind === 'keyword_argument' && a.child('name')?.text !== store)
  );
  if (hasDefaults || byName) {
    risks.push(
      'A call that passes an argument by name, or leaves it out, is kept apart from one that passes it by place.'
    );
  }
  return { title: `Put functools.cache on ${name}()`, applicability: 'suggested', risks };
}

/** Takes the lines of a statement away, and blank lines that would be left at the start of its block; comments stay. */
function remove(edit: EditBuilder, statement: SyntaxNode): void {
  const { cell } = statement;
  const comments = commentsIn(statement);
  const [first, end] = [
    cell.lines.position(statement.start).line,
    cell.lines.position(statement.end).line
  ];
  const tail = cell.source.slice(statement.end, cell.lines.lineEnd(end)).trim();
  if (comments.length || tail || !isAloneOnItsLines(statement)) {
    if (comments.length) {
      const indent = lineIndent(cell, statement.start);
      edit.replace(statement, comments.map(c => c.text).join(`\n${indent}`));
    } else {
      edit.removeStatement(statement);
    }
    return;
  }
  const before = cell.source.slice(0, cell.lines.lineStart(first));
  if (
    /(^|:[ \t]*(#.*)?\r?\n|\n[ \t]*\r?\n)$/.test(before) ||
    statement.parent?.namedChildren[0] === statement
  ) {
    const blank =
      /^(?:[ \t]*\r?\n)*/.exec(cell.source.slice(cell.lines.lineStart(end + 1)))?.[0].length ?? 0;
    if (blank) {
      edit.replaceRange(
        cell,
        { start: cell.lines.lineStart(first), end: cell.lines.lineStart(end + 1) + blank },
        ''
      );
      return;
    }
  }
  edit.removeStatement(statement);
}

/** The gap below the dictionary belongs to what follows; the gap above is its own. */
function removeDictionary(edit: EditBuilder, statement: SyntaxNode, isImported: boolean): void {
  const { cell } = statement;
  const first = cell.lines.position(statement.start).line;
  const last = cell.lines.position(statement.end).line;
  if (!isAloneOnItsLines(statement) || commentsIn(statement).length || hasNote(statement)) {
    edit.removeStatement(statement);
    return;
  }
  const start = cell.lines.lineStart(first);
  const next = cell.lines.lineStart(last + 1);
  const above = /\n(?:[ \t]*\r?\n)+$/.exec(cell.source.slice(0, start));
  const below = isImported ? /^(?:[ \t]*\r?\n)*/ : /^(?:[ \t]*\r?\n)?/;
  const gap = start === 0 ? (below.exec(cell.source.slice(next))?.[0].length ?? 0) : 0;
  edit.replaceRange(cell, { start: above ? above.index + 1 : start, end: next + gap }, '');
}

function hasNote(statement: SyntaxNode): boolean {
  const { cell } = statement;
  const last = cell.lines.position(statement.end).line;
  return cell.source.slice(statement.end, cell.lines.lineEnd(last)).trim() !== '';
}

/** `if key not in store:` goes, its body moves one level out. */
function unwrap(edit: EditBuilder, { lookup }: ICache): void {
  const { cell } = lookup;
  const block = lookup.child('consequence') as SyntaxNode;
  const first = cell.lines.position(lookup.start).line;
  const outer = lineIndent(cell, lookup.start);
  const inner = lineIndent(cell, block.namedChildren[0].start);
  const width = inner.length - outer.length || indentUnit(cell).length;
  const start = cell.lines.lineStart(first);
  const colon = lookup.children.find(c => c.kind === ':') as SyntaxNode;
  const note = cell.source.slice(colon.end, cell.lines.lineEnd(first)).trim();
  edit.replaceRange(
    cell,
    { start, end: cell.lines.lineStart(first + 1) },
    note ? `${outer}${note}\n` : ''
  );
  for (let line = first + 1; line <= cell.lines.position(lookup.end).line; line++) {
    const at = cell.lines.lineStart(line);
    const white = lineIndent(cell, at).length;
    const cut = Math.min(width, Math.max(0, white - outer.length));
    if (cut) {
      edit.replaceRange(cell, { start: at, end: at + cut }, '');
    }
  }
}

/** Takes a parameter or argument out of its list, with the comma. */
function removeListed(edit: EditBuilder, item: SyntaxNode): void {
  const all = item.parent?.namedChildren ?? [];
  const i = all.indexOf(item);
  if (i > 0) {
    edit.replaceRange(item.cell, { start: all[i - 1].end, end: item.end }, '');
  } else {
    edit.replaceRange(item.cell, { start: item.start, end: all[1]?.start ?? item.end }, '');
  }
}

function commentsIn(statement: SyntaxNode): SyntaxNode[] {
  return [...statement.walk()].filter(n => n.kind === 'comment');
}
