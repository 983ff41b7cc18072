/** What a binding makes of a name, as far as that is certain: a function with its parameters, a table, an object of a class. */
import { keywordArgument, type Binding, type SemanticModel, type SyntaxNode } from '../../src/core';

export type FamilyKind = 'function' | 'class' | 'result' | 'table' | 'object' | 'plain';

export interface IFamily {
  readonly kind: FamilyKind;
  /** Equal for what is the same kind of thing. */
  readonly key: string;
  /** In a sentence: "a `Ridge`", "a dictionary". */
  readonly label: string;
  /** One word for a new name: `ridge`, `dict`. */
  readonly word: string;
  /** Of functions and classes. */
  readonly parameters: readonly string[];
}

const plain: Readonly<Record<string, readonly [key: string, label: string, word: string]>> = {
  str: ['text', 'a text', 'text'],
  int: ['number', 'a number', 'number'],
  float: ['number', 'a number', 'number'],
  dict: ['dict', 'a dictionary', 'dict'],
  list: ['collection', 'a list', 'list'],
  tuple: ['collection', 'a tuple', 'tuple'],
  set: ['collection', 'a set', 'set']
};

const tables =
  /^pandas\.(DataFrame|read_(csv|parquet|table|feather|sql|sql_query|sql_table|fwf)\(\))(\.(copy|dropna|fillna|head|tail|reset_index|set_index|sort_values|rename|drop|sample|query|merge|join|assign|round)\(\))*$/;

const arrays =
  /^(numpy\.(array|asarray|zeros|ones|empty|full|eye|arange|linspace|random\.(rand|randn|randint|normal|uniform))|torch\.(tensor|zeros|ones|empty|full|eye|arange|linspace|rand|randn|randint))\(\)(\.(reshape|view|astype|float|long|copy|clone)\(\))*$/;

/** Null where it is not certain. */
export function familyOf(model: SemanticModel, binding: Binding): IFamily | null {
  const { statement, value, kind } = binding;
  if (kind === 'function' && statement) {
    const parameters = parametersOf(statement);
    return code('function', `function ${parameters.join()}`, parameters);
  }
  if (kind === 'class' && statement) {
    const init = model.scopeOf(statement)?.bindings.get('__init__')?.at(-1)?.statement ?? null;
    const parameters = init ? parametersOf(init).slice(1) : [];
    return code('class', `class ${parameters.join()}`, parameters);
  }
  return binding.isPlain && value ? valueFamily(model, value) : null;
}

function code(kind: 'function' | 'class', key: string, parameters: readonly string[]): IFamily {
  return { kind, key, label: `a ${kind}`, word: kind, parameters };
}

function valueFamily(model: SemanticModel, value: SyntaxNode): IFamily | null {
  const type = model.typeOf(value);
  if (!type || type.isClass) {
    return null;
  }
  const { name } = type;
  if (name === 'builtins.function') {
    return value.kind === 'lambda' ? code('function', 'function', []) : null;
  }
  const known = plain[name.replace(/^builtins\./, '')];
  if (known && name.startsWith('builtins.')) {
    return family('plain', ...known);
  }
  if (tables.test(name)) {
    const isIterator = value.kind === 'call' && keywordArgument(value, 'chunksize') !== null;
    return isIterator ? null : family('table', 'table', 'a table', 'df');
  }
  if (arrays.test(name)) {
    return family('plain', 'collection', 'an array', 'array');
  }
  const last = name.slice(name.lastIndexOf('.') + 1);
  return /^_*[A-Z]\w*$/.test(last) && !/^builtins\./.test(name)
    ? family(
        'object',
        `object ${last}`,
        `${/^_*((?!One|U[sn]i)[AEIOU]|[FHLMNRSX][A-Z0-9])/.test(last) ? 'an' : 'a'} \`${last}\``,
        snake(last)
      )
    : null;
}

function family(kind: FamilyKind, key: string, label: string, word: string): IFamily {
  return { kind, key, label, word, parameters: [] };
}

/** What a function of the notebook gave back, bound to the function's own name. */
export const result: IFamily = family('result', 'result', 'its result', 'result');

function parametersOf(definition: SyntaxNode): string[] {
  return (definition.child('parameters')?.namedChildren ?? []).flatMap(p => {
    const name = p.kind === 'identifier' ? p : (p.child('name') ?? p.namedChildren[0]);
    return name ? [p.text.startsWith('*') ? p.text : name.text] : [];
  });
}

/** `RandomForestClassifier` → `random_forest_classifier`. */
function snake(name: string): string {
  return name
    .replace(/^_+/, '')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** True when both are certain and nobody would call them the same thing. */
export function differ(a: IFamily, b: IFamily): boolean {
  const isStrong = (f: IFamily): boolean => f.kind !== 'plain' && f.kind !== 'result';
  return a.key !== b.key && (isStrong(a) || isStrong(b));
}
