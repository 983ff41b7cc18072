/** What a file that `torch.load` reads holds, as far as the uses of the result show. */
import {
  keywordArgument,
  positionalArguments,
  unparenthesized,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { writerOf } from './files';
import { dictionaryNames, modelNames, tensorNames } from './loaders';

export type Content =
  /** @property other the first part that is not known to be plain: the file may hold more than tensors */
  | { readonly kind: 'plain'; readonly other: SyntaxNode | null }
  | { readonly kind: 'model'; readonly node: SyntaxNode }
  | { readonly kind: 'unknown' };

export function contentOf(
  model: SemanticModel,
  call: SyntaxNode,
  source: SyntaxNode | null
): Content {
  const used = [...usesOf(model, call)];
  const whole = used.find(u => u.kind === 'model');
  if (whole) {
    return whole;
  }
  const writer = writerOf(model, source, ['torch.save']);
  const saved = writer && (positionalArguments(writer)[0] ?? keywordArgument(writer, 'obj'));
  if (writer && saved && model.isInstance(model.typeOf(saved), 'torch.nn.Module')) {
    return { kind: 'model', node: writer };
  }
  if (!used.some(u => u.kind === 'plain') && !(saved && isPlain(model, saved))) {
    return { kind: 'unknown' };
  }
  const other = saved ? otherPart(model, saved) : used.find(u => u.kind === 'part')?.node;
  return { kind: 'plain', other: other ?? null };
}

/** The first value of a dictionary that is neither a state nor a number or text for certain. */
function otherPart(model: SemanticModel, saved: SyntaxNode): SyntaxNode | null {
  const dictionary = unparenthesized(valueOf(model, saved));
  if (dictionary.kind !== 'dictionary') {
    return null;
  }
  const values = dictionary.namedChildren.map(p => p.child('value') ?? p);
  return values.find(v => !isPlain(model, v) && !isNumberOrText(model, v)) ?? null;
}

function isNumberOrText(model: SemanticModel, value: SyntaxNode): boolean {
  if (/^(dictionary|list|tuple)$/.test(value.kind)) {
    return value.namedChildren.every(v =>
      isNumberOrText(model, v.kind === 'pair' ? (v.child('value') as SyntaxNode) : v)
    );
  }
  const made = value.kind === 'call' ? value.child('function') : null;
  return (
    /^builtins\.(int|float|str|bool)$/.test(model.typeOf(value)?.name ?? '') ||
    /^(item|tolist)$/.test(made?.child('attribute')?.text ?? '')
  );
}

/** The value that a name stands for, where it has one. */
function valueOf(model: SemanticModel, node: SyntaxNode): SyntaxNode {
  const reference = node.kind === 'identifier' ? model.referenceAt(node) : null;
  const bindings = reference ? model.definitions(reference) : [];
  const [only] = bindings;
  return bindings.length === 1 && only.isPlain && only.value ? only.value : node;
}

/** `net.state_dict()`, or a dictionary that holds one. */
function isPlain(model: SemanticModel, saved: SyntaxNode): boolean {
  const n = unparenthesized(saved);
  if (n.kind === 'dictionary') {
    return n.namedChildren.some(
      p => p.kind === 'pair' && isPlain(model, p.child('value') as SyntaxNode)
    );
  }
  if (n.kind === 'identifier') {
    const reference = model.referenceAt(n);
    const bindings = reference ? model.definitions(reference) : [];
    return (
      bindings.length > 0 && bindings.every(b => b.isPlain && b.value && isPlain(model, b.value))
    );
  }
  return n.kind === 'call' && n.child('function')?.child('attribute')?.text === 'state_dict';
}

type Use = Content | { readonly kind: 'part'; readonly node: SyntaxNode };

function* usesOf(model: SemanticModel, value: SyntaxNode, depth = 0): Iterable<Use> {
  let n = value;
  while (n.parent?.kind === 'parenthesized_expression') {
    n = n.parent;
  }
  const parent = n.parent;
  switch (parent?.kind) {
    case 'argument_list':
    case 'keyword_argument': {
      const call = parent.kind === 'argument_list' ? parent.parent : parent.parent?.parent;
      const target = call?.child('function');
      if (target?.kind === 'attribute' && target.child('attribute')?.text === 'load_state_dict') {
        yield { kind: 'plain', other: null };
      }
      return;
    }
    case 'subscript':
      if (parent.child('value') === n) {
        yield* partOf(model, parent, depth);
      }
      return;
    case 'attribute': {
      const name = parent.child('attribute')?.text ?? '';
      const call = parent.parent;
      if (modelNames.has(name)) {
        yield { kind: 'model', node: parent };
      } else if (tensorNames.has(name)) {
        yield { kind: 'plain', other: null };
      } else if (dictionaryNames.has(name) && call?.kind === 'call') {
        yield* partOf(model, call, depth);
      } else if (call?.kind === 'call' && /^(to|cuda|cpu|float|half|double)$/.test(name)) {
        yield* usesOf(model, call, depth);
      }
      return;
    }
    case 'call':
      if (parent.child('function') === n) {
        yield { kind: 'model', node: parent };
      }
      return;
    case 'assignment': {
      const left = parent.child('left');
      const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
      if (binding && parent.child('right') === n && depth < 4) {
        for (const use of model.references(binding)) {
          yield* usesOf(model, use.node, depth + 1);
        }
      }
    }
  }
}

/** A part of a dictionary says something only when it goes into a module as its state. */
function* partOf(model: SemanticModel, part: SyntaxNode, depth: number): Iterable<Use> {
  const states = [...usesOf(model, part, depth)].filter(use => use.kind === 'plain');
  yield* states.length ? states : [{ kind: 'part' as const, node: part }];
}
