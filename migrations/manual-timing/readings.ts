/** Where a clock is read, and which readings are subtracted from each other to time a block. */
import { type Binding, type Reference, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface IReading {
  /** `time.time() - t0` or `t1 - t0`. */
  readonly reading: SyntaxNode;
  /** The start in it. */
  readonly use: Reference;
  /** The name that holds the end; null when the clock is read in the subtraction. */
  readonly end: Binding | null;
}

export interface ITiming {
  readonly assignment: SyntaxNode;
  readonly start: Binding;
  readonly readings: readonly IReading[];
  /** Uses of the start that are no subtraction. */
  readonly others: readonly SyntaxNode[];
}

const clocks: ReadonlySet<string> = new Set([
  'time.time',
  'time.perf_counter',
  'time.monotonic',
  'timeit.default_timer'
]);

/** The timing that an assignment starts, or null: no clock, never subtracted, or a deadline. */
export function timingOf(model: SemanticModel, assignment: SyntaxNode): ITiming | null {
  const left = assignment.child('left');
  const start = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (
    !start?.isPlain ||
    assignment.parent?.kind !== 'expression_statement' ||
    !isClock(model, assignment.child('right'))
  ) {
    return null;
  }
  const readings: IReading[] = [];
  const others: SyntaxNode[] = [];
  for (const use of model.references(start)) {
    const reading = readingOf(model, use);
    if (!reading) {
      others.push(use.node);
      continue;
    }
    if (isDeadline(model, reading.reading)) {
      return null;
    }
    readings.push(reading);
  }
  return readings.length ? { assignment, start, readings, others } : null;
}

function isClock(model: SemanticModel, node: SyntaxNode | null): boolean {
  return (
    node?.kind === 'call' &&
    clocks.has(model.qualifiedName(node.child('function')) ?? '') &&
    node.child('arguments')?.namedChildren.length === 0
  );
}

function readingOf(model: SemanticModel, use: Reference): IReading | null {
  const reading = use.node.parent;
  if (
    reading?.kind !== 'binary_operator' ||
    reading.child('operator')?.text !== '-' ||
    reading.child('right') !== use.node
  ) {
    return null;
  }
  const left = reading.child('left') as SyntaxNode;
  if (isClock(model, left)) {
    return { reading, use, end: null };
  }
  const reference = left.kind === 'identifier' ? model.referenceAt(left) : null;
  const ends = reference ? model.definitions(reference) : [];
  return ends.length === 1 && ends[0].isPlain && isClock(model, ends[0].value)
    ? { reading, use, end: ends[0] }
    : null;
}

/** The seconds decide how long to go on or to wait: a clock, not a measurement. */
function isDeadline(model: SemanticModel, reading: SyntaxNode): boolean {
  for (let n = reading.parent; n && n !== reading.statement; n = n.parent) {
    const name = n.kind === 'call' ? model.qualifiedName(n.child('function')) : null;
    if (n.kind === 'comparison_operator' || name === 'time.sleep' || name === 'asyncio.sleep') {
      return true;
    }
  }
  return false;
}
