/** What a loop does per item and what it keeps: tells independent iterations from those that build on each other. */
import {
  positionalArguments,
  regions,
  type Binding,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { networkCall, type INetworkCall } from './network';

/** Where the result of one item goes. */
export interface IOutput {
  readonly statement: SyntaxNode;
  /** The list or dictionary. */
  readonly target: SyntaxNode;
  readonly key: SyntaxNode | null;
  readonly value: SyntaxNode;
}

export interface ILoop {
  readonly node: SyntaxNode;
  readonly network: INetworkCall;
  /** All calls of the network in it. */
  readonly calls: readonly INetworkCall[];
  /** Names that the loop binds for each item. */
  readonly targets: readonly string[];
}

const comprehension = 'list_comprehension';

/** The loop or list comprehension that runs a call again and again, when it is one that waits for it; else null. */
export function loopAround(call: SyntaxNode): SyntaxNode | null {
  for (let below = call, n = call.parent; n; below = n, n = n.parent) {
    switch (n.kind) {
      case 'for_statement':
        if (below.field === 'body') {
          const isSync = !n.children.some(c => c.kind === 'async');
          return isSync && n.child('alternative') === null ? n : null;
        }
        break;
      case comprehension:
        if (below.field === 'body') {
          return n.children.every(c => c.kind !== 'for_in_clause' || !/^async\b/.test(c.text))
            ? n
            : null;
        }
        break;
      case 'while_statement':
        return null;
      case 'dictionary_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
      case 'lambda':
      case 'function_definition':
      case 'class_definition':
        return null;
    }
  }
  return null;
}

/** Every loop of a cell whose iterations wait for the network and do not need each other. */
export function* sequentialLoops(
  model: SemanticModel,
  { syntax }: ICellModel
): IterableIterator<ILoop> {
  const found = new Map<SyntaxNode, INetworkCall[]>();
  for (const call of syntax.nodes('call')) {
    const network = networkCall(model, call);
    const loop = network && loopAround(call);
    if (network && loop && isInCell(loop)) {
      found.set(loop, [...(found.get(loop) ?? []), network]);
    }
  }
  for (const [node, calls] of found) {
    const loop = { node, network: calls[0], calls, targets: targetsOf(node) };
    if (
      repeats(node) &&
      !stopsEarly(node) &&
      !isCarried(model, loop) &&
      !calls.every(c => onlyShows(model, c.call))
    ) {
      yield loop;
    }
  }
}

/** True for a call whose result nobody takes, of a function that shows what it fetched: the order is the point. */
function onlyShows(model: SemanticModel, call: SyntaxNode): boolean {
  const definition = call.parent?.kind === 'expression_statement' ? model.callee(call) : null;
  return (
    definition?.kind === 'function_definition' &&
    [...own(definition)].some(n => n.kind === 'call' && isDisplay(model, n.child('function')))
  );
}

/** What shows something below the cell; `display` needs no import there. */
function isDisplay(model: SemanticModel, target: SyntaxNode | null): boolean {
  if (/^(IPython\.display|matplotlib\.pyplot)\./.test(model.qualifiedName(target) ?? '')) {
    return true;
  }
  const reference = target?.text === 'display' ? model.referenceAt(target) : null;
  return reference !== null && model.definitions(reference).length === 0;
}

function isInCell(node: SyntaxNode): boolean {
  return node.cell.root !== null && node.isInside(node.cell.root);
}

/** False for `for x in [a]` and `for x in items[:1]`. */
function repeats(node: SyntaxNode): boolean {
  const items = node.child('right');
  const left = node.child('left');
  if (left && [...left.walk()].some(n => /^(attribute|subscript)$/.test(n.kind))) {
    return false;
  }
  const slice = items?.kind === 'subscript' ? items.child('subscript') : null;
  return !(
    (items && /^(list|tuple)$/.test(items.kind) && items.namedChildren.length < 2) ||
    (slice?.kind === 'slice' && /^0?\s*:\s*1$/.test(slice.text))
  );
}

function stopsEarly(node: SyntaxNode): boolean {
  return (
    node.kind === 'for_statement' &&
    [...own(node.child('body') as SyntaxNode)].some(n =>
      /^(break_statement|return_statement|yield|await)$/.test(n.kind)
    )
  );
}

/** Nodes below, functions within left out. */
export function* own(node: SyntaxNode): IterableIterator<SyntaxNode> {
  yield node;
  for (const c of node.children) {
    if (!/^(function_definition|lambda|class_definition)$/.test(c.kind)) {
      yield* own(c);
    }
  }
}

function targetsOf(node: SyntaxNode): string[] {
  const lefts =
    node.kind === comprehension
      ? node.children.filter(c => c.kind === 'for_in_clause').map(c => c.child('left'))
      : [node.child('left')];
  return lefts.flatMap(left =>
    left ? [...left.walk()].filter(n => n.kind === 'identifier').map(n => n.text) : []
  );
}

/** Bindings that the body of a loop makes in the scope of the loop, its targets left out. */
export function bodyBindings(model: SemanticModel, loop: SyntaxNode): Binding[] {
  const body = loop.child('body') as SyntaxNode;
  const scope = model.scopeAround(loop);
  return [...scope.bindings.values()].flat().filter(b => b.node?.isInside(body));
}

/** Reads below a node of names that belong to code outside of functions and comprehensions within it. */
export function readsIn(model: SemanticModel, node: SyntaxNode): Reference[] {
  const found: Reference[] = [];
  for (const n of node.walk()) {
    const r = n.kind === 'identifier' ? model.referenceAt(n) : null;
    const owner = r?.scope.resolve(r.name);
    if (r && !(owner?.node && owner.node !== node && owner.node.isInside(node))) {
      found.push(r);
    }
  }
  return found;
}

/** Statements of the body up to and including the last that waits for the network. */
export function requestPart(loop: ILoop): SyntaxNode[] {
  const statements = loop.node.child('body')?.namedChildren ?? [];
  const waits = statements.map(s => loop.calls.some(c => c.call.isInside(s)));
  return statements.slice(0, waits.lastIndexOf(true) + 1);
}

/** True when an iteration needs what an earlier one bound or changed: then the order is not a habit. */
function isCarried(model: SemanticModel, loop: ILoop): boolean {
  if (loop.node.kind === comprehension) {
    return [...loop.node.walk()].some(n => n.kind === 'named_expression');
  }
  const part = requestPart(loop);
  if (carriedRead(model, loop, part)) {
    return true;
  }
  const body = loop.node.child('body') as SyntaxNode;
  const bound = new Set(bodyBindings(model, loop.node).map(b => b.name));
  const items = loop.node.child('right');
  const reads = [...part, ...(items ? [items] : [])].flatMap(s => readsIn(model, s));
  const within = calledNames(model, part);
  const outputs = outputsOf(model, loop.node);
  return (
    model.mutationsWithin(body).some(({ certain, node, root: { name } }) => {
      if (!certain || bound.has(name) || loop.targets.includes(name)) {
        return false;
      }
      return (
        within.has(name) ||
        reads.some(
          r => r.name === name && !r.node.isInside(node) && !outputs.some(o => o.target === r.node)
        )
      );
    }) ||
    (model.scopeAround(loop.node).kind === 'module' && [...bound].some(n => within.has(n)))
  );
}

/** The first name that statements read, or add to, before they bind it in the same iteration. */
export function carriedRead(
  model: SemanticModel,
  loop: ILoop,
  part: readonly SyntaxNode[]
): SyntaxNode | null {
  const bindings = bodyBindings(model, loop.node);
  const isFresh = (name: string, node: SyntaxNode): boolean =>
    bindings.some(
      b =>
        b.name === name &&
        b.kind !== 'augmented' &&
        b.effective <= node.start &&
        isAlways(b, node, loop.node)
    );
  const bound = new Set(bindings.map(b => b.name));
  const isOwn = (name: string): boolean => bound.has(name) && !loop.targets.includes(name);
  const reads = part.flatMap(s => readsIn(model, s)).map(r => r.node);
  const added = bindings
    .filter(b => b.kind === 'augmented' && part.some(s => b.node?.isInside(s)))
    .flatMap(b => b.node ?? []);
  return [...reads, ...added].find(n => isOwn(n.text) && !isFresh(n.text, n)) ?? null;
}

/** Notebook names that functions of the notebook use which statements call. */
export function calledNames(
  model: SemanticModel,
  part: readonly SyntaxNode[]
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const call of part.flatMap(s => [...own(s)]).filter(n => n.kind === 'call')) {
    const definition = model.callee(call);
    const scope = definition && model.scopeOf(definition);
    for (const name of scope ? model.freeNames(scope) : []) {
      found.add(name);
    }
  }
  return found;
}

/** True when a binding of the body is always made before a read of the body, in the same iteration. */
function isAlways(binding: Binding, read: SyntaxNode, loop: SyntaxNode): boolean {
  return (
    binding.node !== null &&
    regions(binding.node).every(
      r => r.control === loop || !r.control.isInside(loop) || read.isInside(r.branch)
    )
  );
}

/** `xs.append(value)` and `d[key] = value` in the body. */
function outputsOf(model: SemanticModel, loop: SyntaxNode): IOutput[] {
  return [...own(loop.child('body') as SyntaxNode)].flatMap(n => outputOf(model, n) ?? []);
}

/** The list or dictionary that a statement fills, or null. */
export function outputOf(model: SemanticModel, statement: SyntaxNode): IOutput | null {
  const inner = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
  if (inner?.kind === 'call') {
    const target = inner.child('function');
    const list = target?.child('object') ?? null;
    const [value, more] = positionalArguments(inner);
    if (
      list?.kind === 'identifier' &&
      target?.child('attribute')?.text === 'append' &&
      value &&
      !more &&
      model.typeOf(list)?.name === 'builtins.list'
    ) {
      return { statement, target: list, key: null, value };
    }
  }
  if (inner?.kind === 'assignment') {
    const left = inner.child('left');
    const dictionary = left?.kind === 'subscript' ? left.child('value') : null;
    const [key, more] = left?.childrenOf('subscript') ?? [];
    const value = inner.child('right');
    if (
      dictionary?.kind === 'identifier' &&
      key &&
      !more &&
      value &&
      value.kind !== 'assignment' &&
      model.typeOf(dictionary)?.name === 'builtins.dict'
    ) {
      return { statement, target: dictionary, key, value };
    }
  }
  return null;
}
