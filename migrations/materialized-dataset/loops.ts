/** Loops that take a dataset in slices: `for i in range(0, len(data), size): batch = data[i : i + size]`. */
import {
  positionalArguments,
  type Binding,
  type Reference,
  type Scope,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IBatchLoop {
  readonly loop: SyntaxNode;
  /** `range(0, len(data), size)`. */
  readonly range: SyntaxNode;
  readonly size: SyntaxNode;
  /** The loop variable, where a batch starts. */
  readonly start: Binding;
  /** `data[i : i + size]`, in every place. */
  readonly slices: readonly SyntaxNode[];
  /** `end = min(i + size, len(data))` and `end = i + size`. */
  readonly ends: readonly IEnd[];
}

/** A name for where a batch ends. */
export interface IEnd {
  readonly binding: Binding;
  readonly statement: SyntaxNode;
  readonly isUsedOtherwise: boolean;
}

export interface IDataset {
  readonly name: string;
  readonly binding: Binding;
  readonly loops: readonly IBatchLoop[];
  /** A place that asks for the number of all items. */
  readonly counted: SyntaxNode | null;
}

/** What a plain assignment gives a name, or null for every other assignment. */
export function originOf(model: SemanticModel, assignment: SyntaxNode): Binding | null {
  const left = assignment.child('left');
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  return binding?.isPlain &&
    binding.kind === 'assignment' &&
    binding.scope.kind !== 'class' &&
    assignment.child('right') === binding.value
    ? binding
    : null;
}

/**
 * A dataset that is taken in slices and otherwise at most counted; null when anything else happens to it.
 *
 * @param filledIn the block that fills the dataset: what happens there does not count
 */
export function datasetOf(
  model: SemanticModel,
  binding: Binding,
  filledIn: SyntaxNode | null
): IDataset | null {
  const loops = new Map<SyntaxNode, IBatchLoop>();
  let counted: SyntaxNode | null = null;
  const rest: Reference[] = [];
  for (const use of model.references(binding)) {
    if (filledIn && use.node.isInside(filledIn)) {
      continue;
    }
    if (model.definitions(use).length !== 1 || !runsWith(use.scope, binding.scope)) {
      return null;
    }
    const length = lengthAround(model, use.node);
    const loop = length && loopAround(model, length);
    if (loop) {
      const found = batchLoop(model, loop, binding.name);
      if (!found) {
        return null;
      }
      loops.set(loop, found);
    } else {
      rest.push(use);
    }
  }
  for (const { node } of rest) {
    const length = lengthAround(model, node);
    const isTaken = [...loops.values()].some(
      l => l.slices.some(s => node.isInside(s)) || l.ends.some(e => node.isInside(e.statement))
    );
    if (length && !isTaken) {
      counted ??= length;
    } else if (!isTaken) {
      return null;
    }
  }
  return loops.size ? { name: binding.name, binding, loops: [...loops.values()], counted } : null;
}

/** True when no function lies between two scopes. */
function runsWith(scope: Scope, owner: Scope): boolean {
  let s = scope;
  while (s !== owner && s.kind === 'comprehension' && s.parent) {
    s = s.parent;
  }
  return s === owner || (s.kind === 'module' && owner.kind === 'module');
}

/** `len(data)` or `data.shape[0]` for the name in it. */
function lengthAround(model: SemanticModel, name: SyntaxNode): SyntaxNode | null {
  const length =
    name.parent?.kind === 'attribute' ? name.parent.parent : (name.parent?.parent ?? null);
  return length && lengthOf(model, length) === name ? length : null;
}

/** The name whose number of items an expression is. */
function lengthOf(model: SemanticModel, node: SyntaxNode | undefined): SyntaxNode | null {
  if (node?.kind === 'call' && model.qualifiedName(node.child('function')) === 'builtins.len') {
    const [name, ...more] = positionalArguments(node);
    return name?.kind === 'identifier' && !more.length ? name : null;
  }
  const shape = node?.kind === 'subscript' ? node.child('value') : null;
  const name = shape?.kind === 'attribute' ? shape.child('object') : null;
  return name?.kind === 'identifier' &&
    shape?.child('attribute')?.text === 'shape' &&
    node?.child('subscript')?.text === '0'
    ? name
    : null;
}

/** `range(0, n, size)`, also within a progress bar. */
function rangeIn(model: SemanticModel, right: SyntaxNode | null): SyntaxNode | null {
  if (right?.kind !== 'call') {
    return null;
  }
  const name = model.qualifiedName(right.child('function')) ?? '';
  const given = positionalArguments(right);
  if (/^tqdm(\.\w+)?\.tqdm$/.test(name)) {
    return rangeIn(model, given[0] ?? null);
  }
  return name === 'builtins.range' && given.length === 3 && given[0].text === '0' ? right : null;
}

function loopAround(model: SemanticModel, length: SyntaxNode): SyntaxNode | null {
  const loop = length.ancestor('for_statement');
  const range = loop ? rangeIn(model, loop.child('right')) : null;
  return range && positionalArguments(range)[1] === length ? loop : null;
}

function batchLoop(model: SemanticModel, loop: SyntaxNode, name: string): IBatchLoop | null {
  const range = rangeIn(model, loop.child('right'));
  const left = loop.child('left');
  const start = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  const size = range ? positionalArguments(range)[2] : null;
  if (
    !range ||
    !start ||
    !size ||
    !/^[\w.]+$/.test(size.text) ||
    loop.children[0].kind === 'async'
  ) {
    return null;
  }
  const slices: SyntaxNode[] = [];
  const ends = new Map<Binding, SyntaxNode>();
  const until = [`${start.name}+${size.text}`, `${size.text}+${start.name}`];
  const length = [`len(${name})`, `${name}.shape[0]`];
  const stops = [
    ...until,
    ...until.flatMap(u => length.flatMap(l => [`min(${u},${l})`, `min(${l},${u})`]))
  ];
  for (const use of model.references(start)) {
    if (model.definitions(use).length !== 1) {
      return null;
    }
    const slice = use.node.parent?.kind === 'slice' ? use.node.parent : null;
    const sliced = slice?.parent?.kind === 'subscript' ? slice.parent : null;
    const target = sliced?.child('value');
    if (
      slice &&
      (target?.text === name || target?.text === `${name}.iloc`) &&
      use.node.isInside(loop)
    ) {
      const [from, to, ...step] = slice.text.replace(/\s/g, '').split(':');
      if (from !== start.name || step.length || sliced?.childrenOf('subscript').length !== 1) {
        return null;
      }
      if (!stops.includes(to)) {
        const last = slice.namedChildren[1];
        const end = last && endOf(model, last, stops);
        if (!end) {
          return null;
        }
        ends.set(end, end.statement as SyntaxNode);
      }
      slices.push(sliced);
    }
  }
  return slices.length
    ? {
        loop,
        range,
        size,
        start,
        slices,
        ends: [...ends.keys()].map(b => endUses(model, b, slices))
      }
    : null;
}

/** The name of an end: one plain assignment in the loop gives it. */
function endOf(model: SemanticModel, node: SyntaxNode, stops: readonly string[]): Binding | null {
  const reference = node.kind === 'identifier' ? model.referenceAt(node) : null;
  const bindings = reference ? model.definitions(reference) : [];
  const [end] = bindings;
  return bindings.length === 1 &&
    end.isPlain &&
    end.kind === 'assignment' &&
    stops.includes(end.value?.text.replace(/\s/g, '') ?? '')
    ? end
    : null;
}

function endUses(model: SemanticModel, binding: Binding, slices: readonly SyntaxNode[]): IEnd {
  return {
    binding,
    statement: (binding.statement as SyntaxNode).statement,
    isUsedOtherwise: model.references(binding).some(r => !slices.some(s => r.node.isInside(s)))
  };
}
