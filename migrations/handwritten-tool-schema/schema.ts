/** Reads a JSON schema that stands in the notebook as a dict, as far as a Pydantic model can say exactly the same. */
import { isIdentifier, stringValue, unparenthesized, type SyntaxNode } from '../../src/core';

export interface IField {
  readonly name: string;
  readonly pair: SyntaxNode;
  /** The type as Python says it, without `None`. */
  readonly type: string;
  /** Arguments of Pydantic's `Field`, the default left out. */
  readonly options: readonly string[];
  readonly isRequired: boolean;
  /** The default as written, or null. */
  readonly default: string | null;
}

export interface ISchema {
  readonly dictionary: SyntaxNode;
  readonly fields: readonly IField[];
  readonly description: string | null;
  readonly isClosed: boolean;
}

/** Why no model says the same. */
export class Obstacle extends Error {}

/** The entries of a dict literal by key; null when a key is computed or given twice. */
export function entriesOf(node: SyntaxNode | null): Map<string, SyntaxNode> | null {
  if (node?.kind !== 'dictionary') {
    return null;
  }
  const entries = new Map<string, SyntaxNode>();
  for (const pair of node.namedChildren) {
    const key = pair.kind === 'pair' ? stringValue(pair.child('key')) : null;
    const value = pair.child('value');
    if (key === null || !value || entries.has(key)) {
      return null;
    }
    entries.set(key, unparenthesized(value));
  }
  return entries;
}

/** True for a dict that says `"type": "object"` and lists properties. */
export function isObjectSchema(node: SyntaxNode): boolean {
  const entries = entriesOf(node);
  const properties = entriesOf(entries?.get('properties') ?? null);
  return (
    stringValue(entries?.get('type') ?? null) === 'object' &&
    properties !== null &&
    properties.size > 0 &&
    [...properties.values()].every(p => p.kind === 'dictionary')
  );
}

/** @throws Obstacle where the schema says something that the model cannot say in the same words. */
export function readSchema(dictionary: SyntaxNode): ISchema {
  const entries = entriesOf(dictionary) ?? new Map<string, SyntaxNode>();
  for (const key of entries.keys()) {
    if (!/^(type|properties|required|description|additionalProperties)$/.test(key)) {
      throw new Obstacle(`The schema uses \`${key}\`, for which a model has other words.`);
    }
  }
  const closed = entries.get('additionalProperties');
  if (closed && closed.kind !== 'false') {
    throw new Obstacle('The schema describes additional properties.');
  }
  const required = requiredOf(entries.get('required') ?? null);
  const list = entries.get('properties') as SyntaxNode;
  const properties = entriesOf(list) ?? new Map<string, SyntaxNode>();
  const missing = required.find(name => !properties.has(name));
  if (missing !== undefined) {
    throw new Obstacle(`\`${missing}\` is required and not described.`);
  }
  const description = entries.get('description');
  return {
    dictionary,
    fields: [...properties].map(([name, value]) => fieldOf(name, value, required.includes(name))),
    description: description ? docstringOf(description) : null,
    isClosed: closed !== undefined
  };
}

function requiredOf(node: SyntaxNode | null): string[] {
  if (!node) {
    return [];
  }
  const names = /^(list|tuple)$/.test(node.kind)
    ? node.namedChildren.map(n => stringValue(n))
    : [null];
  if (node.kind === 'tuple' || names.includes(null)) {
    throw new Obstacle('What is required is computed.');
  }
  if (!names.length) {
    throw new Obstacle('`required` is empty; a model leaves it out.');
  }
  return names as string[];
}

function docstringOf(node: SyntaxNode): string {
  const text = stringValue(node);
  if (text === null || text.trim() !== text || /["\\\n\r\t]/.test(text) || text === '') {
    throw new Obstacle('The description of the schema cannot be a docstring.');
  }
  return text;
}

/** Names that the model needs for itself. */
const reserved =
  /^(_.*|model_.*|copy|json|dict|schema|schema_json|validate|construct|parse_obj|parse_raw|parse_file|from_orm|update_forward_refs|int|float|str|bool|list)$/;

function fieldOf(name: string, value: SyntaxNode, isRequired: boolean): IField {
  if (!isIdentifier(name) || reserved.test(name)) {
    throw new Obstacle(`\`${name}\` cannot be the name of a field.`);
  }
  const entries = entriesOf(value);
  if (!entries) {
    throw new Obstacle(`The description of \`${name}\` is computed.`);
  }
  const start = entries.get('default');
  const standard = start ? literal(start) : null;
  if (start && (standard === null || isRequired)) {
    throw new Obstacle(`The default of \`${name}\` cannot be the default of a field.`);
  }
  entries.delete('default');
  const { type, options } = typeOf(name, entries);
  const pair = value.ancestor('pair') as SyntaxNode;
  return { name, pair, type, options, isRequired, default: standard };
}

const scalars: Readonly<Record<string, string>> = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool'
};

/** JSON Schema's word → the argument of `Field`, for each type that has it. */
const limits: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  string: { minLength: 'min_length', maxLength: 'max_length' },
  integer: { minimum: 'ge', maximum: 'le', exclusiveMinimum: 'gt', exclusiveMaximum: 'lt' },
  number: { minimum: 'ge', maximum: 'le', exclusiveMinimum: 'gt', exclusiveMaximum: 'lt' },
  array: { minItems: 'min_length', maxItems: 'max_length' },
  boolean: {}
};

function typeOf(
  name: string,
  entries: ReadonlyMap<string, SyntaxNode>
): { type: string; options: string[] } {
  const kind = stringValue(entries.get('type') ?? null) ?? '';
  if (kind === 'object') {
    throw new Obstacle(
      `\`${name}\` holds another object, which a model would write as a reference.`
    );
  }
  if (!limits[kind]) {
    throw new Obstacle(`\`${name}\` has no type that a field can have.`);
  }
  const options: string[] = [];
  let type = scalars[kind] ?? '';
  for (const [key, value] of entries) {
    const limit = limits[kind][key];
    const text = literal(value);
    if (key === 'type') {
      continue;
    } else if (key === 'enum') {
      type = choices(name, kind, value);
    } else if (key === 'items' && kind === 'array') {
      const inner = typeOf(name, entriesOf(value) ?? new Map());
      type = inner.options.length
        ? `list[Annotated[${inner.type}, Field(${inner.options.join(', ')})]]`
        : `list[${inner.type}]`;
    } else if (key === 'description' && stringValue(value) !== null) {
      options.unshift(`description=${quoted(value)}`);
    } else if (limit && /^(integer|float)$/.test(value.kind) && !entries.has('enum')) {
      options.push(`${limit}=${text}`);
    } else if (key === 'format' && kind === 'string' && text !== null) {
      options.push(`json_schema_extra={"format": ${text}}`);
    } else {
      throw new Obstacle(`\`${name}\` uses \`${key}\` in a way that a field cannot say.`);
    }
  }
  if (type === '') {
    throw new Obstacle(`\`${name}\` does not say what its items are.`);
  }
  return { type, options };
}

/** A single choice is a `const` for Pydantic, so it takes two. */
function choices(name: string, kind: string, value: SyntaxNode): string {
  const items = value.kind === 'list' ? value.namedChildren : [];
  const wanted = kind === 'string' ? /^(string|concatenated_string)$/ : /^integer$/;
  if (
    items.length < 2 ||
    !/^(string|integer)$/.test(kind) ||
    !items.every(i => wanted.test(i.kind) && literal(i) !== null)
  ) {
    throw new Obstacle(`The choices of \`${name}\` cannot be a \`Literal\`.`);
  }
  return `Literal[${items.map(literal).join(', ')}]`;
}

/** A plain value as Python text, or null. */
function literal(value: SyntaxNode): string | null {
  switch (value.kind) {
    case 'string':
    case 'concatenated_string':
      return stringValue(value) === null ? null : quoted(value);
    case 'integer':
    case 'float':
      return value.text;
    case 'true':
      return 'True';
    case 'false':
      return 'False';
  }
  return null;
}

/** The text as written when it is on one line, else as one line. */
function quoted(value: SyntaxNode): string {
  return value.kind === 'string' && !/[\n\r]/.test(value.text)
    ? value.text
    : JSON.stringify(stringValue(value));
}
