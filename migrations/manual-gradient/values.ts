/** What a value certainly is, as far as the fix must know: a Python number, a tensor of no or one dimension, or a NumPy array. */
import {
  keywordArgument,
  positionalArguments,
  unparenthesized,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export type Kind = 'number' | 'tensor0' | 'tensor1' | 'array';
/** `same`: whatever the names are whose kind is being worked out. */
type Guess = Kind | 'same' | null;

/** What the value of an expression certainly is, or null. */
export function kindOf(model: SemanticModel, node: SyntaxNode): Kind | null {
  const found = guess(model, node, new Set());
  return found === 'same' ? null : found;
}

/** @param seen names that are being worked out: `w -= rate * dw` is a number if `w` is one without it */
function guess(model: SemanticModel, node: SyntaxNode, seen: ReadonlySet<Binding>): Guess {
  const n = unparenthesized(node);
  const inner = (x: SyntaxNode | null): Guess => (x ? guess(model, x, seen) : null);
  switch (n.kind) {
    case 'integer':
    case 'float':
      return 'number';
    case 'unary_operator':
      return inner(n.child('argument'));
    case 'binary_operator':
      return join(inner(n.child('left')), inner(n.child('right')));
    case 'identifier':
      return ofName(model, n, seen);
    case 'subscript': {
      const owner = n.child('value');
      return owner && !n.child('subscript')?.kind.includes('slice')
        ? elementOf(model, owner, seen)
        : null;
    }
    case 'call':
      return ofCall(model, n, seen);
  }
  return null;
}

/** What an operator makes of two values; null where one is not known. */
function join(a: Guess, b: Guess): Guess {
  if (!a || !b) {
    return null;
  }
  if (a === 'same' || b === 'same') {
    return a === 'same' ? b : a;
  }
  const order: readonly Kind[] = ['number', 'tensor0', 'tensor1'];
  if (a === 'array' || b === 'array') {
    return a.startsWith('tensor') || b.startsWith('tensor') ? null : 'array';
  }
  return order[Math.max(order.indexOf(a), order.indexOf(b))];
}

function ofName(model: SemanticModel, name: SyntaxNode, seen: ReadonlySet<Binding>): Guess {
  const reference = model.referenceAt(name);
  const bindings = reference ? model.definitions(reference) : [];
  let common: Guess = null;
  for (const b of bindings) {
    if (seen.has(b)) {
      continue;
    }
    const kind = ofBinding(model, b, new Set([...seen, b]));
    if (!kind || (common && kind !== 'same' && common !== kind)) {
      return null;
    }
    common = kind === 'same' ? common : kind;
  }
  return common ?? (bindings.length > 0 ? 'same' : null);
}

function ofBinding(model: SemanticModel, b: Binding, seen: ReadonlySet<Binding>): Guess {
  const left = b.statement?.child('left');
  if (b.kind === 'augmented') {
    const right = b.statement?.child('right');
    return right ? guess(model, right, seen) : null;
  }
  if (b.kind === 'assignment' && b.isPlain && b.value) {
    return guess(model, b.value, seen);
  }
  if (!b.node || left?.kind !== 'pattern_list') {
    return b.kind === 'for' && b.value && b.node === left ? elementOf(model, b.value, seen) : null;
  }
  const place = left.namedChildren.indexOf(b.node);
  const right = b.statement?.child('right');
  if (b.kind === 'assignment' && right && /^(expression_list|tuple)$/.test(right.kind)) {
    const value = right.namedChildren[place];
    return right.namedChildren.length === left.namedChildren.length && value
      ? guess(model, value, seen)
      : null;
  }
  if (b.kind === 'for' && right?.kind === 'call') {
    const list = positionalArguments(right)[place];
    return list && model.qualifiedName(right.child('function')) === 'builtins.zip'
      ? elementOf(model, list, seen)
      : null;
  }
  return null;
}

/** What one element of a list is. */
function elementOf(model: SemanticModel, list: SyntaxNode, seen: ReadonlySet<Binding>): Guess {
  const n = unparenthesized(list);
  if (n.kind === 'list' || n.kind === 'tuple') {
    return n.namedChildren.length && n.namedChildren.every(e => guess(model, e, seen) === 'number')
      ? 'number'
      : null;
  }
  if (n.kind === 'call') {
    return model.qualifiedName(n.child('function')) === 'builtins.range' ? 'number' : null;
  }
  const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
  const [only, ...others] = reference ? model.definitions(reference) : [];
  return only?.isPlain && only.value && !others.length && !seen.has(only)
    ? elementOf(model, only.value, new Set([...seen, only]))
    : null;
}

function ofCall(model: SemanticModel, call: SyntaxNode, seen: ReadonlySet<Binding>): Guess {
  const target = call.child('function');
  const name = model.qualifiedName(target) ?? '';
  const [first] = positionalArguments(call);
  if (
    /^(builtins\.(float|int|len)|random\.(random|uniform|gauss|normalvariate|randint)|math\.\w+)$/.test(
      name
    )
  ) {
    return 'number';
  }
  if (/^numpy\.random\.(rand|randn)$/.test(name) && !first) {
    return 'number';
  }
  if (/^torch\.(tensor|as_tensor)$/.test(name) && first) {
    const value = unparenthesized(first);
    return guess(model, value, seen) === 'number'
      ? 'tensor0'
      : value.kind === 'list' && elementOf(model, value, seen) === 'number'
        ? 'tensor1'
        : null;
  }
  if (/^torch\.(arange|linspace)$/.test(name)) {
    return 'tensor1';
  }
  if (/^torch\.(randn|rand|zeros|ones)$/.test(name)) {
    const isNumber = first && guess(model, first, seen) === 'number';
    return isNumber && positionalArguments(call).length === 1 && !keywordArgument(call, 'size')
      ? 'tensor1'
      : null;
  }
  if (/^torch\.(exp|log|sqrt|sin|cos|tanh|sigmoid|square)$/.test(name) && first) {
    return guess(model, first, seen);
  }
  if (/^torch\.(sum|mean)$/.test(name) && first && positionalArguments(call).length === 1) {
    return /^tensor/.test(guess(model, first, seen) ?? '') ? 'tensor0' : null;
  }
  if (/^numpy\.(array|asarray|arange|linspace|random\.\w+|zeros|ones)$/.test(name)) {
    return 'array';
  }
  const isMethod = !name && target?.kind === 'attribute';
  if (isMethod && /^(sum|mean)$/.test(target.child('attribute')?.text ?? '')) {
    const owner = guess(model, target.child('object') as SyntaxNode, seen);
    return owner && /^tensor/.test(owner) && !first ? 'tensor0' : null;
  }
  return null;
}
