/** Which functions a run may record, how values become literals, and what is never printed. */
import { Engine, parsePercent, planExport } from '../..';
import { catalogue } from '../../../../migrations';
import { testParser } from '../../../testing/parser';
import { comparisonOf } from './recordedComparison';
import { LiteralPrinter } from './recordedLiteral';
import { printRecordedTests } from './printRecorded';
import { withoutSecrets } from './recordedSecrets';
import { recordingSchema, type IRecordableFunction, type RecordedValue } from './recording';

let engine: Engine;
beforeAll(async () => {
  engine = new Engine(await testParser(), catalogue);
});

function functions(source: string): readonly IRecordableFunction[] {
  const model = engine.model(parsePercent(`# %%\n${source}\n`));
  return planExport(model, { notebookName: 'study' }).functions;
}

it.each([
  ['def f(a, b=2):\n    c = a + b\n    c += 1\n    return [c]', null],
  ['import numpy as np\ndef f(a):\n    b = np.array(a)\n    b[0] = 1\n    return b', null],
  ['import functools\n@functools.lru_cache\ndef f(n):\n    return n', null],
  ['RATE = 2\ndef f(a):\n    return a * RATE', null],
  ['import statsmodels.api as sm\ndef f(x, y):\n    return sm.OLS(y, x).fit().params', null],
  ['def f(a):\n    a.append(1)', 'it changes `a` in place'],
  ['def f(df):\n    df["x"] = 1\n    return df', 'it changes `df` in place'],
  ['import random\ndef f(n):\n    return n * random.random()', 'it draws random numbers'],
  [
    'from numpy.random import default_rng as g\ndef f(n):\n    return g(n)',
    'it draws random numbers'
  ],
  ['from datetime import datetime as d\ndef f(n):\n    return d.now()', 'it asks for the time'],
  ['def f(n):\n    print(n)', 'it shows something'],
  ['def f(n):\n    return open(n)', 'it works with files'],
  ['def f(df):\n    df.to_csv("a.csv")', 'it works with files'],
  ['import os\ndef f(n):\n    return os.environ[n]', 'it reads the environment'],
  ['def f(n):\n    yield n', 'it gives a generator'],
  ['async def f(n):\n    return n', 'it is a coroutine'],
  ['def g(n):\n    print(n)\ndef f(n):\n    return g(n)', 'through `g`, it shows something'],
  [
    'from numba import njit\n@njit\ndef f(n):\n    return n',
    'its decorator `njit` may change what it does'
  ],
  [
    'n = 0\ndef f(a):\n    global n\n    n += a\n    return n',
    'it uses `n`, which may change while the notebook runs'
  ],
  ['x = [1]\nx.append(2)\ndef f(a):\n    return a in x', 'it is part of the step `run_notebook()`']
])('%s', (source, reason) => {
  expect(functions(source).find(f => f.name === 'f')).toMatchObject({ reason });
});

it('tells how each parameter is given', () => {
  const [f] = functions('def f(a, /, b: int, c=1, *more, d, **rest):\n    return a');
  expect(f.parameters.map(p => `${p.name} ${p.kind}`)).toEqual([
    'a positional',
    'b ordinary',
    'c ordinary',
    'more list',
    'd keyword',
    'rest dictionary'
  ]);
});

const int = (v: string): RecordedValue => ({ k: 'int', v });
const float = (v: string): RecordedValue => ({ k: 'float', v });
const text = (v: string): RecordedValue => ({ k: 'str', v });
const list = (...items: RecordedValue[]): RecordedValue => ({ k: 'list', items });

it.each([
  [float('nan'), 'float("nan")'],
  [{ k: 'tuple', items: [int('1')] }, '(1,)'],
  [{ k: 'set', items: [] }, 'set()'],
  [{ k: 'frozenset', items: [text('a"\n')] }, 'frozenset({"a\\"\\n"})'],
  [{ k: 'dict', items: [[text('a'), list(int('1'))]] }, '{"a": [1]}'],
  [{ k: 'range', items: [int('0'), int('4'), int('1')] }, 'range(0, 4)'],
  [{ k: 'number', dtype: 'bool', v: { k: 'bool', v: true } }, 'np.bool_(True)'],
  [
    {
      k: 'array',
      dtype: 'float32',
      shape: [2],
      inferred: false,
      items: list(float('-inf'), float('0.1'))
    },
    'np.array([-np.inf, 0.1], dtype="float32")'
  ],
  [
    { k: 'array', dtype: 'int64', shape: [0, 2], inferred: false, items: list() },
    'np.empty((0, 2), dtype="int64")'
  ]
] as const)('%j is printed as %s', (value, expected) => {
  expect(new LiteralPrinter().print(value as RecordedValue, 'x')).toBe(expected);
});

it('a long list stands in the file beside the tests; what JSON cannot hold is not written at all', () => {
  const printer = new LiteralPrinter();
  const long = Array.from({ length: 100 }, (_, i) => float(i === 3 ? 'nan' : `${i}.5`));
  expect(printer.print(list(...long), 'a.b')).toBe('RECORDED["a.b"]');
  expect(printer.stored.get('a.b')).toContain('[0.5, 1.5, 2.5, NaN, 4.5,');
  expect(printer.print({ k: 'set', items: long }, 'c')).toBeNull();
  expect([...printer.stored.keys()]).toEqual(['a.b']);
});

it.each([
  [[int('1'), text('a')], 'exact'],
  [[{ k: 'bool', v: true }, { k: 'none' }], 'identity'],
  [[float('1.0'), int('2')], 'approx'],
  [[list(float('1.0')), list()], 'approx'],
  [[list(list(float('1.0')))], 'close'],
  [[float('1.0'), text('a')], 'close']
] as const)('%j is compared as %s', (values, expected) => {
  expect(comparisonOf(values as readonly RecordedValue[])).toBe(expected);
});

it('calls are written as a person would, and names mean one thing each', () => {
  const found = functions('def test_it(np, expected=1, *more, key=None):\n    return np');
  const name = { name: 'test_it', module: found[0].module };
  const call = (np: string, more: readonly RecordedValue[], key: RecordedValue) => ({
    arguments: [
      ['np', int(np)],
      ['expected', int('1')],
      ['more', { k: 'tuple', items: more }],
      ['key', key]
    ],
    expected: int(np)
  });
  const recording = recordingSchema.parse({
    functions: [
      {
        ...name,
        cases: [call('1', [], { k: 'none' }), call('2', [], text('k'))],
        defaults: [['expected', int('1')]],
        reason: null
      }
    ],
    stopped: null
  });
  const taken = new Set(['tests/test_pipeline.py', 'tests/test_utils.py']);
  const [{ path, text: file }] = printRecordedTests(found, recording, taken).files;
  expect(path).toMatch(/^tests\/test_\w+_functions\.py$/);
  expect(file).toContain('import test_it as recorded_test_it');
  expect(file).toContain('("np_value", "key", "expected")');
  expect(file).toContain('assert recorded_test_it(np_value, key=key) == expected');
});

it('a function that gave nothing is not tested: such a test could not fail', () => {
  const found = functions('def f(n):\n    pass');
  const cases = ['1', '2'].map(n => ({ arguments: [['n', int(n)]], expected: { k: 'none' } }));
  const recording = recordingSchema.parse({
    functions: [{ name: 'f', module: found[0].module, cases, defaults: [], reason: null }],
    stopped: null
  });
  const { files, outcomes } = printRecordedTests(found, recording, new Set());
  expect(files).toEqual([]);
  expect(outcomes.map(o => o.reason)).toEqual([
    'it gave None each time, so there is nothing to compare'
  ]);
});

it('a text is a secret by the name that the function gives it, or when the notebook says so', () => {
  const recorded = (name: string, value: string) => ({
    name,
    module: 'study.m',
    cases: [{ arguments: [[name, text(value)]], expected: int('1') }],
    defaults: [],
    reason: null
  });
  const recording = recordingSchema.parse({
    functions: [
      recorded('password', 'Tr0ub4dor&3xyz'),
      recorded('word', 'harbour'),
      recorded('place', 'at the known-one')
    ],
    stopped: { cell: 1, because: 'ValueError: known-one' }
  });
  const kept = withoutSecrets(engine, recording, ['known-one']);
  expect(kept.functions.map(f => [f.name, f.cases.length, f.reason])).toEqual([
    ['password', 0, 'a value looks like a secret'],
    ['word', 1, null],
    ['place', 0, 'a value looks like a secret']
  ]);
  expect(kept.stopped?.because).not.toContain('known-one');
});
