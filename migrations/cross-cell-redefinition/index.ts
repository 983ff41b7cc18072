/**
 * Finds names of the notebook that mean one thing in some cells and another in later ones: a table, then a dictionary; a model of
 * one class, then of another; a function, then its result; two functions with different parameters. Gives the later meanings names
 * of their own. Steps of one thing (`df = df.dropna()`), loop variables and short names are left alone, and so is whatever has no
 * type that is certain.
 */
import {
  cellName,
  defineMigration,
  freshName,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { differ, type IFamily } from './family';
import { historyOf, livesOn, type IGeneration, type IHistory } from './generations';
import { meaningOf } from './names';
import { refusal, writtenRefusal } from './refusal';

interface IData {
  readonly history: IHistory;
  /** The meaning that keeps the name. */
  readonly kept: IGeneration;
  /** Later meanings that are another thing. */
  readonly others: readonly IGeneration[];
}

/** Names that are taken again and again for what the cell needs at the moment. */
const passing =
  /^(_\w*|\w{1,2}|fig\w*|ax\w*|axes|plot|plt|tmp\w*|temp\w*|res|results?|ret|out|outputs?|val|value|item|row|line|msg|foo|bar|baz|test|example)$/;

export default defineMigration<IData>({
  name: 'cross-cell-redefinition',
  title: 'Name that means different things in different cells',
  summary: 'Gives the later meanings of a name names of their own.',
  group: 'Notebook state',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['pyflakes:F811', 'mypy:assignment', 'marimo:multiple-definitions'],
  why: 'A cell that is run again after the later one works on the wrong thing, and as a module only the last meaning is left.',

  *detectIn({ module, syntax }, { model }) {
    for (const name of module.bindings.keys()) {
      const data = model.memo(isWorthALook, name) ? model.memo(meaningsOf, name) : null;
      const at = data?.others[0].bindings[0].node;
      if (data && at?.cell === syntax) {
        yield { at, data, anchor: name };
      }
    }
  },

  message({ data: { history, kept, others } }, { model }) {
    const [a, b] = [kept, others[0]];
    const [x, y] = [a.family as IFamily, b.family as IFamily];
    const places = [a, b].map(g => cellName(model, g.bindings[0].cell));
    const isCode = x.kind === y.kind && (x.kind === 'function' || x.kind === 'class');
    return isCode
      ? `\`${history.name}\` takes ${taken(x)} in ${places[0]} and ${taken(y)} in ${places[1]}`
      : `\`${history.name}\` is ${x.label} in ${places[0]} and ${y.label} in ${places[1]}`;
  },

  rewrite({ data }, context) {
    const { history, kept, others } = data;
    const reason =
      refusal(context.model, history) ?? writtenRefusal(context.model, history.name, others);
    if (reason) {
      return context.decline(reason);
    }
    const words = others.map(g => meaningOf(history.name, g, kept.family as IFamily));
    const nameless = others[words.indexOf(null)];
    return nameless
      ? context.decline(
          `No one word tells the two apart: give the one in ${cellName(context.model, nameless.bindings[0].cell)} a name of its own.`
        )
      : rename(data, words.map(String), context);
  }
});

function isWorthALook(model: SemanticModel, name: string): boolean {
  const bindings = model.moduleBindings(name);
  return (
    bindings.length > 1 &&
    (name === 'df' || !passing.test(name)) &&
    bindings.some(b => b.cell !== bindings[0].cell)
  );
}

function meaningsOf(model: SemanticModel, name: string): IData | null {
  const history = historyOf(model, name);
  const known = history?.generations.filter(g => g.family) ?? [];
  const [kept, ...later] = known;
  if (!history || !kept || !livesOn(kept)) {
    return null;
  }
  const others = later.filter(
    g =>
      (g.uses.length > 0 || history.unclear) &&
      g.bindings[0].cell !== kept.bindings[0].cell &&
      differ(kept.family as IFamily, g.family as IFamily)
  );
  return others.length ? { history, kept, others } : null;
}

function taken({ parameters }: IFamily): string {
  return parameters.length ? `\`(${parameters.join(', ')})\`` : 'nothing';
}

function rename(
  { history: { name }, kept, others }: IData,
  words: readonly string[],
  { model, edit }: IRewriteContext
): IRewrite {
  const family = kept.family as IFamily;
  const names = new Map<string, string>();
  for (const [i, generation] of others.entries()) {
    const { key } = generation.family as IFamily;
    const text = names.get(key) ?? freshName(model, words[i], new Set(names.values()));
    names.set(key, text);
    const nodes = [...generation.bindings, ...generation.uses].map(x => x.node as SyntaxNode);
    for (const node of new Set(nodes)) {
      edit.replace(node, text);
    }
  }
  const [first] = names.values();
  return {
    title:
      names.size > 1
        ? `Give ${names.size} meanings of ${name} new names`
        : `Rename the later ${name} to ${first}`,
    applicability: 'suggested',
    risks: [`\`${name}\` stays ${family.label} to the end of the notebook, and in memory.`]
  };
}
