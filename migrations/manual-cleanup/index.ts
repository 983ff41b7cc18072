/**
 * Finds `try … finally` that gives back, restores or clears something by hand, and writes a `with` statement: of the object itself
 * where it is a context manager, else of a new function that sets up, yields and cleans up.
 */
import { defineMigration, shortText, type SemanticModel, type SyntaxNode } from '../../src/core';
import { cleanupOf, type ICleanup } from './cleanup';
import { managerOf, type IManager } from './manager';
import { plainWith, type IPlain } from './plain';
import { writeManager, writePlain } from './write';

interface IFound {
  readonly cleanup: ICleanup;
  /** The plain `with`, the new function, or the reason why there is none. */
  readonly remedy: IPlain | IManager | string;
}

export default defineMigration<IFound>({
  name: 'manual-cleanup',
  title: 'Cleanup by hand in finally',
  summary: 'Turns try and finally into a with block of a context manager.',
  group: 'Resources',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'What is set up and what is cleaned up stand far apart, so the next block that needs the same copies both, or forgets one.',

  *detectIn({ syntax }, { model }) {
    for (const clause of syntax.nodes('finally_clause')) {
      const attempt = clause.parent as SyntaxNode;
      const cleanup = attempt.kind === 'try_statement' ? cleanupOf(model, attempt) : null;
      if (!cleanup) {
        continue;
      }
      const plain = plainWith(model, cleanup);
      const remedy = plain ?? (isWorthSaying(model, cleanup) ? managerOf(model, cleanup) : null);
      if (remedy) {
        yield { at: clause, data: { cleanup, remedy } };
      }
    }
  },

  message: ({ data: { cleanup } }) =>
    `\`${shortText(cleanup.statements[0], 40)}\` cleans up by hand`,

  rewrite({ data: { cleanup, remedy } }, context) {
    if (typeof remedy === 'string') {
      return context.decline(remedy);
    }
    return 'title' in remedy
      ? writePlain(cleanup, remedy, context)
      : writeManager(cleanup, remedy, context);
  }
});

/**
 * A function of its own pays where it keeps both ends together, where it says what the block is for, or where the same is done twice.
 * The only `finally` of a `try` with handlers is right as it is.
 */
function isWorthSaying(model: SemanticModel, cleanup: ICleanup): boolean {
  const { attempt, clause, setup, opening, kind } = cleanup;
  const plain = (n: SyntaxNode): string => n.text.replace(/\s+/g, ' ');
  return (
    setup.length + opening.length > 0 ||
    (!attempt.childOfKind('except_clause') && /^(memory|figures|file|folder)$/.test(kind)) ||
    [...model.nodes('finally_clause')].some(c => c !== clause && plain(c) === plain(clause))
  );
}
