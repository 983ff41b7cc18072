/** Lists of dicts with the same keys: what stands in them, and of which type each key is. */
import {
  isIdentifier,
  stringValue,
  unparenthesized,
  type Binding,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IRecords {
  readonly name: string;
  readonly binding: Binding;
  readonly list: SyntaxNode;
  /** The type of every key, in the order of the first record. */
  readonly fields: ReadonlyMap<string, string>;
}

/** What a field must not be called: the class would hide it from itself. */
const hiding = /^(__.*|int|str|float|bool|bytes|list|dict|set|tuple)$/;

export function* findRecords(
  model: SemanticModel,
  { module }: ICellModel
): IterableIterator<IRecords> {
  for (const [name, [binding]] of module.bindings) {
    const list = binding.value;
    if (
      list?.kind !== 'list' ||
      !binding.isPlain ||
      binding.isLate ||
      binding.statement?.parent?.parent?.kind !== 'module' ||
      list.childOfKind('dictionary') === null ||
      model.moduleBindings(name).length !== 1
    ) {
      continue;
    }
    const fields = fieldsOf(model, list);
    if (fields) {
      yield { name, binding, list, fields };
    }
  }
}

/** The keys that all records have and the one type of each, or null. */
function fieldsOf(model: SemanticModel, list: SyntaxNode): Map<string, string> | null {
  const records = list.namedChildren;
  const entries = records.map(entriesOf);
  const [first] = entries;
  if (records.length < 2 || !first || first.size < 2 || isMessage(first)) {
    return null;
  }
  const fields = new Map<string, string>();
  for (const key of first.keys()) {
    const type = joinTypes(
      entries.map(e => {
        const value = e?.size === first.size ? e.get(key) : undefined;
        return value ? typeText(model, value) : null;
      })
    );
    if (
      !type ||
      type === 'None' ||
      !isIdentifier(key) ||
      hiding.test(key) ||
      !isWritable(model, type)
    ) {
      return null;
    }
    fields.set(key, type.replace(/\[\]/g, ''));
  }
  return fields;
}

/** Key and value of every entry of a dict literal; null where something else is in it. */
export function entriesOf(record: SyntaxNode): Map<string, SyntaxNode> | null {
  if (record.kind !== 'dictionary') {
    return null;
  }
  const entries = new Map<string, SyntaxNode>();
  for (const pair of record.namedChildren) {
    const key = pair.kind === 'pair' ? stringValue(pair.child('key')) : null;
    const value = pair.child('value');
    if (key === null || !value || entries.has(key)) {
      return null;
    }
    entries.set(key, value);
  }
  return entries;
}

/** What is said to a language model has types in the client's own library. */
function isMessage(entries: ReadonlyMap<string, SyntaxNode>): boolean {
  return entries.has('role') && ['content', 'parts', 'message', 'text'].some(k => entries.has(k));
}

function isWritable(model: SemanticModel, type: string): boolean {
  return (type.match(/\w+/g) ?? []).every(w => w === 'None' || model.isBuiltin(w));
}

/** The type that a value surely has, as an annotation says it. */
export function typeText(model: SemanticModel, value: SyntaxNode): string | null {
  const node = unparenthesized(value);
  const items = (): (string | null)[] => node.namedChildren.map(n => typeText(model, n));
  switch (node.kind) {
    case 'string':
    case 'concatenated_string':
      return /^[rR]?[bB]/.test(node.text) ? 'bytes' : 'str';
    case 'integer':
    case 'float':
      return /j$/i.test(node.text) ? null : node.kind === 'float' ? 'float' : 'int';
    case 'true':
    case 'false':
      return 'bool';
    case 'none':
      return 'None';
    case 'unary_operator': {
      const [type] = items();
      return /^[-+]/.test(node.text) && /^(int|float)$/.test(type ?? '') ? type : null;
    }
    case 'list':
    case 'set': {
      const item = joinTypes(items());
      return node.namedChildren.length ? (item ? `${node.kind}[${item}]` : node.kind) : 'list[]';
    }
    case 'tuple': {
      const types = items();
      return types.length && types.every(t => t !== null) ? `tuple[${types.join(', ')}]` : null;
    }
    case 'dictionary': {
      const entries = entriesOf(node);
      const type = entries && joinTypes([...entries.values()].map(v => typeText(model, v)));
      return type ? `dict[str, ${type}]` : 'dict';
    }
  }
  return (
    /^builtins\.(int|str|float|bool|list|dict|set)$/.exec(model.typeOf(node)?.name ?? '')?.[1] ??
    null
  );
}

/** One type for all; ints pass for floats, `None` makes it optional, lists of different things are lists. */
export function joinTypes(types: readonly (string | null)[]): string | null {
  const all = new Set<string>();
  for (const type of types) {
    if (type === null) {
      return null;
    }
    type.split(/ \| (?=None$)/).forEach(t => all.add(t));
  }
  const isOptional = all.delete('None');
  if ([...all].some(t => /^list\b/.test(t) && t !== 'list[]')) {
    // An empty list fits whatever the others hold.
    all.delete('list[]');
  }
  const rest = [...all];
  const root = rest[0]?.replace(/\[.*$/, '');
  const one =
    rest.length === 1
      ? rest[0]
      : rest.length && rest.every(t => t === 'int' || t === 'float')
        ? 'float'
        : /^(list|dict|set)$/.test(root ?? '') && rest.every(t => t.replace(/\[.*$/, '') === root)
          ? root
          : null;
  return one ? (isOptional ? `${one} | None` : one) : isOptional && !rest.length ? 'None' : null;
}
