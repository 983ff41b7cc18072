/** Fixes are applied once for a notebook, however often its export is planned. */
import { Engine, parsePercent, prepareExport, type INotebook } from '..';
import { testParser } from '../../testing/parser';

const named = (notebook: INotebook, name: string): INotebook => ({
  ...notebook,
  metadata: { ...notebook.metadata, anneal: { export: { name } } }
});

it('are remembered for the same cells and the same question, and for no others', async () => {
  const engine = new Engine(await testParser(), []);
  const fix = jest.spyOn(engine, 'fix');
  const notebook = parsePercent('# %%\nx = 1\n# %%\nprint(x)');
  const planned = (n: INotebook, accept: 'safe' | 'suggested', more = {}): string => {
    fix.mockClear();
    return prepareExport(engine, n, accept, { notebookName: 'study', ...more }).plan.package;
  };
  expect(planned(notebook, 'safe')).toBe('study');
  expect(fix).toHaveBeenCalled();
  expect(planned(notebook, 'safe', { name: 'other' })).toBe('other');
  expect(fix).not.toHaveBeenCalled();
  // What a person chooses in the plan stands in the metadata.
  expect(planned(named(notebook, 'chosen'), 'safe')).toBe('chosen');
  expect(fix).not.toHaveBeenCalled();

  planned(notebook, 'suggested');
  expect(fix).toHaveBeenCalled();
  planned({ ...notebook, metadata: { kernelspec: { name: 'other' } } }, 'suggested');
  expect(fix).toHaveBeenCalled();
  const [first, ...rest] = notebook.cells;
  planned({ ...notebook, cells: [{ ...first, source: 'x = 2' }, ...rest] }, 'suggested');
  expect(fix).toHaveBeenCalled();
});
