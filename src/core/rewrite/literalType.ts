/** What a literal of the notebook says about the type of a field that it becomes the default of. */
import type { SyntaxNode } from '../syntax/node';

const immutable = new Set([
  'string',
  'concatenated_string',
  'integer',
  'float',
  'true',
  'false',
  'none'
]);

/** The text as written; on several lines it needs brackets, which the dict gave it until now. */
export function literalText(value: SyntaxNode): string {
  const bracketed =
    /^(list|tuple|dictionary|set|string|parenthesized_expression|.*comprehension)$/.test(
      value.kind
    );
  return value.text.includes('\n') && !bracketed ? `(${value.text})` : value.text;
}

/** Literals that nobody can change, and tuples and arithmetic of them. */
export function isImmutableLiteral(value: SyntaxNode): boolean {
  if (immutable.has(value.kind)) {
    return !value.namedChildren.some(c => c.kind === 'interpolation');
  }
  return (
    /^(tuple|unary_operator|binary_operator|parenthesized_expression)$/.test(value.kind) &&
    value.namedChildren.every(isImmutableLiteral)
  );
}

/** The annotation that the literal proves, or null. */
export function literalType(value: SyntaxNode): string | null {
  switch (value.kind) {
    case 'string':
    case 'concatenated_string':
      return /^[rRuUfF]*b/i.test(value.text) && /^[rR]?[bB]/.test(value.text) ? 'bytes' : 'str';
    case 'integer':
      return /j$/i.test(value.text) ? null : 'int';
    case 'float':
      return /j$/i.test(value.text) ? null : 'float';
    case 'true':
    case 'false':
      return 'bool';
    case 'parenthesized_expression':
      return value.namedChildren.length === 1 ? literalType(value.namedChildren[0]) : null;
    case 'unary_operator':
      return /^[-+]/.test(value.text) ? numeric(literalType(value.namedChildren[0])) : null;
    case 'binary_operator':
      return arithmetic(value);
    case 'tuple': {
      const types = value.namedChildren.map(literalType);
      return types.length && types.every(t => t !== null)
        ? `tuple[${types.join(', ')}]`
        : 'tuple[Any, ...]';
    }
    case 'list':
    case 'set': {
      const common = commonType(value.namedChildren);
      return `${value.kind}[${common ?? 'Any'}]`;
    }
    case 'dictionary': {
      const pairs = value.namedChildren;
      if (!pairs.length || pairs.some(p => p.kind !== 'pair')) {
        return 'dict[Any, Any]';
      }
      const of = (field: string): string =>
        commonType(pairs.flatMap(p => p.child(field) ?? [])) ?? 'Any';
      return `dict[${of('key')}, ${of('value')}]`;
    }
  }
  return null;
}

function numeric(type: string | null): string | null {
  return type === 'int' || type === 'float' ? type : null;
}

/** `8 * 1024` is an int; a division is a float. */
function arithmetic(value: SyntaxNode): string | null {
  const [left, right] = value.namedChildren.map(n => numeric(literalType(n)));
  const operator = value.child('operator')?.text;
  if (!left || !right || !operator || !/^(\+|-|\*|\/|\/\/|%)$/.test(operator)) {
    return null;
  }
  return operator === '/' || left === 'float' || right === 'float' ? 'float' : 'int';
}

function commonType(nodes: readonly SyntaxNode[]): string | null {
  const types = new Set(nodes.map(literalType));
  const [first] = types;
  return types.size === 1 ? (first ?? null) : null;
}
