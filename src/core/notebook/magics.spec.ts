import * as fc from 'fast-check';
import { type IMagic, maskMagics } from './magics';

/** `kind name [range] argument` and what else is said of a magic, in one line. */
function show(source: string, magic: IMagic): string {
  const flags = [
    magic.isolated && 'isolated',
    magic.automagic && 'automagic',
    magic.nested && 'nested'
  ];
  return [
    `${magic.line}:${magic.kind} ${magic.name}`,
    JSON.stringify(source.slice(magic.range.start, magic.range.end)),
    ...magic.binds.map(bound => `binds ${bound.name}`),
    ...magic.python.map(
      piece => `${piece.inPlace ? 'in place' : 'apart'} ${piece.kind} ${piece.source}`
    ),
    ...flags.filter(Boolean)
  ].join(' | ');
}

function magics(source: string): string[] {
  return maskMagics(source).magics.map(magic => show(source, magic));
}

describe('maskMagics', () => {
  it.each([
    ['%matplotlib inline', 'pass              '],
    ['%m', '0 '],
    ['x?', '0 '],
    ['df.head?', 'pass    '],
    ['!pip install {pkg}', 'pass              '],
    ['x = !ls', 'x = ...'],
    ['x = %m a', 'x = ... '],
    ['a, b = !cmd', 'a, b = ... '],
    ['%time y = f(x)', 'pass ;y = f(x)'],
    ['t = %timeit -o f(x)', 't = ...       ;f(x)'],
    ['%time for i in x: f(i)', 'pass                  '],
    ['%timeit y = f(x)', 'pass            '],
    ['if x:\n    !ls\nelse:\n\t%m a', 'if x:\n    0  \nelse:\n\tpass'],
    ['%pip install a \\\n  b', 'pass            \n   '],
    ['%%time\nx = 1', '      \nx = 1'],
    ['%%timeit -n 3 a = 1\na', '             \fa = 1\na'],
    ['%%bash\nls', '      \n  '],
    ['%%time\n%%html\n<b>', '      \n      \n   '],
    ['  x\n  !ls', ' \fx\n \f0  '],
    ['>>> x\n... y', '   \fx\n   \fy'],
    ['In [1]: x', '       \fx'],
    ['x = 5 \\\n  % 3', 'x = 5 \\\n  % 3'],
    ['x = (y\n% 3)', 'x = (y\n% 3)'],
    ["s = '''\n%m\n!ls\nx?\n'''", "s = '''\n%m\n!ls\nx?\n'''"],
    ['f"{x["a"]}%s"', 'f"{x["a"]}%s"'],
    ['x = 1  # why?', 'x = 1  # why?']
  ])('masks %j', (source, python) => {
    expect(maskMagics(source).python).toBe(python);
  });

  it.each<[string, string[]]>([
    ['x = 1\n%matplotlib inline', ['2:line matplotlib | "%matplotlib inline"']],
    [
      '!pip install {pkg} $b.c ${HOME} $$d {{e}}',
      [
        '1:shell ! | "!pip install {pkg} $b.c ${HOME} $$d {{e}}" | apart expression pkg | apart expression b.c'
      ]
    ],
    [
      '!{sys.executable} -m pip',
      ['1:shell ! | "!{sys.executable} -m pip" | apart expression sys.executable']
    ],
    ['%cd {path}', ['1:line cd | "%cd {path}" | apart expression path']],
    ['files, d["k"], o.p, *r = !ls', ['1:assignment ! | "!ls" | binds files | binds r']],
    ['x: List[int] = %m', ['1:assignment m | "%m" | binds x']],
    ['if q: y = !ls', ['1:assignment ! | "!ls" | binds y']],
    ['if q: y: int = !ls', ['1:assignment ! | "!ls" | binds y']],
    ['a = 1; b = 2', []],
    ['%time y = f(x)', ['1:line time | "%time y = f(x)" | binds y | in place statements y = f(x)']],
    ['%time -x', ['1:line time | "%time -x" | in place expression -x']],
    [
      '%timeit -n 10 -r3 f(x)',
      ['1:line timeit | "%timeit -n 10 -r3 f(x)" | in place expression f(x) | isolated']
    ],
    [
      '%timeit y = f(x)',
      ['1:line timeit | "%timeit y = f(x)" | apart statements y = f(x) | isolated']
    ],
    [
      't = %timeit -o f(x)',
      ['1:assignment timeit | "%timeit -o f(x)" | binds t | in place expression f(x) | isolated']
    ],
    [
      '%prun -l 5 -s time x = f()',
      ['1:line prun | "%prun -l 5 -s time x = f()" | binds x | in place statements x = f()']
    ],
    [
      '%lprun -f a.b g(x)',
      ['1:line lprun | "%lprun -f a.b g(x)" | apart expression a.b | in place expression g(x)']
    ],
    [
      '%time x = !ls {z}',
      [
        '1:line time | "%time x = !ls {z}"',
        '1:assignment ! | "!ls {z}" | binds x | apart expression z | nested'
      ]
    ],
    ['%time f(', ['1:line time | "%time f("']],
    ['%store -r a b', ['1:line store | "%store -r a b" | binds a | binds b']],
    ['%store a > f.txt', ['1:line store | "%store a > f.txt" | apart expression a']],
    ['%sql out << select 1', ['1:line sql | "%sql out << select 1" | binds out']],
    ['%%sql db out <<\nselect 1', ['1:cell sql | "%%sql db out <<" | binds out']],
    ['%%capture --no-stderr out\nx', ['1:cell capture | "%%capture --no-stderr out" | binds out']],
    ['%%bash --out o --err=e\nls', ['1:cell bash | "%%bash --out o --err=e" | binds o | binds e']],
    [
      '%%R -i df,a -o b\nx',
      ['1:cell R | "%%R -i df,a -o b" | binds b | apart expression df | apart expression a']
    ],
    [
      '%%bigquery df --project p\nselect',
      ['1:cell bigquery | "%%bigquery df --project p" | binds df']
    ],
    [
      '%%timeit a = 1\n!ls',
      [
        '1:cell timeit | "%%timeit a = 1" | in place statements a = 1 | isolated',
        '2:shell ! | "!ls"'
      ]
    ],
    ['%%python\n%m', ['1:cell python | "%%python" | isolated']],
    ['np.load??', ['1:help ?? | "np.load??" | apart expression np.load']],
    ['?np.load', ['1:help ? | "?np.load" | apart expression np.load']],
    [
      '/f a b',
      ['1:line / | "/f a b" | apart expression f | apart expression a | apart expression b']
    ],
    [',f a b', ['1:line , | ",f a b" | apart expression f']],
    ['!!ls', ['1:shell !! | "!!ls"']]
  ])('reads %j', (source, expected) => {
    expect(magics(source)).toEqual(expected);
  });

  it.each([
    ['pip install x', 'pip'],
    ['x = 1\npip install x\n', 'pip'],
    ['ls', 'ls'],
    ['\n\nls -la', 'ls'],
    ['cd ..\nx', 'cd'],
    ['cd data', 'cd'],
    ['load_ext autoreload', 'load_ext'],
    ['time f(x)', 'time']
  ])('takes %j for automagic', (source, name) => {
    expect(maskMagics(source).magics).toMatchObject([{ kind: 'line', name, automagic: true }]);
  });

  it.each([
    'ls = 1',
    'x = 1\nls',
    'ls -la\nx',
    'time',
    'time - x',
    'system in x',
    'pip.main()',
    'who if a else b',
    'f(\npip, x)',
    'history[0]',
    'cd (x)'
  ])('leaves %j to Python', source => {
    expect(maskMagics(source)).toMatchObject({ python: source, magics: [] });
  });

  it.each([
    ['%%bash\nls', 'bash'],
    ['%%sh\nls', 'bash'],
    ['%%!\nls', 'bash'],
    ['%%HTML\n<b>', 'html'],
    ['%%js\n1', 'javascript'],
    ['%%writefile a.py\nx', 'writefile'],
    ['%%unheard of\nx', 'unheard'],
    ['%%\nx', 'unknown'],
    ['%%capture\n%%latex\nx', 'latex'],
    ['%%prun\nx', 'python'],
    ['%%pypy\nx', 'python'],
    ['x\n%%bash', 'python']
  ])('tells the language of %j', (source, language) => {
    expect(maskMagics(source).language).toBe(language);
  });

  it('takes further cell magics for Python when told', () => {
    const source = '%%mine a\nx = !ls';
    expect(maskMagics(source).python.trim()).toBe('');
    expect(maskMagics(source, { pythonCellMagics: ['mine'] })).toMatchObject({
      language: 'python',
      python: '        \nx = ...',
      magics: [{ kind: 'cell', body: { start: 9, end: 16 } }, { kind: 'assignment' }]
    });
  });

  it('keeps length and line breaks, and every range true, on any text', () => {
    const unit = fc.constantFrom(
      '%',
      '!',
      '?',
      '\n',
      ' ',
      '\t',
      '\\',
      '"',
      "'",
      '{',
      '}',
      '(',
      ')',
      '[',
      ']',
      '=',
      ':',
      ';',
      ',',
      '/',
      '$',
      '#',
      'x',
      'f',
      '1',
      '.',
      '\r',
      '\f',
      '\u2028',
      'é',
      '\ud800',
      '"""',
      '%%time',
      '%time ',
      '%timeit -n ',
      '>>> ',
      'In [1]: ',
      '\\\n',
      '%%',
      'pip ',
      'x = !',
      '%%timeit '
    );
    // The text as it is written, or with prompts of continued lines blanked, like any other.
    const asWritten = (piece: string, written: string): string =>
      written.replace(/>>> |In \[1\]: /g, (prompt, at: number) =>
        piece.slice(at, at + prompt.length).trim() === ''
          ? piece.slice(at, at + prompt.length)
          : prompt
      );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), source => {
        const { python, magics: found } = maskMagics(source);
        expect(python.length).toBe(source.length);
        expect(python.replace(/[^\n]/g, ' ')).toBe(source.replace(/[^\n]/g, ' '));
        for (const magic of found) {
          expect(source.slice(0, magic.range.start).split('\n').length).toBe(magic.line);
          expect(magic.range.end).toBeGreaterThan(magic.range.start);
          for (const { name, range } of magic.binds) {
            expect(source.slice(range.start, range.end)).toBe(name);
          }
          for (const piece of magic.python) {
            const written = source.slice(piece.range.start, piece.range.end);
            expect(piece.source).toBe(asWritten(piece.source, written));
            if (piece.inPlace && !found.some(other => other.nested)) {
              expect(python.slice(piece.range.start, piece.range.end)).toBe(piece.source);
            }
          }
        }
      }),
      { numRuns: 5000 }
    );
  });

  it('reads long cells that were made to be slow', () => {
    const hard = [
      '!echo (\n'.repeat(6_000) + 'x?',
      'x = !echo (\n'.repeat(5_000) + 'x?',
      '%time '.repeat(15_000) + 'x',
      '%%time\n'.repeat(10_000),
      'f"""' + '{'.repeat(50_000),
      'f"{'.repeat(20_000),
      '!' + '{'.repeat(50_000),
      '%timeit ' + '-a '.repeat(20_000),
      'a'.repeat(100_000) + '?',
      '('.repeat(50_000) + '\n%m',
      '/ x\n'.repeat(10_000),
      'x ?\n'.repeat(10_000),
      '>>> x\n'.repeat(10_000),
      '\\\n'.repeat(20_000) + '%m'
    ];
    for (const source of hard) {
      expect(maskMagics(source).python.length).toBe(source.length);
    }
  });
});
