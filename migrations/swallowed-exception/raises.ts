/** What the code of a `try` block can raise by its documentation, or the first place where that is not known. */
import {
  keywordArgument,
  positionalArguments,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { documented, includes, methods, responseTypes } from './documented';

export interface IRaises {
  /** Sorted; none that another one includes. */
  readonly exceptions: readonly string[];
  /** A call or construct of which nothing is known, as it reads. */
  readonly unknown: { readonly text: string; readonly start: number } | null;
}

export function raisesOf(model: SemanticModel, block: SyntaxNode): IRaises {
  const found = new Set<string>();
  let unknown: IRaises['unknown'] = null;
  const stack = [block];
  while (stack.length && !unknown) {
    const n = stack.pop() as SyntaxNode;
    if (/^(function_definition|lambda|class_definition|comment)$/.test(n.kind)) {
      continue;
    }
    const raised = ownRaises(model, n);
    if (raised === null) {
      unknown = {
        text: shortText(n.kind === 'call' ? (n.child('function') ?? n) : n, 30),
        start: n.start
      };
      break;
    }
    raised.forEach(e => found.add(e));
    stack.push(...[...n.children].reverse());
  }
  // The mask of a magic is shorter than the magic. A shell, and what installs, only print what went wrong.
  const magic = block.cell.magics.find(
    m =>
      m.range.start >= block.start &&
      m.range.start < block.end &&
      m.kind !== 'shell' &&
      !/^(pip|conda|mamba|micromamba|uv)$/.test(m.name)
  );
  if (!unknown && magic) {
    unknown = { text: `%${magic.name}`, start: magic.range.start };
  }
  for (const [base, below] of Object.entries(includes)) {
    if (found.has(base)) {
      below.forEach(e => found.delete(e));
    }
  }
  return { exceptions: [...found].sort(), unknown };
}

/** What this node raises by itself; null when that is not known. */
function ownRaises(model: SemanticModel, n: SyntaxNode): readonly string[] | null {
  switch (n.kind) {
    case 'import_statement':
    case 'import_from_statement':
      return ['ImportError'];
    case 'call':
      return callRaises(model, n);
    case 'assert_statement':
      return ['AssertionError'];
    case 'expression_statement':
      // `try: df` asks whether the name is there.
      return n.namedChildren.length === 1 && n.namedChildren[0].kind === 'identifier'
        ? ['NameError']
        : [];
    case 'raise_statement': {
      const raised = n.namedChildren[0];
      const name = model.qualifiedName(
        raised?.kind === 'call' ? raised.child('function') : (raised ?? null)
      );
      return name?.startsWith('builtins.') ? [name.slice('builtins.'.length)] : null;
    }
    case 'binary_operator': {
      const divides = /^(\/|\/\/|%)$/.test(n.child('operator')?.text ?? '');
      const isText = model.typeOf(n.child('left'))?.name === 'builtins.str';
      const by = n.child('right');
      return divides &&
        !isText &&
        !(/^(integer|float)$/.test(by?.kind ?? '') && !/^[0.]+$/.test(by?.text ?? ''))
        ? ['ZeroDivisionError']
        : [];
    }
    case 'subscript':
      return subscriptRaises(model, n);
    case 'attribute':
      return attributeRaises(model, n);
    case 'assignment':
      return /^(pattern_list|tuple_pattern|list_pattern)$/.test(n.child('left')?.kind ?? '') &&
        !/^(expression_list|tuple)$/.test(n.child('right')?.kind ?? '')
        ? ['ValueError']
        : [];
    case 'yield':
    case 'await':
    case 'exec_statement':
      return null;
  }
  return [];
}

function callRaises(model: SemanticModel, call: SyntaxNode): readonly string[] | null {
  const target = call.child('function');
  const name = model.qualifiedName(target);
  if (name === 'builtins.int' || name === 'builtins.float') {
    const [value] = positionalArguments(call);
    return value && model.typeOf(value)?.name !== 'builtins.str' && !isText(model, value)
      ? ['TypeError', 'ValueError']
      : ['ValueError'];
  }
  if (name === 'builtins.getattr') {
    return positionalArguments(call).length > 2 ? [] : ['AttributeError'];
  }
  if (target?.kind === 'identifier' && target.text === 'get_ipython') {
    return ['NameError'];
  }
  if (name && documented.has(name)) {
    return documented.get(name) as readonly string[];
  }
  if (name && isErrorClass(name) && call.parent?.kind === 'raise_statement') {
    return [];
  }
  if (target?.kind !== 'attribute') {
    return null;
  }
  const method = target.child('attribute')?.text ?? '';
  const owner = target.child('object') as SyntaxNode;
  const type = isText(model, owner) ? 'builtins.str' : model.typeOf(owner)?.name;
  if (type && Object.hasOwn(methods, type)) {
    const table = methods[type];
    return Object.hasOwn(table, method) ? table[method] : table['*'];
  }
  if (type && responseTypes.test(type)) {
    return ['requests.RequestException'];
  }
  return /^(append|extend)$/.test(method) && !keywordArgument(call, 'inplace') ? [] : null;
}

/** Texts that the model does not type: `input()`, `module.__version__`, and what methods of texts give. */
function isText(model: SemanticModel, node: SyntaxNode): boolean {
  if (node.kind === 'attribute' && node.child('attribute')?.text === '__version__') {
    return true;
  }
  const target = node.kind === 'call' ? node.child('function') : null;
  if (target && model.qualifiedName(target) === 'builtins.input') {
    return true;
  }
  if (
    target?.kind === 'attribute' &&
    /^(strip|lstrip|rstrip|lower|upper|replace)$/.test(target.child('attribute')?.text ?? '')
  ) {
    const owner = target.child('object') as SyntaxNode;
    return isText(model, owner) || model.typeOf(owner)?.name === 'builtins.str';
  }
  return node.kind === 'subscript' && isPartOfText(model, node.child('value'));
}

/** `text.split(",")`: a list of texts. */
function isPartOfText(model: SemanticModel, node: SyntaxNode | null): boolean {
  const target = node?.kind === 'call' ? node.child('function') : null;
  const owner = target?.kind === 'attribute' ? target.child('object') : null;
  return (
    owner !== null &&
    target?.child('attribute')?.text === 'split' &&
    (isText(model, owner) || model.typeOf(owner)?.name === 'builtins.str')
  );
}

function subscriptRaises(model: SemanticModel, n: SyntaxNode): readonly string[] {
  const value = n.child('value') as SyntaxNode;
  const index = n.child('subscript');
  const isStore = n.field === 'left' && n.parent?.kind === 'assignment';
  const type = model.typeOf(value)?.name;
  if (
    index?.kind === 'slice' ||
    (isStore && (type === 'builtins.dict' || index?.kind === 'string'))
  ) {
    return [];
  }
  if (model.qualifiedName(value) === 'os.environ') {
    return isStore ? [] : ['KeyError'];
  }
  if (type === 'builtins.dict' || index?.kind === 'string') {
    return ['KeyError'];
  }
  return /^builtins\.(list|tuple|str)$/.test(type ?? '') || isPartOfText(model, value)
    ? ['IndexError']
    : ['LookupError'];
}

/** Reading an attribute of something unknown; a method that is called is judged with its call. */
function attributeRaises(model: SemanticModel, n: SyntaxNode): readonly string[] {
  const isCalled = n.parent?.kind === 'call' && n.parent.child('function') === n;
  const owner = n.child('object') as SyntaxNode;
  if (isCalled || model.qualifiedName(n) || n.field === 'left' || /^(self|cls)$/.test(owner.text)) {
    return [];
  }
  return model.typeOf(owner) ? [] : ['AttributeError'];
}

function isErrorClass(name: string): boolean {
  return /^builtins\.\w*(Error|Exception|Interrupt|Iteration)$/.test(name);
}
