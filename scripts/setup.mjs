/**
 * `npm run setup`: brings a checkout from nothing (Node 20 and Python 3.11 only) to a built extension, and does nothing when
 * nothing is missing. `--only python,node,chromium,build` limits it to the named steps. Never writes outside the checkout,
 * except for the Debian packages that it announces.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from './build.mjs';
import { canUseApt, checkNode, findChromium, findPython, installWithApt } from './kit/machine.mjs';
import { at, shown, venv, venvProgram } from './kit/paths.mjs';
import { hashOf, isDone, markDone } from './kit/stamps.mjs';
import { StepError, duration, main, programStep } from './kit/steps.mjs';

const stages = ['python', 'node', 'chromium', 'build'];
const requirements = [
  ['lab', 'JupyterLab and what builds the extension'],
  ['science', 'what the example imports: torch, pandas and others, several hundred megabytes'],
  ['test', 'pytest and the other checkers'],
  ['collaboration', 'what lets two browsers edit one notebook, for one browser test']
];

/** Installed into a folder of their own: in .venv they would make every JupyterLab of the checkout a shared one. */
const besides = {
  collaboration: ['--no-deps', '--upgrade', '--target', path.join(venv, 'collaboration')]
};

async function python() {
  const works = () =>
    spawnSync(venvProgram('python'), ['-m', 'pip', '--version'], {
      stdio: 'ignore'
    }).status === 0;
  if (!fs.existsSync(venvProgram('python')) || !(isDone('venv', 'ok') || works())) {
    const found = findPython();
    const create = () =>
      programStep(
        `Create .venv with Python ${found.version}`,
        'venv',
        found.executable,
        ['-m', 'venv', venv],
        {
          cure: canUseApt()
            ? 'apt-get install -y python3-venv'
            : `${found.executable} -m venv .venv`
        }
      );
    try {
      await create();
    } catch (error) {
      // Debian ships the venv module apart from Python.
      if (!canUseApt()) {
        throw error;
      }
      await installWithApt(['python3-venv']);
      await create();
    }
  }
  markDone('venv', 'ok');
  for (const [name, what] of requirements) {
    const file = `requirements/${name}.txt`;
    const key = hashOf([file]);
    const install = ['-m', 'pip', 'install', '--disable-pip-version-check'];
    if (!isDone(`pip ${name}`, key)) {
      await programStep(
        `Install ${what}`,
        `pip-${name}`,
        venvProgram('python'),
        [...install, ...(besides[name] ?? []), '-r', at(file)],
        {
          cure: [
            shown(venvProgram('python')),
            ...install.filter(word => word !== '--disable-pip-version-check'),
            ...(besides[name] ?? []).map(word => (path.isAbsolute(word) ? shown(word) : word)),
            '-r',
            file
          ].join(' ')
        }
      );
      markDone(`pip ${name}`, key);
    }
  }
}

async function node() {
  const { dependencies, devDependencies, resolutions } = JSON.parse(
    fs.readFileSync(at('package.json'), 'utf8')
  );
  const key = hashOf(['yarn.lock', '.yarnrc.yml'], {
    words: [JSON.stringify({ dependencies, devDependencies, resolutions })]
  });
  if (!isDone('jlpm', key) || !fs.existsSync(at('node_modules', '.yarn-state.yml'))) {
    await programStep(
      'Install the npm packages with jlpm',
      'jlpm',
      venvProgram('jlpm'),
      ['install', '--immutable'],
      {
        cure: `${shown(venvProgram('jlpm'))} install --immutable`
      }
    );
    markDone('jlpm', key);
  }
}

async function chromium() {
  if (findChromium()) {
    return;
  }
  if (!canUseApt()) {
    throw new StepError(
      'No Chromium or Chrome was found. The browser tests and `anneal parity` need one.',
      {
        cure: 'sudo apt-get install -y chromium (or install Chrome, or set ANNEAL_CHROME to its path)'
      }
    );
  }
  await installWithApt(['chromium', 'fonts-dejavu-core']);
  if (!findChromium()) {
    throw new StepError('apt installed chromium, but no program of that name is on the path.', {
      cure: 'export ANNEAL_CHROME=/path/to/chromium'
    });
  }
}

const work = { python, node, chromium, build };

/**
 * Installs and builds what is missing.
 * @param {{ only?: string[] }} [options] The steps to do; all by default.
 */
export async function setup(options = {}) {
  const started = performance.now();
  checkNode();
  for (const stage of options.only ?? stages) {
    await work[stage]();
  }
  console.log(`Set-up complete (${duration((performance.now() - started) / 1000)}).`);
}

/** The steps named by `--only a,b`, or undefined. */
export function onlyOption(args, allowed) {
  const index = args.findIndex(arg => arg === '--only' || arg.startsWith('--only='));
  if (index < 0) {
    if (args.length) {
      throw new StepError(`Unknown option ${args[0]}.`, {
        cure: `the same command with --only ${allowed.join(',')}`
      });
    }
    return undefined;
  }
  const value = args[index].includes('=') ? args[index].split('=')[1] : args[index + 1];
  const names = (value ?? '').split(',').filter(Boolean);
  const unknown = names.filter(name => !allowed.includes(name));
  if (!names.length || unknown.length) {
    throw new StepError(
      unknown.length
        ? `Unknown name after --only: ${unknown.join(', ')}.`
        : 'Nothing is named after --only.',
      {
        cure: `the same command with --only ${allowed.join(',')}`
      }
    );
  }
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup({ only: onlyOption(process.argv.slice(2), stages) });
  });
}
