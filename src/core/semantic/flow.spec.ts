import { modelOf } from '../../testing/parser';
import { reaching, reads } from '../../testing/reading';

/** Where the bindings stand that reach the last read of `x`. */
async function last(percent: string): Promise<string[]> {
  const model = await modelOf(percent);
  const all = reads(model, 'x');
  return reaching(model, all[all.length - 1]);
}

describe('definitions', () => {
  it.each([
    ['the nearest above', 'x = 1\nx = 2\nprint(x)', ['1:2']],
    ['over cells', '# %%\nx = 1\n# %%\nx = 2\n# %%\nprint(x)', ['2:1']],
    [
      'Markdown cells count in the numbering',
      '# %%\nx = 1\n# %% [markdown]\n# x\n# %%\nprint(x)',
      ['1:1']
    ],
    ['its own right side sees the one before', 'x = 1\nx = x + 1', ['1:1']],
    ['both branches', 'if a:\n    x = 1\nelse:\n    x = 2\nprint(x)', ['1:2', '1:4']],
    ['a branch may be passed by', 'x = 0\nif a:\n    x = 1\nprint(x)', ['1:1', '1:3']],
    ['branches exclude each other', 'x = 0\nif a:\n    x = 1\nelse:\n    print(x)', ['1:1']],
    ['elif excludes if', 'x = 0\nif a:\n    x = 1\nelif b:\n    print(x)', ['1:1']],
    [
      'branches in a loop do not',
      'x = 0\nfor i in y:\n    if a:\n        x = 1\n    else:\n        print(x)',
      ['1:1', '1:4']
    ],
    [
      'match arms exclude each other',
      'x = 0\nmatch a:\n    case 1:\n        x = 1\n    case 2:\n        print(x)',
      ['1:1']
    ],
    ['a loop comes round again', 'x = 0\nfor i in y:\n    print(x)\n    x = 1', ['1:1', '1:4']],
    [
      'an outer loop too',
      'x = 0\nfor i in y:\n    for j in i:\n        print(x)\n    x = 1',
      ['1:1', '1:5']
    ],
    ['the condition of while', 'x = 0\nwhile x < 3:\n    x += 1', ['1:1', '1:3']],
    ['the variable of for in its body', 'x = 0\nfor x in y:\n    print(x)', ['1:2']],
    ['the variable of for after it', 'x = 0\nfor x in y:\n    pass\nprint(x)', ['1:1', '1:2']],
    ['try may stop early', 'x = 0\ntry:\n    x = 1\nexcept E:\n    pass\nprint(x)', ['1:1', '1:3']],
    ['finally always runs', 'try:\n    x = 1\nfinally:\n    x = 2\nprint(x)', ['1:4']],
    ['with', 'x = 0\nwith a as x:\n    print(x)', ['1:2']],
    ['and-or', 'x = 0\na and (x := 1)\nprint(x)', ['1:1', '1:2']],
    ['walrus in a comprehension', 'x = 0\n[x := i for i in y]\nprint(x)', ['1:1', '1:2']],
    ['a conditional expression', 'x = 0\na if b else (x := 1)\nprint(x)', ['1:1', '1:2']],
    ['del ends a binding', 'x = 0\nx = 1\ndel x\nx = 2\nprint(x)', ['1:4']],
    [
      'functions see every binding: they run later',
      '# %%\nx = 1\n# %%\ndef f():\n    return x\n# %%\nx = 2',
      ['1:1', '3:1']
    ],
    ['lambdas too', 'x = 1\nf = lambda: x\nx = 2', ['1:1', '1:3']],
    ['parameters hide the notebook', 'x = 1\ndef f(x):\n    return x', ['1:2']],
    [
      'a local hides the notebook in the whole function',
      'x = 1\ndef f():\n    print(x)\n    x = 2',
      ['1:4']
    ],
    [
      'a function that writes the global may have run',
      'x = 0\ndef f():\n    global x\n    x = 1\nf()\nx',
      ['1:1', '1:4']
    ],
    [
      'even one that stands below',
      '# %%\nx = 0\n# %%\nx\n# %%\ndef f():\n    global x\n    x = 1',
      ['1:1', '3:3']
    ],
    ['nothing above: another order was meant', '# %%\nprint(x)\n# %%\nx = 1', ['2:1']],
    ['a class body that has no value yet looks outside', 'x = 1\nclass A:\n    x = x', ['1:1']],
    ['annotations bind nothing', 'x = 1\nx: int\nprint(x)', ['1:1']]
  ])('%s', async (_name, percent, expected) => {
    expect(await last(percent)).toEqual(expected);
  });

  it('tells two cells with the same source apart', async () => {
    const model = await modelOf(
      '# %%\nx = x + 1 if "x" in dir() else 0\n# %%\nx = x + 1 if "x" in dir() else 0\n# %%\nprint(x)'
    );
    const all = reads(model, 'x');
    expect(all).toHaveLength(3);
    expect(reaching(model, all[1])).toEqual(['1:1']);
    expect(reaching(model, all[2])).toEqual(['2:1']);
    expect(
      model.references(model.moduleBindings('x')[0]).map(r => model.orderOf(r.cell))
    ).toContain(1);
  });
});
