import * as fc from 'fast-check';
import { applyEdit } from '../core/apply/applyEdit';
import type { ICell } from '../core/notebook/notebook';
import { applyEdits } from '../core/text/edit';
import { notebookEditBetween, textEditsBetween } from './textEdits';

const text = fc
  .array(fc.constantFrom('a\n', 'b\n', 'c\r\n', '\n', 'd'), { maxLength: 12 })
  .map(parts => parts.join(''));

describe('textEditsBetween', () => {
  it('leads from any text to any other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyEdits(before, textEditsBetween(before, after))).toBe(after);
      })
    );
  });

  it('leaves unchanged lines alone', () => {
    expect(textEditsBetween('one\ntwo\nthree\n', 'one\n2\nthree\n')).toEqual([
      { start: 4, end: 8, text: '2\n' }
    ]);
  });
});

describe('notebookEditBetween', () => {
  const cell = (id: string, source: string, outputs: ICell['outputs'] = []): ICell => ({
    id,
    index: 0,
    kind: 'code',
    source,
    executionCount: null,
    outputs,
    metadata: {}
  });
  const notebook = (cells: ICell[]) => ({
    metadata: {},
    cells: cells.map((c, index) => ({ ...c, index }))
  });

  it('describes changed, cleared and added cells so that applying it gives the result', () => {
    const before = notebook([
      cell('a', 'x = 1'),
      cell('b', 'y = 2', [{ output_type: 'stream', text: 's' }]),
      cell('c', 'z')
    ]);
    const changed = [
      cell('n1', 'import q'),
      cell('n2', 'import r'),
      cell('b', 'y = q'),
      cell('n3', 'end')
    ];
    const edit = notebookEditBetween(before, ['n1', 'n2', 'a', 'b', 'n3', 'c'], changed);
    const result = applyEdit(before, edit);
    expect(result.ok && result.notebook.cells.map(c => [c.id, c.source, c.outputs.length])).toEqual(
      [
        ['n1', 'import q', 0],
        ['n2', 'import r', 0],
        ['a', 'x = 1', 0],
        ['b', 'y = q', 0],
        ['n3', 'end', 0],
        ['c', 'z', 0]
      ]
    );
  });
});
