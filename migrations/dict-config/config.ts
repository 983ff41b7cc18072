/** Which dicts of the notebook look like settings, and what stands in them. Looks at the definition only, not at the uses. */
import {
  cellName,
  isIdentifier,
  stringValue,
  type Binding,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IEntry {
  readonly key: string;
  readonly pair: SyntaxNode;
  readonly value: SyntaxNode;
}

export interface IConfig {
  readonly name: string;
  readonly binding: Binding;
  readonly statement: SyntaxNode;
  readonly dictionary: SyntaxNode;
  readonly entries: readonly IEntry[];
  /** True when the name says that it holds settings. */
  readonly isNamedSo: boolean;
  /** Number of keys that are well-known settings of training. */
  readonly hyperparameters: number;
  /** Why the dict cannot become a class, or null. */
  readonly obstacle: string | null;
}

const settingNames =
  /^_*([a-z0-9]+_)*(cfg|conf|config|configs|configuration|params?|hparams?|hps?|hyper_?params?|hyper_?parameters?|settings?|args|opts?|options)(_[a-z0-9]+)?$/i;

const hyperparameterNames =
  /^(lr|learning_rate|epochs?|n_epochs|num_epochs|(train_|eval_)?batch_size|dropout|dropout_rate|hidden(_(dim|size|units))?|seed|random_state|optimizer|weight_decay|momentum|n_layers|num_layers|n_estimators|max_depth|max_len(gth)?|img_size|image_size|embedding_dim|embed_dim|patience|gamma|num_workers|device|warmup_steps|max_steps)$/;

export function* findConfigs(
  model: SemanticModel,
  { syntax, module }: ICellModel
): IterableIterator<IConfig> {
  for (const [name, own] of module.bindings) {
    // Most names are told apart without a look at other cells.
    const binding = own.some(isDict) ? model.moduleBindings(name).find(isDict) : undefined;
    const statement = binding?.statement?.parent;
    if (
      !binding?.value ||
      binding.cell !== syntax ||
      statement?.kind !== 'expression_statement' ||
      statement.parent?.kind !== 'module' ||
      statement.namedChildren.length !== 1
    ) {
      continue;
    }
    const dictionary = binding.value;
    const entries = entriesOf(dictionary);
    if (!entries || entries.length < 3 || entries.every(e => e.value.text === e.key)) {
      // `{"city": city, "year": year}` gathers variables for whoever takes a dict; they are where they were.
      continue;
    }
    yield {
      name,
      binding,
      statement,
      dictionary,
      entries,
      isNamedSo: settingNames.test(name),
      hyperparameters: entries.filter(e => hyperparameterNames.test(e.key)).length,
      obstacle: obstacleOf(model, name, binding, entries)
    };
  }
}

function isDict(binding: Binding): boolean {
  return binding.isPlain && binding.value?.kind === 'dictionary' && !binding.isLate;
}

/** The entries when all keys are texts; null for a dict that merges others or has computed keys. */
function entriesOf(dictionary: SyntaxNode): IEntry[] | null {
  const entries: IEntry[] = [];
  for (const pair of dictionary.namedChildren) {
    const key = pair.kind === 'pair' ? stringValue(pair.child('key')) : null;
    const value = pair.child('value');
    if (key === null || !value || /^[rR]?[bB]/.test(pair.child('key')?.text ?? '')) {
      return null;
    }
    entries.push({ key, pair, value });
  }
  return entries;
}

function obstacleOf(
  model: SemanticModel,
  name: string,
  binding: Binding,
  entries: readonly IEntry[]
): string | null {
  const other = model.moduleBindings(name).find(b => b !== binding);
  if (other) {
    return `\`${name}\` is bound again in ${cellName(model, other.cell)}.`;
  }
  const odd = entries.find(e => !isIdentifier(e.key) || e.key.startsWith('__'));
  if (odd) {
    return `The key \`${odd.key}\` cannot be the name of a field.`;
  }
  const twice = entries.find((e, i) => entries.findIndex(o => o.key === e.key) !== i);
  if (twice) {
    return `The key \`${twice.key}\` is given twice.`;
  }
  const suspended = entries.find(e =>
    [...e.value.walk()].some(n => n.kind === 'await' || n.kind === 'named_expression')
  );
  return suspended ? `The value of \`${suspended.key}\` cannot stand in a class.` : null;
}
