/** Types that a running kernel held: where they count, and where they must not. */
import { Engine, hashText, parsePercent, type IDiagnostic } from '../../src/core';
import { testParser } from '../../src/testing/parser';
import migration from './index';

const imports = 'import pandas as pd\nimport pickle';
const definition = 'def clean(rows):\n    return rows.dropna()';
const binding = 'table = pickle.load(open("t.pkl", "rb"))';
const frame = 'pandas.core.frame.DataFrame';

/** The finding in a notebook of these cells, all of which ran as they stand, but for `ran`. */
async function find(
  cells: readonly string[],
  types: Readonly<Record<string, string>>,
  ran: Readonly<Record<number, string>> = {}
): Promise<IDiagnostic | undefined> {
  const notebook = parsePercent(cells.map(c => `# %%\n${c}`).join('\n'));
  const observed = Object.fromEntries(
    notebook.cells.map(({ id, source }, i) => [id, { hash: hashText(ran[i] ?? source), types }])
  );
  const engine = new Engine(await testParser(), [migration]);
  const [found] = engine.analyze(notebook, { observed }).diagnostics;
  // Without the kernel nothing of it is known.
  const [certain] = engine.analyze(notebook).diagnostics;
  expect(certain === undefined || certain.applicability === 'safe').toBe(true);
  return found;
}

const written = (found: IDiagnostic | undefined): unknown =>
  found?.fix?.edit.cells.flatMap(c => (c.kind === 'source' ? c.edits.map(e => e.text) : []));

const call = 'clean(table)';

it('writes the type that every call was seen to pass, as a suggestion', async () => {
  const found = await find([imports, definition, binding, call], { table: frame });
  expect(found).toMatchObject({
    applicability: 'suggested',
    message: '`clean` leaves out 2 types that the running kernel shows',
    fix: {
      risks: [
        'What the kernel held in this run says `rows: pd.DataFrame`, `-> pd.DataFrame`; another run may pass other types.'
      ]
    }
  });
  expect(written(found)).toEqual([': pd.DataFrame', ' -> pd.DataFrame']);
});

it('takes a type seen together with one that the notebook makes certain', async () => {
  const cells = [imports, definition, binding, call, 'clean(pd.read_csv("t.csv"))'];
  expect(written(await find(cells, { table: frame }))).toEqual([
    ': pd.DataFrame',
    ' -> pd.DataFrame'
  ]);
  expect(await find(cells, { table: 'builtins.list' })).toBeUndefined();
});

it('counts methods too', async () => {
  const method = 'class Cleaner:\n    def clean(self, rows):\n        return rows.dropna()';
  const found = await find([imports, method, binding, 'Cleaner().clean(table)'], { table: frame });
  expect(written(found)).toEqual([': pd.DataFrame', ' -> pd.DataFrame']);
});

it('tells what was seen from what is certain', async () => {
  const sized = 'def clean(rows):\n    return len(rows)';
  const found = await find([imports, sized, binding, call], { table: frame });
  expect(found).toMatchObject({
    message: '`clean` leaves out 2 types, 1 of them seen in the running kernel',
    fix: { risks: [expect.stringContaining('says `rows: pd.DataFrame`;')] }
  });
  expect(written(found)).toEqual([': pd.DataFrame', ' -> int']);
});

it('names classes of the notebook', async () => {
  const cells = ['import pickle\nclass Row:\n    pass', definition, binding, call];
  expect(written(await find(cells, { table: '__main__.Row' }))).toEqual([': Row']);
  expect(await find(cells, { table: '__main__.make.<locals>.Row' })).toBeUndefined();
});

describe('leaves a place alone', () => {
  it.each<[string, readonly string[], string]>([
    ['bound twice', [imports, definition, binding, call, 'table = other()'], frame],
    ['deleted', [imports, definition, binding, call, 'del table'], frame],
    ['bound in a loop', [imports, definition, `for i in range(2):\n    ${binding}`, call], frame],
    [
      'bound by a function',
      [imports, definition, `def load():\n    global table\n    ${binding}`, call],
      frame
    ],
    ['bound by an import', [imports, definition, 'from data import table', call], frame],
    [
      'rebound by a cell that cannot be read',
      [imports, definition, binding, call, 'table = (:'],
      frame
    ],
    [
      'perhaps rebound by a star import',
      [imports, definition, binding, call, 'from data import *'],
      frame
    ],
    ['of a type that is not imported', ['import pickle', definition, binding, call], frame],
    ['of a type that is not known', [imports, definition, binding, call], 'secretlib.Frame'],
    ['None', [imports, definition, binding, call], 'builtins.NoneType'],
    [
      'an int, which may be a fraction next time',
      [imports, definition, binding, call],
      'builtins.int'
    ],
    [
      'passed beside something unknown',
      [imports, definition, binding, call, 'clean(load()[0])'],
      frame
    ],
    ['a local name', [imports, definition, binding, 'def g(table):\n    clean(table)'], frame]
  ])('that is %s', async (_, cells, type) => {
    expect(await find(cells, { table: type })).toBeUndefined();
  });

  it('whose cell was edited since it ran, or never ran', async () => {
    const cells = [imports, definition, binding, call];
    expect(await find(cells, { table: frame }, { 2: 'table = []' })).toBeUndefined();
    expect(await find(cells, {})).toBeUndefined();
  });
});
