/**
 * `npm run demo`: installs and builds what is missing, then takes a copy of the example through the whole story without a
 * screen: check, fix, export, verify, export of the model, parity in headless Chromium. Works in `.demo/story` only.
 * A step that gives an unexpected result ends the demo with its output and a status other than 0.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { findChromium } from './kit/machine.mjs';
import { at, environment, shown, venvProgram } from './kit/paths.mjs';
import { StepError, commandLine, duration, heading, main, tailOf } from './kit/steps.mjs';
import { setup } from './setup.mjs';

const expected = [
  'accumulated-list',
  'dict-config',
  'direct-forward-call',
  'global-in-function',
  'hardcoded-secret',
  'raise-not-implemented',
  'sequential-requests',
  'unmanaged-resource'
];

const folder = at('.demo', 'story');
const notebook = path.join(folder, 'churn.ipynb');

/** Runs a program in the story's folder; its exit status must be one of `statuses`. */
function run(program, args, statuses = [0]) {
  const chrome = findChromium();
  const result = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: environment(chrome ? { ANNEAL_CHROME: chrome } : {})
  });
  if (!statuses.includes(result.status)) {
    throw new StepError(`Unexpected exit status ${result.status ?? result.error?.message}.`, {
      tail: tailOf(`${result.stdout ?? ''}\n${result.stderr ?? ''}`),
      cure: `cd ${shown(folder)} && ${commandLine(program, args)}`
    });
  }
  return result.stdout;
}

const anneal = (args, statuses) =>
  run(process.execPath, [at('dist', 'cli.cjs'), ...args], statuses);

function json(text, what) {
  try {
    return JSON.parse(text);
  } catch {
    throw new StepError(`${what} gave no JSON.`, { tail: tailOf(text) });
  }
}

function demand(condition, message) {
  if (!condition) {
    throw new StepError(message);
  }
}

/** One chapter: its title, what it does, and the sentences it ends with. */
function chapter(title, work) {
  heading(title);
  const started = performance.now();
  const lines = work();
  lines.forEach(line => console.log(`  ${line}`));
  console.log(`  (${duration((performance.now() - started) / 1000)})`);
}

const diagnosticsOf = file => {
  const report = json(anneal(['check', file, '--format', 'json', '--exit-zero']), 'anneal check');
  demand(
    !report.errors.length,
    `anneal check could not read ${file}: ${JSON.stringify(report.errors)}`
  );
  return report.notebooks[0].diagnostics;
};

const count = (diagnostics, key) => {
  const counts = new Map();
  for (const diagnostic of diagnostics) {
    counts.set(key(diagnostic), (counts.get(key(diagnostic)) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
};

function check() {
  const diagnostics = diagnosticsOf('churn.ipynb');
  const counts = count(diagnostics, ({ migration }) => migration);
  const missing = expected.filter(name => !counts.some(([found]) => found === name));
  demand(
    !missing.length,
    `The example has these habits, and they were not found: ${missing.join(', ')}.`
  );
  const fixable = diagnostics.filter(({ fix }) => fix).length;
  return [
    `${diagnostics.length} findings, ${fixable} with a fix:`,
    ...counts.map(([name, number]) => `  ${String(number).padStart(2)} ${name}`)
  ];
}

function fix() {
  const before = diagnosticsOf('churn.ipynb').length;
  anneal(['fix', 'churn.ipynb', '--accept', 'suggested', '-o', 'churn.fixed.ipynb'], [0, 1]);
  const left = diagnosticsOf('churn.fixed.ipynb');
  demand(
    left.length < before,
    `${before} findings before the fixes and ${left.length} after them.`
  );
  return [
    `${before} findings before, ${left.length} after.`,
    ...left.map(({ migration, declined }) => `  left: ${migration}: ${declined ?? 'advice only'}`)
  ];
}

const packageFolder = path.join(folder, 'churn-package');

function exportPackage() {
  anneal([
    'export',
    'churn.ipynb',
    '-o',
    'churn-package',
    '--name',
    'churn',
    '--accept',
    'suggested'
  ]);
  const report = path.join(packageFolder, 'migration-report.json');
  demand(fs.existsSync(report), 'The package has no migration-report.json.');
  const files = fs
    .readdirSync(packageFolder, { recursive: true })
    .filter(name => fs.statSync(path.join(packageFolder, name)).isFile());
  const lines = files
    .filter(name => name.endsWith('.py'))
    .reduce(
      (sum, name) =>
        sum + fs.readFileSync(path.join(packageFolder, name), 'utf8').split('\n').length,
      0
    );
  return [
    `${files.length} files, ${lines} lines of Python in ${shown(packageFolder)}:`,
    ...files.sort().map(name => `  ${name}`)
  ];
}

function verify() {
  const args = [
    'verify',
    'churn.ipynb',
    'churn-package',
    '--python',
    venvProgram('python'),
    '--format',
    'json'
  ];
  const report = json(anneal(args, [0, 1]), 'anneal verify');
  const differing = [...report.variables, ...report.outputs].filter(({ status }) =>
    ['different', 'missing'].includes(status)
  );
  demand(
    report.verdict === 'equal',
    [
      `The verdict is ${report.verdict}.`,
      ...differing.map(item => `  ${JSON.stringify(item)}`)
    ].join('\n')
  );
  const summary = list =>
    count(list, ({ status }) => status)
      .map(([status, number]) => `${number} ${status}`)
      .join(', ');
  return [
    `Verdict: ${report.verdict}`,
    `Variables: ${summary(report.variables)}`,
    `Outputs: ${summary(report.outputs)}`,
    `Notebook ${duration(report.runs.notebookSeconds)}, package ${duration(report.runs.packageSeconds)}`
  ];
}

const modelFolder = path.join(folder, 'models');

function exportModel() {
  const script = at('jupyterlab_anneal', 'kernel', 'export_models.py');
  const report = json(
    run(venvProgram('python'), [script, notebook, '--out', modelFolder, '--model', 'model']),
    'The export of the model'
  );
  const models = fs.existsSync(modelFolder)
    ? fs.readdirSync(modelFolder).filter(name => name.endsWith('.onnx'))
    : [];
  demand(
    models.length > 0 && !report.failed.length && !report.stopped,
    `The notebook has a torch model, and it was not exported: ${JSON.stringify(report)}`
  );
  return models.map(name => `${name}: ${fs.statSync(path.join(modelFolder, name)).size} bytes`);
}

function parity() {
  return fs
    .readdirSync(modelFolder)
    .filter(name => name.endsWith('.onnx'))
    .flatMap(name => {
      const model = path.join(modelFolder, name);
      const cases = model.replace(/\.onnx$/, '.cases.npz');
      const page = path.join(folder, `parity-${name.replace(/\.onnx$/, '')}.html`);
      // Without --provider, WASM must run, and WebGPU where the machine has it.
      anneal(['parity', model, '--cases', cases, '--format', 'html', '--output', page], [0, 1]);
      const report = json(
        anneal(['parity', model, '--cases', cases, '--format', 'json'], [0, 1]),
        'anneal parity'
      );
      demand(report.pass, `Parity of ${name} is ${report.verdict}. ${report.sentence}`);
      return [
        `${name}: ${report.verdict}, ${report.vectors.length} cases`,
        ...report.providers.map(one => `  ${one.sentence}`),
        `Report: ${shown(page)}`
      ];
    });
}

await main(async () => {
  heading('Set-up');
  await setup();
  const started = performance.now();
  fs.rmSync(folder, { recursive: true, force: true });
  fs.cpSync(at('examples'), folder, { recursive: true });
  console.log(`A copy of the example is in ${shown(folder)}.`);

  chapter('1. Check: what is in the notebook', check);
  chapter('2. Fix: accept the suggestions in a copy', fix);
  chapter('3. Export: the notebook becomes a package', exportPackage);
  chapter('4. Verify: notebook twice, package once, compared', verify);
  chapter('5. The model becomes ONNX', exportModel);
  chapter('6. Parity: the model in headless Chromium', parity);

  heading('Done');
  console.log(
    `The whole story took ${duration((performance.now() - started) / 1000)}. Everything is in ${shown(folder)}.`
  );
  console.log('The same in JupyterLab: npm start, then open the Anneal panel on the right.');
});
