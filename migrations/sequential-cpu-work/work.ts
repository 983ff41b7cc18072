/** Judges a function of the notebook: nothing but arithmetic on its arguments, and enough of it to keep a processor busy. */
import {
  allScopes,
  isAsync,
  ownNodes,
  positionalArguments,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

const builtins = new Set(
  (
    'abs all any bin bool bytes chr complex dict divmod enumerate filter float frozenset hash int isinstance len list map max min ord pow ' +
    'range reversed round set sorted str sum tuple zip slice ValueError TypeError ZeroDivisionError ArithmeticError'
  )
    .split(' ')
    .map(n => `builtins.${n}`)
);
const pureModules =
  /^(math|cmath|itertools|operator|fractions|decimal|string|heapq|bisect|collections|re|functools\.reduce)(\.|$)/;

/** True when a function does nothing but work out its result from its arguments, the functions that it calls included. */
export function isPure(
  model: SemanticModel,
  definition: SyntaxNode,
  seen = new Set<SyntaxNode>()
): boolean {
  if (seen.has(definition)) {
    return true;
  }
  seen.add(definition);
  const scope = model.scopeOf(definition);
  if (!scope || isAsync(definition)) {
    return false;
  }
  const odd = [...definition.walk()].some(n =>
    /^(yield|await|global_statement|nonlocal_statement|delete_statement|import_statement|import_from_statement|with_statement|class_definition|decorator)$/.test(
      n.kind
    )
  );
  if (odd) {
    return false;
  }
  for (const s of allScopes(scope)) {
    for (const r of s.references) {
      // A variable of the notebook may be another in each process.
      if (r.scope.resolve(r.name)?.kind === 'module' && !isDefinition(model, r.name)) {
        return false;
      }
    }
  }
  return (
    [...definition.walk()].every(
      n => n.kind !== 'call' || isPureCall(model, n, definition, seen)
    ) && !changesArgument(model, definition)
  );
}

/** Imports, functions and classes keep their meaning in every process. */
function isDefinition(model: SemanticModel, name: string): boolean {
  const bindings = model.moduleBindings(name);
  return bindings.length === 0
    ? model.isBuiltin(name)
    : bindings.length === 1 && /^(import|function)$/.test(bindings[0].kind);
}

function isPureCall(
  model: SemanticModel,
  call: SyntaxNode,
  within: SyntaxNode,
  seen: Set<SyntaxNode>
): boolean {
  const target = call.child('function');
  const name = model.qualifiedName(target);
  if (name) {
    return builtins.has(name) || pureModules.test(name);
  }
  if (target?.kind === 'identifier') {
    const callee = model.callee(call);
    return callee?.kind === 'function_definition' && isPure(model, callee, seen);
  }
  // A method of something that the function made or was given: lists and texts.
  return (
    target?.kind === 'attribute' &&
    /^(append|extend|pop|add|insert|get|items|keys|values|join|split|strip|lower|upper|count|index|find|replace|startswith|endswith|isdigit|isalpha|sort|reverse|copy|format|update|remove|discard|setdefault|bit_length|popleft|appendleft)$/.test(
      target.child('attribute')?.text ?? ''
    ) &&
    target.child('object')?.isInside(within) === true
  );
}

/** A change of an argument would be lost in another process. */
function changesArgument(model: SemanticModel, definition: SyntaxNode): boolean {
  const scope = model.scopeOf(definition);
  return model
    .mutationsWithin(definition)
    .some(
      m =>
        m.certain && (scope?.bindings.get(m.root.name)?.some(b => b.kind === 'parameter') ?? false)
    );
}

const loops = /^(for_statement|while_statement)$/;
const comprehensions =
  /^(list_comprehension|set_comprehension|generator_expression|dictionary_comprehension)$/;

/** What keeps the processor busy, in words, or null. */
export function heavyPart(
  model: SemanticModel,
  definition: SyntaxNode,
  seen = new Set<SyntaxNode>()
): string | null {
  if (seen.has(definition)) {
    return null;
  }
  seen.add(definition);
  const name = definition.child('name')?.text ?? '';
  const recursive = [...ownNodes(definition, 'call')].filter(
    c => c.child('function')?.text === name && model.callee(c) === definition
  );
  // `flatten(part)` walks through what is there already; `moves(n - 1)` makes its own work.
  const counts = recursive.some(c =>
    positionalArguments(c).some(a => [...a.walk()].some(n => n.kind === 'binary_operator'))
  );
  if (counts && (recursive.length > 1 || recursive.some(c => loopDepth(c, definition) > 0))) {
    return 'calls itself several times';
  }
  for (const n of definition.walk()) {
    const clauses = n.children.filter(c => c.kind === 'for_in_clause');
    if (clauses.length > 1 && clauses.every(c => !isTiny(c))) {
      return 'has loops within loops';
    }
    const isLong = loops.test(n.kind) && isLongRange(model, n);
    if (isLong) {
      return 'goes through a long range';
    }
    if (
      (loops.test(n.kind) || comprehensions.test(n.kind)) &&
      loopDepth(n, definition) > 0 &&
      !isTiny(n)
    ) {
      return 'has loops within loops';
    }
    if (n.kind === 'call' && loopDepth(n, definition) > 0) {
      const callee = model.callee(n);
      const inner = callee?.kind === 'function_definition' && callee !== definition ? callee : null;
      if (
        inner &&
        (heavyPart(model, inner, seen) ||
          [...ownNodes(inner, 'for_statement', 'while_statement')].length)
      ) {
        return 'has loops within loops';
      }
    }
  }
  return null;
}

/** How many loops of the function a node stands in. */
function loopDepth(node: SyntaxNode, definition: SyntaxNode): number {
  let depth = 0;
  for (let below = node, n = node.parent; n && n !== definition; below = n, n = n.parent) {
    if (
      (loops.test(n.kind) && below.field === 'body') ||
      (comprehensions.test(n.kind) && below.field === 'body')
    ) {
      depth++;
    }
  }
  return depth;
}

/** `for i in range(1_000_000)`. */
function isLongRange(model: SemanticModel, loop: SyntaxNode): boolean {
  const items = loop.child('right');
  if (items?.kind !== 'call' || model.qualifiedName(items.child('function')) !== 'builtins.range') {
    return false;
  }
  return positionalArguments(items).some(a => numberOf(a) >= 100_000);
}

/** The value of a number or of a power such as `10**6`; NaN for anything else. */
export function numberOf(n: SyntaxNode): number {
  const text = n.text.replace(/[\s_]/g, '');
  const power = /^(\d+)\*\*(\d+)$/.exec(text);
  if (power) {
    return Number(power[1]) ** Number(power[2]);
  }
  return /^\d+(e\d+)?$/.test(text) ? Number(text) : NaN;
}

/** A loop over a few items that stand in the source. */
function isTiny(loop: SyntaxNode): boolean {
  const items = loop.child('right') ?? loop.childOfKind('for_in_clause')?.child('right');
  return (
    items !== null &&
    items !== undefined &&
    (/^(list|tuple|string|set)$/.test(items.kind) || /^range\(\s*\d{1,2}\s*\)$/.test(items.text))
  );
}
