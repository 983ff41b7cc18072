/** Choices of the plan are written into the notebook so that a new plan follows them. */
import { YNotebook } from '@jupyter/ydoc';
import { Engine, planExport, type IExportPlan } from '../../core';
import { testParser } from '../../testing/parser';
import { NotebookAdapter } from '../notebookAdapter';
import { PlanChoices } from './planChoices';

const sources = [
  'RATE = 2\ndef load_rows():\n    return [1, 2]\ndef scale(v):\n    return [x * RATE for x in v]\ndef report(v):\n    return scale(v)\nrows = load_rows()',
  'out = report(rows)\nprint(out)'
];

let notebook: YNotebook;
let choices: PlanChoices;

beforeEach(() => {
  notebook = new YNotebook();
  notebook.fromJSON({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {},
    cells: sources.map((source, i) => ({
      id: `cell-${i}`,
      cell_type: 'code' as const,
      metadata: {},
      execution_count: null,
      outputs: [],
      source
    }))
  });
  choices = new PlanChoices(notebook);
});

afterEach(() => notebook.dispose());

async function plan(): Promise<IExportPlan> {
  const adapter = new NotebookAdapter(notebook);
  const model = new Engine(await testParser(), []).model(adapter.snapshot());
  adapter.dispose();
  return planExport(model, { notebookName: 'study' });
}

const homes = (p: IExportPlan): Record<string, string> =>
  Object.fromEntries([...p.definitions, ...p.steps].map(d => [d.name, d.module]));

it('a definition moves, and goes back', async () => {
  choices.moveDefinition('scale', 'prep');
  expect(homes(await plan())).toMatchObject({ scale: 'prep', report: 'utils' });
  choices.moveDefinition('scale', null);
  expect(homes(await plan())).toMatchObject({ scale: 'features' });
  expect(notebook.getMetadata('anneal')).toBeUndefined();
});

it('a step moves without the definitions of its cell, and goes back', async () => {
  const before = await plan();
  choices.moveStep(before, before.steps[0], 'loading');
  const after = await plan();
  expect(after.problems).toEqual([]);
  expect(after.steps.map(s => s.module)).toEqual(['loading', 'pipeline']);
  expect(after.definitions.map(d => d.module)).toEqual(before.definitions.map(d => d.module));
  expect(notebook.cells.map(c => c.getMetadata('tags'))).toEqual([
    ['anneal-module=loading'],
    undefined
  ]);
  choices.moveStep(after, after.steps[0], null);
  expect((await plan()).steps.map(s => s.module)).toEqual(['pipeline', 'pipeline']);
});

it('other tags stay, and a second move replaces the first', async () => {
  notebook.cells[1].setMetadata('tags', ['mine', 'anneal-module=one']);
  const before = await plan();
  choices.moveStep(before, before.steps[1], 'two');
  expect(notebook.cells[1].getMetadata('tags')).toEqual(['mine', 'anneal-module=two']);
});

it('a module is renamed with all that was put into it, twice, and back', async () => {
  choices.moveDefinition('scale', 'data');
  choices.renameModule(await plan(), 'data', 'loading');
  expect(homes(await plan())).toMatchObject({ load_rows: 'loading', scale: 'loading' });
  const named = await plan();
  choices.moveStep(named, named.steps[0], 'loading');
  choices.renameModule(await plan(), 'loading', 'reading');
  const again = await plan();
  expect(again.problems).toEqual([]);
  expect(homes(again)).toMatchObject({ load_rows: 'reading', scale: 'reading' });
  expect(again.steps[0].module).toBe('reading');
  choices.renameModule(again, 'reading', 'data');
  expect(homes(await plan())).toMatchObject({ load_rows: 'data', scale: 'data' });
});

it('the name of the package is kept beside other metadata', async () => {
  notebook.setMetadata('anneal', { other: 1 });
  choices.setName('rates');
  expect((await plan()).package).toBe('rates');
  expect(notebook.getMetadata('anneal')).toEqual({ other: 1, export: { name: 'rates' } });
});

it('a move is one step of undo', async () => {
  const before = await plan();
  notebook.undoManager.stopCapturing();
  choices.moveStep(before, before.steps[0], 'loading');
  notebook.undo();
  expect(homes(await plan())).toEqual(homes(before));
});
