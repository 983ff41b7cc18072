/**
 * Finds functions that read data of the notebook which is not handed to them, or write it with `global`, and turns it into
 * parameters and return values; every call in every cell is rewritten. A call passes the value that the name has then, so late
 * binding keeps its meaning. Functions, classes, modules and constants are no data.
 */
import { cellName, decorators, defineMigration, ownerClass } from '../../src/core';
import { factsOf, type IFunction } from './facts';
import { planParameters } from './plan';
import { refusal } from './refusal';
import { planReturns } from './returns';

/** More names than this make a signature that nobody reads. */
const maxNames = 5;

export default defineMigration<IFunction>({
  name: 'global-in-function',
  title: 'Function that uses data of the notebook',
  summary: 'Hands notebook data to a function as parameters and return values.',
  group: 'Notebook state',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['pylint:W0603', 'soorgeon', 'PyCharm: Extract Parameter'],
  why: 'What the function does depends on which cells ran before, and in which order; no module or test can call it on its own.',

  *detectIn({ syntax }, { model }) {
    for (const definition of syntax.nodes('function_definition')) {
      const outer = decorators(definition).length ? definition.parent : definition;
      const owner = ownerClass(definition);
      if (outer?.parent?.kind !== 'module' && owner?.statement.parent?.kind !== 'module') {
        continue;
      }
      const facts = factsOf(model, definition);
      const name = definition.child('name');
      if (name && facts && facts.names.length) {
        yield { at: name, data: facts };
      }
    }
  },

  message({ data: { name, names, writes } }) {
    const [first, ...others] = writes.length ? writes : names;
    const more = others.length ? ` and ${others.length} more` : '';
    return `\`${name}\` ${writes.length ? 'changes' : 'reads'} \`${first}\`${more} of the notebook`;
  },

  rewrite({ data }, context) {
    const { model, decline } = context;
    const { definition, name, names, writes } = data;
    const owner = ownerClass(definition);
    if (owner) {
      return decline(
        `\`${name}\` is a method of \`${owner.child('name')?.text}\` in ${cellName(model, definition)}; its objects can hold the value.`
      );
    }
    if (names.length > maxNames) {
      return decline(
        `\`${name}\` uses ${names.length} names of the notebook; a settings class can hold them.`
      );
    }
    const reason =
      refusal(model, data) ?? planReturns(data, context) ?? planParameters(data, context);
    if (reason) {
      return decline(reason);
    }
    const quoted = (list: readonly string[]): string => list.map(n => `\`${n}\``).join(', ');
    return {
      title: `Hand ${names.length > 2 ? `${names.length} names` : names.join(' and ')} to ${name}()`,
      applicability: 'suggested',
      risks: [
        `The signature of \`${name}\` changes: code outside the notebook that calls it has to pass ${quoted(names)}.`,
        ...(writes.length
          ? [`When \`${name}\` stops with an exception, ${quoted(writes)} keeps the value it had.`]
          : [])
      ]
    };
  }
});
