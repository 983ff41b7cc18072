/** Reads what a retry loop does after a failure: what it reports, how long it waits, and how it ends. */
import {
  shortText,
  positionalArguments,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { guardOf, isSame, type ILinear } from './counter';
import { growthOf, isTemporary } from './locals';
import { blockOf, isStep, nameOfStep, sleepsIn, type IRetryLoop } from './shape';
import { waitOf, type IGrowing, type IWait, type IWaitContext } from './waits';

/** A statement that is kept, with what the counter is there. */
export interface IReport {
  readonly statement: SyntaxNode;
  readonly shift: number;
  readonly isTemporary: boolean;
}

export interface IFailure {
  /** Runs after every failure. */
  readonly always: readonly IReport[];
  /** Runs only where another attempt follows. */
  readonly between: readonly IReport[];
  readonly temporaries: readonly IReport[];
  readonly wait: IWait;
  readonly growing: IGrowing | null;
  /** After the last failure: the error is raised, the loop just ends, or these statements run. */
  readonly ending: 'raise' | 'fall-through' | 'never' | readonly SyntaxNode[];
  readonly total: ILinear | null;
  /** The loop also waits when no attempt follows. */
  readonly waitsAtEnd: boolean;
  /** Something is reported after the wait. */
  readonly reportsLate: boolean;
}

interface IState {
  shift: number;
  guard: { last: ILinear; ending: 'raise' | 'fall-through' | readonly SyntaxNode[] } | null;
  isGuarded: boolean;
  wait: { text: SyntaxNode; shift: number; isGuarded: boolean } | null;
  reportsLate: boolean;
  readonly always: IReport[];
  readonly between: IReport[];
  readonly temporaries: IReport[];
  growing: IGrowing | null;
}

/** The facts, or the first thing in the way as a sentence. */
export function readFailure(model: SemanticModel, loop: IRetryLoop): IFailure | string {
  const state: IState = {
    shift: loop.counter?.shift ?? 0,
    guard: null,
    isGuarded: false,
    wait: null,
    reportsLate: false,
    always: [],
    between: [],
    temporaries: [],
    growing: null
  };
  const reason = visit(model, loop, loop.steps, state);
  if (reason) {
    return reason;
  }
  const { wait, guard } = state;
  if (!wait) {
    return `The wait in line ${lineOf(loop.sleep)} is part of a longer statement.`;
  }
  const total = guard?.last ?? loop.total;
  if (guard && loop.total && !isSame(guard.last, loop.total)) {
    return 'The loop and the condition after a failure name different numbers of attempts.';
  }
  if (guard && loop.node.child('alternative')) {
    return `The loop has an \`else\` in line ${lineOf(loop.node.child('alternative') as SyntaxNode)}.`;
  }
  const ending = guard?.ending ?? (total === null ? 'never' : 'fall-through');
  const lost = typeof ending === 'string' ? null : lostName(model, loop, state, ending);
  if (lost) {
    return `\`${lost.text}\` is read after the last failure, in line ${lineOf(lost)}.`;
  }
  if (total !== null && total.base === null && total.shift < 1) {
    return 'The loop makes no attempt.';
  }
  const context: IWaitContext = {
    model,
    loop: loop.node,
    counter: loop.counter,
    shift: wait.shift,
    growing: state.growing
  };
  const strategy = loop.waits
    ? listedWaits(loop, wait.text)
    : strategyOf(wait.text, state, context);
  if (!strategy) {
    return `No strategy of tenacity is known to wait exactly \`${shortText(wait.text, 30)}\`.`;
  }
  return {
    always: state.always,
    between: state.between,
    temporaries: state.temporaries,
    wait: strategy,
    growing: state.growing,
    ending,
    total,
    waitsAtEnd: total !== null && !wait.isGuarded,
    reportsLate: state.reportsLate
  };
}

function visit(
  model: SemanticModel,
  loop: IRetryLoop,
  steps: readonly SyntaxNode[],
  state: IState
): string | null {
  for (const s of steps) {
    const reason = visitOne(model, loop, s, state);
    if (reason) {
      return reason;
    }
  }
  return null;
}

function visitOne(
  model: SemanticModel,
  loop: IRetryLoop,
  s: SyntaxNode,
  state: IState
): string | null {
  const { counter } = loop;
  const inLine = `in line ${lineOf(s)}`;
  if (s.kind === 'pass_statement') {
    return null;
  }
  if (s.kind === 'continue_statement') {
    const isLast = s.parent === loop.steps.at(-1)?.parent && s === loop.steps.at(-1);
    return isLast ? null : `\`continue\` ${inLine} skips what follows.`;
  }
  if (s.kind === 'if_statement') {
    return visitGuard(model, loop, s, state);
  }
  if (isStep(s) && counter && nameOfStep(s) === counter.name) {
    state.shift++;
    return null;
  }
  const expression = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const called = expression?.kind === 'await' ? expression.namedChildren[0] : expression;
  if (called === loop.sleep) {
    const [text, more] = positionalArguments(loop.sleep);
    if (state.wait || !text || more || (expression?.kind === 'await') !== loop.isAsync) {
      return `The wait ${inLine} is not a plain call.`;
    }
    state.wait = { text, shift: state.shift, isGuarded: state.isGuarded };
    return null;
  }
  if (sleepsIn(model, s).length) {
    return `It waits a second time ${inLine}.`;
  }
  const growing = state.wait ? growthOf(model, loop, s) : null;
  if (growing) {
    if (state.growing) {
      return `The wait changes twice, last ${inLine}.`;
    }
    state.growing = growing;
    return null;
  }
  const isTemp = isTemporary(model, loop, s);
  if (!isTemp && expression?.kind !== 'call') {
    return `\`${shortText(s, 30)}\` ${inLine} has no place in a report.`;
  }
  const report = { statement: s, shift: state.shift, isTemporary: isTemp };
  if (isTemp) {
    state.temporaries.push(report);
    return null;
  }
  state.reportsLate ||= state.wait !== null;
  (state.isGuarded ? state.between : state.always).push(report);
  return null;
}

/** `if attempt == retries - 1: raise`, `if attempt < retries - 1: …`. */
function visitGuard(
  model: SemanticModel,
  loop: IRetryLoop,
  s: SyntaxNode,
  state: IState
): string | null {
  const { counter } = loop;
  const inLine = `in line ${lineOf(s)}`;
  const guard =
    counter && !loop.waits
      ? guardOf(s.child('condition') as SyntaxNode, counter.name, state.shift)
      : null;
  const others = s.childrenOf('alternative');
  if (!guard || others.length > 1 || others[0]?.kind === 'elif_clause') {
    return `The condition ${inLine} decides what a failure means.`;
  }
  if (state.guard || state.isGuarded) {
    return `A second condition on \`${counter?.name}\` stands ${inLine}.`;
  }
  const branch = s.child('consequence')?.namedChildren ?? [];
  const other = blockOf(others[0] ?? null);
  const [atLast, more] = guard.holdsAtLast ? [branch, other] : [other, branch];
  const isOver = /^(raise|return|break)_statement$/.test(atLast.at(-1)?.kind ?? '');
  const rest = loop.steps.slice(loop.steps.indexOf(s) + 1);
  const isTail = rest.every(r => /^(pass|continue)_statement$/.test(r.kind));
  if (!isOver && !isTail) {
    return `What follows the condition ${inLine} also runs after the last failure.`;
  }
  const nested = atLast.slice(0, -1).find(r => /^(return|break|continue)_statement$/.test(r.kind));
  if (nested) {
    return `\`${nested.text}\` ${inLine} is followed by more.`;
  }
  state.guard = { last: guard.last, ending: endingOf(loop, atLast) };
  state.isGuarded = true;
  return visit(model, loop, more, state);
}

function endingOf(
  loop: IRetryLoop,
  statements: readonly SyntaxNode[]
): 'raise' | 'fall-through' | readonly SyntaxNode[] {
  const left = statements.filter(s => s.kind !== 'pass_statement');
  const [only, more] = left;
  if (!only || (only.kind === 'break_statement' && !more)) {
    return 'fall-through';
  }
  const raised = only.kind === 'raise_statement' ? only.namedChildren : null;
  const alias = aliasOf(loop.handlers[0]);
  return !more && raised && (!raised.length || (raised.length === 1 && raised[0].text === alias))
    ? 'raise'
    : left;
}

/** A name that only the loop knows, read by what runs after the last failure. */
function lostName(
  model: SemanticModel,
  loop: IRetryLoop,
  { growing, temporaries }: IState,
  ending: readonly SyntaxNode[]
): SyntaxNode | undefined {
  const names = new Set([
    loop.counter?.name,
    growing?.name,
    ...temporaries.map(t => t.statement.namedChildren[0].child('left')?.text)
  ]);
  return ending
    .flatMap(s => [...s.walk()])
    .find(n => names.has(n.text) && model.referenceAt(n) !== null);
}

/** `except E as error`: `error`. */
export function aliasOf(handler: SyntaxNode): string | null {
  const value = handler.child('value');
  return value?.kind === 'as_pattern' ? (value.child('alias')?.text ?? null) : null;
}

/** The exceptions that a handler names, or null for all. */
export function exceptionsOf(handler: SyntaxNode): SyntaxNode | null {
  const value = handler.child('value');
  return value?.kind === 'as_pattern' ? value.namedChildren[0] : value;
}

/** `for wait in [1, 2, 4]` with `sleep(wait)`. */
function listedWaits({ waits, counter }: IRetryLoop, text: SyntaxNode): IWait | null {
  if (!waits || text.text !== counter?.name) {
    return null;
  }
  // The last one would only be waited after the last attempt.
  const used = waits.slice(0, -1);
  const parts = used.map(w => `wait_fixed(${w.text})`);
  return used.length === 1
    ? { text: parts[0], imports: ['wait_fixed'], nodes: used }
    : {
        text: `wait_chain(${parts.join(', ')})`,
        imports: ['wait_chain', 'wait_fixed'],
        nodes: used
      };
}

/** The strategy for what is slept, looked up where a name of the handler stands for it. */
function strategyOf(text: SyntaxNode, state: IState, context: IWaitContext): IWait | null {
  const named = state.temporaries.filter(
    t => t.statement.namedChildren[0]?.child('left')?.text === text.text
  );
  if (!named.length) {
    return waitOf(text, context);
  }
  const value = named[0].statement.namedChildren[0].child('right');
  const wait = value && waitOf(value, { ...context, shift: named[0].shift });
  // A report would draw another random number than the wait.
  return named.length > 1 || !wait || wait.imports.includes('wait_random') ? null : wait;
}

export function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}
