/**
 * Finds loops that call one function of the notebook for every item, where the function is pure Python that keeps a processor busy, and
 * hands them to a helper that uses several processes in the exported package. Functions that print, read files, draw random numbers, work
 * with variables of the notebook, or leave the work to numpy and its like are no findings.
 */
import {
  defineMigration,
  positionalArguments,
  type CellSyntax,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
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

  *detectIn({ syntax }, { model }) {
    for (const call of candidates(syntax)) {
      const loop = mapLoop(model, call);
      const heavy = loop && !isShort(loop.items) ? model.memo(judge, loop.definition) : null;
      if (loop && heavy) {
        yield { at: call, data: { ...loop, heavy } };
      }
    }
  },

  message: ({ data }) =>
    `\`${data.target.text}\`, which ${data.heavy}, is called for one item after another`,

  rewrite: ({ data }, context) => writeParallel(data, context)
});

/** What keeps the processor busy in a function that does nothing but calculate, in words; null for any other. */
function judge(model: SemanticModel, definition: SyntaxNode): string | null {
  const heavy = heavyPart(model, definition);
  return heavy && isPure(model, definition) ? heavy : null;
}

/** Calls that a list comprehension or the `append` in a loop makes for each item. */
function* candidates(syntax: CellSyntax): IterableIterator<SyntaxNode> {
  for (const comprehension of syntax.nodes('list_comprehension')) {
    const body = comprehension.child('body');
    if (body?.kind === 'call') {
      yield body;
    }
  }
  for (const loop of syntax.nodes('for_statement')) {
    const [only, more] = loop.child('body')?.namedChildren ?? [];
    const append = only?.kind === 'expression_statement' ? only.namedChildren[0] : null;
    const given = !more && append?.kind === 'call' ? positionalArguments(append)[0] : null;
    if (given?.kind === 'call') {
      yield given;
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
