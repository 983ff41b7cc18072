import type { ISharedCodeCell } from '@jupyter/ydoc';
import { NotebookModel } from '@jupyterlab/notebook';
import { NotebookAdapter } from './notebookAdapter';

function live(): NotebookModel {
  const model = new NotebookModel();
  const shared = model.sharedModel;
  while (shared.cells.length) {
    shared.deleteCell(0);
  }
  shared.insertCells(0, [
    {
      cell_type: 'code',
      id: 'a',
      source: 'x = 1',
      metadata: { tags: ['t'] },
      execution_count: 2,
      outputs: [{ output_type: 'stream', name: 'stdout', text: 'hi' }]
    },
    { cell_type: 'markdown', id: 'b', source: '# T', metadata: {} }
  ]);
  return model;
}

describe('NotebookAdapter', () => {
  it('reads cells as the core wants them', () => {
    const adapter = new NotebookAdapter(live().sharedModel);
    const [code, text] = adapter.snapshot().cells;
    expect(code).toMatchObject({
      id: 'a',
      index: 0,
      kind: 'code',
      source: 'x = 1',
      executionCount: 2,
      metadata: { tags: ['t'] }
    });
    expect(code.outputs).toHaveLength(1);
    expect(text).toMatchObject({ id: 'b', index: 1, kind: 'markdown', outputs: [] });
  });

  it('gives the same object for a cell that did not change', () => {
    const { sharedModel } = live();
    const adapter = new NotebookAdapter(sharedModel);
    const first = adapter.snapshot();
    sharedModel.cells[0].updateSource(5, 5, '0');
    const second = adapter.snapshot();
    expect(second.cells[0].source).toBe('x = 10');
    expect(second.cells[0].outputs).toBe(first.cells[0].outputs);
    expect(second.cells[1]).toBe(first.cells[1]);
  });

  it('sees new outputs, metadata, runs, and the place after an insertion', () => {
    const { sharedModel } = live();
    const adapter = new NotebookAdapter(sharedModel);
    adapter.snapshot();
    const code = sharedModel.cells[0] as ISharedCodeCell;
    code.setOutputs([]);
    code.execution_count = 7;
    code.setMetadata('tags', ['u']);
    sharedModel.insertCell(0, { cell_type: 'raw', id: 'r', source: '', metadata: {} });
    const after = adapter.snapshot();
    expect(after.cells.map(c => [c.id, c.index])).toEqual([
      ['r', 0],
      ['a', 1],
      ['b', 2]
    ]);
    expect(after.cells[1]).toMatchObject({
      outputs: [],
      executionCount: 7,
      metadata: { tags: ['u'] }
    });
  });

  it('lets go of removed cells', () => {
    const { sharedModel } = live();
    const adapter = new NotebookAdapter(sharedModel);
    adapter.snapshot();
    sharedModel.deleteCell(0);
    expect(adapter.snapshot().cells.map(c => c.id)).toEqual(['b']);
  });
});
