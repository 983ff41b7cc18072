/** Names that speak of settings, and what a well-known setting has to be. */

const settingsName =
  /^_*([a-z0-9]+_)*(cfg|conf|config|configs|configuration|params?|hparams?|hps?|hyper_?params?|hyper_?parameters?|settings?|args|opts?|options)(_[a-z0-9]+)?$/i;

const knownName =
  /^(lr|(\w+_)?learning_rate|(n_|num_|max_)?epochs?|(\w+_)?batch_size|dropout(_\w+)?|hidden(_\w+)?|seed|random_state|optimizer|weight_decay|momentum|(n_|num_)layers|n_estimators|max_depth|max_len(gth)?|im(g|age)_size|embed(ding)?_dim|patience|gamma|num_workers|device|warmup_\w+|max_steps|model_name)$/i;

/** True for a variable that is called `cfg`, `train_params`, `settings` … */
export function isSettingsName(name: string): boolean {
  return settingsName.test(name);
}

/** How many of the names are well-known settings of training. */
export function countKnownSettings(names: Iterable<string>): number {
  return [...names].filter(n => knownName.test(n)).length;
}

/** What a well-known setting has to be. */
export interface ISettingLimit {
  readonly type: 'int' | 'float';
  /** Arguments of Pydantic's `Field`. */
  readonly field: string;
  /** For messages: "greater than 0". */
  readonly says: string;
  /** The condition on a value, as Python. */
  check(value: string): string;
  holds(value: number): boolean;
}

const limits: readonly { readonly names: RegExp; readonly limit: ISettingLimit }[] = [
  {
    names: /^(lr|(\w+_)?learning_rate|max_lr|min_lr)$/i,
    limit: {
      type: 'float',
      field: 'gt=0',
      says: 'greater than 0',
      check: value => `${value} > 0`,
      holds: value => value > 0
    }
  },
  {
    names: /^((\w+_)?batch_size|(n_|num_)?epochs|(n_|num_)layers|n_estimators)$/i,
    limit: {
      type: 'int',
      field: 'ge=1',
      says: 'at least 1',
      check: value => `${value} >= 1`,
      holds: value => value >= 1
    }
  },
  {
    names: /^((\w+_)?dropout|dropout_rate|dropout_prob)$/i,
    limit: {
      type: 'float',
      field: 'ge=0, lt=1',
      says: 'at least 0 and below 1',
      check: value => `0 <= ${value} < 1`,
      holds: value => value >= 0 && value < 1
    }
  }
];

/** The limit of a setting of that name, or null. */
export function limitOf(name: string): ISettingLimit | null {
  return limits.find(l => l.names.test(name))?.limit ?? null;
}
