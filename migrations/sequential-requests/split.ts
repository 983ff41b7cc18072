/** What of an independent loop runs for all items at once, and what stays in order. Says why where neither can be told. */
import {
  cellName,
  rootReference,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import {
  bodyBindings,
  calledNames,
  carriedRead,
  outputOf,
  own,
  readsIn,
  requestPart,
  type ILoop,
  type IOutput
} from './loop';
import { rateRefusal, threadRefusal } from './network';

/** How a loop can be split into what runs at once and what stays in order. */
export type Split =
  /** The whole body runs at once; `output` is what it hands over, null when it only asks. */
  | { readonly kind: 'whole'; readonly output: IOutput | null }
  /** `result = …` runs at once, the statements below stay. */
  | {
      readonly kind: 'first';
      readonly statement: SyntaxNode;
      readonly result: SyntaxNode;
      readonly value: SyntaxNode;
    };

/** The split of a loop, or why there is none. */
export function splitOf(model: SemanticModel, loop: ILoop): Split | string {
  const body = loop.node.child('body') as SyntaxNode;
  const rate = rateRefusal(model, [body]);
  if (rate) {
    return rate;
  }
  const whole = wholeOf(model, loop);
  if (typeof whole !== 'string') {
    return whole;
  }
  const first = firstOf(model, loop);
  // The reason against the smaller step is the one that counts, unless there is no smaller step.
  return first ?? whole;
}

function wholeOf(model: SemanticModel, loop: ILoop): Split | string {
  const body = loop.node.child('body') as SyntaxNode;
  let last = body.namedChildren.at(-1) as SyntaxNode;
  while (last.kind === 'with_statement') {
    last = last.child('body')?.namedChildren.at(-1) as SyntaxNode;
  }
  const output = outputOf(model, last);
  const reason = partRefusal(model, loop, body.namedChildren, output);
  if (reason) {
    return reason;
  }
  const carried = carriedRead(model, loop, body.namedChildren);
  if (carried) {
    return `\`${carried.text}\` in ${cellName(model, carried)} builds on the item before.`;
  }
  const comment =
    output &&
    body.cell.comments.find(
      c =>
        c.start > output.statement.start &&
        c.end < output.statement.end &&
        !(c.start > output.value.start && c.end < output.value.end)
    );
  if (comment) {
    return `A comment stands beside the value for \`${output.target.text}\` in ${cellName(model, comment)}.`;
  }
  const others = readsIn(model, body).find(
    r => output && r.name === output.target.text && r.node !== output.target
  );
  return others
    ? `\`${others.name}\` is used within the loop in ${cellName(model, others.node)}.`
    : { kind: 'whole', output };
}

function firstOf(model: SemanticModel, loop: ILoop): Split | string | null {
  const body = loop.node.child('body') as SyntaxNode;
  const part = requestPart(loop);
  const statement = part.at(-1) as SyntaxNode;
  const rest = body.namedChildren.slice(part.length);
  const assignment = statement.namedChildren[0];
  const result = assignment?.child('left');
  const value = assignment?.child('right');
  if (
    statement.kind !== 'expression_statement' ||
    assignment?.kind !== 'assignment' ||
    result?.kind !== 'identifier' ||
    !value ||
    value.kind === 'assignment' ||
    !rest.length
  ) {
    return null;
  }
  const reason = partRefusal(model, loop, part, null, result);
  return reason ?? { kind: 'first', statement, result, value };
}

/** Why statements of the body cannot run for all items at once. `kept` is a name that stays bound. */
function partRefusal(
  model: SemanticModel,
  loop: ILoop,
  part: readonly SyntaxNode[],
  output: IOutput | null,
  kept: SyntaxNode | null = null
): string | null {
  const unordered = threadRefusal(model, part);
  if (unordered) {
    return unordered;
  }
  const nodes = part.flatMap(s => [...own(s)]);
  const handler = nodes.find(n => n.kind === 'try_statement');
  if (handler) {
    return `\`try\` in ${cellName(model, handler)} decides for each item what a failure means.`;
  }
  const skip = nodes.find(n => n.kind === 'continue_statement');
  if (skip) {
    return `\`continue\` in ${cellName(model, skip)} leaves items out.`;
  }
  const isIn = (n: SyntaxNode | null): boolean => n !== null && part.some(s => n.isInside(s));
  const isAll = kept === null;
  const bindings = bodyBindings(model, loop.node).filter(b => b.node !== kept && isIn(b.node));
  const scope = model.scopeAround(loop.node);
  const left = [
    ...bindings,
    ...(isAll
      ? [...scope.bindings.values()]
          .flat()
          .filter(b => b.node?.isInside(loop.node.child('left') as SyntaxNode))
      : [])
  ];
  for (const b of left) {
    const read = model
      .references(b)
      .find(r => (isAll ? !r.node.isInside(loop.node) : !isIn(r.node)));
    const blind = b.scope.kind === 'module' ? model.blindMention(b.name) : null;
    if (read) {
      return `\`${b.name}\` is read after the calls in ${cellName(model, read.node)}.`;
    }
    if (blind) {
      return `Cell ${blind.index + 1} was not checked and mentions \`${b.name}\`.`;
    }
    if (scope.globals.has(b.name) || scope.nonlocals.has(b.name)) {
      return `\`${b.name}\` belongs to another scope.`;
    }
  }
  // A function that reads the notebook's variable would see what is bound last, or nothing.
  const called = calledNames(model, part);
  const shared = [...loop.targets, ...bindings.map(b => b.name)].find(n => called.has(n));
  if (shared && scope.kind === 'module') {
    return `\`${shared}\` is read by a function that the loop in ${cellName(model, loop.node)} calls.`;
  }
  const ownNames = new Set([...loop.targets, ...bindings.map(b => b.name)]);
  const effect = nodes.find(
    n =>
      n.kind === 'expression_statement' &&
      n !== output?.statement &&
      hasOuterEffect(model, loop, n.namedChildren[0], ownNames)
  );
  if (effect) {
    return `\`${shortText(effect)}\` in ${cellName(model, effect)} relies on the order of the calls.`;
  }
  for (const m of model.mutationsWithin(loop.node)) {
    if (
      m.certain &&
      isIn(m.node) &&
      !ownNames.has(m.root.name) &&
      !(output && m.node.isInside(output.statement))
    ) {
      const owner = m.root.scope.resolve(m.root.name);
      if (owner === scope || owner?.kind === 'module') {
        return `\`${m.root.name}\` is changed for each item in ${cellName(model, m.node)}.`;
      }
    }
  }
  return null;
}

/** `log.write(text)`: a call for its effect on something that all items share. */
function hasOuterEffect(
  model: SemanticModel,
  loop: ILoop,
  value: SyntaxNode | undefined,
  ownNames: ReadonlySet<string>
): boolean {
  const target = value?.kind === 'call' ? value.child('function') : null;
  if (!value || !target || loop.calls.some(c => c.call === value || c.call.isInside(target))) {
    return false;
  }
  const root = rootReference(model, value);
  if (root && ownNames.has(root.name)) {
    // An item may share what it changes with the others, as the axes of one figure do.
    return loop.targets.includes(root.name);
  }
  if (!model.qualifiedName(target) && root) {
    return true;
  }
  return (value.child('arguments')?.namedChildren ?? []).some(a => {
    const given = a.kind === 'keyword_argument' ? a.child('value') : a;
    const type = model.typeOf(given)?.name ?? '';
    return (
      given?.kind === 'identifier' &&
      !ownNames.has(given.text) &&
      !/^builtins\.(str|int|float|bool|bytes|None)$/.test(type)
    );
  });
}
