/** Writes the loop over `Retrying(...)` in place of the loop, or `@retry(...)` where the function is nothing but the loop. */
import {
  freshName,
  indentLines,
  indentUnit,
  lineIndent,
  multilineString,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { linearText } from './counter';
import { decoratedFunction, moveBodyOut } from './decorate';
import { aliasOf, exceptionsOf, readFailure, type IFailure } from './failure';
import { callbackOf, moved, type ICallback } from './report';
import { layoutRefusal, refusal } from './refusal';
import { elseOf, type IRetryLoop } from './shape';

export function writeRetry(loop: IRetryLoop, context: IRewriteContext): IRewrite | IDeclined {
  const { model, edit, decline } = context;
  const reason = refusal(model, loop);
  const failure = reason ?? readFailure(model, loop);
  const layout = layoutRefusal(loop);
  if (typeof failure === 'string' || layout) {
    return decline(typeof failure === 'string' ? failure : (layout as string));
  }
  const definition = decoratedFunction(model, loop, failure);
  const { node } = loop;
  const { cell } = node;
  const place = definition ?? node;
  const indent = lineIndent(cell, place.start);
  const always = callbackOf(
    model,
    loop,
    failure,
    failure.always,
    freshName(model, 'on_failure'),
    indent
  );
  const between = callbackOf(
    model,
    loop,
    failure,
    failure.between,
    freshName(model, 'on_retry'),
    indent
  );
  if (typeof always === 'string' || typeof between === 'string') {
    return decline(typeof always === 'string' ? always : (between as string));
  }
  const callbacks = [always, between].filter(c => c !== null);
  const ending = Array.isArray(failure.ending) ? (failure.ending as readonly SyntaxNode[]) : null;
  const copied = [...callbacks.flatMap(c => c.copied), ...(ending ?? [])];
  const text =
    copied.find(s => multilineString(cell, s)) ?? (ending && multilineString(cell, loop.body));
  if (text) {
    return decline('A text over several lines would change with its indentation.');
  }
  const word = definition ? 'retry' : loop.isAsync ? 'AsyncRetrying' : 'Retrying';
  const width = 88 - indent.length - (ending ? 4 : 0);
  const call = callText(loop, failure, { always, between }, context, word, width, definition);
  const comments = lostComments(loop, copied).map(c => c.text);
  startsRemoved(loop, failure).forEach(s => edit.removeStatement(s));
  const first = definition?.parent?.kind === 'decorated_definition' ? definition.parent : place;
  const gap = indent ? '\n\n' : '\n\n\n';
  const head = callbacks.length
    ? gapAbove(first, startsRemoved(loop, failure)) + callbacks.map(c => c.text + gap).join('')
    : '';
  if (definition) {
    if (head) {
      edit.insert(cell, commentsAbove(first), head);
    }
    edit.insert(cell, definition.start, `@${call(indent)}\n${indent}`);
    moveBodyOut(edit, loop, comments);
  } else {
    writeLoop(edit, loop, { head, comments, ending, call, model });
  }
  return {
    title: definition
      ? `Put @retry on ${definition.child('name')?.text ?? ''}()`
      : `Loop over ${word}`,
    applicability: 'suggested',
    risks: risksOf(failure)
  };
}

interface ILoopText {
  readonly head: string;
  readonly comments: readonly string[];
  readonly ending: readonly SyntaxNode[] | null;
  readonly model: IRewriteContext['model'];
  call(indent: string): string;
}

function writeLoop(
  edit: IRewriteContext['edit'],
  loop: IRetryLoop,
  { head, comments, ending, call, model }: ILoopText
): void {
  const { node, attempt, body, counter } = loop;
  const { cell, start } = node;
  const indent = lineIndent(cell, start);
  const unit = ending ? indentUnit(cell) : '';
  const isCounted = [...loop.before, body].some(n =>
    [...n.walk()].some(x => x.text === counter?.name && model.referenceAt(x))
  );
  const manager =
    isCounted || !/^(attempt|_)$/.test(counter?.name ?? '')
      ? freshName(model, isCounted && counter?.name === 'attempt' ? 'trial' : 'attempt')
      : 'attempt';
  const outer = indent + unit;
  const above = [...comments, ...(ending ? ['try:'] : [])].map(c => `${c}\n${indent}`).join('');
  const keyword = loop.isAsync ? 'async for' : 'for';
  const colon = (n: SyntaxNode): number => n.children.find(c => c.kind === ':')?.end ?? n.end;
  const header = `${unit}${keyword} ${manager} in ${call(outer)}:`;
  if (head) {
    edit.insert(cell, commentsAbove(node), head);
  }
  edit.replaceRange(cell, { start, end: colon(node) }, above + header);
  if (isCounted && counter) {
    const { shift } = counter;
    const sign = shift === 0 ? '' : ` ${shift > 0 ? '+' : '-'} ${Math.abs(shift)}`;
    const first = loop.before[0] ?? attempt;
    const at = lineIndent(cell, first.start);
    edit.insert(
      cell,
      first.start,
      `${counter.name} = ${manager}.retry_state.attempt_number${sign}\n${at}${unit}`
    );
  }
  if (counter?.step) {
    edit.removeStatement(counter.step);
  }
  edit.replaceRange(cell, { start: attempt.start, end: colon(attempt) }, `with ${manager}:`);
  const line = (offset: number): number => cell.lines.position(offset).line;
  const end = bodyEnd(loop);
  if (ending) {
    indentLines(edit, cell, line(colon(node)) + 1, line(end.offset), unit);
  }
  const value = elseReturn(loop);
  const inner = lineIndent(cell, body.start) + unit;
  const alias = aliasOf(loop.handlers[0]);
  const caught = exceptionsOf(loop.handlers[0])?.text;
  const name = ending?.some(s => [...s.walk()].some(n => n.text === alias)) ? ` as ${alias}` : '';
  const kept = (ending ?? []).filter((s, i) => i === 0 || s.kind !== 'break_statement');
  const tail = ending
    ? `\n${indent}except${caught ? ` ${caught}` : ''}${name}:${kept.map(s => `\n${outer}${moved(s, outer)}`).join('')}`
    : '';
  edit.replaceRange(
    cell,
    { start: end.offset, end: cell.lines.lineEnd(line(loopEnd(loop))) },
    (value ? `\n${inner}${value}` : '') + tail
  );
}

/** The end of the last line that is kept; a `break` that ends the tried code is no longer needed. */
function bodyEnd(loop: IRetryLoop): { readonly offset: number } {
  const { body, node, handlers } = loop;
  const { cell } = body;
  const line = (offset: number): number => cell.lines.position(offset).line;
  const last = body.namedChildren.at(-1) as SyntaxNode;
  const upTo =
    line(
      elseOf(loop.attempt) && (elseOf(loop.attempt) as SyntaxNode).start < handlers[0].start
        ? (elseOf(loop.attempt) as SyntaxNode).start
        : handlers[0].start
    ) - 1;
  const isBare =
    last.kind === 'break_statement' &&
    body.namedChildren.length > 1 &&
    node.child('alternative') === null &&
    line(last.end) === upTo &&
    cell.source.slice(last.start, cell.lines.lineEnd(upTo)).trim() === 'break';
  return { offset: cell.lines.lineEnd(isBare ? upTo - 1 : upTo) };
}

/** Comments of the lines that go, those within statements that are copied left out. */
function lostComments(loop: IRetryLoop, copied: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const { offset } = bodyEnd(loop);
  return loop.node.cell.comments.filter(
    c =>
      c.start >= offset &&
      c.end <= loop.node.cell.lines.lineEnd(loop.node.cell.lines.position(loopEnd(loop)).line) &&
      !copied.some(s => s.start <= c.start && c.end <= s.end)
  );
}

/** Where the last statement of the loop ends, an `else` of the loop left out. */
export function loopEnd({ attempt }: IRetryLoop): number {
  const all = (attempt.parent as SyntaxNode).namedChildren;
  return (all.at(-1) as SyntaxNode).end;
}

/** `else: return x` of the `try`, which now ends the tried code. */
function elseReturn(loop: IRetryLoop): string | null {
  const only = elseOf(loop.attempt)?.child('body')?.namedChildren[0];
  return only && (only.kind === 'return_statement' || loop.node.child('alternative'))
    ? only.text
    : null;
}

/** `attempts = 0` and `delay = 1` above the loop. */
function startsRemoved(loop: IRetryLoop, { growing }: IFailure): SyntaxNode[] {
  const first = growing?.first.parent?.parent;
  return [...(loop.counter?.start ? [loop.counter.start] : []), ...(first ? [first] : [])];
}

/** The start of the line of a statement, or of the first of the comment lines directly above it. */
function commentsAbove({ cell, start }: SyntaxNode): number {
  let line = cell.lines.position(start).line;
  while (
    line > 1 &&
    /^[ \t]*#(?!\s*%)/.test(
      cell.source.slice(cell.lines.lineStart(line - 1), cell.lines.lineEnd(line - 1))
    )
  ) {
    line--;
  }
  return cell.lines.lineStart(line);
}

/** Blank lines for a function above a statement, where something other than the start of a block stands there. */
function gapAbove(statement: SyntaxNode, removed: readonly SyntaxNode[]): string {
  const { cell } = statement;
  let offset = commentsAbove(statement);
  for (const s of removed) {
    if (cell.lines.lineStart(cell.lines.position(s.end).line + 1) === offset) {
      offset = cell.lines.lineStart(cell.lines.position(s.start).line);
    }
  }
  const above = cell.source.slice(0, offset);
  if (/(^|:[ \t]*(#.*)?\r?\n)$/.test(above)) {
    return '';
  }
  const blank = (/(\n[ \t]*)*$/.exec(above)?.[0].split('\n').length ?? 1) - 2;
  const wanted = lineIndent(cell, statement.start) ? 1 : 2;
  return '\n'.repeat(Math.max(0, wanted - blank));
}

/** `Retrying(stop=…, wait=…)`, on one line where it fits. */
function callText(
  loop: IRetryLoop,
  failure: IFailure,
  callbacks: { always: ICallback | null; between: ICallback | null },
  { edit }: IRewriteContext,
  word: string,
  width: number,
  definition: SyntaxNode | null
): (indent: string) => string {
  const user = definition ?? loop.node;
  const add = (name: string): string => edit.addImport('tenacity', name, user);
  const callee = add(word);
  const parts: string[] = [];
  if (failure.total) {
    parts.push(`stop=${add('stop_after_attempt')}(${linearText(failure.total)})`);
  }
  let wait = failure.wait.text;
  for (const name of new Set(failure.wait.imports)) {
    wait = wait.replace(new RegExp(`\\b${name}\\(`, 'g'), `${add(name)}(`);
  }
  parts.push(`wait=${wait}`);
  const caught = exceptionsOf(loop.handlers[0]);
  if (caught?.text !== 'Exception') {
    parts.push(`retry=${add('retry_if_exception_type')}(${caught?.text ?? 'BaseException'})`);
  }
  if (callbacks.always) {
    parts.push(`after=${callbacks.always.name}`);
  }
  if (callbacks.between) {
    parts.push(`before_sleep=${callbacks.between.name}`);
  }
  if (failure.ending === 'fall-through') {
    const last = definition?.child('body')?.namedChildren.at(-1);
    const value = last?.kind === 'return_statement' ? last.namedChildren[0]?.text : undefined;
    parts.push(`retry_error_callback=lambda _: ${value ?? 'None'}`);
  } else if (failure.total) {
    parts.push('reraise=True');
  }
  return indent => {
    const line = `${callee}(${parts.join(', ')})`;
    return line.length <= width - 'for attempt in :'.length
      ? line
      : `${callee}(\n${parts.map(p => `${indent}    ${p},\n`).join('')}${indent})`;
  };
}

function risksOf(failure: IFailure): string[] {
  return [
    'The notebook then needs the package `tenacity`.',
    ...(failure.waitsAtEnd ? ['It no longer waits after the last attempt has failed.'] : []),
    ...(failure.reportsLate ? ['What was reported after a wait is reported before it.'] : []),
    ...(failure.total?.base
      ? [`With \`${linearText(failure.total)}\` at 0 it still makes one attempt.`]
      : [])
  ];
}
