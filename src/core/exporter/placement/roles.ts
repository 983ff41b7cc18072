/** Which module a definition would go to by its role; modules that need each other become one. */
import type { SemanticModel } from '../../semantic/model';
import { configNames, type IHoist } from '../flow/hoist';
import { definitionNode } from '../flow/quiet';
import type { IItem } from '../items/items';

export interface IModule {
  readonly name: string;
  /** Its name before a person chose another. */
  readonly proposed: string;
  readonly role: string;
  /** Hoisted definitions and constants in order. */
  readonly items: readonly IItem[];
}

/** What each module is for, in the order in which they are listed. */
export const roles: Readonly<Record<string, string>> = {
  config: 'settings and constants',
  data: 'loading and preparing data',
  features: 'features',
  models: 'models',
  training: 'training',
  evaluation: 'evaluation',
  plots: 'plots',
  utils: 'helpers'
};

/** Why a definition goes to the module of a role. */
export const roleReasons: Readonly<Record<string, string>> = {
  config: 'Settings and constants stand together.',
  data: 'By its name or form it loads or prepares data.',
  features: 'By its name or form it makes features.',
  models: 'By its name or base class it is a model.',
  training: 'By its name it trains.',
  evaluation: 'By its name it measures or checks results.',
  plots: 'By its name or content it draws.',
  utils: 'A helper without a special role.'
};

/** Smaller notebooks keep everything in the pipeline's module. */
export const smallest = 3;

/** The role of a definition or constant: a name among `roles`. */
export function roleOf(model: SemanticModel, item: IItem, h: IHoist): string {
  if (h.kinds.get(item) === 'constant') {
    return 'config';
  }
  const node = definitionNode(item.nodes[0]);
  const name = node.child('name')?.text ?? '';
  const text = item.nodes[0].text;
  if (node.kind === 'class_definition') {
    const bases = node.child('superclasses')?.text ?? '';
    if (
      configNames.test(name.replace(/^\w*(?=config|settings|params)/i, '')) ||
      (/dataclass|BaseModel|BaseSettings/.test(text.split('\n').slice(0, 3).join('\n')) &&
        /config|settings|params/i.test(name))
    ) {
      return 'config';
    }
    if (
      /Dataset\b|IterableDataset|Sampler|Loader/.test(bases) ||
      (/__getitem__|__iter__|next_batch/.test(text) && /__len__|size/.test(text)) ||
      /Data(?:set|Loader)?$/.test(name)
    ) {
      return 'data';
    }
    const base =
      /\bModule\b|LightningModule|keras\.|BaseEstimator|ClassifierMixin|RegressorMixin|Layer\b|\bModel\b/.test(
        bases
      );
    const own = [...item.reads.keys()].some(n =>
      (h.names.get(n) ?? []).some(
        i => i !== item && i.kind === 'definition' && roleOf(model, i, h) === 'models'
      )
    );
    if (
      /TransformerMixin|Feature|Encoder|Scaler|Tokenizer/.test(`${bases} ${name}`) &&
      !/Module/.test(bases)
    ) {
      return 'features';
    }
    return base || own || /Net$|Model$|Network|Regressor$|Classifier$/.test(name)
      ? 'models'
      : 'utils';
  }
  const parts = name.toLowerCase();
  if (
    /^(?:plot|draw|show|visuali[sz]e|display)|_plot$|_chart|histogram|heatmap/.test(parts) ||
    ((text.match(/\bplt\./g) ?? []).length >= 3 && !/return /.test(text))
  ) {
    return 'plots';
  }
  if (
    /eval|score|metric|accuracy|precision|recall|confusion|rmse|mae\b|mse\b|validate|^test_/.test(
      parts
    )
  ) {
    return 'evaluation';
  }
  if (/train|fit|epoch|optimi[sz]e|loss|backprop|gradient/.test(parts)) {
    return 'training';
  }
  if (
    /load|read|fetch|download|clean|prepar|preprocess|split|parse|import|get_data|batch|generate_data|make_data/.test(
      parts
    )
  ) {
    return 'data';
  }
  if (/feature|encode|transform|scale|normali[sz]e|tokeni[sz]e|embed|vectori[sz]e/.test(parts)) {
    return 'features';
  }
  return /model|network|forward|predict/.test(parts) ? 'models' : 'utils';
}

/** Modules that need each other become one: the one with the most definitions. */
export function mergeCycles(hoisted: readonly IItem[], home: Map<IItem, string>, h: IHoist): void {
  for (;;) {
    const edges = new Map<string, Set<string>>();
    for (const item of hoisted) {
      const from = home.get(item) as string;
      for (const name of [...item.reads.keys(), ...item.captures.keys(), ...item.mentions]) {
        for (const target of h.names.get(name) ?? []) {
          const to = home.get(target);
          if (to && to !== from) {
            edges.set(from, (edges.get(from) ?? new Set()).add(to));
          }
        }
      }
    }
    const reaches = (from: string, to: string): boolean => {
      const seen = new Set<string>();
      const open = [from];
      for (let n = open.pop(); n !== undefined; n = open.pop()) {
        for (const next of edges.get(n) ?? []) {
          if (next === to) {
            return true;
          }
          if (!seen.has(next)) {
            seen.add(next);
            open.push(next);
          }
        }
      }
      return false;
    };
    const cyclic = [...edges.keys()].filter(m => reaches(m, m));
    // The pipeline imports from all others, so nothing may need it.
    const leaning = [...edges.keys()].filter(m => m !== 'pipeline' && reaches(m, 'pipeline'));
    if (!cyclic.length && !leaning.length) {
      return;
    }
    if (leaning.length) {
      for (const item of hoisted) {
        if (leaning.includes(home.get(item) as string)) {
          const needs = [...item.reads.keys(), ...item.captures.keys(), ...item.mentions].some(n =>
            (h.names.get(n) ?? []).some(t => home.get(t) === 'pipeline')
          );
          if (needs) {
            home.set(item, 'pipeline');
          }
        }
      }
      continue;
    }
    const group = cyclic.filter(
      m => m === cyclic[0] || (reaches(cyclic[0], m) && reaches(m, cyclic[0]))
    );
    const size = (m: string): number => hoisted.filter(i => home.get(i) === m).length;
    const target = [...group].sort((a, b) => size(b) - size(a) || a.localeCompare(b))[0];
    for (const item of hoisted) {
      if (group.includes(home.get(item) as string)) {
        home.set(item, target);
      }
    }
  }
}
