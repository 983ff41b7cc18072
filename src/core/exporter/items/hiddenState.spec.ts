/** What an export says of a session that it cannot take over. */
import { Engine, parsePercent, planExport, type INotebook } from '../..';
import { testParser } from '../../../testing/parser';

async function notes(
  percent: string,
  counts: readonly (number | null)[]
): Promise<readonly string[]> {
  const notebook = parsePercent(percent);
  const run: INotebook = {
    ...notebook,
    cells: notebook.cells.map((c, i) => ({ ...c, executionCount: counts[i] ?? null }))
  };
  const engine = new Engine(await testParser(), []);
  return planExport(engine.model(run), { notebookName: 'study' }).notes;
}

const cells = '# %%\nx = 1\n# %% [markdown]\n# text\n# %%\ny = x\n# %%\nprint(y)';

it.each([
  ['in order', [1, null, 2, 3], []],
  ['in order with gaps, one cell not run', [4, null, null, 9], []],
  ['not run at all', [], []],
  [
    'one cell run again',
    [5, null, 2, 3],
    [/^Cell 3 was last run before cell 1, which stands above/]
  ],
  ['the last cell run first', [2, null, 3, 1], [/^Cell 4 was last run before cell 3/]]
])('%s', async (_, counts, expected) => {
  const said = await notes(cells, counts);
  expect(said).toHaveLength(expected.length);
  expected.forEach((pattern, i) => expect(said[i]).toMatch(pattern));
});

it.each([
  ['Out', '# %%\n1\n# %%\nfor k in Out:\n    print(k)', /^`Out` asks the notebook/],
  ['In', '# %%\nprint(In[1])', /^`In\[1\]` asks the notebook/],
  ['a number that no cell has', '# %%\nprint(Out[7])', /^`Out\[7\]` asks the notebook/]
])('shown values that a package has not: %s', async (_, percent, expected) => {
  const said = await notes(percent, []);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(expected);
});

it('shown values that a package keeps need no note', async () => {
  expect(await notes('# %%\n1\n# %%\nprint(_, Out[1], _1)', [])).toEqual([]);
  expect(await notes('# %%\n_, a = 1, 2\n# %%\nprint(_)', [])).toEqual([]);
});
