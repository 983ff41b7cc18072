import fc from 'fast-check';

import { Masker } from './magicMasker';
import { AUTOMAGIC_WORDS } from './magicNames';
import { isPlainPython } from './plainPython';

/** What cells are made of where magics and their look-alikes meet. */
const piece = fc.constantFrom(
  ...['%', '%%', '!', '!!', '?', '??', ',', ';', '/', '=', '==', '!=', '%=', '->', ':='],
  ...[' ', '  ', '\t', '\f', '\v', '\x1c', '\x85', '\u2028', '\ufeff', '\n', '\n\n', '\r\n', '\r'],
  ...['\\', '\\\n', '\\\r\n', '#', '"', "'", '"""', "'''", '(', ')', '[', ']', '{', '}', '>>> '],
  ...['... ', '...: ', '   ...: ', 'In [1]: ', 'x', 'f"', '{x!r}', '1', '.', ':', 'if x:\n'],
  ...['time', 'matplotlib inline', 'ls -l', 'x = %pwd', 'x = !ls', 'print(1)', ...AUTOMAGIC_WORDS]
);
const cell = fc.array(piece, { minLength: 1, maxLength: 8 }).map(pieces => pieces.join(''));

describe('isPlainPython', () => {
  it('is never true for a cell in which the masker finds something', () => {
    fc.assert(
      fc.property(cell, source => {
        fc.pre(isPlainPython(source));
        expect(new Masker(source, new Set(['time'])).run()).toEqual({
          python: source,
          magics: [],
          language: 'python'
        });
      }),
      { numRuns: 2000, seed: 7 }
    );
  });

  it.each([
    'x = 1',
    'import a\n\n# 100 %\ndef f(x):\n    return x % 2 != 0\n',
    's = "%d" % 3',
    'lsof = 1\ntimes = [2]\n'
  ])('is true for ordinary Python: %j', source => {
    expect(isPlainPython(source)).toBe(true);
  });
});
