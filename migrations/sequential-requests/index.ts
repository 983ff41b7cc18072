/**
 * Finds loops and list comprehensions that wait for the network once per item, and starts the calls together: bounded by a semaphore,
 * results in the order of the items. Loops whose iterations need each other, or that stop early, are no findings.
 */
import {
  cellName,
  defineMigration,
  enclosingFunction,
  isAloneOnItsLines,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { rewriteWithClient } from './asyncClient';
import { sequentialLoops, type ILoop } from './loop';
import { rateRefusal, threadRefusal } from './network';
import { splitOf } from './split';
import { isAwaited, rewriteComprehension, rewriteLoop } from './threads';

export default defineMigration<ILoop>({
  name: 'sequential-requests',
  title: 'Network calls one after another',
  summary: 'Starts independent network calls together, bounded and in order.',
  group: 'Concurrency',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['asyncio documentation', 'httpx documentation'],
  settings: [
    {
      name: 'style',
      title: 'How the calls run together',
      description:
        'threads: each call runs in a thread, whatever library it is made with. async-client: the calls go through one asynchronous httpx client.',
      default: 'threads',
      values: ['threads', 'async-client']
    },
    {
      name: 'limit',
      title: 'Calls at the same time',
      description: 'The most calls that run at the same time.',
      default: 20,
      minimum: 1
    }
  ],
  why: 'The waits add up: 20 calls of 100 ms take 2 s one after another and little more than 0.1 s together.',

  *detectIn(cell, { model }) {
    for (const loop of sequentialLoops(model, cell)) {
      yield { at: loop.network.call, data: loop };
    }
  },

  message: ({ data }) => `\`${data.network.label}\` runs once per item, one after another`,

  rewrite({ data }, context) {
    const reason = placeRefusal(data.node, context) ?? change(data, context);
    if (reason) {
      return context.decline(reason);
    }
    return {
      title: 'Start the calls together',
      applicability: 'suggested',
      risks: [
        'When a call fails, the other calls are made all the same, and no result is kept.',
        ...(data.calls.every(c => c.reads)
          ? []
          : ['The other side receives the requests in any order.']),
        ...(/\b(a?tqdm|trange|track)\(/.test(data.node.child('right')?.text ?? data.node.text)
          ? ['The progress bar counts calls that were started.']
          : [])
      ]
    };
  }
});

function change(loop: ILoop, context: IRewriteContext): string | null {
  const { model, settings } = context;
  const isClient = settings.style === 'async-client';
  if (loop.node.kind === 'list_comprehension') {
    const body = [loop.node.child('body') as SyntaxNode];
    const reason = rateRefusal(model, body) ?? threadRefusal(model, body);
    return (
      reason ??
      (isClient ? rewriteWithClient(loop, null, context) : rewriteComprehension(loop, context))
    );
  }
  const split = splitOf(model, loop);
  if (typeof split === 'string') {
    return split;
  }
  if (isClient) {
    return split.kind === 'whole'
      ? rewriteWithClient(loop, split.output, context)
      : `Only part of the loop in ${cellName(model, loop.node)} can run at once.`;
  }
  return rewriteLoop(loop, split, context);
}

/** Why the rewritten loop cannot stand where the loop is. */
function placeRefusal(node: SyntaxNode, { model, settings }: IRewriteContext): string | null {
  const definition = enclosingFunction(node);
  const place = cellName(model, node);
  if (definition?.kind === 'lambda') {
    return `It stands in a lambda in ${place}.`;
  }
  if (definition && settings.style === 'async-client' && !isAwaited(node)) {
    return `\`${definition.child('name')?.text ?? ''}\` in ${place} is not async; its callers would have to await it.`;
  }
  if (model.scopeAround(node).kind === 'class') {
    return `It stands in the body of a class in ${place}.`;
  }
  const magic = node.cell.magics.find(m => m.kind === 'cell');
  if (magic && isAwaited(node)) {
    return `The magic \`%%${magic.name}\` in ${place} does not allow \`await\`.`;
  }
  const inside = node.cell.magics.find(m => m.range.start < node.end && node.start < m.range.end);
  if (inside) {
    return `A magic stands in the loop in ${place}.`;
  }
  for (let below = node, n = node.parent; n && n !== definition; below = n, n = n.parent) {
    if (n.kind === 'while_statement' || (n.kind === 'for_statement' && below.field === 'body')) {
      return `The loop in ${place} stands within another loop.`;
    }
  }
  return isAloneOnItsLines(node.statement) ? null : 'Several statements share a line.';
}
