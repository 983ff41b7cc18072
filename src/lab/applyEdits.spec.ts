import { NotebookModel } from '@jupyterlab/notebook';
import type { ISharedCodeCell, YNotebook } from '@jupyter/ydoc';
import type { INotebookEdit } from '../core/analysis/diagnostic';
import { hashText } from '../core/notebook/hash';
import { applyEdits, type AppliedFix } from './applyEdits';

/** A live notebook with one code cell for each source. */
function live(...sources: string[]): YNotebook {
  const model = new NotebookModel();
  const shared = model.sharedModel as YNotebook;
  while (shared.cells.length) {
    shared.deleteCell(0);
  }
  sources.forEach((source, i) =>
    shared.insertCell(i, { cell_type: 'code', id: `c${i + 1}`, source, metadata: {} })
  );
  shared.undoManager.clear();
  return shared;
}

const texts = (notebook: YNotebook): string[] => notebook.cells.map(c => c.getSource());

/** Replaces the first occurrence of `from` in a cell. */
function replace(source: string, cellId: string, from: string, to: string): INotebookEdit {
  const start = source.indexOf(from);
  return {
    cells: [
      {
        kind: 'source',
        cellId,
        baseHash: hashText(source),
        edits: [{ start, end: start + from.length, text: to }]
      }
    ]
  };
}

function applied(notebook: YNotebook, edit: INotebookEdit): AppliedFix {
  const result = applyEdits(notebook, edit);
  if (!result.ok) {
    throw new Error(JSON.stringify(result.refusal));
  }
  return result.fix;
}

const insertion = (after: string | null, cellId: string, source: string) =>
  ({ kind: 'insert', cellId, after, cellKind: 'code', source }) as const;

describe('applyEdits', () => {
  it('changes one cell, and the undo of that cell takes back the fix and nothing else', () => {
    const notebook = live('a = 1\n', 'b = 2\n');
    const cell = notebook.cells[0];
    // Typing just before: within the time in which the history joins changes.
    cell.updateSource(0, 0, '# typed\n');
    const before = cell.getSource();
    applied(notebook, replace(before, 'c1', 'a = 1', 'a = one'));
    expect(texts(notebook)).toEqual(['# typed\na = one\n', 'b = 2\n']);
    cell.undo();
    expect(texts(notebook)).toEqual(['# typed\na = 1\n', 'b = 2\n']);
  });

  it('makes two undo steps of two fixes in a row', () => {
    const notebook = live('a = 1\nb = 1\n');
    applied(notebook, replace('a = 1\nb = 1\n', 'c1', 'a = 1', 'a = 2'));
    applied(notebook, replace('a = 2\nb = 1\n', 'c1', 'b = 1', 'b = 2'));
    notebook.cells[0].undo();
    expect(texts(notebook)).toEqual(['a = 2\nb = 1\n']);
    notebook.cells[0].undo();
    expect(texts(notebook)).toEqual(['a = 1\nb = 1\n']);
  });

  it('changes and inserts several cells as one step of the notebook', () => {
    const notebook = live('a = 1', 'b = 2');
    applied(notebook, {
      cells: [
        ...replace('a = 1', 'c1', '1', 'one').cells,
        ...replace('b = 2', 'c2', '2', 'two').cells,
        insertion(null, 'new-1', 'import x'),
        insertion(null, 'new-2', 'import y'),
        insertion('c1', 'new-3', 'between')
      ]
    });
    expect(texts(notebook)).toEqual(['import x', 'import y', 'a = one', 'between', 'b = two']);
    notebook.undo();
    expect(texts(notebook)).toEqual(['a = 1', 'b = 2']);
  });

  it('refuses a stale edit, names the cell and edits none', () => {
    const notebook = live('a = 1', 'b = 2');
    const edit: INotebookEdit = {
      cells: [
        ...replace('a = 1', 'c1', '1', 'one').cells,
        ...replace('b = 2', 'c2', '2', 'two').cells
      ]
    };
    notebook.cells[1].updateSource(0, 0, '#');
    expect(applyEdits(notebook, edit)).toEqual({
      ok: false,
      refusal: { kind: 'stale', cellId: 'c2', cell: 1 }
    });
    expect(texts(notebook)).toEqual(['a = 1', '#b = 2']);
  });

  it('refuses an edit of a cell that is gone, of overlapping lines, and of a read-only notebook', () => {
    const notebook = live('a = 1');
    expect(applyEdits(notebook, { cells: [insertion('gone', 'n', 'x')] })).toEqual({
      ok: false,
      refusal: { kind: 'stale', cellId: 'gone', cell: null }
    });
    const baseHash = hashText('a = 1');
    const edits = [
      { start: 0, end: 3, text: '' },
      { start: 2, end: 5, text: '' }
    ];
    expect(
      applyEdits(notebook, { cells: [{ kind: 'source', cellId: 'c1', baseHash, edits }] })
    ).toEqual({ ok: false, refusal: { kind: 'overlap', cellId: 'c1', cell: 0 } });
    expect(applyEdits(notebook, replace('a = 1', 'c1', '1', '2'), { readOnly: true })).toEqual({
      ok: false,
      refusal: { kind: 'read-only' }
    });
    expect(texts(notebook)).toEqual(['a = 1']);
  });

  it('refuses a move to the environment whose cell changed', () => {
    const notebook = live('KEY = "x"');
    const move = {
      name: 'KEY',
      cellId: 'c1',
      baseHash: hashText('KEY = "y"'),
      literal: { start: 6, end: 9 }
    };
    expect(applyEdits(notebook, { cells: [], environment: [move] }).ok).toBe(false);
  });
});

describe('AppliedFix.undo', () => {
  it('brings back the exact text and keeps what was typed elsewhere, as one step', () => {
    const notebook = live('a = 1\r\nlast', 'b = 2');
    const fix = applied(notebook, {
      cells: [
        {
          kind: 'source',
          cellId: 'c1',
          baseHash: hashText('a = 1\r\nlast'),
          edits: [
            { start: 0, end: 0, text: 'import x\r\n' },
            { start: 4, end: 5, text: 'x.one' }
          ]
        },
        ...replace('b = 2', 'c2', 'b', 'bee').cells,
        insertion('c2', 'new', 'added')
      ]
    });
    const [first, second] = notebook.cells;
    expect(texts(notebook)).toEqual(['import x\r\na = x.one\r\nlast', 'bee = 2', 'added']);
    first.updateSource(0, 0, '# above\n');
    first.updateSource(first.getSource().length, first.getSource().length, ' line');
    second.updateSource(second.getSource().length, second.getSource().length, ' # two');
    expect(fix.obstacle).toBeUndefined();
    expect(fix.undo()).toBe(true);
    expect(texts(notebook)).toEqual(['# above\na = 1\r\nlast line', 'b = 2 # two']);
  });

  it('is off when the fixed lines changed, and then edits nothing', () => {
    const notebook = live('a = 1', 'b = 2');
    const fix = applied(notebook, {
      cells: [
        ...replace('a = 1', 'c1', '1', 'one').cells,
        ...replace('b = 2', 'c2', '2', 'two').cells
      ]
    });
    notebook.cells[1].updateSource(5, 6, 'W');
    expect(fix.obstacle).toBe(1);
    expect(fix.undo()).toBe(false);
    expect(texts(notebook)).toEqual(['a = one', 'b = tWo']);
  });

  it('is off when an added cell was edited or a cell is gone', () => {
    const notebook = live('a = 1');
    const fix = applied(notebook, { cells: [insertion('c1', 'new', 'added')] });
    notebook.cells[1].updateSource(0, 0, 'more ');
    expect(fix.obstacle).toBe(1);
    notebook.deleteCell(1);
    expect(fix.obstacle).toBeNull();
    expect(fix.undo()).toBe(false);
  });

  it('works after the cell was moved', () => {
    const notebook = live('a = 1', 'b = 2');
    const fix = applied(notebook, replace('a = 1', 'c1', '1', 'one'));
    notebook.moveCell(0, 1);
    expect(texts(notebook)).toEqual(['b = 2', 'a = one']);
    expect(fix.undo()).toBe(true);
    expect(texts(notebook)).toEqual(['b = 2', 'a = 1']);
  });

  it('brings back cleared outputs, but not over those of a later run', () => {
    const output = { output_type: 'stream', name: 'stdout', text: 'old' } as const;
    const notebook = live('print(1)', 'print(2)');
    const cells = notebook.cells as unknown as ISharedCodeCell[];
    cells.forEach(cell => {
      cell.setOutputs([{ ...output }]);
      cell.execution_count = 3;
    });
    const fix = applied(notebook, {
      cells: ['print(1)', 'print(2)'].map((source, i) => ({
        kind: 'clear-outputs',
        cellId: `c${i + 1}`,
        baseHash: hashText(source)
      }))
    });
    expect(cells.map(c => [c.getOutputs().length, c.execution_count])).toEqual([
      [0, null],
      [0, null]
    ]);
    cells[1].setOutputs([{ ...output, text: 'new' }]);
    expect(fix.undo()).toBe(true);
    expect(cells.map(c => c.getOutputs()[0].text)).toEqual(['old', 'new']);
    expect(cells[0].execution_count).toBe(3);
  });
});
