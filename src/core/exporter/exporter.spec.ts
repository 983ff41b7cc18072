/** What an export plans and writes, without running it. The running is in `exporter.exec.spec.ts`. */
import {
  Engine,
  parsePercent,
  planExport,
  printPackage,
  type IExportOptions,
  type IExportPlan
} from '..';
import { testParser } from '../../testing/parser';
import { dependencyOf } from './dependencies/distributions';
import { requirementsOf } from './magics/requirementWords';
import { nameFromText, packageName } from './placement/names';

interface IExported {
  readonly plan: IExportPlan;
  readonly files: ReadonlyMap<string, string>;
}

async function exported(
  percent: string,
  options: Partial<IExportOptions> = {}
): Promise<IExported> {
  const parser = await testParser();
  const model = new Engine(parser, []).model(parsePercent(percent));
  const all: IExportOptions = { notebookName: 'My study', ...options };
  const plan = planExport(model, all);
  return {
    plan,
    files: new Map(printPackage(model, plan, all, parser).map(f => [f.path, f.text]))
  };
}

const pipeline = (e: IExported): string => e.files.get('src/my_study/pipeline.py') as string;

const study = `# %% [markdown]
# # Flowers
# Which flower is which?
# %%
import os
import numpy as np
from sklearn.linear_model import LogisticRegression
%matplotlib inline
# %% [markdown]
# ## Load the data
# %%
EPOCHS = 3  # enough
TOKEN = os.environ["HUB_TOKEN"]
x = np.arange(6)
# %%
def scale(v):
    # to one
    return v / v.max()


def shift(v):
    return scale(v) - 0.5


class Net:
    pass
# %% [markdown]
# ## Train
# %%
y = shift(x)
y
# %%
%%html
<b>hello</b>
# %%
x = (
`;

describe('planExport', () => {
  it('accounts for every cell', async () => {
    const { plan } = await exported(study);
    expect(plan.cells).toHaveLength(9);
    const kinds = plan.cells.map(c => c.placements.map(p => p.kind));
    expect(kinds[0]).toEqual(['thin-notebook']);
    expect(kinds[3]).toEqual(['module', 'step']);
    expect(plan.cells[7].placements).toEqual([
      { kind: 'left-out', reason: '`%%html` only shows something in the notebook.' }
    ]);
    expect(plan.cells[8].placements[0].reason).toMatch(/^The cell could not be read: syntax error/);
  });

  it('names steps after headings and gives them what they read', async () => {
    const { plan } = await exported(study);
    expect(plan.title).toBe('Flowers');
    const place = {
      module: 'pipeline',
      reason: 'It runs when the pipeline runs.',
      isFixed: false
    };
    expect(plan.steps).toEqual([
      { ...place, name: 'load_data', cells: [3], inputs: [], outputs: ['TOKEN', 'x'] },
      { ...place, name: 'train', cells: [6], inputs: ['x'], outputs: ['y'] }
    ]);
  });

  it('knows dependencies and environment variables', async () => {
    const { plan } = await exported(study, {
      environment: {
        python: '3.12.1',
        distributions: { numpy: { name: 'numpy', version: '2.1.3' } }
      }
    });
    expect(plan.dependencies.map(d => d.requirement)).toEqual(['numpy>=2.1', 'scikit-learn']);
    expect(plan.environment).toEqual(['HUB_TOKEN']);
    expect(plan.requiresPython).toBe('>=3.10');
  });

  it('is the same every time', async () => {
    const [a, b] = [await exported(study), await exported(study)];
    expect(a.plan).toEqual(b.plan);
    expect([...a.files]).toEqual([...b.files]);
  });
});

describe('printPackage', () => {
  it('writes the promised files', async () => {
    const { files } = await exported(study);
    expect([...files.keys()]).toEqual([
      '.env.example',
      '.github/workflows/test.yml',
      '.gitignore',
      'README.md',
      'migration-report.json',
      'migration-report.md',
      'notebooks/my_study.ipynb',
      'pyproject.toml',
      'src/my_study/__init__.py',
      'src/my_study/__main__.py',
      'src/my_study/config.py',
      'src/my_study/display.py',
      'src/my_study/features.py',
      'src/my_study/models.py',
      'src/my_study/pipeline.py',
      'src/my_study/py.typed',
      'src/my_study/utils.py',
      'tests/test_my_study.py'
    ]);
    expect(files.get('.env.example')).toBe('HUB_TOKEN=\n');
  });

  it('keeps comments with their statements', async () => {
    const { files } = await exported(study);
    expect(files.get('src/my_study/features.py')).toContain('    # to one\n    return v / v.max()');
    expect(files.get('src/my_study/config.py')).toContain('EPOCHS = 3  # enough');
  });

  it('has helpers for what it does, and no others', async () => {
    const { files } = await exported(
      '# %%\nlines = !ls\n# %%\n%%capture out\nprint(1)\n# %%\nlines'
    );
    const shell = files.get('src/my_study/shell.py') ?? '';
    const defined = [...shell.matchAll(/^(?:def|class) (\w+)/gm)].map(m => m[1]);
    expect(defined).toEqual(['capture_lines', 'CapturedOutput', 'capture_output']);
    expect(shell).not.toMatch(/^import (?:codecs|traceback|types)$/m);
    const display = files.get('src/my_study/display.py') ?? '';
    expect([...display.matchAll(/^def (\w+)/gm)].map(m => m[1])).toEqual([
      'set_display_hook',
      'show'
    ]);
  });

  it('brings its own display only where the notebook imports none before', async () => {
    const late =
      '# %%\nimport os\nos.environ["A"] = "1"\n# %%\nfrom IPython.display import display';
    expect(pipeline(await exported(`${late}\n# %%\ndisplay(1)`))).not.toMatch(
      /from \.display import .*\bdisplay\b/
    );
    expect(pipeline(await exported(`# %%\ndisplay(0)\n${late}\n# %%\ndisplay(1)`))).toMatch(
      /from \.display import .*\bdisplay\b/
    );
  });

  it('tells type checkers what the steps bind for annotated functions', async () => {
    const text = pipeline(
      await exported(
        '# %%\nimport sys\nsys.path.append("lib")\ncount = 0\n# %%\nimport beside as b\ndef twice(x: int) -> int:\n    global count\n    count += 1\n    return b.double(x)\n# %%\nprint(twice(2))'
      )
    );
    expect(text).toMatch(/if TYPE_CHECKING:\n {4}#.*\n {4}import beside as b\n/);
    expect(text).toContain('\ncount: Any\n');
  });

  it('shows no figures behind a cell that only defines', async () => {
    const text = pipeline(
      await exported(
        '# %%\nimport matplotlib.pyplot as plt\nn = 3\n# %%\ndef draw():\n    plt.plot([n])\n# %%\nn = 4\ndraw()'
      )
    );
    expect(text.match(/show_figures\(\)/g)).toHaveLength(1);
  });

  it('has the helpers that go by another name where the notebook has theirs', async () => {
    const e = await exported(
      '# %%\nimport matplotlib.pyplot as plt\ndef show():\n    plt.plot([1])\n# %%\nshow()\n# %%\n3'
    );
    expect(pipeline(e)).toContain('from .display import show as show_2\n');
    const display = e.files.get('src/my_study/display.py') ?? '';
    expect([...display.matchAll(/^def (\w+)/gm)].map(m => m[1])).toEqual([
      'set_display_hook',
      'show',
      'show_figures'
    ]);
  });

  it('imports in each module what it uses', async () => {
    const text = pipeline(await exported(study));
    expect(text).toContain('import numpy as np');
    expect(text).toContain('from .utils import shift');
    expect(text).not.toContain('import scale');
  });

  it('shares a name that a function must see rebound, and says so', async () => {
    const e = await exported(
      '# %%\ncnt = 0\ndef inc():\n    global cnt\n    cnt += 1\n# %%\ncnt = 10\ninc()\n# %%\nprint(cnt)'
    );
    expect(pipeline(e)).toContain('global cnt');
    expect(e.plan.notes).toEqual([
      '`cnt` is a module variable of the pipeline: a function binds it with `global`.'
    ]);
  });

  it('gives back no value that a later step makes anew for itself', async () => {
    const e = await exported(
      '# %%\nindex = [1]\nn = len(index)\n# %%\nm = sum(index)\nprint(m)\n# %%\nindex = (3,)\nk = max(index)\n# %%\nprint(k)'
    );
    expect(/class Results:[\s\S]*?\n\n\n/.exec(pipeline(e))?.[0]).not.toContain('index');
  });

  it('reports what verification needs', async () => {
    const { files } = await exported(study);
    const report = JSON.parse(files.get('migration-report.json') as string) as Record<
      string,
      unknown
    >;
    expect(report).toMatchObject({
      schemaVersion: 1,
      package: 'my_study',
      entry: { module: 'my_study.pipeline', function: 'run' },
      steps: [
        { function: 'load_data', module: 'my_study.pipeline', cells: [3] },
        { function: 'train', module: 'my_study.pipeline', cells: [6] }
      ],
      variables: { y: { module: 'my_study.pipeline', step: 'train', notebookName: 'y' } },
      constants: { EPOCHS: { module: 'my_study.config', name: 'EPOCHS' } },
      display: 'my_study.display'
    });
    expect((report.unplaced as { cell: number }[]).map(u => u.cell)).toEqual([7, 8]);
  });

  it('writes a notebook that calls the steps', async () => {
    const { files } = await exported(study);
    const notebook = JSON.parse(files.get('notebooks/my_study.ipynb') as string) as {
      cells: { source: string[] }[];
    };
    expect(notebook.cells.map(c => c.source.join(''))).toEqual([
      '# Flowers\nWhich flower is which?',
      'from my_study import pipeline',
      '## Load the data',
      'TOKEN, x = pipeline.load_data()',
      '## Train',
      'y = pipeline.train(x)'
    ]);
  });

  it.each([
    '',
    '# %%\n',
    '# %% [markdown]\n# only text',
    '# %%\nx = (\n',
    '# %%\n%%bash -s 1\nls',
    '# %%\n# only a comment',
    '# %%\n%load_ext x'
  ])('takes a notebook with nothing to run: %j', async percent => {
    const e = await exported(percent);
    const parser = await testParser();
    for (const [path, text] of e.files) {
      if (path.endsWith('.py')) {
        expect([path, parser.format(text)]).toEqual([path, text]);
      }
    }
    expect(e.plan.cells.every(c => c.placements.length > 0)).toBe(true);
  });
});

describe('names', () => {
  it.each([
    ['My study', 'my_study'],
    ['02.1 Données', 'nb_02_1_donnees'],
    ['random', 'random_package'],
    ['numpy', 'numpy_package'],
    ['matplotlib', 'matplotlib_package'],
    ['класс', 'notebook_package'],
    ['test-Thing', 'test_thing']
  ])('package of %j', (notebook, name) => {
    expect(packageName(notebook, ['numpy'])).toBe(name);
  });

  it.each([
    ['1. Load the data', 'load_data'],
    ['How good is it?', 'how_good_is_it'],
    ['**2)** Über `x`', 'uber_x'],
    ['Step 6. Join cars1 and cars2 into a single table', 'join_cars1_and_cars2'],
    ['Generate time series and plot', 'generate_time_series'],
    ['How will a decision tree do?', 'decision_tree'],
    ['Part 2', 'part'],
    ['数据', null]
  ])('step of %j', (heading, name) => {
    expect(nameFromText(heading)).toBe(name);
  });
});

describe('dependencies', () => {
  it.each([
    ['install numpy==1.26 "pandas>=2"', ['numpy==1.26', 'pandas>=2']],
    ['install -q -r requirements.txt torch', ['torch']],
    ['install transformers[torch] | tail', ['transformers[torch]']],
    ['list', []]
  ])('%j', (argument, expected) => {
    expect(requirementsOf(argument)).toEqual(expected);
  });

  it('takes a pin of the notebook as lower bound, with extras', () => {
    const pins = new Map([['transformers', 'transformers[torch]==4.40.1']]);
    expect(dependencyOf('transformers', undefined, pins).requirement).toBe(
      'transformers[torch]>=4.40.1'
    );
    expect(dependencyOf('cv2', undefined, pins).requirement).toBe('opencv-python');
  });
});

it('closes the figures of each cell, also where a function of the notebook draws them', async () => {
  const e = await exported(`# %% [markdown]
# ## Descent
# %%
import matplotlib.pyplot as plt

def line(xs):
    plt.plot(xs)

def trace(xs):
    line(xs)
    return len(xs)
# %%
first = trace([1, 2])
# %%
second = trace([2, 3])
# %%
total = first + second`);
  expect(pipeline(e).match(/trace\(.*\)\n\s*show_figures\(\)/g)).toHaveLength(2);
});
