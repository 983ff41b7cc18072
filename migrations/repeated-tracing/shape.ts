/** Finds the lines with which a function reports that it runs: at its start, at its end, with or without the time between. */
import {
  decorators,
  docstring,
  isAsync,
  multilineString,
  ownNodes,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { mentions, template } from './template';

export interface ITrace {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly isAsync: boolean;
  readonly start: readonly SyntaxNode[];
  readonly end: readonly SyntaxNode[];
  /** The lines with a placeholder for the name: equal for functions that report in the same way. */
  readonly key: string;
}

const clocks =
  /^(time\.(time|perf_counter|monotonic|process_time)(_ns)?|timeit\.default_timer|datetime\.datetime\.(now|utcnow))$/;

/** The reporting lines of a function, when they can leave it without any other change; else null. */
export function traceOf(model: SemanticModel, definition: SyntaxNode): ITrace | null {
  const body = definition.child('body');
  const name = definition.child('name')?.text;
  const scope = model.scopeOf(definition);
  const first = docstring(body);
  const statements = body?.namedChildren.filter(s => s !== first) ?? [];
  if (
    !body ||
    !name ||
    !scope ||
    statements.length < 2 ||
    !ownNodes(definition, 'yield').next().done ||
    isCompiled(model, definition)
  ) {
    return null;
  }
  const times = new Set<string>();
  const start: SyntaxNode[] = [];
  for (const s of statements) {
    const clock = clockName(model, s);
    if (clock) {
      times.add(clock);
    } else if (!isReport(model, s, scope, times) || !mentions(model, s, name)) {
      break;
    }
    start.push(s);
  }
  const end = endOf(model, definition, statements.slice(start.length), scope, times);
  const all = [...start, ...end];
  const isWhole = statements.every(s => all.includes(s) || isPlainReturn(s));
  if (
    !all.length ||
    isWhole ||
    (times.size && !end.length) ||
    !isPrivate(model, scope, times, all)
  ) {
    return null;
  }
  if (!times.size && !all.some(s => mentions(model, s, name))) {
    return null;
  }
  const texts = all.map(s => (multilineString(s.cell, s) ? null : template(model, s, name)));
  return texts.includes(null)
    ? null
    : {
        definition,
        name,
        isAsync: isAsync(definition),
        start,
        end,
        key: [isAsync(definition) ? 'async' : '', start.length, ...texts.map(sameQuotes)].join('\n')
      };
}

/** `'x'` is `"x"`, as long as only one kind of quotes is used. */
function sameQuotes(text: string | null): string {
  return text === null || text.includes('"') ? (text ?? '') : text.replace(/'/g, '"');
}

/** Compilers read the source of a function and cannot look through a wrapper. */
function isCompiled(model: SemanticModel, definition: SyntaxNode): boolean {
  return decorators(definition).some(d => {
    const target = d.kind === 'call' ? d.child('function') : d;
    return /^(numba|jax|tensorflow|torch|triton|taichi)\./.test(model.qualifiedName(target) ?? '');
  });
}

/** The reporting lines that every call runs last; none where the function can end elsewhere. */
function endOf(
  model: SemanticModel,
  definition: SyntaxNode,
  statements: readonly SyntaxNode[],
  scope: Scope,
  times: Set<string>
): readonly SyntaxNode[] {
  const last = statements.at(-1);
  const returns = [...ownNodes(definition, 'return_statement')];
  const isReturn = last !== undefined && isPlainReturn(last);
  if (returns.some(r => r !== last) || (last?.kind === 'return_statement' && !isReturn)) {
    return [];
  }
  const until = isReturn ? statements.slice(0, -1) : statements;
  const name = definition.child('name')?.text ?? '';
  for (let from = 0; from < until.length; from++) {
    const known = new Set(times);
    const lines = until.slice(from);
    const fits = lines.every(s => {
      const derived = derivedName(model, s, scope, known);
      if (derived) {
        known.add(derived);
        return true;
      }
      return (
        isReport(model, s, scope, known) && (mentions(model, s, name) || readsAny(model, s, known))
      );
    });
    if (fits) {
      known.forEach(n => times.add(n));
      return lines;
    }
  }
  return [];
}

/** `return`, `return x`, `return 1`: nothing that could report or fail. */
function isPlainReturn(s: SyntaxNode): boolean {
  const value = s.namedChildren[0];
  return (
    s.kind === 'return_statement' &&
    (!value || /^(identifier|integer|float|string|true|false|none)$/.test(value.kind))
  );
}

/** `start = time.time()`: `start`. */
function clockName(model: SemanticModel, s: SyntaxNode): string | null {
  const n = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const right = n?.kind === 'assignment' ? n.child('right') : null;
  return right?.kind === 'call' &&
    clocks.test(model.qualifiedName(right.child('function')) ?? '') &&
    n?.child('left')?.kind === 'identifier'
    ? (n.child('left')?.text ?? null)
    : null;
}

/** `seconds = time.time() - start`: `seconds`. */
function derivedName(
  model: SemanticModel,
  s: SyntaxNode,
  scope: Scope,
  known: ReadonlySet<string>
): string | null {
  const n = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const isAssigned = n?.kind === 'assignment' && n.child('left')?.kind === 'identifier';
  const right = isAssigned ? n.child('right') : null;
  const isDerived =
    right &&
    known.size > 0 &&
    (clockName(model, s) !== null || readsAny(model, right, known)) &&
    readsOnly(model, right, scope, known);
  return isDerived ? (n?.child('left')?.text ?? null) : null;
}

/** A line for people that reads nothing of the function but its times. */
function isReport(
  model: SemanticModel,
  s: SyntaxNode,
  scope: Scope,
  known: ReadonlySet<string>
): boolean {
  const call = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const target = call?.kind === 'call' ? call.child('function') : null;
  const name = model.qualifiedName(target ?? null);
  const isLog = name
    ? /^(builtins\.print|(logging|loguru\.logger)\.(debug|info|warning))$/.test(name)
    : target?.kind === 'attribute' &&
      /^(debug|info|warning)$/.test(target.child('attribute')?.text ?? '') &&
      model.typeOf(target.child('object'))?.name === 'logging.getLogger()';
  return isLog && readsOnly(model, s, scope, known);
}

function readsOnly(
  model: SemanticModel,
  node: SyntaxNode,
  scope: Scope,
  known: ReadonlySet<string>
): boolean {
  return [...node.walk()].every(n => {
    const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
    const owner = reference?.scope.resolve(reference.name);
    return (
      !/^(await|named_expression|lambda)$/.test(n.kind) &&
      (!reference || owner?.kind === 'module' || (owner === scope && known.has(n.text)))
    );
  });
}

function readsAny(model: SemanticModel, node: SyntaxNode, names: ReadonlySet<string>): boolean {
  return [...node.walk()].some(n => names.has(n.text) && model.referenceAt(n) !== null);
}

/** The times are bound and read in the reporting lines only. */
function isPrivate(
  model: SemanticModel,
  scope: Scope,
  times: ReadonlySet<string>,
  lines: readonly SyntaxNode[]
): boolean {
  const isInside = (n: SyntaxNode | null): boolean =>
    n !== null && lines.some(s => s.start <= n.start && n.end <= s.end);
  return [...times].every(t => {
    const bindings = scope.bindings.get(t) ?? [];
    return (
      bindings.length > 0 &&
      bindings.every(b => isInside(b.node) && model.references(b).every(r => isInside(r.node)))
    );
  });
}
