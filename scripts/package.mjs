/**
 * `npm run package`: builds what is released (wheel, sdist, npm tarball) into `build/packages/`, checks it, and tries it as a user would:
 * the wheel in a fresh virtual environment with no Node on the path, the tarball with `npx`, the hook with pre-commit. Afterwards the
 * checkout holds the minified extension; `npm run build` brings the development one back.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { build } from './build.mjs';
import { at, cache, environment, shown, venvProgram } from './kit/paths.mjs';
import { hashOf, isDone, markDone } from './kit/stamps.mjs';
import { StepError, heading, main, programStep, step, tailOf } from './kit/steps.mjs';

const out = at('build', 'packages');
const example = at('examples', 'churn.ipynb');

/** The folder of programs of a virtual environment, and one of its programs. */
const programs = folder => path.join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
const program = (folder, name) =>
  path.join(programs(folder), process.platform === 'win32' ? `${name}.exe` : name);

/** The only file in the output folder with this ending. */
function built(ending) {
  const found = fs.readdirSync(out).filter(name => name.endsWith(ending));
  if (found.length !== 1) {
    throw new StepError(
      `${shown(out)} holds ${found.length} files that end in ${ending}, not one.`
    );
  }
  return path.join(out, found[0]);
}

const npm = (...args) => ['npm', [...args, '--no-audit', '--no-fund', '--loglevel=error']];

async function makePackages() {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  const hatch = kind => ['-m', 'hatchling', 'build', '-t', kind, '-d', out];
  await programStep('Build the sdist', 'sdist', venvProgram('python'), hatch('sdist'));
  await programStep('Build the wheel', 'wheel', venvProgram('python'), hatch('wheel'));
  await makeTarball();
}

/**
 * The npm package. The command is one bundled file, so that `npx` has nothing else to fetch: the packages of JupyterLab, which the
 * builder of the extension wants to see among the dependencies, are there for those who build upon it and bring JupyterLab along.
 */
async function makeTarball() {
  const staging = at('build', 'npm');
  fs.rmSync(staging, { recursive: true, force: true });
  fs.mkdirSync(staging, { recursive: true });
  await programStep('Pack for npm', 'npm-pack', ...npm('pack', '--pack-destination', staging));
  const [packed] = fs.readdirSync(staging);
  await programStep('Unpack to correct the manifest', 'npm-unpack', 'tar', [
    ...['-xzf', path.join(staging, packed)],
    ...['-C', staging]
  ]);
  const manifest = path.join(staging, 'package', 'package.json');
  const published = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  const optional = Object.keys(published.dependencies).map(name => [name, { optional: true }]);
  published.peerDependencies = published.dependencies;
  published.peerDependenciesMeta = Object.fromEntries(optional);
  for (const field of ['dependencies', 'devDependencies', 'resolutions', 'scripts']) {
    delete published[field];
  }
  fs.writeFileSync(manifest, `${JSON.stringify(published, null, 2)}\n`);
  await programStep(
    'Build the npm tarball',
    'npm-tarball',
    ...npm('pack', path.dirname(manifest), '--pack-destination', out)
  );
}

/** A virtual environment with the checkers, kept from run to run. */
async function checkers() {
  const folder = cache('package-venv');
  const key = hashOf(['requirements/package.txt']);
  if (!isDone('package venv', key) || !fs.existsSync(program(folder, 'twine'))) {
    await newVenv(folder, 'the checkers');
    await programStep('Install the checkers', 'package-tools', program(folder, 'python'), [
      ...['-m', 'pip', 'install', '--disable-pip-version-check'],
      ...['-r', at('requirements', 'package.txt')]
    ]);
    markDone('package venv', key);
  }
  return folder;
}

const newVenv = (folder, what) =>
  programStep(`Create a virtual environment for ${what}`, 'package-env', venvProgram('python'), [
    ...['-m', 'venv', '--clear'],
    folder
  ]);

async function check(tools) {
  const files = [built('.whl'), built('.tar.gz')];
  const strict = ['check', '--strict', ...files];
  await programStep('twine check', 'twine', program(tools, 'twine'), strict);
  const contents = program(tools, 'check-wheel-contents');
  await programStep('check-wheel-contents', 'wheel-contents', contents, [built('.whl')]);
}

/** Runs the command on the example and demands that it finds something in it and says so with status 1. */
function findsSomething(command, args, options) {
  const done = spawnSync(command, [...args, 'check', '--format', 'json', example], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options
  });
  const failed = words =>
    new StepError(`${path.basename(command)}: ${words}`, {
      tail: tailOf(`${done.stdout ?? ''}\n${done.stderr ?? done.error?.message ?? ''}`)
    });
  if (done.status !== 1) {
    throw failed(`status ${done.status} instead of 1, which means findings.`);
  }
  let report;
  try {
    report = JSON.parse(done.stdout);
  } catch {
    throw failed('no report.');
  }
  if (!report.notebooks.some(notebook => notebook.diagnostics.length)) {
    throw failed('no findings in the example, which has some.');
  }
}

/** `pip install` of the wheel, then the command with nothing but that environment on the path. */
async function tryWheel(scratch) {
  const folder = path.join(scratch, 'wheel');
  await newVenv(folder, 'the wheel');
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', built('.whl')];
  await programStep(
    'pip install of the wheel',
    'wheel-install',
    program(folder, 'python'),
    install
  );
  const extension = path.join(folder, 'share', 'jupyter', 'labextensions', 'jupyterlab-anneal');
  if (!fs.existsSync(path.join(extension, 'package.json'))) {
    throw new StepError('The wheel did not install the JupyterLab extension.');
  }
  await step('anneal check from the wheel, without Node on the path', async () => {
    const env = { ...process.env, PATH: programs(folder), ANNEAL_NODE: '', VIRTUAL_ENV: folder };
    findsSomething(program(folder, 'anneal'), [], { cwd: scratch, env });
  });
}

/** `npx` of the tarball in an empty folder. */
async function tryTarball(scratch) {
  const cwd = path.join(scratch, 'npx');
  fs.mkdirSync(cwd);
  await step('npx of the tarball', async () => {
    const args = ['--yes', '--package', built('.tgz'), '--', 'anneal'];
    findsSomething('npx', args, { cwd, env: { ...process.env, npm_config_loglevel: 'error' } });
  });
}

/** The hook of this repository, by pre-commit, on a scratch repository with a notebook that has findings. */
async function tryHook(tools, scratch) {
  const cwd = path.join(scratch, 'hook');
  fs.mkdirSync(cwd);
  fs.copyFileSync(example, path.join(cwd, 'churn.ipynb'));
  const env = environment({
    PRE_COMMIT_HOME: path.join(scratch, 'pre-commit'),
    GIT_CONFIG_GLOBAL: os.devNull
  });
  const git = (...args) => spawnSync('git', args, { cwd, env, encoding: 'utf8' });
  await step('pre-commit with the hook of this repository', async () => {
    git('init', '--quiet');
    git('add', '.');
    const done = spawnSync(
      program(tools, 'pre-commit'),
      ['try-repo', at(), 'anneal-check', '--all-files'],
      { cwd, env, encoding: 'utf8' }
    );
    if (done.status !== 1 || !/churn\.ipynb.*hardcoded-secret/s.test(done.stdout)) {
      throw new StepError('pre-commit did not show the findings of the example.', {
        tail: tailOf(`${done.stdout}\n${done.stderr}`)
      });
    }
  });
}

function sizes() {
  for (const name of fs.readdirSync(out).sort()) {
    const megabytes = fs.statSync(path.join(out, name)).size / 2 ** 20;
    console.log(`  ${megabytes.toFixed(1).padStart(6)} MiB  ${name}`);
  }
}

await main(async () => {
  heading('Build');
  await build({ prod: true });
  await makePackages();
  heading('Check');
  const tools = await checkers();
  await check(tools);
  heading('Try');
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-packages-'));
  try {
    await tryWheel(scratch);
    await tryTarball(scratch);
    await tryHook(tools, scratch);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  heading(`Ready in ${shown(out)}`);
  sizes();
});
