/** What people ask of an export in the notebook: where things go then, and the refusals. The running is in `exporter.exec.spec.ts`. */
import { Engine, parsePercent, planExport, printPackage, type IExportPlan } from '../..';
import { testParser } from '../../../testing/parser';
import { readChoices, writeChoices } from './choices';

interface IExported {
  readonly plan: IExportPlan;
  readonly files: ReadonlyMap<string, string>;
}

async function exported(percent: string, choices?: unknown): Promise<IExported> {
  const parser = await testParser();
  const notebook = parsePercent(percent);
  const metadata = choices === undefined ? {} : { anneal: { export: choices } };
  const model = new Engine(parser, []).model({ ...notebook, metadata });
  const options = { notebookName: 'study' };
  const plan = planExport(model, options);
  const files = printPackage(model, plan, options, parser);
  return { plan, files: new Map(files.map(f => [f.path.replace('src/study/', ''), f.text])) };
}

const problems = async (percent: string, choices?: unknown): Promise<readonly string[]> =>
  (await exported(percent, choices)).plan.problems.map(p => p.message);

const homes = ({ plan }: IExported): Record<string, string> =>
  Object.fromEntries([...plan.definitions, ...plan.steps].map(d => [d.name, d.module]));

const helpers = `# %%
RATE = 2
def load_rows():
    return [1, 2]
def scale(v):
    return [x * RATE for x in v]
def report(v):
    return scale(v)
# %%
rows = load_rows()
# %%
print(report(rows))
`;

describe('modules that people ask for', () => {
  it('are followed, with the reason, and the comment does not reach the package', async () => {
    const e = await exported(helpers.replace('def scale', '# anneal: module=prep\ndef scale'));
    expect(homes(e)).toMatchObject({ RATE: 'config', scale: 'prep', report: 'utils' });
    expect(e.plan.problems).toEqual([]);
    const scale = e.plan.definitions.find(d => d.name === 'scale');
    expect(scale).toMatchObject({
      reason: 'Cell 1 asks for it: `# anneal: module=prep`.',
      isFixed: true
    });
    expect(e.files.get('prep.py')).toContain('from .config import RATE');
    expect([...e.files.values()].filter(t => t.includes('# anneal'))).toEqual([
      e.files.get('migration-report.json'),
      e.files.get('migration-report.md')
    ]);
  });

  it('can be chosen in the metadata, for definitions and for whole modules', async () => {
    const e = await exported(helpers, {
      name: 'rates',
      modules: { utils: 'reporting' },
      definitions: { scale: 'prep' }
    });
    expect(e.plan.package).toBe('rates');
    expect(homes(e)).toMatchObject({ scale: 'prep', report: 'reporting', load_rows: 'data' });
    expect(e.plan.modules.find(m => m.name === 'reporting')?.proposed).toBe('utils');
    expect(e.plan.problems).toEqual([]);
  });

  it('the nearest word counts', async () => {
    const notebook = helpers
      .replace('# %%', '# %% tags=["anneal-module=far"]')
      .replace('def report', '# anneal: module=near\ndef report');
    const e = await exported(notebook, { definitions: { report: 'chosen', scale: 'chosen' } });
    expect(homes(e)).toMatchObject({ report: 'near', scale: 'chosen', load_rows: 'far' });
  });

  it('steps move, are called by the pipeline, and are reported where they stand', async () => {
    const e = await exported(helpers.replace('rows = ', '# anneal: module=loading\nrows = '));
    expect(e.plan.steps.map(s => s.module)).toEqual(['loading', 'pipeline']);
    expect(e.files.get('loading.py')).toContain('def make_rows():');
    expect(e.files.get('pipeline.py')).toContain('from .loading import make_rows');
    const report = JSON.parse(e.files.get('migration-report.json') as string) as {
      steps: unknown[];
      variables: unknown;
    };
    expect(report.steps[0]).toMatchObject({ module: 'study.loading', function: 'make_rows' });
    expect(report.variables).toMatchObject({ rows: { module: 'study.loading' } });
  });

  it('a module cannot have the name that the plan gives the package', async () => {
    const percent = '# %%\ndef f():  # anneal: module=chosen\n    return 1\n# %%\nprint(f())';
    expect((await problems(percent, { name: 'chosen' })).join()).toContain(
      'is the name of the package'
    );
  });

  it('choices that mean nothing any more are named', async () => {
    const { plan } = await exported(helpers, {
      modules: { plots: 'figures' },
      definitions: { gone: 'prep' }
    });
    expect(plan.problems).toEqual([]);
    expect(plan.notes).toEqual([
      'A choice of the plan moves `gone`, which the notebook no longer has.',
      'A choice of the plan renames the module `plots`, which is not needed any more.'
    ]);
  });
});

describe('refusals name the cell and the cure', () => {
  it.each([
    ['json', 'is a module of Python’s own library. Choose another name'],
    [
      'a-b',
      'is no name of a module. Use lower-case letters, digits and _, and begin with a letter'
    ],
    ['class', 'is a word of Python itself. Choose another name'],
    ['display', 'is a module that Anneal writes itself. Choose another name'],
    ['study', 'is the name of the package. Choose another name']
  ])('a bad module name: %s', async (name, reason) => {
    const e = await exported(helpers.replace('def scale', `# anneal: module=${name}\ndef scale`));
    expect(e.plan.problems).toEqual([
      { cell: 0, message: `Cell 1: \`${name}\` ${reason} (\`# anneal: module=${name}\`).` }
    ]);
    expect(homes(e).scale).toBe('features');
  });

  it('modules that would import each other', async () => {
    const notebook = `# %%
# anneal: module=one
def a():
    return 1
# %%
# anneal: module=two
def b():
    return a()
# %%
# anneal: module=one
def c():
    return b()
# %%
print(c())
`;
    expect(await problems(notebook)).toEqual([
      'Cell 3 (`# anneal: module=one`): `c` cannot stand in `one`: modules would import each other in a circle (`c` in `one.py` uses `b` in `two.py`, `b` in `two.py` uses `a` in `one.py`). Put these into one module, or leave it where the plan has it.'
    ]);
  });

  it('a definition that others need cannot go into the pipeline', async () => {
    const [problem] = await problems(helpers, { definitions: { scale: 'pipeline' } });
    expect(problem).toContain('`scale` cannot stand in `pipeline`');
    expect(problem).toContain('uses `scale` in `pipeline.py`');
  });

  it('two modules of one name that need each other’s needs', async () => {
    const notebook = helpers.replace('def scale(v):', 'def scale(v):\n    load_rows()');
    const [problem] = await problems(notebook, { modules: { data: 'x', utils: 'x' } });
    expect(problem).toContain('gives two modules the same name');
  });

  it('state of the pipeline', async () => {
    const notebook = `# %%
n = 0
# anneal: module=counting
def inc():
    global n
    n += 1
# %%
# anneal: module=counting
inc()
# %%
print(n)
`;
    expect(await problems(notebook)).toEqual([
      'Cell 1 (`# anneal: module=counting`): `inc` must stay in `pipeline`: it reads `n`, which changes while the pipeline runs. Take that request back.',
      'Cell 2 (`# anneal: module=counting`): this step must stay in `pipeline`: it uses `inc`, a variable of the pipeline. Take that request back.'
    ]);
  });

  it('a definition that is part of a step', async () => {
    const notebook = `# %%
import random
limit = random.random()
# %%
# anneal: module=prep

# anneal: module=prep
def f(x):
    return x < limit
limit = random.random()
# %%
print(f(1))
`;
    expect((await problems(notebook))[0]).toContain(
      'Cell 2: `f` cannot move to `prep`, because it is part of a step'
    );
  });

  it('cells of one step that ask for two modules', async () => {
    const notebook = `# %%
# anneal: module=one
if input():
    x = 1
# %%
# anneal: module=two
print(x)
x = 2
# %%
print(x)
`;
    expect((await problems(notebook))[0]).toMatch(
      /^Cell 1 and Cell 2 ask for `one` and `two`, but their code must stay one step/
    );
  });

  it.each([
    ['# %%\nx = 1\nif x:\n    # anneal: module=prep\n    y = 2\n', 'belongs to no statement'],
    ['# %%\nx = 1\n# anneal: skip\n', 'belongs to no statement'],
    ['# %% [markdown] tags=["anneal-skip"]\n# text\n# %%\nx = 1', 'holds no code'],
    ['# %%\nx = 1\nimport os  # anneal: module=prep\nprint(os, x)', 'stands at an import'],
    ['# %% tags=["anneal-module=a", "anneal-module=b"]\nx = 1\nprint(x)', 'asks for two modules'],
    ['# %%\nx = 1\n# anneal: entry\nprint(x)', 'marks no function or class']
  ])('%j', async (notebook, words) => {
    const found = await problems(notebook);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^Cell 1/);
    expect(found[0]).toContain(words);
  });

  it('metadata of another form', async () => {
    expect((await problems(helpers, { modules: 3 }))[0]).toContain('`anneal.export`');
    expect((await problems(helpers, { name: 'My Study' }))[0]).toContain(
      '`My Study` cannot be the name of a package'
    );
    expect((await problems(helpers, { modules: { pipeline: 'main_flow' } }))[0]).toContain(
      'keeps its name'
    );
  });
});

describe('skip', () => {
  it('is refused when others read what only the cell makes', async () => {
    expect(await problems('# %%\n# anneal: skip\nx = 1\n# %%\nprint(x)')).toEqual([
      'Cell 1 is skipped, and cell 2 reads `x`, which only cell 1 makes. Skip cell 2 too, or take `skip` out of cell 1.'
    ]);
    expect(
      await problems('# %%\ndef f():\n    return x\n# %%\nx = 1  # anneal: skip\nf()')
    ).toEqual([
      'Cell 2 is skipped, and cell 1 reads `x`, which only cell 2 makes. Skip cell 1 too, or take `skip` out of cell 2.'
    ]);
    expect(await problems('# %%\n# anneal: skip\nx = 1\n# %%\nx = 2\nprint(x)')).toEqual([]);
  });

  it('says which value is there instead, and what the package does not have', async () => {
    const e = await exported('# %%\nx = 1\n# %%\n# anneal: skip\nx = 2\ny = 3\n# %%\nprint(x)');
    expect(e.plan.problems).toEqual([]);
    expect(e.plan.notes).toContain('Cell 2 is skipped: in cell 3 `x` has the value from before.');
    expect(JSON.parse(e.files.get('migration-report.json') as string)).toMatchObject({
      removed: { y: 'cell 2 is skipped' }
    });
  });
});

it('entries can be imported from the package itself', async () => {
  const { files } = await exported(helpers.replace('def scale', '# anneal: entry\ndef scale'));
  expect(files.get('__init__.py')).toContain('from .features import scale');
  expect(files.get('__init__.py')).toContain('"scale"');
});

it('words about annealing are not taken for requests', async () => {
  const e = await exported(
    '# %%\n# anneal: skip the first rounds\nt = 1\n# anneal: module of the cooling\nprint(t)'
  );
  expect(e.plan.problems).toEqual([]);
  expect(e.plan.steps).toHaveLength(1);
});

it('choices are written beside what else the metadata holds, and read again', () => {
  const choices = { name: 'rates', modules: { data: 'io_parts' }, definitions: { b: 'x', a: 'y' } };
  const metadata = { kernelspec: {}, anneal: { other: 1 } };
  const written = writeChoices(metadata, choices);
  expect(readChoices(written).choices).toEqual(choices);
  expect(JSON.stringify(written)).toContain('{"a":"y","b":"x"}');
  expect(writeChoices(written, { modules: {}, definitions: {} })).toEqual(metadata);
  expect(writeChoices({ a: 1 }, { modules: {}, definitions: {} })).toEqual({ a: 1 });
});
