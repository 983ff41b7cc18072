/**
 * Finds functions that keep their results in a dictionary, of the notebook or shared as a default, and puts `functools.cache` in its
 * place. Methods and nested functions are left alone: their dictionaries live as long as something else.
 */
import {
  cellName,
  decorators,
  defineMigration,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { cacheOf, type ICache } from './shape';
import { writeCache } from './write';
import { refusal } from './refusal';

export default defineMigration<ICache>({
  name: 'handwritten-cache',
  title: 'Dictionary used as a cache',
  summary: 'Puts functools.cache in place of a dictionary that keeps results.',
  group: 'Dependencies',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'Looking up and storing by hand hides what the function works out, and the dictionary is open to every cell.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('function_definition')) {
      const data = cacheOf(model, definition);
      if (data) {
        const at = definition.child('name') as SyntaxNode;
        yield { at, data, anchor: `def ${data.name}` };
      }
    }
  },

  message: ({ data }) => `\`${data.name}()\` keeps its results in the dictionary \`${data.store}\``,

  rewrite({ data }, context) {
    const { model, decline } = context;
    const reason =
      (decorators(data.definition).length
        ? `\`${data.name}\` is decorated: \`cache\` would come on top of \`@${shortText(decorators(data.definition)[0], 20)}\`.`
        : null) ??
      otherBinding(model, data.name) ??
      refusal(model, data);
    return reason ? decline(reason) : writeCache(data, context);
  }
});

function otherBinding(model: SemanticModel, name: string): string | null {
  const [, other] = model.moduleBindings(name);
  if (other) {
    return `\`${name}\` is bound again in ${cellName(model, other.cell)}.`;
  }
  const mention = model.blindMention(name);
  return mention ? `Cell ${mention.index + 1} was not checked and mentions \`${name}\`.` : null;
}
