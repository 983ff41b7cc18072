/** Writes the `with` block around what is timed, and the seconds of the timer where the times were subtracted. */
import {
  allScopes,
  cellName,
  freshName,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  multilineString,
  placeHelper,
  shortText,
  type Binding,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IReading, ITiming } from './readings';

/** The statements that the block gets. */
interface IBlock {
  readonly body: readonly SyntaxNode[];
  /** The statement that read the clock at the end and that nothing needs any more. */
  readonly ended: SyntaxNode | null;
}

export function wrapTiming(timing: ITiming, context: IRewriteContext): IRewrite | IDeclined {
  const { edit, decline, model } = context;
  const { start, readings, assignment } = timing;
  const first = assignment.statement;
  const { cell } = first;
  const block = readings[0].end ? upToEnd(model, timing) : upToReading(model, timing);
  if (typeof block === 'string') {
    return decline(block);
  }
  const { body } = block;
  const last = body.at(-1);
  if (!last) {
    return decline('Nothing stands between the start and the end.');
  }
  if (cell.magics.some(m => m.range.start >= first.start && m.range.start < last.end)) {
    return decline('A magic stands in the block.');
  }
  if (![first, ...body].every(isAloneOnItsLines)) {
    return decline('Several statements share a line.');
  }
  const text = multilineString(cell, { start: first.end, end: last.end });
  if (text) {
    return decline(
      `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
    );
  }
  const definition = body.find(s => /^(function|class|decorated)_definition$/.test(s.kind));
  if (definition) {
    const name = (definition.child('definition') ?? definition).child('name')?.text;
    return decline(`\`${name}\` is defined in between; a definition does not belong in the block.`);
  }
  const clock = edit.addImport('time', 'perf_counter', first);
  const helper = placeHelper(edit, first, 'Timer', name => helperText(name, clock));
  const name = timerName(model, start, readings);
  // t0 = time.time()
  // ^^^^^^^^^^^^^^^^ the header of the block
  // Blank lines below it would open the block.
  const blank = /^[ \t]*(?:\r?\n[ \t]*)+(?=\r?\n)/.exec(cell.source.slice(first.end))?.[0] ?? '';
  edit.replaceRange(
    cell,
    { start: first.start, end: first.end + blank.length },
    `with ${helper}() as ${name}:`
  );
  const from = cell.lines.position(first.end).line + 1;
  indentLines(edit, cell, from, cell.lines.position(last.end).line, indentUnit(cell));
  for (const { reading } of readings) {
    edit.replace(withParentheses(reading), `${name}.seconds`);
  }
  if (block.ended) {
    edit.removeStatement(block.ended);
  }
  const risks = [
    `The seconds come from \`perf_counter\` and are read as \`${name}.seconds\`; \`${start.name}\` is gone.`,
    ...readings.flatMap(r => callBefore(model, r, last))
  ];
  return { title: 'Put the block into `with Timer()`', applicability: 'suggested', risks };
}

function helperText(name: string, clock: string): string {
  return `class ${name}:
    """Measure the seconds that a with block takes, also when it fails."""

    def __enter__(self) -> "${name}":
        self._stop: float | None = None
        self._start = ${clock}()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop = ${clock}()

    @property
    def seconds(self) -> float:
        """Seconds since the start; settled once the block has ended."""
        return (${clock}() if self._stop is None else self._stop) - self._start`;
}

/** The statements of the block that holds `first`, below it. */
function below(first: SyntaxNode): SyntaxNode[] {
  const all = first.parent?.namedChildren ?? [];
  return all.slice(all.indexOf(first) + 1);
}

/** `t1 = time.time()` ends the block: all readings must use that one. */
function upToEnd(model: SemanticModel, { start, readings, assignment }: ITiming): IBlock | string {
  const end = readings[0].end as Binding;
  const first = assignment.statement;
  const other = readings.find(r => r.end !== end);
  if (other) {
    return `\`${start.name}\` is the start of more than one time: see line ${lineOf(other.reading)} of ${cellName(model, other.reading)}.`;
  }
  const ended = end.statement?.statement;
  const siblings = below(first);
  const at = ended ? siblings.indexOf(ended) : -1;
  if (!ended || at < 0 || ended.cell !== first.cell) {
    return `\`${end.name}\` is set in another block, in line ${lineOf(end.node as SyntaxNode)} of ${cellName(model, end.cell)}.`;
  }
  const isShared =
    end.statement?.parent !== ended ||
    model.references(end).some(r => !readings.some(x => r.node.parent === x.reading)) ||
    (end.scope.kind === 'module' && model.blindMention(end.name) !== null) ||
    isDeleted(model, end);
  return { body: siblings.slice(0, at), ended: isShared ? null : ended };
}

function isDeleted(model: SemanticModel, { name, scope }: Binding): boolean {
  const all =
    scope.kind === 'module' ? model.moduleBindings(name) : (scope.bindings.get(name) ?? []);
  return all.some(b => b.kind === 'delete');
}

const loops = new Set(['for_statement', 'while_statement', 'with_statement', 'try_statement']);

/** `time.time() - t0` is read in the statement that follows the block, or goes on being read in a loop at its end. */
function upToReading(
  model: SemanticModel,
  { start, readings, assignment }: ITiming
): IBlock | string {
  const first = assignment.statement;
  const siblings = below(first);
  let last = -1;
  for (const { reading, end } of readings) {
    if (end) {
      return `\`${start.name}\` is the start of more than one time: see line ${lineOf(reading)} of ${cellName(model, reading)}.`;
    }
    const at = siblings.findIndex(s => reading.isInside(s));
    if (at < 0) {
      return reading.cell === first.cell
        ? `The time is read in line ${lineOf(reading)}, outside of the block that holds the start.`
        : `The time is read in ${cellName(model, reading)}; a with block ends with its cell.`;
    }
    last = Math.max(last, at);
  }
  const holdsLast = loops.has(siblings[last].kind);
  return { body: siblings.slice(0, holdsLast ? last + 1 : last), ended: null };
}

function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}

/** The subtraction with parentheses that only held it together. */
function withParentheses(reading: SyntaxNode): SyntaxNode {
  const outer = reading.parent;
  const before = outer ? outer.cell.source[outer.start - 1] : undefined;
  return outer?.kind === 'parenthesized_expression' &&
    !/[\r\n#]/.test(outer.text) &&
    !/\w/.test(before ?? '')
    ? outer
    : reading;
}

/** A call that was timed although it stands in the statement that reads the clock. */
function callBefore(model: SemanticModel, { reading, end }: IReading, last: SyntaxNode): string[] {
  const { statement } = reading;
  if (end || reading.isInside(last) || statement.start < last.end) {
    return [];
  }
  const call = [...statement.walk()].find(
    n =>
      n.kind === 'call' &&
      n.end <= reading.start &&
      !model.qualifiedName(n.child('function'))?.startsWith('builtins.')
  );
  return call ? [`\`${shortText(call, 30)}\` is no longer part of the time.`] : [];
}

/** `timer`, also where other blocks use the name one after the other; else a name that nothing uses. */
function timerName(model: SemanticModel, start: Binding, readings: readonly IReading[]): string {
  const base = 'timer';
  const { scope } = start;
  const isModule = scope.kind === 'module';
  const bindings = isModule ? model.moduleBindings(base) : (scope.bindings.get(base) ?? []);
  const isAbove = (a: SyntaxNode, b: SyntaxNode): boolean =>
    a.cell === b.cell ? a.start < b.start : model.orderOf(a) < model.orderOf(b);
  const isApart = bindings.every(b => {
    const reads = model.references(b);
    return (
      b.kind === 'with' &&
      b.node !== null &&
      reads.every(r => r.isLate === b.writer.isLate && model.definitions(r).length === 1) &&
      (readings.every(r => isAbove(r.reading, b.node as SyntaxNode)) ||
        [b.node, ...reads.map(r => r.node)].every(n => isAbove(n, start.node as SyntaxNode)))
    );
  });
  const reads = isModule
    ? model.usesOf(base)
    : [...allScopes(scope)].flatMap(s => s.references.filter(r => r.name === base));
  const isOurs = reads.every(r => model.definitions(r).some(b => bindings.includes(b)));
  const isFree = !model.isBuiltin(base) && !(isModule && model.blindMention(base));
  return isFree && isApart && isOurs ? base : freshName(model, base);
}
