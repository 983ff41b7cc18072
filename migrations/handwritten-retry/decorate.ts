/** A function that is nothing but its retry loop: the loop goes, the decorator comes. */
import {
  decorators,
  docstring,
  enclosingFunction,
  lineIndent,
  multilineString,
  ownerClass,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { aliasOf, exceptionsOf, type IFailure } from './failure';
import { ownedJump } from './refusal';
import { elseOf, type IRetryLoop } from './shape';

/** The function that `@retry` fits on, or null: then the loop itself is rewritten. */
export function decoratedFunction(
  model: SemanticModel,
  loop: IRetryLoop,
  failure: IFailure
): SyntaxNode | null {
  const { node, body, counter } = loop;
  const definition = enclosingFunction(node);
  const block = definition?.kind === 'function_definition' ? definition.child('body') : null;
  if (!definition || !block || node.parent !== block || !node.cell.root) {
    return null;
  }
  const removed = [counter?.start, failure.growing?.first.parent?.parent];
  const own = block.namedChildren.filter(s => s !== docstring(block) && !removed.includes(s));
  const tail = own[1];
  const isPlainReturn =
    tail?.kind === 'return_statement' &&
    failure.ending === 'fall-through' &&
    (tail.namedChildren.length === 0 ||
      /^(none|integer|string|true|false)$/.test(tail.namedChildren[0].kind));
  const fits =
    own[0] === node &&
    (!tail || (isPlainReturn && !own[2])) &&
    !loop.before.length &&
    !elseOf(loop.attempt) &&
    node.child('alternative') === null &&
    !Array.isArray(failure.ending) &&
    body.namedChildren.at(-1)?.kind === 'return_statement' &&
    !ownedJump(body, 'break_statement') &&
    (failure.total === null || failure.total.base === null) &&
    !multilineString(node.cell, body) &&
    !bindsParameter(model, definition, body) &&
    ![...body.walk()].some(n => n.text === counter?.name && model.referenceAt(n));
  const reports = [...failure.always, ...failure.between, ...failure.temporaries].map(
    r => r.statement
  );
  const isMethod = ownerClass(definition) !== null;
  const needed = [
    ...failure.wait.nodes,
    ...(exceptionsOf(loop.handlers[0]) ? [exceptionsOf(loop.handlers[0]) as SyntaxNode] : [])
  ];
  return fits &&
    !(isMethod && reports.length) &&
    needed.every(n => isKnownAbove(model, n, definition, counter?.name)) &&
    reports.every(s => isClosed(model, s, loop, failure, definition)) &&
    decorators(definition).every(d => d.kind !== 'call' || !/retry/.test(d.text))
    ? definition
    : null;
}

function bindsParameter(model: SemanticModel, definition: SyntaxNode, body: SyntaxNode): boolean {
  const scope = model.scopeOf(definition);
  return [...(scope?.bindings.values() ?? [])].some(
    list => list.some(b => b.kind === 'parameter') && list.some(b => b.node?.isInside(body))
  );
}

/** Every name in it is a builtin, or bound at the top of the notebook once and above the function. */
function isKnownAbove(
  model: SemanticModel,
  node: SyntaxNode,
  definition: SyntaxNode,
  counter: string | undefined
): boolean {
  return [...node.walk()].every(n => {
    const reference = model.referenceAt(n);
    if (!reference || reference.name === counter || model.isBuiltin(reference.name)) {
      return true;
    }
    const bindings = model.definitions(reference);
    const [only] = bindings;
    return (
      bindings.length === 1 &&
      only.scope.kind === 'module' &&
      (only.kind === 'import' || only.kind === 'class') &&
      (model.orderOf(only.cell) < model.orderOf(definition) ||
        (only.cell === definition.cell && only.range.start < definition.start))
    );
  });
}

/** What is reported reads nothing of the function but what tenacity hands on. */
function isClosed(
  model: SemanticModel,
  statement: SyntaxNode,
  loop: IRetryLoop,
  { growing, temporaries }: IFailure,
  definition: SyntaxNode
): boolean {
  const given = new Set([
    aliasOf(loop.handlers[0]),
    loop.counter?.name,
    growing?.name,
    ...temporaries.map(t => t.statement.namedChildren[0].child('left')?.text)
  ]);
  const scope = model.scopeOf(definition);
  return [...statement.walk()].every(n => {
    const reference = model.referenceAt(n);
    return !reference || given.has(n.text) || reference.scope.resolve(n.text) !== scope;
  });
}

/** Takes the loop away and moves what was tried to its place. */
export function moveBodyOut(
  edit: EditBuilder,
  loop: IRetryLoop,
  comments: readonly string[]
): void {
  const { node, body, attempt, handlers } = loop;
  const { cell } = node;
  const line = (offset: number): number => cell.lines.position(offset).line;
  const outer = lineIndent(cell, node.start);
  const inner = lineIndent(cell, body.start);
  const first = line(node.start);
  const opened = line(attempt.children.find(c => c.kind === ':')?.end ?? attempt.start);
  const within = cell.comments.filter(
    c => c.start > node.start && line(c.start) <= opened && c.end <= cell.lines.lineEnd(opened)
  );
  const kept = [...within.map(c => c.text), ...comments];
  edit.replaceRange(
    cell,
    { start: cell.lines.lineStart(first), end: cell.lines.lineStart(opened + 1) },
    kept.map(c => `${outer}${c}\n`).join('')
  );
  const last = line(handlers[0].start) - 1;
  for (let l = opened + 1; l <= last; l++) {
    const start = cell.lines.lineStart(l);
    if (cell.source.startsWith(inner, start)) {
      edit.replaceRange(cell, { start, end: start + inner.length }, outer);
    }
  }
  const block = node.parent as SyntaxNode;
  const tail = block.namedChildren.at(-1) as SyntaxNode;
  const end = tail === node ? (attempt.parent?.namedChildren.at(-1)?.end ?? node.end) : tail.end;
  edit.replaceRange(
    cell,
    { start: cell.lines.lineEnd(last), end: cell.lines.lineEnd(line(end)) },
    ''
  );
}
