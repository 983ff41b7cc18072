/** New names from what is bound: the file that was read, the class that was called, the parameter that was added. */
import { positionalArguments, stringValue, type SyntaxNode } from '../../src/core';
import type { IFamily } from './family';
import type { IGeneration } from './generations';

/** The name that says what the generation is, beside one that keeps the old name; null where nothing tells the two apart in a word. */
export function meaningOf(name: string, generation: IGeneration, kept: IFamily): string | null {
  const family = generation.family as IFamily;
  switch (family.kind) {
    case 'table':
      return tableName(name, generation.bindings[0].value);
    case 'object':
      return family.word === name ? null : family.word;
    case 'function':
    case 'class':
      return kept.kind === family.kind
        ? withParameter(name, family, kept)
        : `${name}_${family.word}`;
    default:
      return `${name}_${family.word}`;
  }
}

/** `pd.read_csv("data/train.csv")` → `train_df`. */
function tableName(name: string, value: SyntaxNode | null): string {
  const fallback = /(^|_)df($|_)/.test(name) ? name : `${name}_df`;
  let call = value;
  while (call?.kind === 'call' && call.child('function')?.child('object')?.kind === 'call') {
    call = call.child('function')?.child('object') ?? null;
  }
  const path = call?.kind === 'call' ? stringValue(positionalArguments(call)[0] ?? null) : null;
  const file = path && /\.\w+$/.test(path) ? path.replace(/^.*[/\\]/, '') : '';
  const stem = file
    .replace(/\..*$/, '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^[a-z]\w{1,23}$/.test(stem) && !/^(data|df|file|table)$/.test(stem)
    ? `${stem.replace(/_df$/, '')}_df`
    : fallback;
}

/** `train(model, lr)` beside `train(model)` → `train_with_lr`; `NetWithDropout` for classes. */
function withParameter(name: string, family: IFamily, kept: IFamily): string | null {
  const added = family.parameters.filter(p => !kept.parameters.includes(p));
  const removed = kept.parameters.filter(p => !family.parameters.includes(p));
  const [word, parameter] =
    added.length === 1 && !removed.length
      ? ['with', added[0]]
      : removed.length === 1 && !added.length
        ? ['without', removed[0]]
        : ['', ''];
  if (!/^[a-z]\w*$/.test(parameter)) {
    return null;
  }
  const camel = (text: string): string =>
    text.replace(/(^|_)([a-z0-9])/g, (_, __, c: string) => c.toUpperCase());
  return family.kind === 'class'
    ? `${name}${camel(word)}${camel(parameter)}`
    : `${name}_${word}_${parameter}`;
}
