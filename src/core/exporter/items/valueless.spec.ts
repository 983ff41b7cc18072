/** What a package shows: values, not calls that give none. */
import { testParser } from '../../../testing/parser';
import { Engine, parsePercent, planExport, printPackage } from '../..';

async function pipelineOf(cells: string): Promise<string> {
  const parser = await testParser();
  const model = new Engine(parser, []).model(parsePercent(cells));
  const options = { notebookName: 'study' };
  const files = printPackage(model, planExport(model, options), options, parser);
  return files.find(f => f.path === 'src/study/pipeline.py')?.text ?? '';
}

const plots = 'import matplotlib.pyplot as plt\n';

it.each([
  ['a library call', `${plots}plt.plot([1])\n# %%\nplt.close()`, 'plt.close()'],
  ['a function without a value', 'def f(x):\n    print(x)\n# %%\nf(2)', 'f(2)'],
  ['a function that only ends early', 'def f(x):\n    if x:\n        return\n# %%\nf(2)', 'f(2)'],
  ['a value inside', 'def f():\n    def g():\n        return 1\n    print(g())\n# %%\nf()', 'f()']
])('%s is called without showing', async (_, cells, call) => {
  expect(await pipelineOf(cells)).toMatch(new RegExp(`^ +${call.replace(/[().]/g, '\\$&')}$`, 'm'));
});

it.each([
  ['returned', 'def f(x):\n    return x\n# %%\nf(2)'],
  ['yielded', 'def f(x):\n    yield x\n# %%\nf(2)'],
  [
    'what a decorator makes of it',
    'def d(g):\n    return lambda x: x\n@d\ndef f(x):\n    pass\n# %%\nf(2)'
  ],
  ['bound twice', 'def f(x):\n    pass\nif f:\n    def f(x):\n        return x\n# %%\nf(2)']
])('a value is shown: %s', async (_, cells) => {
  expect(await pipelineOf(cells)).toContain('show(f(2), cell=1)');
});

it('figures are shown where something is drawn, not where the drawing library does other things', async () => {
  const loads = "import seaborn as sns\nsns.set_style('dark')\ntips = sns.load_dataset('tips')";
  expect(await pipelineOf(loads)).not.toContain('show_figures');
  expect(await pipelineOf(`${loads}\n# %%\nsns.countplot(tips)`)).toContain('show_figures()');
});

it('a module beside the notebook may draw', async () => {
  const cells = 'import mytools\n# %%\nmytools.histogram([1, 2])\n# %%\nx = 1\nprint(x)';
  expect(await pipelineOf(cells)).toMatch(/histogram.*\n +show_figures\(\)\n/);
  const known = 'import requests\n# %%\nrequests.get("x")';
  expect(await pipelineOf(known)).not.toContain('show_figures');
});
