/**
 * Finds loops that call one function of the notebook for every item, where the function is pure Python that keeps a processor busy, and
 * hands them to a helper that uses several processes in the exported package. Functions that print, read files, draw random numbers, work
 * with variables of the notebook, or leave the work to numpy and its like are no findings.
 */
import { defineMigration, type SemanticModel, type SyntaxNode } from '../../src/core';
import { mapLoop, type IMapLoop } from './loops';
import { heavyPart, isPure, numberOf } from './work';
import { writeParallel } from './write';

interface IWork extends IMapLoop {
  readonly heavy: string;
}

export default defineMigration<IWork>({
  name: 'sequential-cpu-work',
  title: 'Heavy calculations one after another',
  summary: 'Runs independent calls of a heavy function in several processes.',
  group: 'Concurrency',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['concurrent.futures documentation'],
  why: 'Only one processor works: independent calls could share all of them and finish several times sooner.',

  *detect({ model }) {
    const judged = new Map<SyntaxNode, string | null>();
    for (const call of candidates(model)) {
      const loop = mapLoop(model, call);
      if (!loop || isShort(loop.items)) {
        continue;
      }
      const { definition } = loop;
      let heavy = judged.get(definition);
      if (heavy === undefined) {
        heavy = heavyPart(model, definition);
        heavy = heavy && isPure(model, definition) ? heavy : null;
        judged.set(definition, heavy);
      }
      if (heavy) {
        yield { at: call, data: { ...loop, heavy } };
      }
    }
  },

  message: ({ data }) =>
    `\`${data.target.text}\`, which ${data.heavy}, is called for one item after another`,

  rewrite: ({ data }, context) => writeParallel(data, context)
});

/** Calls of functions that the notebook defines at its top level. */
function* candidates(model: SemanticModel): IterableIterator<SyntaxNode> {
  for (const definition of model.nodes('function_definition')) {
    const name = definition.child('name')?.text;
    if (definition.parent?.kind !== 'module' || !name || model.moduleBindings(name).length !== 1) {
      continue;
    }
    for (const { node } of model.usesOf(name)) {
      if (node.field === 'function' && node.parent?.kind === 'call') {
        yield node.parent;
      }
    }
  }
}

/** So few items that starting processes takes longer. */
function isShort(items: SyntaxNode): boolean {
  if (/^(list|tuple|set)$/.test(items.kind)) {
    return items.namedChildren.length < 8;
  }
  if (items.kind === 'string') {
    return true;
  }
  const range = /^range\(\s*(?:(\d+)\s*,\s*)?(\d+)\s*\)$/.exec(items.text);
  return range ? Number(range[2]) - Number(range[1] ?? 0) < 8 : numberOf(items) < 8;
}
