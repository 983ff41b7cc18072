/** The summary for a pull request: complete where it fits, and within GitHub's limit where it does not. */
import type { INotebookReport } from '../../core';
import { longestComment, markdown } from './markdown';
import type { ICheckedFile } from './reporter';

type Diagnostic = INotebookReport['diagnostics'][number];

const place = { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } };

function file(path: string, count: number, message = 'The file `f` is left open'): ICheckedFile {
  const diagnostics = Array.from({ length: count }, (_, i): Diagnostic => ({
    id: `${path}-${i}`,
    migration: 'unmanaged-resource',
    cell: { index: i, id: `c${i}` },
    place: 'source',
    range: place,
    message,
    why: 'It may be lost.',
    applicability: 'safe',
    fix: { title: 'Close it', risks: [], edits: [], environment: [] },
    declined: null
  }));
  return {
    report: {
      path,
      cells: { code: count, blind: [] },
      diagnostics,
      suppressed: [],
      unusedSuppressions: []
    },
    places: diagnostics.map(() => place),
    suppressedPlaces: [],
    details: diagnostics.map(() => ({
      diff: [{ title: 'cell 1', lines: ['-old = 1', '+new = 1'] }],
      replacements: null
    }))
  };
}

describe('the Markdown summary', () => {
  it('has counts, a table by habit and by notebook, and every finding with its diff', () => {
    const text = markdown([file('a.ipynb', 2), file('b.ipynb', 1), file('c.ipynb', 0)]);
    expect(text).toContain('# Anneal: 3 findings in 2 of 3 notebooks');
    expect(text).toContain('| unmanaged-resource | 3 | 3 |');
    expect(text).toContain('| <code>a.ipynb</code> | 2 | 0 |');
    expect(text.split('```diff\n-old = 1\n+new = 1\n```')).toHaveLength(4);
    expect(text).not.toContain('did not fit');
    expect(text).not.toContain('c.ipynb');
  });

  it('says so when there is nothing', () => {
    expect(markdown([file('a.ipynb', 0)])).toContain('# Anneal: No findings in 1 notebook');
  });

  it.each([
    ['many findings', [file('a.ipynb', 2000)]],
    ['many notebooks', Array.from({ length: 3000 }, (_, i) => file(`folder/${i}.ipynb`, 1))],
    ['wide characters', [file('a.ipynb', 900, '😀'.repeat(60))]],
    ['much to escape', [file('a.ipynb', 900, '[*_'.repeat(40))]],
    ['one that is too long by itself', [file('a.ipynb', 3, 'x'.repeat(70000)), file('b.ipynb', 1)]],
    ['many that failed', Array.from({ length: 3000 }, (_, i) => ({ path: `${i}`, reason: 'No.' }))]
  ])('stays within the limit, whole and with a note: %s', (_, files) => {
    const text = markdown(files);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(longestComment);
    expect(text).toMatch(/\d+ entr(y|ies) of this summary did not fit/);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
    expect(text.split('```')).toHaveLength(text.split('```diff').length * 2 - 1);
  });

  it('uses most of the room it has', () => {
    expect(Buffer.byteLength(markdown([file('a.ipynb', 2000)]))).toBeGreaterThan(64000);
  });
});
