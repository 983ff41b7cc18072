/**
 * The masker against IPython itself: random cells composed of Python and magics go through IPython's
 * TransformerManager (in `transformerOracle.py`) and through `maskMagics`; both must find the same magics on the same
 * lines, and what IPython can compile must compile (CPython) and parse (tree-sitter) masked.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as fc from 'fast-check';
import { Language, Parser } from 'web-tree-sitter';
import { type IMaskedCell, maskMagics } from './magics';

interface IAnswer {
  readonly error?: string;
  readonly magics: [number, string][];
  readonly compiles: boolean;
  readonly mask_compiles: boolean;
}

const ROOT = resolve(__dirname, '../../..');
const PYTHON =
  ['.venv/bin/python', '.venv/Scripts/python.exe']
    .map(path => resolve(ROOT, path))
    .find(existsSync) ?? 'python3';

function ask(cells: readonly { source: string; mask: string }[]): IAnswer[] {
  const out = execFileSync(PYTHON, [resolve(__dirname, 'transformerOracle.py')], {
    input: JSON.stringify(cells),
    encoding: 'utf8',
    maxBuffer: 1 << 28
  });
  return JSON.parse(out) as IAnswer[];
}

function kinds(masked: IMaskedCell): [number, string][] {
  return masked.magics
    .filter(magic => magic.automagic !== true && magic.nested !== true)
    .map(magic => [
      magic.line,
      magic.kind === 'line' || magic.kind === 'shell' ? 'escape' : magic.kind
    ]);
}

/** `?x` is an escape to IPython and help to us. */
function normal(found: readonly [number, string][]): string[] {
  return found.map(([line, kind]) => `${line} ${kind === 'escape' ? 'help' : kind}`);
}

const STATEMENTS = [
  'x = 1',
  'y = x % 3',
  'print("100%", x)',
  "s = '!ls'",
  's = """\n%time x\n!ls\nx?\n"""',
  "s = '''a\n  %m'''",
  'f(a,\n  %m\n)'.replace('%m', 'b'),
  'z = (x\n  % 2\n)',
  'z = x \\\n  % 2',
  'z = [1,\n!2]'.replace('!', ''),
  'w = {"a": 1,\n     "b": 2}',
  '# a comment? %m',
  'x = 1  # really?',
  'd["k"] = 5',
  'a, b = 1, 2',
  'f"{x!r:>{y}} %d"',
  'f"{x:%Y}"',
  "rb'\\''",
  'assert x != 1',
  'x //= 2',
  'x %= 2',
  'lambda q=1: q',
  'é = "ü?"',
  'print(f"{d[\'a\']}?")',
  'x = """a"""; y = 2',
  'del x',
  'x = "a\\\n  %b"',
  'x: int = 3',
  'await g(x)',
  '',
  '   ',
  'x = 5 \\\n  + 2',
  'g(a=1, *b)',
  'x == 1',
  'pass;',
  '"a" "%m"',
  "'it\\'s'",
  "'''%'''",
  '\t',
  'f(\n\n# c?\n\n)',
  'f"""{x}\n%m {y}\n"""',
  'x = y = 1',
  'return_ = not x',
  '@dec\ndef f(): pass'
];
const MAGICS = [
  '%matplotlib inline',
  '%time f(x)',
  '%time y = f(x)',
  '%time for i in x: f(i)',
  '%timeit -n 10 f(x)',
  '%timeit y = 1',
  '!ls',
  '!pip install {x} $y',
  '!!ls',
  '!ls \\\n  -la',
  '!echo (',
  "!echo don't",
  'x = !ls',
  'a, b = !ls {x}',
  'x = %env HOME',
  't = %timeit -o f(x)',
  'x = \\\n  !ls',
  'd["a"] = !ls',
  'x: int = %m',
  'x?',
  'x.y??',
  '?x',
  '??x',
  'np.*load*?',
  '%time?',
  '%%time?',
  'x = a?',
  '%%time',
  '%%bash',
  '/f a b',
  ',f a b',
  ';f a b',
  '%m a\\\nb',
  '%',
  '!',
  '?',
  '% foo',
  'x[0]?',
  '%run a.py --b={c}',
  '%cd ..',
  '!!',
  'x = !!ls',
  'x =!ls',
  '%pip install a',
  '%store -r x',
  '%time x = !ls',
  '%prun -l 3 f(x)',
  '%lprun -f f f(x)',
  '!ls # c',
  '!echo "a" \'',
  "!awk '{print $1}' f",
  'if x: y = !ls',
  'x = !echo [',
  '%debug'
];
const ODD = [
  'x ?',
  'f(x)?',
  '/ 3',
  'x = = !ls',
  '%=',
  'x = (',
  'if 1: %m',
  'x; %m',
  'x += !ls',
  'x? # c',
  'y?  ',
  'x???',
  '{',
  '$a',
  'a?b',
  '//',
  '!=',
  'f(a=!ls)',
  'a = b = !ls',
  'a \\\n!b',
  'x = %%m',
  '(a,\nb)?',
  'lambda x: x?'
];
const BLOCKS = [
  'if x:',
  'for i in x:',
  'def f(a=1):',
  'with g() as h:',
  'try:\n    pass\nfinally:',
  'while (x and\n       y):',
  'class A:'
];
const HEADS = [
  '',
  '',
  '',
  '',
  '%%time',
  '%%timeit x = 1',
  '%%capture out',
  '%%bash',
  '%%prun',
  '\n\n%%time',
  '%%html',
  '%%',
  '%%time\n\n%%capture o',
  '  \n',
  '%%writefile a.py',
  '%%timeit -n 3'
];

function indent(text: string, by: string): string {
  // Only the first line of a fragment: the rest is inside brackets, strings or continuations.
  return by + text;
}

const fragment = (odd: boolean): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...STATEMENTS) },
    { weight: 4, arbitrary: fc.constantFrom(...MAGICS) },
    ...(odd ? [{ weight: 2, arbitrary: fc.constantFrom(...ODD) }] : []),
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...BLOCKS),
          fc.array(fc.constantFrom(...STATEMENTS, ...MAGICS), { minLength: 1, maxLength: 3 }),
          fc.constantFrom('    ', '\t', '  ')
        )
        .map(([head, body, by]) =>
          [head, ...[...body, 'pass'].map(line => indent(line, by))].join('\n')
        )
    }
  );

const cell = (odd: boolean): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom(...HEADS),
      fc.array(fragment(odd), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('', '\n', '\n\n')
    )
    .map(([head, parts, tail]) => (head === '' ? '' : head + '\n') + parts.join('\n') + tail);

function sample(arbitrary: fc.Arbitrary<string>, count: number, seed: number): string[] {
  return [...new Set(fc.sample(arbitrary, { numRuns: count, seed }))];
}

const MADE_BY_HAND = [
  '\n\n%%time\nx=1',
  '  %%time\n  x=1',
  'x=1\n%%time\ny=2',
  '   !ls\n   x',
  '>>> x = 1\n>>> %m\n... y',
  'In [1]: x=1\nIn [2]: !ls',
  '  >>> x\n  >>> !ls',
  'In [1]: for i in x:\n   ...:     !ls\n   ...:     y',
  '>>> for i in x:\n...     !ls\n...     y',
  '>>> %%time\n... x',
  'x\r\n%m\r\n!ls\r\n',
  '\r\n%%time\r\nx\r\n%m',
  '    if x:\n        %m\n    y',
  '\tx\n\t!ls',
  '  s = """\na"""\n  %m',
  '  x = (1,\n2)\n  %m',
  "x = '\n%m",
  'é = !ls',
  '\\\n%m',
  '%m a \\\n',
  '%m a \\',
  '!',
  'x = !',
  '%',
  '# c\n%m',
  '# c\n%%time',
  '%%time',
  '%%bash',
  '@%m\ndef f(): pass',
  '{\n!b}',
  'f"{x["a"]}"\n!ls',
  'f"{x!r}" \n%m',
  'f(x)?\n%m\ny?',
  '/ 3\n/f a\n%m',
  'f(x)?\nz = %m ?\ny?',
  ' x?\n y',
  '!echo (a?\n%m',
  '!echo (\n)+foo?\n!ls',
  'x = !echo (\n!ls',
  'x = !echo (\nfoo)?\n%m',
  "s = '''\n>>> x\n'''\n%m",
  '...: x',
  '...\n!ls',
  'x\n... y',
  '%time\tx',
  '%timeit\n',
  '%time\n!ls',
  '%timeit -n 5',
  '%time # c',
  '%time (x',
  '%time x)',
  '%time x; y',
  '%time %matplotlib',
  '%time x = %env A',
  '%timeit !ls',
  't = %timeit -o y = 1',
  't = %time for i in x: y',
  '%time if x: y',
  '%time \\\n f(x)',
  '%time f(x) + \\\n 3',
  '%debug -b a:3 f(x)',
  '%time -x',
  '%timeit -1',
  '%prun -s cumulative -l 5 x = 1',
  '%%timeit a = 1; b = 2\nx',
  '%%capture --no-stderr out\nx',
  '%%time x = 1\ny'
];

let parser: Parser;

beforeAll(async () => {
  await Parser.init({
    wasmBinary: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'))
  });
  parser = new Parser();
  parser.setLanguage(
    await Language.load(readFileSync(require.resolve('tree-sitter-python/tree-sitter-python.wasm')))
  );
});

function compare(sources: readonly string[]): { compared: number; compiled: number } {
  const masked = sources.map(source => maskMagics(source));
  const answers = ask(sources.map((source, at) => ({ source, mask: masked[at].python })));
  let [compared, compiled] = [0, 0];
  const faults: unknown[] = [];
  answers.forEach((answer, at) => {
    const { python, language } = masked[at];
    expect(python.length).toBe(sources[at].length);
    expect(python.replace(/[^\n]/g, '.')).toBe(sources[at].replace(/[^\n]/g, '.'));
    if (answer.error !== undefined) {
      return;
    }
    compared += 1;
    const ours = normal(kinds(masked[at]));
    const theirs = normal(answer.magics);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
      faults.push({ source: sources[at], ours, theirs });
    } else if (answer.compiles) {
      compiled += 1;
      const tree = parser.parse(python);
      if (!answer.mask_compiles || tree === null || tree.rootNode.hasError) {
        faults.push({ source: sources[at], python, language, cpython: answer.mask_compiles });
      }
      tree?.delete();
    }
  });
  expect(faults.slice(0, 5)).toEqual([]);
  return { compared, compiled };
}

describe('maskMagics against IPython', () => {
  it('agrees on cells made by hand', () => {
    const { compared } = compare(MADE_BY_HAND);
    expect(compared).toBeGreaterThan(MADE_BY_HAND.length * 0.9);
  });

  it('agrees on every fragment alone', () => {
    compare([...STATEMENTS, ...MAGICS, ...ODD, ...HEADS]);
  });

  it('agrees on composed cells', () => {
    const sources = sample(cell(false), 1500, 20260701);
    const { compared, compiled } = compare(sources);
    expect(compared).toBeGreaterThan(sources.length * 0.8);
    expect(compiled).toBeGreaterThan(sources.length * 0.1);
  });

  it('agrees on cells with broken lines', () => {
    const sources = sample(cell(true), 1500, 42);
    expect(compare(sources).compared).toBeGreaterThan(sources.length * 0.8);
  });
});
