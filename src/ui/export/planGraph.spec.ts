/** The drawing of a plan: every part once, edges from the cells it is made from, arrow keys that reach all of it. */
import { Engine, parsePercent, planExport } from '../../core';
import { testParser } from '../../testing/parser';
import { graphOf, neighbour, rowHeight, type IPlanGraph } from './planGraph';

async function graph(percent: string): Promise<IPlanGraph> {
  const model = new Engine(await testParser(), []).model(parsePercent(percent));
  return graphOf(planExport(model, { notebookName: 'study' }));
}

const study = `# %%
RATE = 2
def load_rows():
    return [1]
def scale(v):
    return [x * RATE for x in v]
def report(v):
    return scale(v)
# %%
rows = load_rows()
# %% [markdown]
# Text
# %%
print(report(rows))
# %%
x = (
`;

it('holds every part once, in a box of its module, and joins it with its cells', async () => {
  const g = await graph(study);
  expect(g.boxes.map(b => b.name)).toEqual([
    'config.py',
    'data.py',
    'features.py',
    'utils.py',
    'pipeline.py',
    ''
  ]);
  for (const part of g.parts) {
    const box = g.boxes.find(b => b.name === (part.module ? `${part.module}.py` : ''));
    expect(part.y).toBeGreaterThan(box?.y ?? Infinity);
    expect(part.y + rowHeight).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0));
    expect(g.edges.filter(e => e.to === part).length).toBeGreaterThan(0);
  }
  expect(g.edges.filter(e => e.from.cells.includes(0)).map(e => e.to.name)).toEqual([
    'RATE',
    'load_rows',
    'scale',
    'report'
  ]);
  expect(Math.max(...[...g.cells, ...g.parts].map(n => n.y + rowHeight - 4))).toBeLessThan(
    g.height
  );
});

it('joins neighbouring cells that go to one place', async () => {
  const g = await graph('# %% [markdown]\n# # T\n# ## A\n# %%\nx = 1\n# %%\ny = x\n# %%\nprint(y)');
  expect(g.cells.map(c => c.cells)).toEqual([[1], [2, 3]]);
});

it('arrow keys lead everywhere and never out', async () => {
  const g = await graph(study);
  const reached = new Set([g.cells[0].id]);
  for (const id of reached) {
    for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'x']) {
      reached.add(neighbour(g, id, key));
    }
  }
  expect(reached).toEqual(new Set([...g.cells, ...g.parts].map(n => n.id)));
});
