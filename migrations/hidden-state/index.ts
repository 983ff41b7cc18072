/**
 * Finds notebooks that do not run, or give something else, from top to bottom: names that no cell above binds, cells that ran before
 * what they use was made anew, cells that used what a cell below had made. Reads the execution counts; the order alone is no finding,
 * only an order that a name hangs on. Advice only: which cell is right is not known here.
 */
import { cellName, defineMigration, type CellSyntax, type SemanticModel } from '../../src/core';
import { unboundNames, type IUnbound } from './names';
import { disorders, type IDisorder } from './order';

type State =
  | { readonly kind: 'unbound'; readonly names: readonly IUnbound[] }
  | { readonly kind: 'order'; readonly disorder: IDisorder };

export default defineMigration<State>({
  name: 'hidden-state',
  title: 'Cells that rely on what no longer stands above them',
  summary: 'Names cells that do not give the same when run from top to bottom.',
  group: 'Notebook state',
  tier: 'notebook',
  applicability: 'manual',
  since: '0.1.0',
  sources: ['pyflakes:F821', 'nbgather', 'marimo'],
  why: 'Whoever runs the notebook from top to bottom gets an error, or other results than those that are shown.',

  *detect({ model }) {
    for (const names of together(model, unboundNames(model))) {
      const [{ use, name }] = names;
      yield { at: use, data: { kind: 'unbound', names }, anchor: `unbound ${name}` };
    }
    for (const disorder of disorders(model)) {
      yield { at: disorder.use, data: { kind: 'order', disorder }, anchor: disorder.kind };
    }
  },

  message: ({ data }, { model }) =>
    data.kind === 'order' ? orderText(model, data.disorder) : unboundText(model, data.names)
});

/** One finding for all names that nothing defines, and one for each cell that stands too far down. */
function together(model: SemanticModel, found: readonly IUnbound[]): IUnbound[][] {
  const groups = new Map<number | null, IUnbound[]>();
  for (const u of found) {
    const key = u.bound && model.orderOf(u.bound);
    groups.set(key, [...(groups.get(key) ?? []), u]);
  }
  return [...groups.values()];
}

function unboundText(model: SemanticModel, names: readonly IUnbound[]): string {
  const [{ bound }] = names;
  const list = listed(names.map(n => `\`${n.name}\``));
  const [verb, object] = names.length > 1 ? ['are', 'them'] : ['is', 'it'];
  if (!bound) {
    const placed = listed(names.map(n => `\`${n.name}\` (${cellName(model, n.use)})`));
    return `No cell defines ${placed}; add the cell or the import that is missing`;
  }
  const place = cellName(model, bound);
  const user = cellName(model, names[0].use);
  return names.every(n => n.use.cell === bound.cell)
    ? `${list} ${verb} used before ${place} defines ${object}; define ${object} further up`
    : `${list} ${verb} used in ${user} and first defined in ${place}, below; move the definition up`;
}

function orderText(model: SemanticModel, { kind, names, writers, readers }: IDisorder): string {
  const many = readers.length > 1;
  const named = (word: string, cells: readonly CellSyntax[]): string =>
    `${word}${cells.length > 1 ? 's' : ''} ${listed(cells.map(c => String(model.cellOf(c).index + 1)))}`;
  const what = listed(names.map(n => `\`${n}\``));
  return kind === 'stale'
    ? `${named('Cell', readers)} ran before ${named('cell', writers)} made ${what} anew; run ${many ? 'them' : 'it'} again`
    : `${named('Cell', readers)} ran with ${what} of ${named('cell', writers)} below; restart the kernel and run all cells`;
}

/** `a`, `b` and 3 more. */
function listed(items: readonly string[]): string {
  const limit = 3;
  const shown = items.slice(0, limit);
  const rest = items.length - shown.length;
  return rest
    ? `${shown.join(', ')} and ${rest} more`
    : shown.length > 1
      ? `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`
      : shown[0];
}
