/** What the body of a function does with a parameter: what it proves about the type, and what speaks against one. */
import { positionalArguments, stringValue, type Reference, type SyntaxNode } from '../../src/core';
import { isNumber, isStringMember } from './known';
import { type ITypes, type TypeText } from './types';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Methods that only texts have; those of bytes too are told by what is passed to them. */
const onlyText = words('lower upper casefold isdigit isalpha isnumeric isupper islower splitlines');
const onlyFrames = words('iterrows itertuples select_dtypes set_index pivot_table melt applymap');
const onlyModules = words('eval parameters named_parameters');
const moduleMembers = words(
  'eval train parameters named_parameters to cuda cpu state_dict load_state_dict zero_grad modules named_modules children half float double training'
);
const optimizerMembers = words('step zero_grad state_dict load_state_dict param_groups');
const numberMembers = words('real imag is_integer bit_length');

/** The type that the body needs, whatever is passed, or null. */
export function provenBy(types: ITypes, uses: readonly Reference[]): TypeText | null {
  const members = uses.flatMap(u =>
    u.node.parent?.kind === 'attribute' && u.node.field === 'object' ? [u.node.parent] : []
  );
  const names = members.map(m => m.child('attribute')?.text ?? '');
  const called = new Set(
    names.filter((_, i) => members[i].parent?.kind === 'call' && members[i].field === 'function')
  );
  const has = (set: ReadonlySet<string>): boolean => names.some(n => set.has(n) && called.has(n));
  if (uses.some(u => isArgumentOf(types, u.node, 'builtins.range') || cutsText(types, u.node))) {
    return 'int';
  }
  if (has(onlyText) && names.every(isStringMember)) {
    return 'str';
  }
  if (has(onlyFrames)) {
    return 'pandas.DataFrame';
  }
  if (has(onlyModules) && names.every(n => moduleMembers.has(n))) {
    return 'torch.nn.Module';
  }
  return called.has('step') && called.has('zero_grad') && names.every(n => optimizerMembers.has(n))
    ? 'torch.optim.Optimizer'
    : null;
}

/** `text[:n]`: only an int can cut a text or a list. */
function cutsText(types: ITypes, node: SyntaxNode): boolean {
  const slice = node.parent?.kind === 'slice' ? node.parent : null;
  const owner = slice?.parent?.child('value') ?? null;
  return owner !== null && /^(str|list)\b/.test(types.of(owner) ?? '');
}

function isArgumentOf(types: ITypes, node: SyntaxNode, name: string): boolean {
  const call = node.parent?.kind === 'argument_list' ? node.parent.parent : null;
  return call?.kind === 'call' && types.model.qualifiedName(call.child('function')) === name;
}

/** True when nothing that the body does with a parameter speaks against a type. */
export function allows(types: ITypes, type: TypeText, uses: readonly Reference[]): boolean {
  return uses.every(u => allowsUse(types, type, u.node));
}

const looksAtTypes = /^builtins\.(isinstance|type|callable|hasattr|getattr)$/;
const needsMany = /^builtins\.(len|iter|enumerate|sorted|zip|list|set|tuple|sum|any|all)$/;

function allowsUse(types: ITypes, type: TypeText, node: SyntaxNode): boolean {
  const { parent, field } = node;
  const isPlain = type === 'bool' || isNumber(type);
  switch (parent?.kind) {
    case 'argument_list': {
      const name = types.model.qualifiedName(parent.parent?.child('function') ?? null) ?? '';
      const isOnly = positionalArguments(parent.parent as SyntaxNode).length === 1;
      return !looksAtTypes.test(name) && !(isPlain && isOnly && needsMany.test(name));
    }
    case 'call':
      return type === 'torch.nn.Module' || type.startsWith('@');
    case 'attribute': {
      const member = parent.child('attribute')?.text ?? '';
      return type === 'str'
        ? isStringMember(member)
        : isPlain
          ? type !== 'bool' && numberMembers.has(member)
          : true;
    }
    case 'subscript':
      return field === 'value'
        ? !isPlain && !(type === 'str' && stringValue(parent.child('subscript')) !== null)
        : true;
    case 'comparison_operator':
      return allowsComparison(types, type, node, parent);
    case 'for_statement':
    case 'for_in_clause':
      return !isPlain;
    case 'list_splat':
    case 'dictionary_splat':
      return !isPlain && type !== 'str';
    case 'binary_operator':
      return allowsArithmetic(types, type, node, parent);
  }
  return true;
}

function allowsComparison(
  types: ITypes,
  type: TypeText,
  node: SyntaxNode,
  comparison: SyntaxNode
): boolean {
  const operator = comparison.childrenOf('operators').map(o => o.text);
  const others = comparison.namedChildren.filter(n => n !== node);
  if (operator.some(o => /^is/.test(o))) {
    // `x is None`, `x is True`: other things than this type are reckoned with.
    return type === 'bool' && others.every(o => types.of(o) === 'bool');
  }
  if (operator.some(o => /in$/.test(o))) {
    const [left] = comparison.namedChildren;
    return left === node
      ? others.every(o => o.namedChildren.every(n => agrees(type, types.of(n)) || !isLiteral(o)))
      : type !== 'bool' && !isNumber(type);
  }
  return others.every(o => agrees(type, types.of(o)));
}

function isLiteral(node: SyntaxNode): boolean {
  return /^(list|tuple|set)$/.test(node.kind);
}

function agrees(type: TypeText, other: TypeText | null): boolean {
  return other === null || type === other || (isNumber(type) && isNumber(other));
}

function allowsArithmetic(
  types: ITypes,
  type: TypeText,
  node: SyntaxNode,
  operation: SyntaxNode
): boolean {
  const operator = operation.child('operator')?.text ?? '';
  const other = operation.child(node.field === 'left' ? 'right' : 'left');
  const otherType = types.of(other);
  if (type === 'bool') {
    return false;
  }
  if (type === 'str') {
    return (
      (operator === '+' && agrees('str', otherType)) ||
      (operator === '*' && agrees('int', otherType)) ||
      operator === '%'
    );
  }
  // `[0] * n` repeats, and only an int can say how often.
  return !(type === 'float' && operator === '*' && /^(list|str)\b/.test(otherType ?? ''));
}

/** True for a parameter with the default `None` whose body looks at that before it uses it, or only hands it on. */
export function guardsNone(uses: readonly Reference[]): boolean {
  return (
    uses.some(u => isTested(u.node)) ||
    uses.every(
      u => u.node.parent?.kind === 'argument_list' || u.node.parent?.kind === 'keyword_argument'
    )
  );
}

/** `if x`, `x is None`, `x or y`. */
export function isTested(node: SyntaxNode): boolean {
  const { parent, field } = node;
  return (
    field === 'condition' ||
    parent?.kind === 'not_operator' ||
    (parent?.kind === 'boolean_operator' && field === 'left') ||
    (parent?.kind === 'comparison_operator' &&
      parent.childrenOf('operators').some(o => /^is/.test(o.text)) &&
      parent.namedChildren.some(n => n.kind === 'none')) ||
    (parent?.kind === 'conditional_expression' && parent.namedChildren[1] === node)
  );
}
