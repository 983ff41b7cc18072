/**
 * Finds blocks that are timed by hand (`t0 = time.time()` … `time.time() - t0`) and puts them into a `with Timer()` block.
 * Deadlines and pauses that are computed from a clock are left alone.
 */
import { cellName, defineMigration, type SemanticModel } from '../../src/core';
import { timingOf, type ITiming } from './readings';
import { wrapTiming } from './wrap';

export default defineMigration<ITiming>({
  name: 'manual-timing',
  title: 'Block timed by hand',
  summary: 'Times a block with a reusable Timer that also stops when the block fails.',
  group: 'Resources',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'The time is lost when the block fails, and `time.time()` jumps when the system clock is set.',

  *detectIn({ syntax }, { model }) {
    for (const assignment of syntax.nodes('assignment')) {
      const timing = timingOf(model, assignment);
      if (timing) {
        yield { at: assignment, data: timing };
      }
    }
  },

  message: ({ data }) => `\`${data.start.name}\` times a block by hand`,

  rewrite({ data }, context) {
    const reason = unfit(context.model, data);
    return reason ? context.decline(reason) : wrapTiming(data, context);
  }
});

/** Why no single block holds what is timed; null when one does. */
function unfit(
  model: SemanticModel,
  { start, readings, others, assignment }: ITiming
): string | null {
  const name = `\`${start.name}\``;
  const mention = start.scope.kind === 'module' ? model.blindMention(start.name) : null;
  if (mention) {
    return `Cell ${mention.index + 1} was not checked and mentions ${name}.`;
  }
  if (start.scope.kind === 'class' || start.isLate || assignment.child('type')) {
    return `${name} is more than a local variable.`;
  }
  if (others.length) {
    return `${name} is also used in line ${lineOf(others[0])} of ${cellName(model, others[0])}.`;
  }
  const all =
    start.scope.kind === 'module'
      ? model.moduleBindings(start.name)
      : (start.scope.bindings.get(start.name) ?? []);
  for (const { reading, use } of readings) {
    if (use.isLate && !start.writer.isLate) {
      return `\`${use.scope.name}\` in ${cellName(model, reading)} reads ${name} when it is called.`;
    }
    const again = model.definitions(use).find(b => b !== start);
    if (again) {
      return `${name} may have been set in line ${again.node ? lineOf(again.node) : 1} of ${cellName(model, again.cell)} instead.`;
    }
  }
  const deleted = all.find(b => b.kind === 'delete');
  if (deleted) {
    return `${name} is deleted in ${cellName(model, deleted.cell)}.`;
  }
  return null;
}

function lineOf(node: { cell: ITiming['assignment']['cell']; start: number }): number {
  return node.cell.lines.position(node.start).line;
}
