/** Tests of the package's functions on calls that a run of the notebook recorded: one file a module, and one for long values. */
import { compareMembers, printImportBlock, type IImportStatement } from '../print/importBlock';
import type { IPackageFile } from '../plan';
import { comparisonOf, hasNan, partsOf, toleranceOf } from './recordedComparison';
import { LiteralPrinter } from './recordedLiteral';
import { printedTest, type ITestCase } from './recordedTest';
import type {
  IRecordableFunction,
  IRecordedFunction,
  IRecording,
  RecordedValue
} from './recording';

/** What became of a function of the package. */
export interface IRecordedOutcome {
  readonly name: string;
  readonly module: string;
  /** 0-based. */
  readonly cell: number;
  /** How many calls the tests hold. */
  readonly cases: number;
  /** Why there are none; null when there are. */
  readonly reason: string | null;
}

export interface IRecordedTests {
  /** Not formatted yet. */
  readonly files: readonly IPackageFile[];
  readonly outcomes: readonly IRecordedOutcome[];
}

interface ITested {
  readonly callable: IRecordableFunction;
  readonly cases: readonly ITestCase[];
  /** What is compared by a function in the test file. */
  readonly nested: readonly RecordedValue[];
  readonly text: string;
}

const tooLarge = 'its values are too large to be read in a test';

/** @param taken paths of the other files of the package */
export function printRecordedTests(
  functions: readonly IRecordableFunction[],
  recording: IRecording,
  taken: ReadonlySet<string>
): IRecordedTests {
  const byName = new Map(recording.functions.map(f => [`${f.module}.${f.name}`, f]));
  const printer = new LiteralPrinter();
  const files: IPackageFile[] = [];
  const outcomes: IRecordedOutcome[] = [];
  for (const module of new Set(functions.map(f => f.module))) {
    const tested: ITested[] = [];
    for (const callable of functions.filter(f => f.module === module)) {
      const recorded = byName.get(`${module}.${callable.name}`);
      const isMute = recorded?.cases.every(c => c.expected.k === 'none') ?? false;
      const isTested = callable.reason === null && recorded !== undefined && !isMute;
      const test = isTested ? testOf(callable, recorded, printer) : null;
      if (test) {
        tested.push(test);
      }
      outcomes.push({
        name: callable.name,
        module,
        cell: callable.cell,
        cases: test?.cases.length ?? 0,
        reason: test ? null : (callable.reason ?? recorded?.reason ?? whyNone(recorded, isMute))
      });
    }
    if (tested.length) {
      const short = module.slice(module.indexOf('.') + 1);
      const wanted = `tests/test_${short}.py`;
      const path = taken.has(wanted) ? `tests/test_${short}_functions.py` : wanted;
      files.push({ path, text: moduleText(module, tested) });
    }
  }
  // A call may be dropped for another of its values.
  const stored = [...printer.stored].filter(([name]) =>
    files.some(f => f.text.includes(`RECORDED["${name}"]`))
  );
  if (stored.length) {
    files.push({ path: storePath, text: storeText(stored) });
  }
  return { files, outcomes };
}

function whyNone(recorded: IRecordedFunction | undefined, isMute: boolean): string {
  return !recorded?.cases.length
    ? 'the run never called it'
    : isMute
      ? 'it gave None each time, so there is nothing to compare'
      : tooLarge;
}

const storePath = 'tests/recorded.json';

function testOf(
  callable: IRecordableFunction,
  recorded: IRecordedFunction,
  printer: LiteralPrinter
): ITested | null {
  const defaults = new Map(recorded.defaults.map(([name, value]) => [name, JSON.stringify(value)]));
  const all = recorded.cases.map(c => ({ given: new Map(c.arguments), expected: c.expected }));
  const hasList = (name: string): boolean =>
    all.some(c => {
      const value = c.given.get(name);
      return (
        value !== undefined && 'items' in value && value.k !== 'array' && value.items.length > 0
      );
    });
  const takesMore = callable.parameters.some(p => p.kind === 'list' && hasList(p.name));
  const shown = callable.parameters.filter(p => {
    if (p.kind === 'list' || p.kind === 'dictionary') {
      return hasList(p.name);
    }
    const isFixed = p.kind === 'positional' || (p.kind === 'ordinary' && takesMore);
    const usual = defaults.get(p.name);
    return isFixed || !all.every(c => usual === JSON.stringify(c.given.get(p.name)));
  });
  const short = callable.module.slice(callable.module.indexOf('.') + 1);
  const cases: ITestCase[] = [];
  const values: RecordedValue[] = [];
  const comparison = comparisonOf(all.map(c => c.expected));
  all.forEach((c, at) => {
    const key = (part: string): string => `${short}.${callable.name}.${at + 1}.${part}`;
    const given = shown.map(p => printer.print(c.given.get(p.name) ?? { k: 'none' }, key(p.name)));
    const wanted = comparison === 'close' ? c.expected : plainNumber(c.expected);
    const expected = printer.print(wanted, key('expected'));
    if (expected !== null && given.every(g => g !== null)) {
      cases.push({ given, expected });
      values.push(c.expected);
    }
  });
  if (!cases.length) {
    return null;
  }
  const text = printedTest({
    name: callable.name,
    called: calledName(callable.name),
    parameters: callable.parameters.map(p => ({ ...p, isShown: shown.includes(p) })),
    cases,
    comparison,
    tolerance: toleranceOf(values),
    hasNan: hasNan(values),
    hasFractions: values.flatMap(partsOf).some(p => p.k === 'array' && p.dtype.startsWith('float'))
  });
  return { callable, cases, nested: comparison === 'close' ? values : [], text };
}

/** A number of numpy is compared like one of Python; a truth value of numpy stays one, since it is no `True`. */
function plainNumber(value: RecordedValue): RecordedValue {
  return value.k === 'number' && value.v.k !== 'bool' ? value.v : value;
}

/** pytest would collect a function that is called `test_…`. */
function calledName(name: string): string {
  return /^test|^(?:np|pd|pytest|json|Path|RECORDED|assert_close)$/.test(name)
    ? `recorded_${name}`
    : name;
}

function moduleText(module: string, tested: readonly ITested[]): string {
  const body = tested.map(t => t.text).join('\n\n\n');
  const names = tested
    .map(t => t.callable.name)
    .sort(compareMembers)
    .map(n => (calledName(n) === n ? n : `${n} as ${calledName(n)}`));
  const isClose = body.includes('assert_close(');
  const parts = isClose ? tested.flatMap(t => t.nested.flatMap(partsOf)) : [];
  const helper = isClose ? closeHelper(parts) : '';
  const code = `${helper}\n${body}`;
  const uses = (word: string): boolean => new RegExp(`(?<![\\w.])${word}\\b`).test(code);
  const imports: IImportStatement[] = [];
  if (uses('RECORDED')) {
    imports.push({ module: 'json', names: null });
    imports.push({ module: 'pathlib', names: [{ name: 'Path', alias: null }] });
  }
  for (const [library, alias] of [
    ['numpy', 'np'],
    ['pandas', 'pd']
  ]) {
    if (uses(`${alias}\\.`)) {
      imports.push({ module: library, names: null, alias });
    }
  }
  if (uses('pytest\\.')) {
    imports.push({ module: 'pytest', names: null });
  }
  const lines = [
    `"""What the functions of ${module} gave when the notebook ran."""`,
    imports.length ? printImportBlock(imports) : '',
    names.some(n => n.includes(' as '))
      ? names.map(n => `from ${module} import ${n}`).join('\n')
      : `from ${module} import ${names.join(', ')}`,
    uses('RECORDED')
      ? '# Values that are too long to be read here.\nRECORDED = json.loads(Path(__file__).with_name("recorded.json").read_text(encoding="utf-8"))'
      : '',
    helper,
    body
  ];
  return `${lines.filter(l => l !== '').join('\n\n')}\n`;
}

/** Compares nested values; only the kinds of values that the file holds are named. */
function closeHelper(parts: readonly RecordedValue[]): string {
  const kinds = new Set(parts.map(p => p.k));
  const { relative, absolute } = toleranceOf(parts);
  const bounds = `rel=${relative}${absolute ? `, abs=${absolute}` : ''}`;
  const numpy = `rtol=${relative}, atol=${absolute ?? '1e-12'}`;
  const branches: string[] = [];
  const branch = (test: string, ...lines: readonly string[]): void => {
    branches.push(
      `    ${branches.length ? 'elif' : 'if'} ${test}:`,
      ...lines.map(l => `        ${l}`)
    );
  };
  if (kinds.has('dict')) {
    branch(
      'isinstance(expected, dict)',
      'assert actual.keys() == expected.keys()',
      'for key, value in expected.items():',
      '    assert_close(actual[key], value)'
    );
  }
  if (kinds.has('list') || kinds.has('tuple')) {
    branch(
      'isinstance(expected, (list, tuple))',
      'assert len(actual) == len(expected)',
      'for one, other in zip(actual, expected):',
      '    assert_close(one, other)'
    );
  }
  if (kinds.has('array')) {
    branch(
      'isinstance(expected, np.ndarray) and expected.dtype.kind == "f"',
      'assert (actual.dtype, actual.shape) == (expected.dtype, expected.shape)',
      `np.testing.assert_allclose(actual, expected, ${numpy})`
    );
    branch(
      'isinstance(expected, np.ndarray)',
      'assert actual.dtype == expected.dtype',
      'np.testing.assert_array_equal(actual, expected)'
    );
  }
  for (const [kind, type, check] of [
    ['series', 'Series', 'assert_series_equal'],
    ['frame', 'DataFrame', 'assert_frame_equal']
  ] as const) {
    if (kinds.has(kind)) {
      branch(`isinstance(expected, pd.${type})`, `pd.testing.${check}(actual, expected, ${numpy})`);
    }
  }
  branch(
    'isinstance(expected, float)',
    `assert actual == pytest.approx(expected, ${bounds}, nan_ok=True)`
  );
  return [
    'def assert_close(actual, expected):',
    '    """Compare nested values: fractions with a tolerance, all else exactly."""',
    '    assert type(actual) is type(expected)',
    ...branches,
    '    else:',
    '        assert actual == expected'
  ].join('\n');
}

function storeText(stored: readonly (readonly [string, string])[]): string {
  const lines = stored.map(([name, json]) => `  ${JSON.stringify(name)}: ${json}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Texts within a value, for whoever looks for secrets. */
export function textsOf(value: RecordedValue): string[] {
  return partsOf(value).flatMap(p =>
    p.k === 'str' ? [p.v] : p.k === 'int' || p.k === 'float' ? [p.v] : []
  );
}
