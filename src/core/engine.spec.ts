import { testParser } from '../testing/parser';
import {
  applyEdit,
  defineMigration,
  Engine,
  hashText,
  parsePercent,
  printPercent,
  type IMigration,
  type INotebook,
  type SyntaxNode
} from './index';

const common = {
  title: 'Test',
  summary: 'Test.',
  group: 'Memory',
  tier: 'normal',
  since: '0.1.0',
  sources: [],
  why: 'A test.'
} as const;

/** Replaces the integer 1 by 2, everywhere. */
const oneToTwo = defineMigration<SyntaxNode>({
  ...common,
  name: 'one-to-two',
  applicability: 'safe',
  *detect({ model }) {
    for (const node of model.nodes('integer')) {
      if (node.text === '1') {
        yield { at: node, data: node };
      }
    }
  },
  message: () => 'There is a `1`',
  rewrite({ data }, { edit }) {
    edit.replace(data, '2');
    return { title: 'Make it 2', applicability: 'safe' };
  }
});

async function engine(...catalogue: IMigration[]): Promise<Engine> {
  return new Engine(await testParser(), catalogue);
}

describe('fixes', () => {
  it('reach a fixpoint and list what they did', async () => {
    const e = await engine(oneToTwo);
    const result = e.fix(parsePercent('# %%\na = 1\nb = 1\n# %%\nc = 1'), 'safe');
    expect(printPercent(result.notebook)).toBe(
      printPercent(parsePercent('# %%\na = 2\nb = 2\n# %%\nc = 2'))
    );
    expect(result.applied).toHaveLength(3);
    expect(result.skipped).toEqual([]);
  });

  it('apply only what was chosen', async () => {
    const e = await engine(oneToTwo);
    const notebook = parsePercent('# %%\na = 1\n# %%\nbb = 1');
    const [first, second] = e.analyze(notebook).diagnostics;
    const result = e.fix(notebook, { ids: new Set([second.id, 'gone']) });
    expect(result.notebook.cells.map(c => c.source)).toEqual(['a = 1', 'bb = 2']);
    expect(result.skipped.map(s => s.id)).toEqual(['gone']);
    expect(first.id).not.toBe(second.id);
  });

  it('are refused when the cell changed since, and nothing is edited', async () => {
    const e = await engine(oneToTwo);
    const notebook = parsePercent('# %%\na = 1');
    const [diagnostic] = e.analyze(notebook).diagnostics;
    const changed: INotebook = { ...notebook, cells: [{ ...notebook.cells[0], source: 'a =  1' }] };
    const result = applyEdit(changed, diagnostic.fix!.edit);
    expect(result).toEqual({
      ok: false,
      staleCell: notebook.cells[0].id,
      reason: 'Cell 1 changed after this preview; no cell was edited.'
    });
  });

  it('that would put a second line into a magic are declined', async () => {
    const splitter = defineMigration<SyntaxNode>({
      ...common,
      name: 'splitter',
      applicability: 'safe',
      *detect({ model }) {
        for (const node of model.nodes('integer')) {
          yield { at: node, data: node };
        }
      },
      message: () => 'Splits',
      rewrite({ data }, { edit }) {
        edit.replace(data, '2\n');
        return { title: 'Split it', applicability: 'safe' };
      }
    });
    const e = await engine(splitter);
    const [diagnostic] = e.analyze(parsePercent('# %%\n%time a = 1')).diagnostics;
    expect([diagnostic.fix, diagnostic.declined]).toEqual([
      null,
      expect.stringContaining('`%time`')
    ]);
  });

  it('that would break a cell are not applied', async () => {
    const breaker = defineMigration<SyntaxNode>({
      ...common,
      name: 'breaker',
      applicability: 'safe',
      *detect({ model }) {
        for (const node of model.nodes('integer')) {
          yield { at: node, data: node };
        }
      },
      message: () => 'Breaks',
      rewrite({ data }, { edit }) {
        edit.replace(data, '(');
        return { title: 'Break it', applicability: 'safe' };
      }
    });
    const e = await engine(breaker);
    const result = e.fix(parsePercent('# %%\na = 1'), 'safe');
    expect(result.applied).toEqual([]);
    expect(result.skipped[0].reason).toContain('would break cell 1');
    expect(result.notebook.cells[0].source).toBe('a = 1');
  });

  it('that do not cure their finding end, and say so', async () => {
    const growing = defineMigration<SyntaxNode>({
      ...common,
      name: 'growing',
      applicability: 'safe',
      *detect({ model }) {
        for (const node of model.nodes('identifier')) {
          if (node.text === 'grow') {
            yield { at: node, data: node };
          }
        }
      },
      message: () => '',
      rewrite({ data }, { edit }) {
        edit.insertBefore(data, '1 + ');
        return { title: 'Grow', applicability: 'safe' };
      }
    });
    const result = (await engine(growing)).fix(parsePercent('# %%\nx = grow'), 'safe');
    expect(result.applied.length).toBeLessThan(10);
    expect(result.skipped.map(s => s.reason)).toEqual([
      'The fix was applied and the finding is still there.'
    ]);
  });

  it('of edits in several cells apply all or none', () => {
    const notebook = parsePercent('# %%\na\n# %%\nb');
    const [x, y] = notebook.cells;
    const edit = {
      cells: [
        {
          kind: 'source' as const,
          cellId: x.id,
          baseHash: hashText('a'),
          edits: [{ start: 0, end: 1, text: 'A' }]
        },
        { kind: 'source' as const, cellId: y.id, baseHash: hashText('other'), edits: [] },
        {
          kind: 'insert' as const,
          cellId: 'new',
          after: x.id,
          cellKind: 'code' as const,
          source: 'n'
        }
      ]
    };
    expect(applyEdit(notebook, edit).ok).toBe(false);
    const good = applyEdit(notebook, { cells: [edit.cells[0], edit.cells[2]] });
    expect(good.ok && good.notebook.cells.map(c => [c.index, c.source])).toEqual([
      [0, 'A'],
      [1, 'n'],
      [2, 'b']
    ]);
  });
});

describe('diagnostics', () => {
  it('keep their id when other cells change and when their cell moves', async () => {
    const e = await engine(oneToTwo);
    const notebook = parsePercent('# %%\na = 1\n# %%\nz = 3');
    const [id] = e.analyze(notebook).diagnostics.map(d => d.id);
    const [first, second] = notebook.cells;
    const moved = {
      ...notebook,
      cells: [
        { ...second, index: 0, source: 'import os\nz = 4' },
        { ...first, index: 1 }
      ]
    };
    expect(e.analyze(moved).diagnostics.map(d => [d.id, d.cell.index])).toEqual([[id, 1]]);
  });

  it('of one migration survive the crash of another', async () => {
    const crash = defineMigration<null>({
      ...common,
      name: 'crash',
      applicability: 'manual',
      // eslint-disable-next-line require-yield
      *detect() {
        throw new Error('boom');
      },
      message: () => ''
    });
    const e = await engine(crash, oneToTwo);
    const analysis = e.analyze(parsePercent('# %%\na = 1'));
    expect(analysis.faults).toEqual([{ migration: 'crash', reason: 'boom' }]);
    expect(analysis.diagnostics).toHaveLength(1);
  });

  it('are kept from view by a comment on the line, the line above or the top of the cell', async () => {
    const e = await engine(oneToTwo);
    const quiet = [
      'a = 1  # anneal: allow one-to-two (needed)',
      '# anneal: allow one-to-two\na = 1',
      '# anneal: allow other, one-to-two\nx = 0\na = 1'
    ];
    for (const source of quiet) {
      expect(e.analyze(parsePercent(`# %%\n${source}`)).diagnostics).toEqual([]);
    }
    expect(
      e.analyze(parsePercent('# %%\nx = 0\n# anneal: allow other\na = 1')).diagnostics
    ).toHaveLength(1);
  });

  it('never carry a secret that the catalogue knows of', async () => {
    const teller = defineMigration<null>({
      ...common,
      name: 'teller',
      applicability: 'manual',
      *detect() {
        // The secret is only told, not reported.
      },
      message: () => '',
      secrets: () => ['hunter2']
    });
    const copier = defineMigration<SyntaxNode>({
      ...common,
      name: 'copier',
      applicability: 'safe',
      *detect({ model }) {
        for (const node of model.nodes('string')) {
          yield { at: node, data: node };
        }
      },
      message: ({ data }) => `The text ${data.text}`,
      rewrite({ data }, { edit }) {
        edit.replace(data, `(${data.text})`);
        return { title: 'Wrap it', applicability: 'safe' };
      }
    });
    const e = await engine(teller, copier);
    const analysis = e.analyze(parsePercent('# %%\na = "hunter2"\nb = "fine"'));
    expect(JSON.stringify(analysis)).not.toContain('hunter2');
    expect(analysis.diagnostics.map(d => d.fix !== null)).toEqual([false, true]);
    expect(analysis.diagnostics[0].declined).toContain('secret');
  });

  it('lists blind cells with the reason and reads the others', async () => {
    const e = await engine(oneToTwo);
    const analysis = e.analyze(
      parsePercent('# %%\nx = (\n# %%\n%%bash\nls\n# %%\nprint "py2"\n# %%\na = 1')
    );
    expect(analysis.blind.map(b => [b.index, b.reason])).toEqual([
      [0, 'syntax error in line 1'],
      [1, 'bash, not Python'],
      [2, 'syntax error in line 1']
    ]);
    expect(analysis.diagnostics).toHaveLength(1);
  });
});

describe('imports', () => {
  /** Asks for an import wherever `need(...)` is called. */
  const needs = (module: string, name: string | null): IMigration =>
    defineMigration<SyntaxNode>({
      ...common,
      name: 'needs',
      applicability: 'safe',
      *detect({ model }) {
        for (const node of model.nodes('call')) {
          if (node.child('function')?.text === 'need') {
            yield { at: node, data: node };
          }
        }
      },
      message: () => 'Needs an import',
      rewrite({ data }, { edit }) {
        edit.replace(data, edit.addImport(module, name, data.cell));
        return { title: 'Import it', applicability: 'safe' };
      }
    });

  it.each([
    [
      'below the imports of the first import cell',
      '# %%\nimport os\nx = 1\n# %%\nneed()',
      '# %%\nimport os\nfrom abc import ABC\nx = 1\n# %%\nABC'
    ],
    [
      'at the top where nothing is imported',
      '# %%\n# title\nneed()',
      '# %%\nfrom abc import ABC\n\n# title\nABC'
    ],
    ['below a cell magic', '# %%\n%%time\nneed()', '# %%\n%%time\nfrom abc import ABC\n\nABC'],
    [
      'not at all when it is there',
      '# %%\nfrom abc import ABC as A\n# %%\nneed()',
      '# %%\nfrom abc import ABC as A\n# %%\nA'
    ],
    [
      'through an imported module',
      '# %%\nimport abc\n# %%\nneed()',
      '# %%\nimport abc\n# %%\nabc.ABC'
    ],
    [
      'under another name when the name is taken',
      '# %%\nimport os\nABC = 3\n# %%\nneed()',
      '# %%\nimport os\nfrom abc import ABC as _ABC\nABC = 3\n# %%\n_ABC'
    ],
    [
      'never below its use',
      '# %%\nneed()\n# %%\nimport os',
      '# %%\nfrom abc import ABC\n\nABC\n# %%\nimport os'
    ],
    [
      'once for two uses',
      '# %%\nimport os\nneed()\nneed()',
      '# %%\nimport os\nfrom abc import ABC\nABC\nABC'
    ]
  ])('go %s', async (_, before, after) => {
    const e = await engine(needs('abc', 'ABC'));
    expect(e.fix(parsePercent(before), 'safe').notebook.cells.map(c => c.source)).toEqual(
      parsePercent(after).cells.map(c => c.source)
    );
  });
});
