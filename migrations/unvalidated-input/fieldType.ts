/** What a setting has to be, from its name and from how the notebook uses it. */
import {
  limitOf,
  literalType,
  positionalArguments,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IRead } from './reads';

export interface IFieldType {
  readonly type: string;
  /** Arguments of `Field`, or null. */
  readonly limit: string | null;
}

const named: readonly (readonly [RegExp, string])[] = [
  [
    /^(seed|random_seed|random_state|num_workers|n_jobs|patience|(warmup|max|log|logging|save|eval)_steps|(num|n)_(classes|splits|folds|heads|labels)|vocab_size|max_(seq_)?len(gth)?|(hidden|embed|embedding|input|output)_dim|max_tokens|max_new_tokens)$/i,
    'int'
  ],
  [/^(weight_decay|momentum|temperature|top_p|label_smoothing)$/i, 'float'],
  [/^(shuffle|debug|pretrained|bidirectional|use_\w+|early_stopping)$/i, 'bool'],
  [/(^|_)(path|dir|directory|file|filename|folder|name)$/i, 'str']
];

const callTypes: readonly (readonly [RegExp, string])[] = [
  [/^(builtins\.(range|int)|torch\.manual_seed|(numpy\.)?random\.seed)$/, 'int'],
  [/^torch\.nn\.(Linear|Embedding|LSTM|GRU|RNN|Conv[123]d)$/, 'int'],
  [/^builtins\.float$/, 'float'],
  [/^(builtins\.open|os\.path\.\w+|os\.makedirs|pathlib\.Path|pandas\.read_\w+)$/, 'str']
];

/** The type of a field that is read in these places; `Any` where nothing says it. */
export function fieldType(model: SemanticModel, key: string, reads: readonly IRead[]): IFieldType {
  const limit = limitOf(key);
  if (limit) {
    return { type: limit.type, limit: limit.field };
  }
  const byName = typeNamed(key);
  if (byName) {
    return { type: byName, limit: null };
  }
  const found = new Set(reads.flatMap(r => [typeOfUse(model, r.node), typeOfDefault(r)]));
  found.delete(null);
  const types = [...found];
  const type =
    types.length === 1
      ? types[0]
      : types.length === 2 && types.every(t => t === 'int' || t === 'float')
        ? 'float'
        : null;
  return { type: type ?? 'Any', limit: null };
}

function typeNamed(name: string): string | null {
  return named.find(([names]) => names.test(name))?.[1] ?? null;
}

function typeOfDefault(read: IRead): string | null {
  return read.default && read.default.kind !== 'none' ? literalType(read.default) : null;
}

/** What the place of a value says about it. */
function typeOfUse(model: SemanticModel, node: SyntaxNode): string | null {
  const { parent } = node;
  switch (parent?.kind) {
    case 'argument_list': {
      const call = parent.parent as SyntaxNode;
      const name = model.qualifiedName(call.child('function')) ?? '';
      const isFirst = positionalArguments(call)[0] === node;
      return callTypes.find(([n, t]) => n.test(name) && (t === 'int' || isFirst))?.[1] ?? null;
    }
    case 'keyword_argument': {
      const name = parent.child('name')?.text ?? '';
      return limitOf(name)?.type ?? typeNamed(name);
    }
    case 'for_statement':
    case 'for_in_clause':
      return node.field === 'right' ? 'list[Any]' : null;
    case 'comparison_operator': {
      const other = parent.namedChildren.find(c => c !== node);
      return other && /^(string|float)$/.test(other.kind) && /[=<>]/.test(parent.text)
        ? literalType(other)
        : null;
    }
  }
  return null;
}
