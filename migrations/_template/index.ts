/**
 * Finds calls of `breakpoint()` that were left behind and removes them. Replace this by your own habit; say here what is found
 * and what is not.
 */
import { defineMigration } from '../../src/core';

export default defineMigration({
  name: 'template-name',
  title: 'Breakpoint left behind',
  summary: 'Removes calls of breakpoint() that were left behind.',
  group: 'Notebook state',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.0.0',
  sources: [],
  why: 'The program stops there and waits for somebody who is not there.',

  *detectIn({ syntax }, { model }) {
    for (const call of syntax.nodes('call')) {
      const callee = call.child('function');
      if (callee?.text === 'breakpoint' && model.isBuiltin('breakpoint')) {
        yield { at: call, data: null };
      }
    }
  },

  message: () => '`breakpoint()` stops the program',

  rewrite({ at }, { edit, decline }) {
    if (!('statement' in at) || at.parent !== at.statement) {
      return decline('The value of `breakpoint()` is used.');
    }
    const { statement } = at;
    if (statement.parent?.kind === 'block' && statement.parent.namedChildren.length === 1) {
      return decline('Nothing else is in the block.');
    }
    edit.removeStatement(statement);
    return {
      title: 'Remove breakpoint()',
      applicability: 'suggested',
      risks: ['The program no longer stops here.']
    };
  }
});
