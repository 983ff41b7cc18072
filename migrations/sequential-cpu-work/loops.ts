/** Finds loops and comprehensions that do nothing but call one function of the notebook for every item. */
import { hasSplat, positionalArguments, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface IMapLoop {
  /** The comprehension, the call of `list`, or the `for` statement. */
  readonly node: SyntaxNode;
  readonly definition: SyntaxNode;
  /** The function as the loop names it. */
  readonly target: SyntaxNode;
  readonly items: SyntaxNode;
  /** Arguments that are the same for every item: as written, with the name of the parameter where one is needed. */
  readonly fixed: readonly { readonly name: string | null; readonly value: SyntaxNode }[];
  /** The list that a `for` statement fills. */
  readonly output: string | null;
  /** `out = []` directly above the `for` statement. */
  readonly start: SyntaxNode | null;
}

/** The loop around the call of a function, when it only collects what the function gives for each item; else null. */
export function mapLoop(model: SemanticModel, call: SyntaxNode): IMapLoop | null {
  const target = call.child('function');
  const definition = target?.kind === 'identifier' ? model.callee(call) : null;
  if (
    !target ||
    definition?.kind !== 'function_definition' ||
    model.scopeOf(definition)?.parent?.kind !== 'module' ||
    definition.parent?.kind === 'decorated_definition' ||
    call.isInside(definition)
  ) {
    return null;
  }
  const parent = call.parent;
  if (parent?.kind === 'list_comprehension' && call.field === 'body') {
    const [clause, more] = parent.namedChildren.filter(c => c !== call);
    const isPlain = clause?.kind === 'for_in_clause' && !more && !/^async\b/.test(clause.text);
    return isPlain
      ? withArguments(model, call, definition, target, clause, {
          node: parent,
          output: null,
          start: null
        })
      : null;
  }
  return parent ? appended(model, call, parent, definition, target) : null;
}

/** `for x in xs: out.append(f(x))`. */
function appended(
  model: SemanticModel,
  call: SyntaxNode,
  list: SyntaxNode,
  definition: SyntaxNode,
  target: SyntaxNode
): IMapLoop | null {
  const outer = list.kind === 'argument_list' ? list.parent : null;
  const method = outer?.child('function');
  const output = method?.child('object');
  const statement = outer?.parent;
  const loop = statement?.parent?.parent;
  if (
    method?.kind !== 'attribute' ||
    method.child('attribute')?.text !== 'append' ||
    output?.kind !== 'identifier' ||
    list.namedChildren.length !== 1 ||
    loop?.kind !== 'for_statement' ||
    statement?.kind !== 'expression_statement' ||
    statement.parent?.namedChildren.length !== 1 ||
    statement.parent.field !== 'body' ||
    loop.child('alternative') ||
    loop.children.some(c => c.kind === 'async')
  ) {
    return null;
  }
  const siblings = loop.parent?.namedChildren ?? [];
  const before = siblings[siblings.indexOf(loop) - 1];
  const made = before?.kind === 'expression_statement' ? before.namedChildren[0] : null;
  const isStart =
    made?.kind === 'assignment' &&
    made.child('left')?.text === output.text &&
    made.child('right')?.text === '[]' &&
    !made.child('type');
  const left = loop.child('left');
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  const isKept =
    !binding ||
    model.references(binding).some(r => !r.node.isInside(loop)) ||
    model.blindMention(binding.name) !== null;
  return isKept || model.typeOf(output)?.name !== 'builtins.list'
    ? null
    : withArguments(model, call, definition, target, loop, {
        node: loop,
        output: output.text,
        start: isStart ? before : null
      });
}

function withArguments(
  model: SemanticModel,
  call: SyntaxNode,
  definition: SyntaxNode,
  target: SyntaxNode,
  clause: SyntaxNode,
  rest: Pick<IMapLoop, 'node' | 'output' | 'start'>
): IMapLoop | null {
  const variable = clause.child('left');
  const items = clause.child('right');
  const given = positionalArguments(call);
  const at = given.findIndex(a => a.kind === 'identifier' && a.text === variable?.text);
  const all = call.child('arguments')?.namedChildren ?? [];
  if (
    !items ||
    variable?.kind !== 'identifier' ||
    at < 0 ||
    hasSplat(call) ||
    call.child('arguments')?.kind !== 'argument_list'
  ) {
    return null;
  }
  const parameters = definition.child('parameters')?.namedChildren ?? [];
  const names = parameters.map(
    p => (p.child('name') ?? (p.kind === 'identifier' ? p : p.namedChildren[0]))?.text
  );
  if (parameters.some(p => /splat|separator/.test(p.kind))) {
    return null;
  }
  const fixed = all
    .filter(a => a !== given[at])
    .map(a => {
      const index = given.indexOf(a);
      return a.kind === 'keyword_argument'
        ? { name: a.child('name')?.text ?? null, value: a.child('value') as SyntaxNode }
        : { name: index < at ? null : (names[index] ?? ''), value: a };
    });
  const isFixed = fixed.every(f => f.name !== '' && isStable(model, f.value, variable.text));
  return isFixed ? { ...rest, definition, target, items, fixed } : null;
}

/** Numbers, texts and names that the loop does not bind. */
function isStable(model: SemanticModel, value: SyntaxNode, variable: string): boolean {
  return (
    /^(integer|float|string|true|false|none|identifier|attribute)$/.test(value.kind) &&
    ![...value.walk()].some(n => n.text === variable && model.referenceAt(n))
  );
}
