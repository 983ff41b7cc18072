/** What a package requires, and what it says of code that nothing can be installed for. */
import {
  Engine,
  parsePercent,
  planExport,
  printPackage,
  type IEnvironmentFacts,
  type IExportPlan
} from '../..';
import { testParser } from '../../../testing/parser';

async function planned(
  percent: string,
  environment?: IEnvironmentFacts
): Promise<{ plan: IExportPlan; text: (path: string) => string }> {
  const parser = await testParser();
  const model = new Engine(parser, []).model(parsePercent(percent));
  const options = { notebookName: 'study', ...(environment ? { environment } : {}) };
  const plan = planExport(model, options);
  const files = printPackage(model, plan, options, parser);
  return { plan, text: path => files.find(f => f.path === path)?.text ?? '' };
}

const requirements = async (percent: string, environment?: IEnvironmentFacts): Promise<string[]> =>
  (await planned(percent, environment)).plan.dependencies.map(d => d.requirement);

it('tells the distributions of a shared namespace apart', async () => {
  expect(
    await requirements(`# %%
from google import genai
from google.genai import types
from google.cloud import storage, aiplatform_v1
import google.auth.transport.requests
from google.protobuf import json_format
from azure.search.documents.indexes import SearchIndexClient
from azure.identity import DefaultAzureCredential
from haystack_integrations.components.embedders.google_genai import Embedder
from haystack_integrations.document_stores.qdrant import Store
import vertexai
print(genai, types)
`)
  ).toEqual([
    'azure-identity',
    'azure-search-documents',
    'google-auth',
    'google-cloud-aiplatform',
    'google-cloud-storage',
    'google-genai',
    'protobuf',
    'google-genai-haystack',
    'qdrant-haystack'
  ]);
});

it('requires what the notebook installs and does not import, tools left out', async () => {
  const percent = `# %%
!pip install -q "openpyxl>=3.1" sentencepiece==0.2.0 opencv-python-headless jupyter
%pip install --upgrade pip
import cv2
import pandas as pd
print(cv2, pd)
`;
  expect(await requirements(percent)).toEqual([
    'opencv-python-headless',
    'pandas',
    'openpyxl>=3.1',
    'sentencepiece>=0.2.0'
  ]);
  const distributions = { cv2: { name: 'opencv-contrib-python', version: '4.10.0' } };
  expect((await requirements(percent, { python: '3.12.1', distributions }))[0]).toBe(
    'opencv-contrib-python>=4.10'
  );
});

it('says so when an install command names nothing that can be required', async () => {
  const { plan } = await planned(
    '# %%\n!pip install git+https://example.org/tool.git\n# %%\n%pip list\n# %%\nprint(1)'
  );
  const [first, second] = plan.cells.map(c => c.placements[0].reason);
  expect(first).toContain('names no distribution that a package can require');
  expect(second).toBe('`%pip list` looks after the environment of the notebook.');
  expect(plan.dependencies).toEqual([]);
});

describe('code for Colab', () => {
  it('stays in its step, so that the package can be imported anywhere, and is named', async () => {
    const { plan, text } = await planned(`# %%
from google.colab import userdata
KEY_NAME = "HUB"
#@title Form { run: "auto" }
rate = 0.5 #@param {type: "number"}
print(userdata.get(KEY_NAME), rate)
`);
    const source = text('src/study/pipeline.py');
    expect(source).toMatch(/^ {4}from google\.colab import userdata$/m);
    expect(source).toContain('rate = 0.5  # @param');
    expect(plan.dependencies).toEqual([]);
    expect(plan.notes).toContainEqual(
      expect.stringMatching(/imports `google\.colab`, which is there on Colab only/)
    );
  });

  it('needs no word where a condition guards it', async () => {
    const { plan } = await planned(`# %%
import sys
if "google.colab" in sys.modules:
    from google.colab import auth
    auth.authenticate_user()
print(1)
`);
    expect(plan.notes.join()).not.toContain('Colab');
  });
});

describe('names that nothing binds', () => {
  it('are stated, and declared so that the checks of the package say nothing of them', async () => {
    const { plan, text } = await planned(`# %%
%%cython
def fast(n):
    return n
# %%
def f(x: "Frame") -> int:
    return fast(x) + later
print(f(1))
`);
    expect(plan.notes).toContainEqual(
      expect.stringMatching(
        /^`Frame`, `fast`, `later` are read before an exported cell defines them/
      )
    );
    expect(text('pyproject.toml')).toContain('builtins = ["Frame", "fast", "later"]');
  });

  it('are none where all is bound', async () => {
    const { plan, text } = await planned(
      '# %%\nimport os\nx = 1\ndef f(y: "os.PathLike"):\n    return x\nprint(f(_), __name__)'
    );
    expect(plan.notes.join()).not.toContain('exported cell defines');
    expect(text('pyproject.toml')).not.toContain('builtins');
  });
});

it('requires the Python that the syntax needs', async () => {
  const needed = async (code: string): Promise<string> =>
    (await planned(`# %%\n${code}`)).plan.requiresPython;
  expect(await needed('d = {"a": 1}\nprint(f"{d[\'a\']}", "\\n")')).toBe('>=3.10');
  expect(await needed('d = {"a": 1}\nprint(f"{d["a"]}")')).toBe('>=3.12');
  expect(await needed('d = "a"\nprint(f"{d.join([\'\\\\n\'])}")')).toBe('>=3.12');
  expect(await needed('try:\n    pass\nexcept* ValueError:\n    pass')).toBe('>=3.11');
  expect(await needed('def f[T](x: T) -> T:\n    return x')).toBe('>=3.12');
});

describe('code that IPython refuses', () => {
  it.each([
    ['def f():\n    await g()', '`await` stands in a function that is not `async`'],
    ['def f():\n    async with g() as h:\n        print(h)', '`await` stands in'],
    ['f = lambda: await g()', '`await` stands in'],
    ['return 1', '`return` stands outside a function']
  ])('%j is left out', async (code, reason) => {
    const { plan } = await planned(`# %%\n${code}\n# %%\nprint(1)`);
    expect(plan.cells[0].placements[0].reason).toContain(reason);
  });

  it('is told from code that awaits rightly', async () => {
    const code = 'async def f(x=1):\n    await f()\n    return [y async for y in x]\nawait f()';
    const { plan } = await planned(`# %%\n${code}`);
    expect(plan.cells[0].placements.map(p => p.kind)).not.toContain('left-out');
  });
});

it('leaves the rules on undefined names to the note where a name is read above what binds it', async () => {
  const early = await planned('# %%\nx = x + 1\nprint(x)');
  expect(early.plan.notes).toContainEqual(expect.stringMatching(/^`x` is read before/));
  expect(early.text('pyproject.toml')).toMatch(/"F821", "F823"/);
  for (const code of [
    'x = 1\n# %%\ndel x\n# %%\nprint(x)',
    'def f():\n    return y\n# %%\ny = [1]\n# %%\nprint(f())\n# %%\ndel y'
  ]) {
    expect((await planned(`# %%\n${code}`)).text('pyproject.toml')).toContain('"F821", "F823"');
  }
  const loop = await planned('# %%\nfor x in range(2):\n    print(x)');
  expect(loop.plan.notes.join()).not.toContain('is read before');
  expect(loop.text('pyproject.toml')).not.toContain('"F821"');
});
