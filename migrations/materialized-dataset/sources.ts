/** Where a dataset comes from: lines of a file in a `with` block, a table that pandas reads, an array file. */
import {
  keywordArgument,
  positionalArguments,
  stringValue,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export type Source =
  /** One expression makes the list from the open file. */
  | { readonly kind: 'lines'; readonly block: SyntaxNode; readonly stream: string }
  /** A loop over the open file fills the list. */
  | {
      readonly kind: 'filled';
      readonly block: SyntaxNode;
      readonly addition: SyntaxNode;
      /** `data = []`. */
      readonly start: SyntaxNode;
    }
  | { readonly kind: 'table'; readonly call: SyntaxNode }
  | { readonly kind: 'array'; readonly call: SyntaxNode };

const openers = /^(builtins|io|gzip|bz2|lzma|codecs)\.open(\(\))?$|^pathlib\.Path\.open\(\)$/;

/** How the value of a dataset's name is read; null for everything that cannot be streamed. */
export function sourceOf(model: SemanticModel, binding: Binding): Source | null {
  const value = binding.value as SyntaxNode;
  const statement = (binding.statement as SyntaxNode).statement;
  if (value.kind === 'call') {
    switch (model.qualifiedName(value.child('function'))) {
      case 'pandas.read_csv':
      case 'pandas.read_table':
        return { kind: 'table', call: value };
      case 'numpy.load':
        return keywordArgument(value, 'mmap_mode') ? null : { kind: 'array', call: value };
    }
  }
  const block = statement.parent?.parent;
  if (block?.kind === 'with_statement' && opens(model, block)) {
    const stream = streamOf(model, value, block);
    if (stream && statement.parent?.namedChildren.at(-1) === statement) {
      return { kind: 'lines', block, stream };
    }
  }
  return isEmptyList(model, value) ? filled(model, binding, statement) : null;
}

/** The one name that a `with` block gives an open file, for reading; null otherwise. */
function opens(model: SemanticModel, block: SyntaxNode): string | null {
  const items = block.childOfKind('with_clause')?.namedChildren ?? [];
  const pattern = items.length === 1 ? items[0].child('value') : null;
  const call = pattern?.kind === 'as_pattern' ? pattern.namedChildren[0] : null;
  const name = pattern?.child('alias')?.namedChildren[0];
  if (
    block.children[0].kind === 'async' ||
    call?.kind !== 'call' ||
    name?.kind !== 'identifier' ||
    !openers.test(model.qualifiedName(call.child('function')) ?? model.typeOf(call)?.name ?? '')
  ) {
    return null;
  }
  const position = model.qualifiedName(call.child('function')) ? 1 : 0;
  const mode = keywordArgument(call, 'mode') ?? positionalArguments(call)[position];
  return !mode || /^[rbtU]*$/.test(stringValue(mode) ?? 'x') ? name.text : null;
}

/** Text of an iterator that gives the same items as the list, one at a time. */
function streamOf(model: SemanticModel, value: SyntaxNode, block: SyntaxNode): string | null {
  const file = opens(model, block) as string;
  if (isAllLines(value, file)) {
    return file;
  }
  if (value.kind === 'list_comprehension') {
    const source = value.childOfKind('for_in_clause')?.child('right') as SyntaxNode;
    const { source: text } = value.cell;
    return isAllLines(source, file)
      ? `(${text.slice(value.start + 1, source.start)}${file}${text.slice(source.end, value.end - 1)})`
      : isLazy(model, source, file)
        ? `(${value.text.slice(1, -1)})`
        : null;
  }
  const given = value.kind === 'call' ? positionalArguments(value) : [];
  return given.length === 1 &&
    model.qualifiedName(value.child('function')) === 'builtins.list' &&
    isLazy(model, given[0], file)
    ? given[0].text
    : null;
}

/** The open file, or what reads from it item by item: `csv.reader(f)`, a name for it, `map(json.loads, f)`. */
function isLazy(model: SemanticModel, node: SyntaxNode, file: string | null): boolean {
  if (node.kind === 'identifier') {
    if (node.text === file) {
      return true;
    }
    const reference = model.referenceAt(node);
    const bindings = reference ? model.definitions(reference) : [];
    const [only] = bindings;
    return bindings.length === 1 && only.isPlain && only.value?.kind === 'call'
      ? isLazy(model, only.value, file)
      : false;
  }
  const name = node.kind === 'call' ? model.qualifiedName(node.child('function')) : null;
  const given = positionalArguments(node);
  switch (name) {
    case 'csv.reader':
    case 'csv.DictReader':
      return given.length > 0 && isLazy(model, given[0], file);
    case 'builtins.map':
    case 'builtins.filter':
      return given.length === 2 && isLazy(model, given[1], file);
  }
  return false;
}

/** `f.readlines()`: goes through the same lines as `f`. */
function isAllLines(node: SyntaxNode, file: string): boolean {
  const target = node.kind === 'call' ? node.child('function') : null;
  return (
    target?.kind === 'attribute' &&
    target.child('object')?.text === file &&
    target.child('attribute')?.text === 'readlines' &&
    positionalArguments(node).length === 0
  );
}

function isEmptyList(model: SemanticModel, value: SyntaxNode): boolean {
  return (
    (value.kind === 'list' && value.namedChildren.length === 0) ||
    (value.kind === 'call' &&
      model.qualifiedName(value.child('function')) === 'builtins.list' &&
      positionalArguments(value).length === 0)
  );
}

/** `data = []` with a `with` block right below it, in which a loop over the file appends to it and nothing else. */
function filled(model: SemanticModel, binding: Binding, start: SyntaxNode): Source | null {
  const siblings = start.parent?.namedChildren ?? [];
  const inside = start.parent?.parent;
  const next = siblings[siblings.indexOf(start) + 1];
  const block =
    inside?.kind === 'with_statement' && siblings[0] === start
      ? inside
      : next?.kind === 'with_statement'
        ? next
        : null;
  const body = block?.child('body');
  const loop = body?.namedChildren.at(-1);
  const file = block ? opens(model, block) : null;
  if (
    !block ||
    loop?.kind !== 'for_statement' ||
    loop.children[0].kind === 'async' ||
    !isLazy(model, loop.child('right') as SyntaxNode, file)
  ) {
    return null;
  }
  const additions = model.references(binding).filter(r => r.node.isInside(block));
  const call = additions[0]?.node.parent?.parent;
  const given = call?.kind === 'call' ? (call.child('arguments')?.namedChildren ?? []) : [];
  return additions.length === 1 &&
    call?.kind === 'call' &&
    call.isInside(loop) &&
    call.child('function') === additions[0].node.parent &&
    call.child('function')?.child('attribute')?.text === 'append' &&
    given.length === 1 &&
    call.parent?.kind === 'expression_statement' &&
    !call.ancestor('try_statement')?.isInside(loop)
    ? { kind: 'filled', block, addition: call.parent, start }
    : null;
}
