/** Finds loops that wait after a failure and try again. Says what belongs to the loop; judges nothing. */
import {
  positionalArguments,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { comparison, linearOf, minus, type ILinear } from './counter';

/** What counts the attempts. */
export interface ICounter {
  readonly name: string;
  /** When an attempt fails, the counter is the number of the attempt plus this. */
  readonly shift: number;
  readonly bindings: readonly Binding[];
  /** `attempts = 0` above a `while` loop. */
  readonly start: SyntaxNode | null;
  /** `attempts += 1` at the top of a `while` loop. */
  readonly step: SyntaxNode | null;
}

export interface IRetryLoop {
  readonly node: SyntaxNode;
  readonly attempt: SyntaxNode;
  /** The block that is tried. */
  readonly body: SyntaxNode;
  readonly handlers: readonly SyntaxNode[];
  /** Statements that run before each attempt. */
  readonly before: readonly SyntaxNode[];
  /** Statements that run after a failure, handled or below the `try`. */
  readonly steps: readonly SyntaxNode[];
  readonly sleep: SyntaxNode;
  readonly isAsync: boolean;
  readonly counter: ICounter | null;
  /** How many attempts the loop allows; null for `while True`. */
  readonly total: ILinear | null;
  /** `for wait in [1, 2, 4]`: the waits themselves. */
  readonly waits: readonly SyntaxNode[] | null;
  readonly leaves: boolean;
}

/** The loop around a `try` whose failure is followed by a wait and another attempt, or null. */
export function retryLoop(model: SemanticModel, attempt: SyntaxNode): IRetryLoop | null {
  const node = attempt.parent?.field === 'body' ? attempt.parent.parent : null;
  const body = attempt.child('body');
  const handlers = attempt.children.filter(c => c.kind === 'except_clause');
  if (!node || !body || !handlers.length || !/^(for|while)_statement$/.test(node.kind)) {
    return null;
  }
  const statements = (attempt.parent as SyntaxNode).namedChildren;
  const at = statements.indexOf(attempt);
  const steps = [...blockOf(handlers[0]), ...statements.slice(at + 1)];
  const sleeps = steps.flatMap(s => sleepsIn(model, s));
  if (!sleeps.length || node.children.some(c => c.kind === 'async')) {
    return null;
  }
  if (![...body.walk()].some(n => n.kind === 'call')) {
    // Nothing is tried that could fail now and succeed later.
    return null;
  }
  const before = statements.slice(0, at);
  const counted =
    node.kind === 'for_statement' ? forCount(model, node) : whileCount(model, node, before, steps);
  if (!counted) {
    return null;
  }
  const step = counted.counter?.step;
  const leaves = isLeaving(body) || isLeaving(elseOf(attempt));
  if (!leaves && (counted.total === null || mentionsOutsideCalls(counted.counter, body))) {
    return null;
  }
  // Statements below the `try` that do more than wait belong to a loop of another kind.
  if (
    statements
      .slice(at + 1)
      .some(s => /_(statement|definition)$/.test(s.kind) && s.kind !== 'expression_statement')
  ) {
    return null;
  }
  if (leaves && mentionsOutsideCalls(counted.counter, body)) {
    return null;
  }
  const [sleep] = sleeps;
  return {
    node,
    attempt,
    body,
    handlers,
    before: before.filter(s => s !== step),
    steps,
    sleep,
    isAsync: model.qualifiedName(sleep.child('function')) === 'asyncio.sleep',
    ...counted,
    leaves
  };
}

interface ICount {
  readonly counter: ICounter | null;
  readonly total: ILinear | null;
  readonly waits: readonly SyntaxNode[] | null;
}

function forCount(model: SemanticModel, node: SyntaxNode): ICount | null {
  const [left, right] = [node.child('left'), node.child('right')];
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (!left || !right || !binding) {
    return null;
  }
  const counter = { name: left.text, bindings: [binding], start: null, step: null };
  if (/^(list|tuple)$/.test(right.kind)) {
    const waits = right.namedChildren;
    return waits.length > 1 && waits.every(w => /^(integer|float)$/.test(w.kind))
      ? { counter: { ...counter, shift: 0 }, total: { base: null, shift: waits.length }, waits }
      : null;
  }
  if (right.kind !== 'call' || model.qualifiedName(right.child('function')) !== 'builtins.range') {
    return null;
  }
  const bounds = positionalArguments(right).map(linearOf);
  const [first, second] = bounds;
  const from = bounds.length === 2 ? first : { base: null, shift: 0 };
  const to = bounds.length === 2 ? second : first;
  if (!from || !to || from.base !== null || bounds.length > 2) {
    return null;
  }
  return {
    counter: { ...counter, shift: from.shift - 1 },
    total: minus(to, from.shift),
    waits: null
  };
}

function whileCount(
  model: SemanticModel,
  node: SyntaxNode,
  before: readonly SyntaxNode[],
  steps: readonly SyntaxNode[]
): ICount | null {
  const condition = node.child('condition') as SyntaxNode;
  const isEndless = condition.kind === 'true' || condition.text === '1';
  const compared = comparison(condition);
  const stepped = [...before, ...steps.flatMap(s => [...s.walk()])].filter(isStep);
  const name = isEndless
    ? stepped.map(nameOfStep)[0]
    : compared?.left.kind === 'identifier'
      ? compared.left.text
      : null;
  const step = stepped.filter(s => nameOfStep(s) === name);
  const found = name && step.length === 1 ? startOf(model, node, step[0]) : null;
  if (!found) {
    return isEndless ? { counter: null, total: null, waits: null } : null;
  }
  const isAtTop = before.includes(step[0]);
  const counter = {
    name: name as string,
    shift: found.start - (isAtTop ? 0 : 1),
    bindings: found.bindings,
    start: found.statement,
    step: isAtTop ? step[0] : null
  };
  if (isEndless) {
    return { counter, total: null, waits: null };
  }
  const bound = linearOf(compared?.right ?? null);
  const operator = compared?.operator ?? '';
  if (!bound || !/^(<|<=|!=)$/.test(operator)) {
    return null;
  }
  const total = minus(bound, found.start - (operator === '<=' ? 1 : 0));
  return { counter, total, waits: null };
}

/** `attempts += 1` or `attempts = attempts + 1`. */
export function isStep(s: SyntaxNode): boolean {
  const n = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const left = n?.child('left');
  if (!n || left?.kind !== 'identifier') {
    return false;
  }
  return n.kind === 'augmented_assignment'
    ? n.child('operator')?.text === '+=' && n.child('right')?.text === '1'
    : n.kind === 'assignment' &&
        new RegExp(`^(${left.text}\\s*\\+\\s*1|1\\s*\\+\\s*${left.text})$`).test(
          n.child('right')?.text ?? ''
        );
}

export function nameOfStep(s: SyntaxNode): string {
  return s.namedChildren[0].child('left')?.text ?? '';
}

/** `attempts = 0` above the loop, in the same block, and no binding but this and the step. */
function startOf(
  model: SemanticModel,
  node: SyntaxNode,
  step: SyntaxNode
): { start: number; statement: SyntaxNode; bindings: readonly Binding[] } | null {
  const left = step.namedChildren[0].child('left') as SyntaxNode;
  const changed = model.bindingAt(left);
  const first = changed && bindingsOf(model, changed).filter(b => b !== changed);
  const only = first?.length === 1 && first[0].isPlain ? first[0] : null;
  const statement = only?.statement?.parent;
  if (
    !changed ||
    !only ||
    !statement ||
    only.value?.kind !== 'integer' ||
    statement.parent !== node.parent ||
    statement.start > node.start
  ) {
    return null;
  }
  return { start: Number(only.value.text), statement, bindings: [only, changed] };
}

/** All bindings of the name that a binding gives. */
export function bindingsOf(model: SemanticModel, { name, scope }: Binding): readonly Binding[] {
  return scope.kind === 'module' ? model.moduleBindings(name) : (scope.bindings.get(name) ?? []);
}

/** Calls of `time.sleep` and `asyncio.sleep` below a node, functions that are only defined there left out. */
export function sleepsIn(model: SemanticModel, node: SyntaxNode): SyntaxNode[] {
  if (node.kind === 'function_definition' || node.kind === 'lambda') {
    return [];
  }
  const isSleep =
    node.kind === 'call' &&
    /^(time|asyncio)\.sleep$/.test(model.qualifiedName(node.child('function')) ?? '');
  return isSleep ? [node] : node.children.flatMap(c => sleepsIn(model, c));
}

/** The statements of a clause. */
export function blockOf(clause: SyntaxNode | null): readonly SyntaxNode[] {
  return (clause?.child('body') ?? clause?.childOfKind('block'))?.namedChildren ?? [];
}

export function elseOf(attempt: SyntaxNode): SyntaxNode | null {
  return attempt.childOfKind('else_clause');
}

/** True when the last statement of a block leaves the loop whatever happens, unless it fails. */
export function isLeaving(block: SyntaxNode | null): boolean {
  const last = block?.kind === 'block' ? block.namedChildren.at(-1) : blockOf(block).at(-1);
  switch (last?.kind) {
    case 'return_statement':
    case 'break_statement':
    case 'raise_statement':
      return true;
    case 'with_statement':
      return isLeaving(last.child('body'));
    case 'if_statement': {
      const others = last.childrenOf('alternative');
      return (
        isLeaving(last.child('consequence')) &&
        others.at(-1)?.kind === 'else_clause' &&
        others.every(o => isLeaving(o.child('consequence') ?? o.child('body')))
      );
    }
  }
  return false;
}

/** Whether the tried code works with the counter, rather than print it: each round then does something else. */
function mentionsOutsideCalls(counter: ICounter | null, body: SyntaxNode): boolean {
  return (
    counter !== null &&
    [...body.walk()].some(n => {
      if (n.kind !== 'identifier' || n.text !== counter.name || n.field === 'name') {
        return false;
      }
      const s = n.statement;
      return !(s.kind === 'expression_statement' && /^(print|log\w*\.\w+)\(/.test(s.text));
    })
  );
}
