/**
 * However a notebook is edited, what an engine that remembers says of it is what a new one says. With the whole catalogue, over random
 * edits of sources, outputs and tags, and over cells that are added, moved and removed.
 */
import fc from 'fast-check';
import {
  Engine,
  hashText,
  type ICell,
  type ICellModel,
  type INotebook,
  type Observed,
  type SemanticModel
} from '../src/core';
import { testParser } from '../src/testing/parser';
import { catalogue } from './index';

/** Cells that lean on one another, so that an edit of one changes what is said of others. */
const sources = [
  'import torch\nimport torch.nn as nn\nimport numpy as np\nimport requests\nimport pandas as pd',
  'from torch import nn\nimport requests as http\nfrom numpy import *',
  'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(2, 1)\n\n    def forward(self, x):\n        return self.a(x)',
  'class Net:\n    def forward(self, x):\n        return x',
  'model = Net()\nout = model.forward(torch.ones(1, 2))',
  'for step in range(3):\n    model = model.to("cpu")\nmodel.forward(out)',
  'model.eval()\nscore = model(torch.ones(1, 2)).mean().item()\nmodel.train()',
  'model.register_forward_hook(print)',
  'cfg = {"lr": 0.1, "epochs": 3, "batch_size": 8}\nprint(cfg["lr"])',
  'cfg["lr"] = 0.2\nlr = cfg["lr"]',
  'items = [1, 2]\ndef rows(n):\n    out = []\n    for i in range(n):\n        out.append(i * cfg["lr"])\n    return out',
  'for r in rows(3):\n    print(r)',
  'total = sum([r for r in rows(2)])\nitems.append(total)',
  'def count(key, seen={}):\n    seen[key] = seen.get(key, 0) + 1\n    return seen',
  'count("a")\ncount("b", None)',
  'f = open("data.csv")\nlines = f.read().split("\\n")\nf.close()',
  'class Base:\n    def fit(self):\n        raise NotImplementedError\n\n\nclass Mean(Base):\n    pass',
  'Mean().fit()',
  'Base()',
  'answers = []\nfor name in ["a", "b", "c"]:\n    answers.append(requests.get(f"http://localhost/{name}").json())',
  'API_KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ"',
  'try:\n    risky()\nexcept Exception:\n    pass',
  'def risky():\n    global total\n    total = 2\n    return items',
  'import time\nstart = time.time()\nrisky()\nprint(time.time() - start)',
  'x = np.random.rand(3)\nnp.random.seed(0)',
  'path = "/home/me/data/a.csv"\ntable = pd.read_csv("/home/me/data/b.csv")',
  'cache = {}\ndef square(n):\n    if n not in cache:\n        cache[n] = n * n\n    return cache[n]',
  '# anneal: allow mutable-default (kept on purpose)\ndef g(a=[]):\n    return a',
  '%%bash\necho model cfg rows',
  '<!-- fill in the names -->',
  '<!-- anneal: allow dict-config (kept) -->',
  'print(not_there)',
  '!ls\n%time y = rows(2)',
  'if broken(:',
  'del cfg',
  'print = display\nopen = None',
  '',
  'while True:\n    a = b\n    b = a.to(0)\n    a.forward(b)',
  'held = pick()\nother = pick()',
  'def weigh(value):\n    return value.sum()\nweigh(held)',
  'weigh(other)',
  'def train(model, lr, epochs, batch_size):\n    print("start", lr)\n    loss = model(lr)\n    loss.backward()\n    return loss'
] as const;

type Edit = (cells: readonly ICell[], fresh: () => string) => ICell[];

const cell = (id: string, source: string): ICell => ({
  id,
  index: 0,
  kind: source.startsWith('<!--') ? 'markdown' : 'code',
  source,
  executionCount: null,
  outputs: [],
  metadata: {}
});

const source = fc.constantFrom(...sources);
const place = fc.nat({ max: 1000 });

function changed(at: number, change: (cell: ICell) => ICell): Edit {
  return cells => cells.map((c, i) => (i === at % cells.length ? change(c) : c));
}

const edits: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(place, source)
      .map(([at, text]) => changed(at, c => ({ ...c, source: text })))
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(place, source)
      .map(([at, text]) => changed(at, c => ({ ...c, source: `${c.source}\n${text}` })))
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, place).map(([at, line]) =>
      changed(at, c => {
        const lines = c.source.split('\n');
        lines.splice(line % lines.length, 1);
        return { ...c, source: lines.join('\n') };
      })
    )
  },
  {
    weight: 1,
    arbitrary: place.map(at =>
      changed(at, c => ({
        ...c,
        executionCount: (c.executionCount ?? 0) + 1,
        outputs: [
          {
            output_type: 'stream',
            name: 'stdout',
            text: 'sk-proj-zyxwvutsrqponmlkjihgfedcba9876543210ZYXWVUTSRQ'
          }
        ]
      }))
    )
  },
  {
    weight: 1,
    arbitrary: place.map(at =>
      changed(at, c => ({ ...c, metadata: { tags: ['anneal-allow-dict-config'] } }))
    )
  },
  {
    weight: 3,
    arbitrary: fc.tuple(place, source).map(([at, text]): Edit => (cells, fresh) => {
      const next = [...cells];
      next.splice(at % (cells.length + 1), 0, cell(fresh(), text));
      return next;
    })
  },
  {
    weight: 2,
    arbitrary: place.map(
      (at): Edit =>
        cells =>
          cells.filter((_, i) => cells.length < 2 || i !== at % cells.length)
    )
  },
  {
    weight: 1,
    arbitrary: source.map((text): Edit => (cells, fresh) => [...cells, cell(fresh(), text)])
  },
  {
    weight: 1,
    arbitrary: fc.constant<Edit>(cells => (cells.length < 2 ? [...cells] : cells.slice(0, -1)))
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(place, place, fc.integer({ min: 1, max: 3 }))
      .map(([from, to, count]): Edit => cells => {
        const next = [...cells];
        const moved = next.splice(from % cells.length, count);
        next.splice(to % cells.length, 0, ...moved);
        return next;
      })
  },
  {
    weight: 2,
    arbitrary: fc.tuple(place, place).map(([at, line]): Edit => (cells, fresh) => {
      const i = at % cells.length;
      const lines = cells[i].source.split('\n');
      const head = { ...cells[i], source: lines.slice(0, line % lines.length).join('\n') };
      const tail = cell(fresh(), lines.slice(line % lines.length).join('\n'));
      return [...cells.slice(0, i), head, tail, ...cells.slice(i + 1)];
    })
  },
  {
    weight: 2,
    arbitrary: place.map((at): Edit => cells => {
      const i = at % cells.length;
      const [first, ...rest] = cells.slice(i, i + 2);
      const source = [first, ...rest].map(c => c.source).join('\n');
      return [...cells.slice(0, i), { ...first, source }, ...cells.slice(i + 2)];
    })
  },
  {
    weight: 1,
    arbitrary: fc.constant<Edit>(cells => [...cells].reverse())
  }
);

/** What a kernel says of the cells as they stand, or nothing. */
const kernels = fc.option(
  fc.dictionary(
    fc.constantFrom('held', 'other', 'answers'),
    fc.constantFrom('pandas.DataFrame', 'numpy.ndarray', '__main__.Net', 'builtins.float')
  ),
  { nil: null, freq: 2 }
);

function observedIn(cells: readonly ICell[], types: Record<string, string> | null): Observed {
  return Object.fromEntries(
    types ? cells.map(c => [c.id, { hash: hashText(c.source), types }]) : []
  );
}

const notebook = (cells: readonly ICell[]): INotebook => ({
  cells: cells.map((c, index) => (c.index === index ? c : { ...c, index })),
  metadata: {}
});

describe('an engine that remembers', () => {
  it('says what a new engine says, after every edit', async () => {
    const parser = await testParser();
    fc.assert(
      fc.property(
        fc.array(source, { minLength: 4, maxLength: 12 }),
        fc.array(fc.tuple(edits, kernels), { minLength: 4, maxLength: 14 }),
        (start, steps) => {
          let count = 0;
          const fresh = (): string => `cell-${count++}`;
          let current = notebook(start.map(text => cell(fresh(), text)));
          const engine = new Engine(parser, catalogue);
          engine.analyze(current);
          for (const [step, types] of steps) {
            current = notebook(step(current.cells, fresh));
            const observed = observedIn(current.cells, types);
            const known = engine.analyze(current, { observed });
            const other = new Engine(parser, catalogue);
            expect(known).toEqual(other.analyzeOnce(current, { observed }));
            expect(known.faults).toEqual([]);
            expect(engine.secrets(current)).toEqual(other.secrets(current));
          }
        }
      ),
      { numRuns: Number(process.env.ANNEAL_RUNS ?? 40) }
    );
  }, 300_000);

  /** An engine whose only migration notes for which cells it is run, and asks `about` them. */
  async function probe(
    about: (model: SemanticModel, cell: ICellModel) => unknown
  ): Promise<{ engine: Engine; asked: string[] }> {
    const asked: string[] = [];
    const engine = new Engine(await testParser(), [
      {
        ...catalogue[0],
        name: 'probe',
        detect: undefined,
        *detectIn(cell, { model }) {
          const answer = String(about(model, cell));
          asked.push(`${cell.cell.id} ${answer}`);
          yield* [];
        }
      }
    ]);
    return { engine, asked };
  }

  it('computes nothing anew for cells that an edit cannot reach', async () => {
    const { engine, asked } = await probe(
      (model, { cell: { id } }) => model.moduleBindings(id === 'c' ? 'y' : 'x').length
    );
    const state = (a: string): INotebook =>
      notebook([cell('a', a), cell('b', 'x = 2'), cell('c', 'y = 3')]);
    engine.analyze(state('z = 1'));
    asked.length = 0;
    engine.analyze(state('z = 2'));
    expect(asked).toEqual(['a 1']);
    asked.length = 0;
    engine.analyze(state('x = 1'));
    expect(asked.sort()).toEqual(['a 2', 'b 2']);
  });

  it('computes anew only what a kernel says otherwise', async () => {
    const { engine, asked } = await probe((model, { cell: { id } }) =>
      id === 'b' ? model.observedType(model.moduleBindings('x')[0]) : ''
    );
    const state = notebook([cell('a', 'x = f()'), cell('b', 'x'), cell('c', 'y = 3')]);
    const seen = (type: string, hash = hashText('x = f()')): Observed => ({
      a: { hash, types: { x: type } }
    });
    engine.analyze(state);
    asked.length = 0;
    engine.analyze(state, { observed: seen('builtins.int') });
    engine.analyze(state, { observed: seen('builtins.int') });
    expect(asked).toEqual(['b builtins.int']);
    engine.analyze(state, { observed: seen('builtins.str') });
    engine.analyze(state, { observed: seen('builtins.str', hashText('x = g()')) });
    expect(asked).toEqual(['b builtins.int', 'b builtins.str', 'b null']);
  });

  it('computes nothing anew above a cell that comes or goes at the end', async () => {
    const { engine, asked } = await probe(model => model.moduleBindings('x').length);
    const two = [cell('a', 'x = 1'), cell('b', 'y = 2')];
    engine.analyze(notebook(two));
    asked.length = 0;
    engine.analyze(notebook([...two, cell('c', 'z = 3')]));
    expect(asked).toEqual(['c 1']);
    asked.length = 0;
    engine.analyze(notebook([...two, cell('c', 'x = 3')]));
    expect(asked.sort()).toEqual(['a 2', 'b 2', 'c 2']);
    asked.length = 0;
    engine.analyze(notebook(two));
    expect(asked.sort()).toEqual(['a 1', 'b 1']);
  });

  it('computes nothing anew for a read when a name is bound again behind the binding that it sees', async () => {
    const { engine, asked } = await probe((model, { module }) =>
      module.references.map(r => model.definitions(r).length).join()
    );
    const state = (a: string, c: string): INotebook =>
      notebook([cell('a', a), cell('b', 'x = 2\nx'), cell('c', c), cell('d', 'x')]);
    engine.analyze(state('x = 1', 'if y:\n    x = 3'));
    asked.length = 0;
    engine.analyze(state('x = 4', 'if y:\n    x = 3'));
    expect(asked).toEqual(['a ']);
    asked.length = 0;
    engine.analyze(state('x = 4', 'y'));
    expect(asked.sort()).toEqual(['c 0', 'd 1']);
    asked.length = 0;
    // What a function binds with `global` reaches all reads, wherever it stands.
    engine.analyze(state('def f():\n    global x\n    x = 4', 'y'));
    expect(asked.sort()).toEqual(['a ', 'b 2', 'd 2']);
  });
});
