import * as fc from 'fast-check';
import type { ICell } from './notebook';
import { parsePercent, printPercent } from './percent';

const line = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '# %%',
    '# \\%%',
    '%%',
    '\\%%',
    '# %% [markdown]',
    '#',
    '',
    '  ',
    '# a',
    '%%time',
    '# %% a',
    '\t',
    'x\r'
  )
);
const cell = fc.record({
  kind: fc.constantFrom('code' as const, 'markdown' as const, 'raw' as const),
  source: fc.array(line, { maxLength: 4 }).map(lines => lines.join('\n')),
  executionCount: fc.option(fc.nat(50)),
  metadata: fc.dictionary(
    fc.constantFrom('tags', 'a', 'b_1'),
    fc.oneof(
      fc.string(),
      fc.array(fc.string(), { maxLength: 3 }),
      fc.boolean(),
      fc.constant(null),
      fc.record({ 'k v': fc.string() })
    )
  )
});

describe('percent format', () => {
  it('comes back as it was printed', () => {
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 5 }), drafts => {
        const cells: ICell[] = drafts.map((draft, index) => ({
          ...draft,
          metadata: { ...draft.metadata },
          id: `c${index}`,
          index,
          outputs: []
        }));
        const again = parsePercent(printPercent({ cells, metadata: {} }));
        expect(again.cells).toEqual(cells);
      }),
      { numRuns: 500 }
    );
  });

  it('prints again what it has parsed', () => {
    const text =
      '# %% id="c1" execution_count=3 tags=["x", "y z"]\nx = 1\n\n# %% [markdown]\n# # Title\n#\n# text\n\n# %% id="c2"\n!ls\n\nif x:\n    y\n';
    const notebook = parsePercent(text);
    expect(notebook.cells).toMatchObject([
      {
        id: 'c1',
        executionCount: 3,
        metadata: { tags: ['x', 'y z'] },
        source: 'x = 1',
        kind: 'code'
      },
      { kind: 'markdown', source: '# Title\n\ntext' },
      { id: 'c2', source: '!ls\n\nif x:\n    y' }
    ]);
    expect(printPercent(notebook)).toBe(text.replace('["x", "y z"]', '["x","y z"]'));
  });

  it('takes text without a marker for one code cell, and nothing for none', () => {
    expect(parsePercent('x = 1\n').cells).toMatchObject([
      { kind: 'code', source: 'x = 1', index: 0 }
    ]);
    expect(parsePercent('').cells).toEqual([]);
    expect(parsePercent('# %%\n').cells).toMatchObject([{ source: '' }]);
    expect(parsePercent('# %%\na\n# %%\nb').cells.map(c => c.source)).toEqual(['a', 'b']);
  });

  it('gives equal cells different ids, the same ones every time', () => {
    const ids = (): string[] => parsePercent('# %%\nx\n\n# %%\nx\n').cells.map(c => c.id);
    expect(new Set(ids()).size).toBe(2);
    expect(ids()).toEqual(ids());
  });
});
