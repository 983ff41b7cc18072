/** Can a set or dictionary hold what an expression gives? Answers only where that is certain. */
import {
  positionalArguments,
  unparenthesized,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export type Hashable = 'yes' | 'no' | 'unknown';

const yes =
  /^builtins\.(str|int|float|bool|bytes|None|frozenset|(len|ord|chr|hash|id|repr|hex|bin|oct|ascii|input)\(\)|str\.(lower|upper|strip|lstrip|rstrip|title|capitalize|casefold|replace|format|join|zfill|removeprefix|removesuffix)\(\))$/;
const no = /^builtins\.(list|dict|set|bytearray|sorted\(\)|str\.(split|rsplit|splitlines)\(\))$/;
const text =
  /^builtins\.(str|repr\(\)|input\(\)|str\.(lower|upper|strip|replace|join|format)\(\))$/;
const splitting = /^(split|rsplit|splitlines)$/;

/** Whether the value of an expression is hashable. */
export function hashable(model: SemanticModel, node: SyntaxNode | null): Hashable {
  if (!node) {
    return 'unknown';
  }
  const n = unparenthesized(node);
  if (n.kind === 'tuple') {
    return all(n.namedChildren.map(c => hashable(model, c)));
  }
  const type = model.typeOf(n);
  if (type && !type.isClass) {
    if (yes.test(type.name)) {
      return 'yes';
    }
    if (no.test(type.name)) {
      return 'no';
    }
  }
  switch (n.kind) {
    case 'unary_operator':
      return n.child('argument')?.kind.match(/^(integer|float)$/) ? 'yes' : 'unknown';
    case 'binary_operator':
      return [n.child('left'), n.child('right')].every(c => hashable(model, c) === 'yes')
        ? 'yes'
        : 'unknown';
    case 'subscript':
      return text.test(model.typeOf(n.child('value'))?.name ?? '') ? 'yes' : 'unknown';
    case 'call':
      if (isTextMethod(model, n, splitting)) {
        return 'no';
      }
      return isTextMethod(model, n) ? 'yes' : 'unknown';
    case 'identifier': {
      const reference = model.referenceAt(n);
      const bindings = reference ? model.definitions(reference) : [];
      return bindings.length ? all(bindings.map(b => ofBinding(model, b))) : 'unknown';
    }
  }
  return 'unknown';
}

/** Whether every item that going through an expression gives is hashable. */
export function hashableItems(model: SemanticModel, node: SyntaxNode | null): Hashable {
  if (!node) {
    return 'unknown';
  }
  const n = unparenthesized(node);
  if (n.kind === 'list' || n.kind === 'tuple' || n.kind === 'set') {
    return all(n.namedChildren.map(c => hashable(model, c)));
  }
  if (/_comprehension$|^generator_expression$/.test(n.kind)) {
    return n.kind[0] === 'd' ? 'yes' : hashable(model, n.child('body'));
  }
  const name = model.typeOf(n)?.name ?? '';
  if (
    text.test(name) ||
    /^builtins\.(dict|set|frozenset|range\(\)|open\(\)|dict\.keys\(\)|str\.(split|rsplit|splitlines)\(\)|open\(\)\.readlines\(\))$/.test(
      name
    )
  ) {
    return 'yes';
  }
  if (n.kind === 'call') {
    if (isTextMethod(model, n, splitting)) {
      return 'yes';
    }
    if (/^builtins\.(sorted|list|tuple|set|reversed)$/.test(calleeOf(model, n))) {
      return hashableItems(model, positionalArguments(n)[0] ?? null);
    }
  }
  return 'unknown';
}

function ofBinding(model: SemanticModel, binding: Binding): Hashable {
  if (binding.kind === 'assignment' && binding.isPlain) {
    return binding.value?.kind === 'identifier' ? 'unknown' : hashable(model, binding.value);
  }
  if (binding.kind !== 'for' || !binding.node || !binding.value) {
    return 'unknown';
  }
  const source = sourceOf(model, binding);
  return source === 'hashable' ? 'yes' : source ? hashableItems(model, source) : 'unknown';
}

/**
 * What a loop variable goes through: `words` for `for word in words`, `for i, word in enumerate(words)`, `for word, n in
 * zip(words, ns)`; `hashable` for indices and keys.
 */
function sourceOf(model: SemanticModel, { node, value }: Binding): SyntaxNode | 'hashable' | null {
  if (!node || !value) {
    return null;
  }
  if (node.field === 'left') {
    return value;
  }
  const pattern = node.parent;
  const source = unparenthesized(value);
  const at = pattern?.namedChildren.indexOf(node) ?? -1;
  if (
    source.kind !== 'call' ||
    !/^(pattern_list|tuple_pattern)$/.test(pattern?.kind ?? '') ||
    pattern?.field !== 'left'
  ) {
    return null;
  }
  const given = positionalArguments(source);
  switch (calleeOf(model, source)) {
    case 'builtins.enumerate':
      return at === 0 ? 'hashable' : at === 1 ? (given[0] ?? null) : null;
    case 'builtins.zip':
      return given[at] ?? null;
  }
  return at === 0 && model.typeOf(source)?.name === 'builtins.dict.items()' ? 'hashable' : null;
}

/** A call of a text's method on something that is certainly a text: `word.strip()`, `line.lower().strip()`. */
function isTextMethod(
  model: SemanticModel,
  call: SyntaxNode,
  methods = /^(lower|upper|strip|lstrip|rstrip|title|capitalize|casefold|replace|format|join|zfill)$/
): boolean {
  const target = call.child('function');
  if (target?.kind !== 'attribute' || !methods.test(target.child('attribute')?.text ?? '')) {
    return false;
  }
  return isText(model, target.child('object'));
}

function isText(model: SemanticModel, node: SyntaxNode | null): boolean {
  const n = node ? unparenthesized(node) : null;
  if (!n) {
    return false;
  }
  if (text.test(model.typeOf(n)?.name ?? '') || (n.kind === 'call' && isTextMethod(model, n))) {
    return true;
  }
  const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
  const bindings = reference ? model.definitions(reference) : [];
  return bindings.length > 0 && bindings.every(b => givesTexts(model, b));
}

/** `for line in open(p)`, `for word in line.split()`, `for c in text`. */
function givesTexts(model: SemanticModel, binding: Binding): boolean {
  const found = binding.kind === 'for' ? sourceOf(model, binding) : null;
  if (!found || found === 'hashable') {
    return false;
  }
  const source = unparenthesized(found);
  if (source.kind === 'list' || source.kind === 'tuple') {
    return source.namedChildren.every(c => isText(model, c));
  }
  return (
    isText(model, source) ||
    (source.kind === 'call' && isTextMethod(model, source, splitting)) ||
    /^builtins\.(open\(\)|str\.(split|rsplit|splitlines)\(\))$/.test(
      model.typeOf(source)?.name ?? ''
    )
  );
}

function calleeOf(model: SemanticModel, call: SyntaxNode): string {
  return model.qualifiedName(call.child('function')) ?? '';
}

function all(answers: readonly Hashable[]): Hashable {
  return answers.includes('no')
    ? 'no'
    : answers.every(a => a === 'yes') && answers.length > 0
      ? 'yes'
      : 'unknown';
}
