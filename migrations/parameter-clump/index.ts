/**
 * Finds functions that hand the same three or more parameters to each other, and puts them into a frozen dataclass that is handed on
 * in their place; every call in every cell is rewritten. At least three functions, connected by calls. Methods are left alone: their
 * object can hold the values.
 */
import { defineMigration } from '../../src/core';
import { clumpsOf, type IClump } from './clump';
import { refusal } from './refusal';
import { listed, write } from './write';

export default defineMigration<IClump>({
  name: 'parameter-clump',
  title: 'The same parameters handed from function to function',
  summary: 'Puts parameters that functions hand to each other into a dataclass.',
  group: 'Dependencies',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['Fowler: Introduce Parameter Object', 'pylint:R0913'],
  why: 'One more value means another parameter in every function and every call, and values of one type are easily swapped.',

  *detect({ model }) {
    for (const clump of clumpsOf(model)) {
      const { name, definition } = clump.root ?? clump.functions[0];
      const at = definition.child('name') ?? definition;
      yield { at, data: clump, anchor: `${name} ${clump.names.join()}` };
    }
  },

  message({ data: { functions, names } }) {
    const [first, second, ...others] = functions.map(f => `\`${f.name}\``);
    const who = listed([first, second, others.length > 1 ? `${others.length} more` : others[0]]);
    return `${who} hand ${listed(names.map(n => `\`${n}\``))} to each other`;
  },

  rewrite({ data }, context) {
    const reason = refusal(context.model, data);
    return reason ? context.decline(reason) : write(data, context);
  }
});
