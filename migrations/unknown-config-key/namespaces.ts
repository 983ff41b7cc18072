/** Objects with a known set of attributes: `Namespace(lr=0.1)`, `SimpleNamespace(…)` and what an `ArgumentParser` returns. */
import {
  readsOf,
  siblings,
  keywordArgument,
  positionalArguments,
  stringValue,
  type Binding,
  type ICellModel,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isGuarded } from './guards';
import { accessesOf, type IAccess, type IShape, type Use } from './shape';

const namespaces = /^(argparse\.Namespace|types\.SimpleNamespace)$/;

/** The variables that only ever hold such objects, the first of them in this cell. */
export function* namespaceShapes(
  model: SemanticModel,
  { syntax }: ICellModel
): IterableIterator<IShape> {
  if (!/Namespace\b|\bparse_(known_)?args\b/.test(syntax.source)) {
    return;
  }
  for (const call of syntax.nodes('call')) {
    const target = call.child('function');
    const last = target?.kind === 'attribute' ? target.child('attribute')?.text : target?.text;
    if (!/^(Namespace|SimpleNamespace|parse_args|parse_known_args)$/.test(last ?? '')) {
      continue;
    }
    const binding = bindingOf(model, call);
    const bindings = binding ? siblings(model, binding) : [];
    if (!binding || bindings[0] !== binding || model.blindMention(binding.name)) {
      continue;
    }
    const defined = new Set<string>();
    const isClosed = bindings.every(b => {
      const value = valueOf(b);
      return value?.kind === 'call' && !b.isLate && collect(model, value, defined);
    });
    const found = isClosed
      ? accessesOf(model, readsOf(model, bindings), r => useOf(model, r))
      : null;
    if (found) {
      yield { owner: binding.name, word: 'field', definition: call, defined, ...found };
    }
  }
}

/** The name that gets the value: `args = …` or `args, rest = parser.parse_known_args()`. */
function bindingOf(model: SemanticModel, call: SyntaxNode): Binding | null {
  const assignment = call.parent?.kind === 'assignment' ? call.parent : null;
  const left =
    assignment?.parent?.kind === 'expression_statement' ? assignment.child('left') : null;
  const isPair = left?.kind === 'pattern_list' && methodOf(call) === 'parse_known_args';
  const target = isPair ? left.namedChildren[0] : left;
  const binding = target?.kind === 'identifier' ? model.bindingAt(target) : null;
  return binding && binding.scope.kind !== 'class' ? binding : null;
}

function valueOf(binding: Binding): SyntaxNode | null {
  const { statement, node } = binding;
  const left = statement?.kind === 'assignment' ? statement.child('left') : null;
  const isFirst = left === node || left?.namedChildren[0] === node;
  return isFirst ? (statement?.child('right') ?? null) : null;
}

function methodOf(call: SyntaxNode): string {
  const target = call.child('function');
  return target?.kind === 'attribute' ? (target.child('attribute')?.text ?? '') : '';
}

/** Adds the names that an object starts with; false when they are not all known. */
function collect(model: SemanticModel, call: SyntaxNode, names: Set<string>): boolean {
  if (namespaces.test(model.qualifiedName(call.child('function')) ?? '')) {
    for (const argument of call.child('arguments')?.namedChildren ?? []) {
      const name = argument.kind === 'keyword_argument' ? argument.child('name')?.text : null;
      if (!name) {
        return false;
      }
      names.add(name);
    }
    return names.size > 0;
  }
  const parser = call.child('function')?.child('object');
  return (
    /^parse_(known_)?args$/.test(methodOf(call)) &&
    parser?.kind === 'identifier' &&
    keywordArgument(call, 'namespace') === null &&
    isOwnParser(model, parser) &&
    collectOptions(model, names)
  );
}

const parserMethods =
  /^(add_argument|add_argument_group|add_mutually_exclusive_group|parse_args|parse_known_args|print_help|print_usage|format_help|format_usage|set_defaults)$/;

/** A parser made in the notebook, which nothing else gets hold of. */
function isOwnParser(model: SemanticModel, parser: SyntaxNode): boolean {
  const reference = model.referenceAt(parser);
  const bindings = reference ? model.definitions(reference) : [];
  return (
    bindings.length > 0 &&
    bindings.every(
      b =>
        b.isPlain &&
        b.value?.kind === 'call' &&
        model.qualifiedName(b.value.child('function')) === 'argparse.ArgumentParser' &&
        keywordArgument(b.value, 'parents') === null
    ) &&
    readsOf(model, bindings).every(
      ({ node }) =>
        node.parent?.kind === 'attribute' &&
        parserMethods.test(node.parent.child('attribute')?.text ?? '')
    )
  );
}

/** The options of all parsers and groups of the notebook; false when one is not written out. */
function collectOptions(model: SemanticModel, names: Set<string>): boolean {
  for (const call of model.nodes('call')) {
    const method = methodOf(call);
    if (method === 'set_defaults') {
      for (const argument of call.child('arguments')?.namedChildren ?? []) {
        const name = argument.child('name')?.text;
        if (argument.kind !== 'keyword_argument' || !name) {
          return false;
        }
        names.add(name);
      }
    }
    if (method !== 'add_argument') {
      continue;
    }
    const destination = keywordArgument(call, 'dest');
    const flags = destination ? [destination] : positionalArguments(call);
    const texts = flags.map(stringValue);
    if (!texts.length || texts.includes(null)) {
      return false;
    }
    const long = texts.find(t => t?.startsWith('--')) ?? texts[0] ?? '';
    names.add(long.replace(/^-+/, '').replace(/-/g, '_'));
  }
  return names.size > 0;
}

function useOf(model: SemanticModel, { node }: Reference): Use {
  const { parent } = node;
  switch (parent?.kind) {
    case 'attribute': {
      const at = parent.child('attribute') as SyntaxNode;
      return at.text === '__dict__' ? 'open' : { name: at.text, at, kind: attributeUse(parent) };
    }
    case 'argument_list':
    case 'keyword_argument':
      return argumentUse(model, node.ancestor('call') as SyntaxNode);
    case 'interpolation':
    case 'expression_statement':
      return 'fine';
  }
  return 'open';
}

function argumentUse(model: SemanticModel, call: SyntaxNode): Use {
  const name = model.qualifiedName(call.child('function')) ?? '';
  const asked = /^builtins\.(get|has)attr$/.test(name) ? positionalArguments(call)[1] : null;
  const text = stringValue(asked ?? null);
  if (asked && text !== null) {
    return { name: text, at: asked, kind: 'guarded' };
  }
  if (/^builtins\.(setattr|vars|getattr|hasattr)$/.test(name)) {
    return 'open';
  }
  return /^(builtins\.(print|str|repr|type|isinstance)|pprint\.\w+)$/.test(name)
    ? 'fine'
    : 'argument';
}

/** How an attribute is used, by what stands around it. */
export function attributeUse(attribute: SyntaxNode): IAccess['kind'] {
  const { parent } = attribute;
  if (
    (attribute.field === 'left' && parent?.kind === 'assignment') ||
    parent?.kind === 'pattern_list' ||
    parent?.kind === 'as_pattern_target'
  ) {
    return 'write';
  }
  return isGuarded(attribute) ? 'guarded' : 'read';
}
