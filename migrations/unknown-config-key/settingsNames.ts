/** Which names speak of settings, and which reads put up with a missing name. */
import { stringValue, type SyntaxNode } from '../../src/core';

const settingsName =
  /^_*([a-z0-9]+_)*(cfg|conf|config|configs|configuration|params?|hparams?|hps?|hyper_?params?|hyper_?parameters?|settings?|args|opts?|options)(_[a-z0-9]+)?$/i;

const known =
  /^(lr|(\w+_)?learning_rate|(n_|num_|max_)?epochs?|(\w+_)?batch_size|dropout(_\w+)?|hidden(_\w+)?|seed|random_state|optimizer|weight_decay|momentum|(n_|num_)layers|n_estimators|max_depth|max_len(gth)?|im(g|age)_size|embed(ding)?_dim|patience|gamma|num_workers|device|warmup_\w+|max_steps|model_name)$/i;

/** True for a variable that is called `cfg`, `train_params`, `settings` … */
export function isSettingsName(name: string): boolean {
  return settingsName.test(name);
}

/** How many of the names are well-known settings of training. */
export function knownSettings(names: Iterable<string>): number {
  return [...names].filter(n => known.test(n)).length;
}

/** True for a read whose failure is expected: in a `try` that handles errors, or in a test that wants it. */
export function isGuarded(node: SyntaxNode): boolean {
  for (let n = node, outer = node.parent; outer; n = outer, outer = outer.parent) {
    if (
      outer.kind === 'try_statement' &&
      n.field === 'body' &&
      outer.childOfKind('except_clause')
    ) {
      return true;
    }
    if (outer.kind === 'with_statement' && /\b(raises|suppress|assertRaises)\(/.test(outer.text)) {
      return true;
    }
  }
  return false;
}

/** What is looked for in `name`: the `"key"` of `"key" in cfg`; null for another comparison. */
export function isTestedIn(name: SyntaxNode): SyntaxNode | null {
  const { parent } = name;
  const text = parent?.text ?? '';
  const [left, right] = parent?.namedChildren ?? [];
  return right === name && /\bin\b/.test(text.slice(left.text.length)) && stringValue(left) !== null
    ? left
    : null;
}
