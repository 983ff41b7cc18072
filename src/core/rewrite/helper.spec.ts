/** The helpers of the migrations: accepted everywhere, each is in the notebook once, above all that use it. */
import { catalogue } from '../../../migrations';
import { testParser } from '../../testing/parser';
import { Engine, parsePercent } from '..';

/** Three cells, each of which gets the helper; the imports come later. */
const notebooks: readonly (readonly [string, string, (n: number) => string, string])[] = [
  [
    'manual-timing',
    'Timer',
    n => `def timed${n}():
    t0 = time.time()
    work(${n})
    print(time.time() - t0)`,
    'import time'
  ],
  [
    'toggled-model-mode',
    'EvaluationMode',
    n => `def score${n}(x):
    net.eval()
    out = net(x)
    net.train()
    return out`,
    'import torch\nnet = torch.nn.Linear(2, 2)'
  ],
  [
    'sequential-cpu-work',
    'parallel_map',
    n => `def count${n}(limit):
    found = []
    for n in range(2, limit):
        if all(n % d for d in range(2, n)):
            found.append(n)
    return len(found)


print([count${n}(i) for i in range(${n}, 200)])`,
    ''
  ],
  [
    'handwritten-tool-schema',
    'PlainSchema',
    n => `call(input_schema={"type": "object", "properties": {"q${n}": {"type": "string"}}})`,
    ''
  ],
  [
    'hardcoded-secret',
    'require_env',
    n =>
      `connect(api_key="sk-proj-${'aB3dE5fG7hJ9kL1m'.slice(n)}N2pQ4rS6tU8v${'aB3dE5fG7hJ9'.slice(0, n)}")`,
    ''
  ]
];

describe('a helper', () => {
  it.each(notebooks)('of %s is there once: %s', async (select, helper, cell, last) => {
    const engine = new Engine(await testParser(), catalogue);
    const cells = [1, 2, 3].map(cell).concat(last ? [last] : []);
    const notebook = parsePercent(cells.map(c => `# %%\n${c}\n`).join(''));
    const result = engine.fix(notebook, 'suggested', { select: [select] });
    const sources = result.notebook.cells.map(c => c.source);
    const all = sources.join('\n');
    const named = all.match(new RegExp(`(?:class|def) ${helper}\\w*`, 'g'));
    expect([sources, named?.length]).toEqual([sources, 1]);
    const [definition] = named as RegExpMatchArray;
    const name = definition.split(' ')[1];
    expect(sources[0]).toContain(definition);
    const uses = [1, 2, 3].map(n => sources[n - 1].replace(definition, '').includes(name));
    expect(uses).toEqual([true, true, true]);
    expect(all.indexOf(name)).toBe(all.indexOf(definition) + definition.indexOf(name));
  });
});
