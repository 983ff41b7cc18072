/**
 * Finds calls in async functions that keep the event loop waiting: sleeping, requests, programs, input, whole files. Functions and lambdas
 * within an async function may run in a thread, and cells that await at their top level wait for nothing else: both are left alone.
 */
import { cellName, defineMigration, isAsync, ownNodes, type SemanticModel } from '../../src/core';
import { blockingCall, type IBlocking } from './calls';
import { writeAwait } from './write';

interface IFound extends IBlocking {
  /** The async function. */
  readonly name: string;
}

export default defineMigration<IFound>({
  name: 'blocking-call-in-async',
  title: 'Blocking call in an async function',
  summary: 'Awaits calls that keep the event loop waiting.',
  group: 'Concurrency',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:ASYNC210', 'ruff:ASYNC221', 'ruff:ASYNC230', 'ruff:ASYNC251'],
  why: 'While the call waits, no other task can run, so work that was meant to go on together stands in a queue.',

  *detectIn({ syntax }, { model }) {
    if (!syntax.source.includes('async')) {
      return;
    }
    for (const definition of syntax.nodes('function_definition')) {
      if (!isAsync(definition)) {
        continue;
      }
      for (const call of ownNodes(definition, 'call')) {
        const found = blockingCall(model, call);
        if (found) {
          const name = definition.child('name')?.text ?? '';
          yield { at: call, data: { ...found, name } };
        }
      }
    }
  },

  message: ({ data }) => `\`${data.label}\` blocks the event loop in \`${data.name}()\``,

  rewrite({ data }, context) {
    const reason = refusal(context.model, data);
    return reason ? context.decline(reason) : writeAwait(data, context);
  }
});

function refusal(model: SemanticModel, { call, label, way, file }: IFound): string | null {
  const place = cellName(model, call);
  if (call.ancestor('generator_expression')?.isInside(call.statement)) {
    return `It stands in a generator in ${place}; with \`await\` that would need \`async for\`.`;
  }
  if (way === 'session') {
    return `\`${label}\` in ${place} uses a \`requests.Session\`, which threads must not share.`;
  }
  for (const name of ['trio', 'curio']) {
    if (model.moduleBindings(name).some(b => b.imported === name)) {
      return `The notebook uses \`${name}\`; its functions are not run by \`asyncio\`.`;
    }
  }
  for (let n = call.parent; n && n.kind !== 'function_definition'; n = n.parent) {
    const items =
      n.kind === 'with_statement' ? (n.childOfKind('with_clause')?.namedChildren ?? []) : [];
    const lock = items.find(i =>
      /^threading\.(R?Lock|Condition|(Bounded)?Semaphore)$/.test(
        model.typeOf(i.child('value'))?.name ?? ''
      )
    );
    if (lock) {
      return `\`${lock.text}\` is held in ${place}; other tasks would wait for it for ever.`;
    }
  }
  const list = call.child('arguments');
  if (list?.kind === 'generator_expression') {
    return `A generator is the only argument in ${place}.`;
  }
  const region = file?.node ?? null;
  const comment =
    region && region.cell.comments.find(c => c.start > region.start && c.end < region.end);
  if (comment) {
    return `A comment in line ${comment.cell.lines.position(comment.start).line} would be lost.`;
  }
  return null;
}
