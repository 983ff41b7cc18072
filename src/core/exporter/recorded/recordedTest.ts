/** One test function: a plain call where there is one case, a table of cases where there are more. */
import { pythonString } from '../print/pythonString';
import type { Comparison, ITolerance } from './recordedComparison';
import type { IParameter } from './recording';

/** Python expressions of the arguments that are written, and of what came out. */
export interface ITestCase {
  readonly given: readonly (string | null)[];
  readonly expected: string;
}

export interface IPrintedTest {
  readonly name: string;
  /** What the test file calls the function. */
  readonly called: string;
  readonly parameters: readonly (IParameter & { readonly isShown: boolean })[];
  readonly cases: readonly ITestCase[];
  readonly comparison: Comparison;
  readonly tolerance: ITolerance;
  readonly hasNan: boolean;
  /** An array of fractions is among the results. */
  readonly hasFractions: boolean;
}

/** Names that mean something else in a test file, or to pytest. */
const reserved = new Set([
  'expected',
  'actual',
  'request',
  'pytest',
  'np',
  'pd',
  'json',
  'Path',
  'RECORDED',
  'assert_close'
]);

export function printedTest(test: IPrintedTest): string {
  const shown = test.parameters.filter(p => p.isShown);
  if (test.cases.length === 1) {
    const [{ given, expected }] = test.cases;
    return [
      `def test_${test.name}():`,
      ...comparing(test, callOf(test, given.map(String)), expected)
    ].join('\n');
  }
  const taken = new Set([...reserved, test.called, ...shown.map(p => p.name)]);
  const columns = shown.map(p => {
    let name = p.name;
    if (reserved.has(name) || name === test.called) {
      while (taken.has(name)) {
        name += '_value';
      }
      taken.add(name);
    }
    return name;
  });
  const names = [...columns, 'expected'];
  const rows = test.cases.map(c =>
    shown.length ? `        (${[...c.given, c.expected].join(', ')}),` : `        ${c.expected},`
  );
  const head = shown.length ? `(${names.map(pythonString).join(', ')})` : pythonString('expected');
  return [
    '@pytest.mark.parametrize(',
    `    ${head},`,
    '    [',
    ...rows,
    '    ],',
    ')',
    `def test_${test.name}(${names.join(', ')}):`,
    ...comparing(test, callOf(test, columns), 'expected')
  ].join('\n');
}

/** The call as a person would write it: by position as long as nothing is left out, then by name. */
function callOf(test: IPrintedTest, values: readonly string[]): string {
  const written: string[] = [];
  let isByName = false;
  let at = 0;
  for (const parameter of test.parameters) {
    if (!parameter.isShown) {
      isByName ||= parameter.kind === 'ordinary';
      continue;
    }
    const value = values[at++];
    if (parameter.kind === 'list') {
      written.push(`*${value}`);
    } else if (parameter.kind === 'dictionary') {
      written.push(`**${value}`);
    } else if (parameter.kind === 'keyword' || isByName) {
      written.push(`${parameter.name}=${value}`);
    } else {
      written.push(value);
    }
  }
  return `${test.called}(${written.join(', ')})`;
}

function comparing(test: IPrintedTest, call: string, expected: string): string[] {
  const { relative, absolute } = test.tolerance;
  const bounds = `rtol=${relative}, atol=${absolute ?? '1e-12'}`;
  const wanted = expected === 'expected' ? [] : [`    expected = ${expected}`];
  switch (test.comparison) {
    case 'identity':
      return [`    assert ${call} is ${expected}`];
    case 'exact':
      return [`    assert ${call} == ${expected}`];
    case 'approx': {
      const more = `${absolute ? `, abs=${absolute}` : ''}${test.hasNan ? ', nan_ok=True' : ''}`;
      return [`    assert ${call} == pytest.approx(${expected}, rel=${relative}${more})`];
    }
    case 'array':
      return [
        `    actual = ${call}`,
        ...wanted,
        '    assert (actual.dtype, actual.shape) == (expected.dtype, expected.shape)',
        test.hasFractions
          ? `    np.testing.assert_allclose(actual, expected, ${bounds})`
          : '    np.testing.assert_array_equal(actual, expected)'
      ];
    case 'series':
    case 'frame':
      return [
        ...wanted,
        `    pd.testing.assert_${test.comparison}_equal(${call}, expected, ${bounds})`
      ];
    case 'close':
      return [`    assert_close(${call}, ${expected})`];
  }
}
