import { modelOf } from '../../testing/parser';
import { identifiers, reads } from '../../testing/reading';
import type { SemanticModel } from './model';

/** `name` → kinds of its bindings in the notebook's namespace. */
function namesOf(model: SemanticModel): Record<string, string> {
  return Object.fromEntries(
    [...model.moduleNames].map(name => [
      name,
      model
        .moduleBindings(name)
        .map(b => b.kind)
        .join(' ')
    ])
  );
}

describe('bindCell', () => {
  it.each([
    ['x = y = 1', { x: 'assignment', y: 'assignment' }],
    ['(a, [b, *c]), d.e, f[0] = z', { a: 'assignment', b: 'assignment', c: 'assignment' }],
    ['x: int', { x: 'annotation' }],
    ['x: int = 3\nx += 1', { x: 'assignment augmented' }],
    ['for i, (a, *b) in z: pass', { i: 'for', a: 'for', b: 'for' }],
    ['with (open(p) as f, g() as (h, k)): pass', { f: 'with', h: 'with', k: 'with' }],
    ['with a as b.c, d as e[0]: pass', {}],
    ['try:\n    pass\nexcept E as e:\n    pass', { e: 'except' }],
    ['try:\n    pass\nexcept* (A, B) as g:\n    pass', { g: 'except' }],
    ['import os.path, numpy as np', { os: 'import', np: 'import' }],
    ['from . import a as b\nfrom m import (c, d)', { b: 'import', c: 'import', d: 'import' }],
    ['del x, y[0]', { x: 'delete' }],
    ['del (x)', { x: 'delete' }],
    ['[last := i for i in z]', { last: 'walrus' }],
    ['print(y := 1)', { y: 'walrus' }],
    ['type Pair[T] = tuple[T, T]', { Pair: 'type' }],
    ['@deco\ndef f(a): b = 1', { f: 'function' }],
    ['class A(B):\n    x = 1\n    def m(self): pass', { A: 'class' }],
    [
      'match p:\n    case Point(x=a, y=0) as q: pass\n    case [1, *rest]: pass\n    case {"k": v, **kw}: pass\n    case C.D | _: pass',
      { a: 'match', q: 'match', rest: 'match', v: 'match', kw: 'match' }
    ]
  ])('binds the names of %j', async (source, expected) => {
    expect(namesOf(await modelOf(source))).toEqual(expected);
  });

  it('gives imports their qualified names', async () => {
    const model = await modelOf(
      'import os.path, numpy as np\nfrom torch import nn as n\nfrom .m import f\nfrom __future__ import annotations'
    );
    const imported = [...model.moduleNames].map(name => model.moduleBindings(name)[0].imported);
    expect(imported).toEqual(['os', 'numpy', 'torch.nn', '.m.f', '__future__.annotations']);
  });

  it('records star imports and binds nothing for them', async () => {
    const model = await modelOf('from math import *\nprint(pi)');
    expect(namesOf(model)).toEqual({});
    expect(model.hasStarImport).toBe(true);
    expect(model.isUnknown(reads(model, 'pi')[0])).toBe(false);
    expect(model.isUnbound(reads(model, 'pi')[0])).toBe(true);
  });

  it('keeps comprehension variables in the comprehension, and evaluates the first iterable outside', async () => {
    const model = await modelOf('def f(xs):\n    return [x + y for x in xs for y in x]');
    const [xs] = reads(model, 'xs');
    expect(xs.scope.kind).toBe('function');
    const x = reads(model, 'x');
    expect(x.map(r => r.scope.kind)).toEqual(['comprehension', 'comprehension']);
    expect(x.map(r => r.scope.resolve('x')?.kind)).toEqual(['comprehension', 'comprehension']);
  });

  it('skips class scopes from methods and comprehensions', async () => {
    const model = await modelOf(
      'n = 1\nclass A:\n    n = 2\n    m = n\n    xs = [n for _ in range(n)]\n    def f(self):\n        return n'
    );
    const kinds = reads(model, 'n').map(r => r.scope.resolve('n')?.kind);
    // m = n and range(n) see the class; the element of the comprehension and the method see the notebook.
    expect(kinds).toEqual(['class', 'module', 'class', 'module']);
  });

  it('puts the bindings of `global` into the notebook and those of `nonlocal` into the outer function', async () => {
    const model = await modelOf(
      'def outer():\n    n = 0\n    def inner():\n        nonlocal n\n        global total\n        n = 1\n        total = n\n    inner()\n    return n'
    );
    expect(namesOf(model)).toEqual({ outer: 'function', total: 'assignment' });
    expect(model.moduleBindings('total')[0].isLate).toBe(true);
    const outer = model.scopeOf(model.moduleBindings('outer')[0].statement!)!;
    expect(outer.bindings.get('n')?.map(b => b.isLate)).toEqual([false, true]);
    const last = reads(model, 'n').find(r => r.scope === outer)!;
    expect(model.definitions(last).map(b => b.kind)).toEqual(['assignment', 'assignment']);
  });

  it('honours `global` below the first use', async () => {
    const model = await modelOf('def f():\n    x = 1\n    global y\n    y = x');
    expect(namesOf(model)).toEqual({ f: 'function', y: 'assignment' });
  });

  it('sees parameters of every form, and evaluates defaults and annotations outside', async () => {
    const model = await modelOf(
      'd = 1\ndef f(a, /, b: int, *args: d, c=d, **kw) -> d:\n    return d'
    );
    const f = model.scopeOf(model.moduleBindings('f')[0].statement!)!;
    expect([...f.bindings.keys()]).toEqual(['a', 'b', 'args', 'c', 'kw']);
    expect(reads(model, 'd').map(r => r.scope.kind)).toEqual([
      'module',
      'module',
      'module',
      'function'
    ]);
  });

  it('binds type parameters', async () => {
    const model = await modelOf(
      'def first[T](xs: list[T]) -> T:\n    y: T = xs[0]\n    return y\nclass Box[V]:\n    def get(self) -> V: ...'
    );
    expect(reads(model, 'T').map(r => model.isUnknown(r))).toEqual([false, false, false]);
    expect(reads(model, 'V').map(r => model.isUnknown(r))).toEqual([false]);
  });

  it('reads names in f-strings, format specifications included, and not in plain strings', async () => {
    const model = await modelOf('f"{x:>{w}} y"\n"{x}"');
    expect(reads(model, 'x')).toHaveLength(1);
    expect(reads(model, 'w')).toHaveLength(1);
    expect(identifiers(model, 'y')).toHaveLength(0);
  });

  it('does not take attribute and keyword names for reads', async () => {
    const model = await modelOf('a.b(c=d)');
    expect(['a', 'b', 'c', 'd'].map(n => reads(model, n).length)).toEqual([1, 0, 0, 1]);
  });
});
