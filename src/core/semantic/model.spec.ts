import { modelOf } from '../../testing/parser';
import { identifiers, reads } from '../../testing/reading';
import type { SyntaxNode } from '../syntax/node';
import type { SemanticModel } from './model';

const at = (model: SemanticModel, text: string): SyntaxNode =>
  [...model.nodes('call', 'attribute', 'identifier')]
    .filter(n => n.text === text)
    .pop() as SyntaxNode;

describe('qualifiedName', () => {
  it.each([
    ['import torch.nn as nn\nnn.Linear', 'nn.Linear', 'torch.nn.Linear'],
    ['from torch import nn\nnn.Linear', 'nn.Linear', 'torch.nn.Linear'],
    ['import os.path\nos.path.join', 'os.path.join', 'os.path.join'],
    ['from a.b import c as d\nL = d.e\nL', 'L', 'a.b.c.e'],
    ['open', 'open', 'builtins.open'],
    ['def open(p): pass\nopen', 'open', null],
    ['# %%\nopen("x")\n# %%\nopen = 3', 'open', null],
    ['import a\na = 3\na', 'a', null],
    ['try:\n    import a as j\nexcept ImportError:\n    import b as j\nj', 'j', null],
    ['import a\nif c:\n    import a\na.f', 'a.f', 'a.f'],
    ['def f(np):\n    np.zeros', 'np.zeros', null],
    ['x = x\nx', 'x', null],
    ['a = b\nb = a\na', 'a', null]
  ])('%j', async (source, text, expected) => {
    const model = await modelOf(source);
    expect(model.qualifiedName(at(model, text))).toBe(expected);
  });
});

describe('typeOf', () => {
  it.each([
    ['x = [1]\nx', 'builtins.list'],
    ['x = dict(a=1)\nx', 'builtins.dict'],
    ['x = open("p")\nx', 'builtins.open()'],
    ['from torch import nn\nx = nn.Linear(1, 2)\nx', 'torch.nn.Linear'],
    ['from torch import nn\nx = nn.Linear(1, 2)\nx = x.to("cpu")\nx', 'torch.nn.Linear'],
    ['class A: pass\nx = A()\nx', 'A'],
    ['x = 1 if c else 2\nx', 'builtins.int'],
    ['x = 1 if c else "a"\nx', null],
    ['x = 1\nif c:\n    x = "a"\nx', null],
    ['def f(x: dict):\n    x', 'builtins.dict'],
    ['def f(x):\n    x', null],
    ['a, x = 1, 2\nx', null]
  ])('%j', async (source, expected) => {
    const model = await modelOf(source);
    expect(model.typeOf(identifiers(model, 'x').pop() as SyntaxNode)?.name ?? null).toBe(expected);
  });

  const net =
    'from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(1, 2)\n    def forward(self, x):\n        return self.fc(x)\n';

  it.each([
    ['self attributes', `${net}m = Net()\nm.fc`, 'm.fc', true],
    ['self attributes of a base', `${net}class Sub(Net):\n    pass\nm = Sub()\nm.fc`, 'm.fc', true],
    [
      'attributes written from outside with another type',
      `${net}m = Net()\nm.fc = lambda x: x\nm.fc`,
      'm.fc',
      false
    ],
    ['attributes written by unpacking', `${net}m = Net()\nm.fc, y = a, b\nm.fc`, 'm.fc', false],
    ['subclasses', `${net}m = Net()\nm`, 'm', true],
    ['the class itself is no instance', `${net}Net`, 'Net', false],
    ['functional is no module', 'from torch import nn\nm = nn.Parameter(z)\nm', 'm', false],
    ['fluent methods', `${net}m = Net().to("cpu").eval()\nm`, 'm', true],
    [
      'lightning modules',
      'import lightning as L\nclass M(L.LightningModule): pass\nm = M()\nm',
      'm',
      true
    ],
    [
      'a class of that name elsewhere',
      'from mine import Module\nclass M(Module): pass\nm = M()\nm',
      'm',
      false
    ]
  ])('knows modules: %s', async (_name, source, text, expected) => {
    const model = await modelOf(source);
    const type = model.typeOf(at(model, text));
    expect(model.isInstance(type, 'torch.nn.Module') && type?.isClass === false).toBe(expected);
  });
});

describe('callee', () => {
  it('finds functions and methods of the notebook, and nothing where two may be meant', async () => {
    const model = await modelOf(
      '# %%\ndef f(): pass\nclass A:\n    def g(self): pass\nclass B(A): pass\n# %%\nf()\nB().g()\nif c:\n    def f(): pass\nf()'
    );
    const calls = [...model.nodes('call')];
    const target = (text: string, n = 0): string | undefined =>
      model.callee(calls.filter(c => c.text === text)[n])?.child('name')?.text;
    expect(target('f()')).toBe('f');
    expect(target('B().g()')).toBe('g');
    expect(target('f()', 1)).toBeUndefined();
  });
});

describe('mutations', () => {
  const mutated = async (source: string): Promise<string[]> =>
    (await modelOf(source)).mutations.map(m => `${m.root.name} ${m.kind}${m.certain ? '' : ' ?'}`);

  it.each([
    ['a[0] = 1', ['a subscript']],
    ['a.b.c = 1', ['a attribute']],
    ['a.b[0].append(1)', ['a method']],
    ['df.drop(columns=c, inplace=True)', ['df method', 'c argument ?']],
    ['df.drop(columns=[1])', []],
    ['x = 1\nx += 1', []],
    ['x = []\nx += [1]', ['x augmented']],
    ['del a[0]', ['a delete']],
    ['import random\nrandom.shuffle(a)', ['a argument']],
    ['len(a)', []],
    ['f(a)', ['a argument ?']],
    ['for a[0] in b: pass', ['a subscript']],
    ['a.add_(1)', ['a method']]
  ])('%j', async (source, expected) => {
    expect(await mutated(source)).toEqual(expected);
  });
});

describe('graph', () => {
  it('links cells in document order, and stops at an unconditional binding', async () => {
    const model = await modelOf('# %%\nx = 1\n# %%\nx = 2\n# %%\nif c:\n    x = 3\n# %%\nprint(x)');
    expect(model.graph.edges.filter(e => e.to === 3)).toEqual([
      { from: 2, to: 3, name: 'x' },
      { from: 1, to: 3, name: 'x' }
    ]);
  });

  it('needs the globals of the functions it calls, also when they call each other', async () => {
    const model = await modelOf(
      '# %%\nlimit = 3\n# %%\ndef even(n):\n    return n == 0 or odd(n - 1)\n# %%\ndef odd(n):\n    return n != 0 and n < limit and even(n - 1)\n# %%\neven(2)'
    );
    const even = model.scopeOf(model.moduleBindings('even')[0].statement!)!;
    const odd = model.scopeOf(model.moduleBindings('odd')[0].statement!)!;
    expect([...model.graph.freeNames(even)].sort()).toEqual(['even', 'limit', 'odd']);
    expect([...model.graph.freeNames(odd)].sort()).toEqual(['even', 'limit', 'odd']);
    expect([...model.graph.facts[3].needs].sort()).toEqual(['even', 'limit', 'odd']);
  });

  it('counts changes in place, also those made by a called function', async () => {
    const model = await modelOf(
      '# %%\nlog = []\nn = 0\ndef note(x):\n    global n\n    n = n + 1\n    log.append(x)\n# %%\nnote(1)\n# %%\nprint(log, n)'
    );
    expect([...model.graph.facts[1].changes].sort()).toEqual(['log', 'n']);
    expect(
      model.graph.edges
        .filter(e => e.to === 2 && e.from === 1)
        .map(e => e.name)
        .sort()
    ).toEqual(['log', 'n']);
  });

  it('reads the order of execution counts', async () => {
    const model = await modelOf(
      '# %% execution_count=2\nx = 1\n# %% execution_count=1\ny = 1\n# %%\nz = 1'
    );
    expect(model.graph.executionOrder).toEqual([1, 0]);
    expect(model.graph.isOutOfOrder).toBe(true);
  });
});

describe('blind cells', () => {
  it('hides nothing else, and tells which names it mentions', async () => {
    const model = await modelOf('# %%\nx = 1\n# %%\nprint(x\n# %%\nprint(x)');
    expect(model.cells.map(c => c.syntax.root !== null)).toEqual([true, false, true]);
    expect(model.blindMention('x')?.index).toBe(1);
    expect(model.blindMention('y')).toBeNull();
    expect(reads(model, 'x')).toHaveLength(1);
  });
});
