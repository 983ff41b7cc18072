import { readFileSync } from 'node:fs';
import { companionModule, companionTarget, joinModules } from './genCompanion';

it('the companion that the page sends is the one of the package (else: npx tsx src/dev/genCompanion.ts)', () => {
  expect(readFileSync(companionTarget, 'utf8')).toBe(companionModule());
});

it('modules are joined after what they import', () => {
  const text = joinModules(
    new Map([
      [
        'a',
        '"""A."""\n\nfrom __future__ import annotations\n\nimport sys\n\nfrom .b import (\n    two,\n)\n\n\ndef one():\n    return two\n'
      ],
      ['b', '"""B."""\n\nfrom __future__ import annotations\n\nimport sys\n\ntwo = 2\n']
    ])
  );
  expect(text).toBe(
    'from __future__ import annotations\n\nimport sys\n\n# b\n\ntwo = 2\n\n\n# a\n\ndef one():\n    return two\n'
  );
});

it.each([
  ['x = 1\n', 'x = 2\n', /x is defined in a and in b/],
  ['from .b import x\n', 'from .a import y\n', /a → b → a import each other/],
  ['from .b import x as y\n', 'x = 1\n', /a renames/],
  ['from .gone import x\n', '', /a imports from .gone/]
])('refuses modules that cannot be joined: %j', (a, b, message) => {
  expect(() =>
    joinModules(
      new Map([
        ['a', a],
        ['b', b]
      ])
    )
  ).toThrow(message);
});
