/** What keeps a finding from being shown, what is said about it, and how the comment for it is written. */
import {
  allowEdit,
  applyEdit,
  defineMigration,
  Engine,
  parsePercent,
  redact,
  type IAnalyzeOptions,
  type ICell,
  type INotebook
} from '..';
import { testParser } from '../../testing/parser';

const base = {
  title: '',
  summary: '',
  group: 'Memory',
  tier: 'normal',
  applicability: 'manual',
  since: '0.1.0',
  sources: [],
  why: 'Because.'
} as const;

/** Finds the word BAD in every cell, wherever it stands. */
const bad = defineMigration<null>({
  ...base,
  name: 'bad-word',
  *detect({ model }) {
    for (const cell of model.notebook.cells) {
      for (const found of cell.source.matchAll(/\bBAD\b/g)) {
        const range = { start: found.index, end: found.index + 3 };
        yield { at: { cell, place: 'source', range }, data: null };
      }
      if (cell.outputs.length) {
        yield { at: { cell, place: 'output' }, data: null };
      }
    }
  },
  message: () => 'A bad word'
});
const other = defineMigration<null>({
  ...base,
  name: 'other-word',
  *detect() {},
  message: () => ''
});

const engine = async (): Promise<Engine> => new Engine(await testParser(), [bad, other]);

function withTags(notebook: INotebook, ...tags: string[]): INotebook {
  return { ...notebook, cells: notebook.cells.map(c => ({ ...c, metadata: { tags } })) };
}

async function shown(notebook: INotebook, options?: IAnalyzeOptions): Promise<number[]> {
  const { diagnostics } = (await engine()).analyze(notebook, options);
  return diagnostics.map(d => d.range.start.line);
}

describe('a suppression', () => {
  it.each([
    ['on the line', 'x = 0\nBAD = 1  # anneal: allow bad-word (fine)', []],
    ['on the line above', 'x = 0\n# anneal: allow bad-word (fine)\nBAD = 1\nBAD', [4]],
    ['among others', 'x = 0\nBAD = 1  # anneal: allow other-word, bad-word', []],
    ['for the whole cell', '# anneal: allow bad-word\n\nx = 0\nBAD = 1', []],
    ['below a cell magic', '%%time\n# anneal: allow bad-word\nx = 0\nBAD = 1', []],
    [
      'that ends a line of code speaks for that line only',
      'x = 0  # anneal: allow bad-word\nBAD',
      [2]
    ],
    ['at the end of the first line is not for the cell', 'BAD  # anneal: allow bad-word\nBAD', [2]],
    ['of another habit', 'x = 0\nBAD = 1  # anneal: allow other-word', [2]],
    ['two lines above', 'x = 0\n# anneal: allow bad-word\n\nBAD', [4]]
  ])('%s', async (_, source, lines) => {
    expect(await shown(parsePercent(`# %%\ny = 0\n\n# %%\n${source}`))).toEqual(lines);
  });

  it('by a tag is for the cell, its outputs too', async () => {
    const notebook = parsePercent('# %%\nx = 0\nBAD = 1');
    const cells = notebook.cells.map(c => ({ ...c, outputs: [{ output_type: 'stream' }] }));
    const ready = withTags({ ...notebook, cells: cells as ICell[] }, 'anneal-allow-bad-word');
    expect(await shown(ready)).toEqual([]);
    const { suppressed } = (await engine()).analyze(ready);
    expect(suppressed.map(d => [d.place, d.suppression])).toEqual([
      ['output', { kind: 'tag', reason: null }],
      ['source', { kind: 'tag', reason: null }]
    ]);
  });

  it('of one line does not speak for the outputs of the cell', async () => {
    const notebook = parsePercent('# %%\nx = 0\nBAD = 1  # anneal: allow bad-word');
    const cells = notebook.cells.map(c => ({ ...c, outputs: [{ output_type: 'stream' }] }));
    const { diagnostics } = (await engine()).analyze({ ...notebook, cells: cells as ICell[] });
    expect(diagnostics.map(d => d.place)).toEqual(['output']);
  });

  it('in Markdown is a comment that is not drawn', async () => {
    const text = '# %% [markdown]\n# <!-- anneal: allow bad-word (a quote) -->\n# some BAD text';
    expect(await shown(parsePercent(text))).toEqual([]);
  });

  it('for the notebook stands in its first code cell', async () => {
    const first = '# anneal: allow-file bad-word (all of it)\nx = 0';
    expect(await shown(parsePercent(`# %%\n${first}\n\n# %%\nBAD = 1`))).toEqual([]);
    expect(await shown(parsePercent(`# %%\ny = 0\n\n# %%\n${first}\nBAD = 1`))).toEqual([3]);
  });

  it('keeps what a person said, brackets too', async () => {
    const notebook = parsePercent('# %%\nx = 0\nBAD  # anneal: allow bad-word (see f(x) there)');
    const [d] = (await engine()).analyze(notebook).suppressed;
    expect(d.suppression).toEqual({ kind: 'comment', reason: 'see f(x) there' });
    expect(d.fix).toBeNull();
  });

  it('of the project is for the files that it names', async () => {
    const allowed = [{ migrations: ['bad-word'], reason: 'drafts' }];
    const { diagnostics, suppressed } = (await engine()).analyze(parsePercent('BAD'), { allowed });
    expect(diagnostics).toEqual([]);
    expect(suppressed[0].suppression).toEqual({ kind: 'file-rule', reason: 'drafts' });
    expect(await shown(parsePercent('BAD'), { allowed, isUnsuppressed: true })).toEqual([1]);
  });

  it('holds from the next check on, whatever the engine remembers', async () => {
    const e = await engine();
    const plain = parsePercent('# %%\ny = 0\n\n# %%\nx = 0\nBAD = 1');
    const count = (notebook: INotebook, options?: IAnalyzeOptions): [number, number] => {
      const { diagnostics, suppressed } = e.analyze(notebook, options);
      return [diagnostics.length, suppressed.length];
    };
    const first = (source: string): INotebook => ({
      ...plain,
      cells: plain.cells.map(c => (c.index === 0 ? { ...c, source } : c))
    });
    expect(count(plain)).toEqual([1, 0]);
    expect(count(withTags(plain, 'anneal-allow-bad-word'))).toEqual([0, 1]);
    expect(count(withTags(plain))).toEqual([1, 0]);
    expect(count(first('# anneal: allow-file bad-word (all)'))).toEqual([0, 1]);
    expect(count(plain)).toEqual([1, 0]);
    const allowed = [{ migrations: ['bad-word'], reason: 'drafts' }];
    expect(count(plain, { allowed })).toEqual([0, 1]);
    expect(count(plain, { allowed, isUnsuppressed: true })).toEqual([1, 0]);
    expect(count(plain, { severity: { 'bad-word': 'off' } })).toEqual([0, 0]);
    const [loud] = e.analyze(plain, { severity: { 'bad-word': 'act-now' } }).diagnostics;
    expect([loud.tier, e.analyze(plain).diagnostics[0].tier]).toEqual(['act-now', 'normal']);
  });

  it('that is of no use is listed, but not for habits that did not run', async () => {
    const notebook = withTags(
      parsePercent('# %%\nx = 0  # anneal: allow bad-word\ny = 1  # anneal: allow bad-wrod'),
      'anneal-allow-other-word',
      'unrelated'
    );
    const { unusedSuppressions } = (await engine()).analyze(notebook);
    expect(unusedSuppressions.map(u => [u.migration, u.isKnown, u.line])).toEqual([
      ['bad-word', true, 1],
      ['bad-wrod', false, 2],
      ['other-word', true, null]
    ]);
    const some = (await engine()).analyze(notebook, { ignore: ['bad-word'] }).unusedSuppressions;
    expect(some.map(u => u.migration)).toEqual(['bad-wrod', 'other-word']);
  });
});

describe('the comment that allows a finding', () => {
  async function allowed(source: string, which = 0): Promise<string> {
    const e = await engine();
    const notebook = parsePercent(`# %%\n${source}`);
    const before = e.analyze(notebook).diagnostics;
    const result = allowEdit(e, notebook, before[which], 'it is\n right ');
    if (!result.ok) {
      return result.reason;
    }
    const after = applyEdit(notebook, result.edit);
    if (!after.ok) {
      throw new Error(after.reason);
    }
    const then = e.analyze(after.notebook);
    expect(then.suppressed.map(d => d.id)).toContain(before[which].id);
    expect(then.unusedSuppressions).toEqual([]);
    return after.notebook.cells[0].source;
  }

  it.each([
    ['above the line', 'x = 0\nif x:\n    BAD = 1', 'x = 0\nif x:\n    # C\n    BAD = 1'],
    ['at the end of the first line', 'BAD = 1\nx = 2', 'BAD = 1  # C\nx = 2'],
    ['above a line in brackets', 'f = [\n  1,\n  BAD,\n]', 'f = [\n  1,\n  # C\n  BAD,\n]'],
    ['after a backslash it cannot stand above', 'x = 0 + \\\n  BAD', 'x = 0 + \\\n  BAD  # C'],
    ['within a text it speaks for the cell', 'x = """\na BAD\nb"""', '# C\nx = """\na BAD\nb"""'],
    ['of a magic on the first line', '%env K=BAD\nx = 1', '# C\n%env K=BAD\nx = 1'],
    ['below a cell magic', '%%time\nx = """\na BAD\nb"""', '%%time\n# C\nx = """\na BAD\nb"""'],
    ['in a shell cell', '%%bash\necho BAD', '%%bash\n# C\necho BAD']
  ])('%s', async (_, source, expected) => {
    const comment = 'anneal: allow bad-word (it is right)';
    expect(await allowed(source)).toBe(expected.replace('C', comment));
  });

  it('says what to do where no comment can stand', async () => {
    for (const source of ['%%html\n<b>BAD</b>', 'if BAD']) {
      expect(await allowed(source)).toBe(
        'No comment can stand in this cell: give it the tag `anneal-allow-bad-word` instead.'
      );
    }
  });

  it('needs a reason', async () => {
    const e = await engine();
    const notebook = parsePercent('# %%\nBAD');
    const [d] = e.analyze(notebook).diagnostics;
    expect(allowEdit(e, notebook, d, '  ')).toEqual({ ok: false, reason: 'Give a reason.' });
  });

  it('is hidden where it would show a secret', async () => {
    const secretive = defineMigration<null>({
      ...base,
      name: 'secretive',
      *detect() {},
      message: () => '',
      secrets: () => ['hunter2']
    });
    const e = new Engine(await testParser(), [bad, secretive]);
    const [d] = e.analyze(
      parsePercent('x = 0\nBAD  # anneal: allow bad-word (hunter2)')
    ).suppressed;
    expect(d.suppression.reason).toBe(redact('hunter2', ['hunter2']));
  });
});
