/**
 * Finds loops that try something, wait after a failure and try again, and hands them to tenacity: `@retry` where the function is nothing
 * but the loop, else a loop over `Retrying`. Loops that poll for a state, or go through items, are no findings.
 */
import { defineMigration } from '../../src/core';
import { retryLoop, type IRetryLoop } from './shape';
import { writeRetry } from './write';

export default defineMigration<IRetryLoop>({
  name: 'handwritten-retry',
  title: 'Retry written by hand',
  summary: 'Hands a loop that waits and tries again to tenacity.',
  group: 'Dependencies',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['tenacity documentation'],
  why: 'How often and how long it tries again is spread over a loop, a counter and a handler, and easy to get wrong.',

  *detectIn({ cell, syntax }, { model }) {
    if (!syntax.source.includes('sleep')) {
      return;
    }
    for (const attempt of syntax.nodes('try_statement')) {
      const loop = retryLoop(model, attempt);
      if (loop) {
        const colon = loop.node.children.find(c => c.kind === ':');
        yield {
          at: {
            cell,
            place: 'source' as const,
            range: { start: loop.node.start, end: colon?.start ?? loop.node.end }
          },
          data: loop,
          anchor: loop.body.text.replace(/\s+/g, ' ')
        };
      }
    }
  },

  message: ({ data }) =>
    `This loop waits with \`${data.sleep.child('function')?.text}\` and tries again`,

  rewrite: ({ data }, context) => writeRetry(data, context)
});
