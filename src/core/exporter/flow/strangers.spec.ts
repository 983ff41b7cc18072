/** Imports of files beside the notebook, which may change what was set up above them. */
import { Engine, parsePercent, planExport, printPackage } from '../..';
import { testParser } from '../../../testing/parser';

async function pipeline(percent: string): Promise<string> {
  const parser = await testParser();
  const model = new Engine(parser, []).model(parsePercent(percent));
  const options = { notebookName: 'study' };
  const files = printPackage(model, planExport(model, options), options, parser);
  return files.find(f => f.path.endsWith('/pipeline.py'))?.text ?? '';
}

const work = '# %%\nimport numpy\nprint(numpy.pi)\n';

it.each([
  ['behind work', `${work}# %%\nimport beside\nprint(beside.value)`, true],
  ['above all work', `# %%\nimport beside\n${work}# %%\nprint(beside.value)`, false],
  [
    'imported above already',
    `# %%\nimport beside\n${work}# %%\nimport beside\nprint(beside)`,
    false
  ],
  ['a library', `${work}# %%\nimport pandas\nprint(pandas.NA)`, false],
  [
    'used by a function',
    `${work}# %%\nimport beside\ndef double(v):\n    return beside.twice(v)\nprint(double(2))`,
    false
  ]
])('an import of a file beside the notebook, %s', async (_, percent, stays) => {
  const text = await pipeline(percent);
  expect(text).not.toBe('');
  expect(/^ {4}import beside$/m.test(text)).toBe(stays);
});
