/**
 * Finds three or more functions that report their calls with the same lines, apart from their name, and puts one decorator in place of the
 * lines. Lines that show arguments or results, or that stand in the middle of a function, are left alone.
 */
import { defineMigration, type ICellModel, type SemanticModel } from '../../src/core';
import { traceOf, type ITrace } from './shape';
import { writeTrace } from './write';

const fewest = 3;

/** The functions of a cell that report their calls. */
function tracesIn(model: SemanticModel, { syntax }: ICellModel): readonly ITrace[] {
  return /\b(print|debug|info|warning)\b/.test(syntax.source)
    ? syntax.nodes('function_definition').flatMap(d => traceOf(model, d) ?? [])
    : [];
}

export default defineMigration<readonly ITrace[]>({
  name: 'repeated-tracing',
  title: 'The same tracing lines in several functions',
  summary: 'Puts a decorator in place of tracing lines that functions repeat.',
  group: 'Dependencies',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['functools documentation'],
  why: 'Every function repeats how its calls are reported, so a change has to be made in all of them.',

  *detect({ model }) {
    const groups = new Map<string, ITrace[]>();
    for (const trace of model.collect(tracesIn)) {
      const group = groups.get(trace.key);
      if (group) {
        group.push(trace);
      } else {
        groups.set(trace.key, [trace]);
      }
    }
    for (const group of groups.values()) {
      if (new Set(group.map(t => t.name)).size >= fewest) {
        const [first] = group;
        yield {
          at: first.start[0] ?? first.end[0],
          data: group,
          anchor: first.key
        };
      }
    }
  },

  message: ({ data }) => `${data.length} functions report their calls with the same lines`,

  rewrite: ({ data }, context) => writeTrace(data, context)
});
