/** Writes the class for a dict of settings: fields, types, defaults, constraints, with the comments of the dict. */
import type { SyntaxNode } from '../../src/core';
import type { IConfig, IEntry } from './config';

export type Style = 'dataclass' | 'pydantic';
type Importer = (module: string, name: string) => string;

const immutable = new Set([
  'string',
  'concatenated_string',
  'integer',
  'float',
  'true',
  'false',
  'none'
]);

/** Keys that would hide what the class body itself needs. */
const hiding = new Set(
  'int float str bool list tuple dict set bytes complex object field Field Any dataclass BaseModel self'.split(
    ' '
  )
);
const modelMembers =
  /^(model_.*|copy|json|dict|schema|schema_json|validate|construct|parse_obj|parse_raw|parse_file|from_orm|update_forward_refs)$/;

export function reservedKey({ entries }: IConfig, style: Style): string | null {
  const found = entries.find(
    e =>
      hiding.has(e.key) || (style === 'pydantic' && (modelMembers.test(e.key) || /^_/.test(e.key)))
  );
  return found ? `The key \`${found.key}\` would hide a name that the class needs.` : null;
}

/** `CFG` → `Config`, `train_params` → `TrainParams`. */
export function classNameFor(name: string): string {
  const words = name.split('_').filter(Boolean);
  const title = words
    .map(w => (w === w.toUpperCase() ? w.toLowerCase() : w))
    .map(w => (/^(cfg|conf|configs|configuration)$/i.test(w) ? 'config' : w))
    .map(w => (/^(hparams?|hps?)$/i.test(w) ? 'hyperparameters' : w))
    .map(w => w[0].toUpperCase() + w.slice(1))
    .join('');
  const letters = title.replace(/^[^A-Za-z]+/, '');
  return letters === name || letters === '' ? `${letters}Settings` : letters;
}

export function classText(
  config: IConfig,
  className: string,
  style: Style,
  frozen: boolean,
  add: Importer
): string {
  const lines: string[] = [];
  if (style === 'pydantic') {
    lines.push(
      `class ${className}(${add('pydantic', 'BaseModel')}${frozen ? ', frozen=True' : ''}):`
    );
  } else {
    lines.push(
      `@${add('dataclasses', 'dataclass')}${frozen ? '(frozen=True)' : ''}`,
      `class ${className}:`
    );
  }
  lines.push(...bodyLines(config, style, add));
  const checks = style === 'dataclass' ? config.entries.flatMap(checkLines) : [];
  if (checks.length) {
    lines.push('', '    def __post_init__(self) -> None:', ...checks);
  }
  return lines.join('\n');
}

/** One line for every entry, with the comments where they stood. */
function bodyLines(config: IConfig, style: Style, add: Importer): string[] {
  const { dictionary } = config;
  const lineOf = (offset: number): number => dictionary.cell.lines.position(offset).line;
  const lines: string[] = [];
  let lastEnd = -1;
  for (const child of dictionary.children) {
    if (child.kind === 'comment') {
      if (lineOf(child.start) === lastEnd) {
        lines[lines.length - 1] += `  ${child.text}`;
      } else {
        lines.push(`    ${child.text}`);
      }
      continue;
    }
    const entry = config.entries.find(e => e.pair === child);
    if (entry) {
      for (const inner of child.children.filter(c => c.kind === 'comment')) {
        lines.push(`    ${inner.text}`);
      }
      lines.push(`    ${fieldText(entry, style, add)}`);
      lastEnd = lineOf(child.end);
    }
  }
  return lines;
}

function fieldText({ key, value }: IEntry, style: Style, add: Importer): string {
  const type = typeText(value);
  const text = valueText(value);
  const shown = type ?? add('typing', 'Any');
  const annotation = shown.includes('Any')
    ? shown.replace(/\bAny\b/g, add('typing', 'Any'))
    : shown;
  if (isImmutable(value)) {
    const limit = style === 'pydantic' ? constraintOf(key, value) : null;
    return limit
      ? `${key}: ${annotation} = ${add('pydantic', 'Field')}(${text}, ${limit.field})`
      : `${key}: ${annotation} = ${text}`;
  }
  const factory = style === 'pydantic' ? add('pydantic', 'Field') : add('dataclasses', 'field');
  const made =
    value.kind === 'list' && !value.namedChildren.length
      ? 'list'
      : value.kind === 'dictionary' && !value.namedChildren.length
        ? 'dict'
        : `lambda: ${text}`;
  return `${key}: ${annotation} = ${factory}(default_factory=${made})`;
}

/** The text as written; on several lines it needs brackets, which the dict gave it until now. */
function valueText(value: SyntaxNode): string {
  const bracketed =
    /^(list|tuple|dictionary|set|string|parenthesized_expression|.*comprehension)$/.test(
      value.kind
    );
  return value.text.includes('\n') && !bracketed ? `(${value.text})` : value.text;
}

/** Literals that nobody can change, and tuples and arithmetic of them. */
function isImmutable(value: SyntaxNode): boolean {
  if (immutable.has(value.kind)) {
    return !value.namedChildren.some(c => c.kind === 'interpolation');
  }
  return (
    /^(tuple|unary_operator|binary_operator|parenthesized_expression)$/.test(value.kind) &&
    value.namedChildren.every(isImmutable)
  );
}

/** The annotation that the literal proves, or null. */
function typeText(value: SyntaxNode): string | null {
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
      return value.namedChildren.length === 1 ? typeText(value.namedChildren[0]) : null;
    case 'unary_operator':
      return /^[-+]/.test(value.text) ? numeric(typeText(value.namedChildren[0])) : null;
    case 'binary_operator':
      return arithmetic(value);
    case 'tuple': {
      const types = value.namedChildren.map(typeText);
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
  const [left, right] = value.namedChildren.map(n => numeric(typeText(n)));
  const operator = value.child('operator')?.text;
  if (!left || !right || !operator || !/^(\+|-|\*|\/|\/\/|%)$/.test(operator)) {
    return null;
  }
  return operator === '/' || left === 'float' || right === 'float' ? 'float' : 'int';
}

function commonType(nodes: readonly SyntaxNode[]): string | null {
  const types = new Set(nodes.map(typeText));
  const [first] = types;
  return types.size === 1 ? (first ?? null) : null;
}

interface IConstraint {
  /** Arguments of Pydantic's `Field`. */
  readonly field: string;
  readonly check: string;
  readonly says: string;
}

/** What a well-known setting has to be; only where the value of today already is so. */
function constraintOf(key: string, value: SyntaxNode): IConstraint | null {
  if (value.kind !== 'integer' && value.kind !== 'float') {
    return null;
  }
  const today = Number(value.text.replace(/_/g, ''));
  if (/^(lr|(\w+_)?learning_rate|max_lr|min_lr)$/.test(key)) {
    return today > 0 ? { field: 'gt=0', check: `self.${key} > 0`, says: 'greater than 0' } : null;
  }
  if (/^((\w+_)?batch_size|(n_|num_)?epochs|(n_|num_)layers|n_estimators)$/.test(key)) {
    return today >= 1 ? { field: 'ge=1', check: `self.${key} >= 1`, says: 'at least 1' } : null;
  }
  if (/^((\w+_)?dropout|dropout_rate|dropout_prob)$/.test(key)) {
    return today >= 0 && today < 1
      ? { field: 'ge=0, lt=1', check: `0 <= self.${key} < 1`, says: 'at least 0 and below 1' }
      : null;
  }
  return null;
}

function checkLines({ key, value }: IEntry): string[] {
  const limit = constraintOf(key, value);
  return limit
    ? [
        `        if not ${limit.check}:`,
        `            raise ValueError(f"${key} must be ${limit.says}, not {self.${key}!r}")`
      ]
    : [];
}
