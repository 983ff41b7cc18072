/**
 * What the machine has to bring: Node, Python, a Chromium. Finds it, checks its version, and names the cure when it is missing.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { StepError, programStep } from './steps.mjs';

const root = typeof process.getuid === 'function' && process.getuid() === 0;

/** Whether packages can be installed here without asking anybody: Debian or a relative of it, as root. */
export const canUseApt = () => root && fs.existsSync('/usr/bin/apt-get');

/** Runs `apt-get update` and `apt-get install` for the named packages. */
export async function installWithApt(packages) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const cure = `apt-get update && apt-get install -y ${packages.join(' ')}`;
  await programStep('Refresh the list of Debian packages', 'apt-update', 'apt-get', ['update'], {
    env,
    cure
  });
  await programStep(
    `Install ${packages.join(' and ')} with apt`,
    'apt-install',
    'apt-get',
    ['install', '-y', '--no-install-recommends', ...packages],
    { env, cure }
  );
}

const atLeast = (version, wanted) => {
  for (let i = 0; i < wanted.length; i++) {
    if (version[i] !== wanted[i]) {
      return (version[i] ?? 0) > wanted[i];
    }
  }
  return true;
};

/** Node of this process: 20.19 or newer in the 20 line, or 22.12 and up, which is what the JupyterLab builder accepts. */
export function checkNode(text = process.versions.node) {
  const version = text.split('.').map(Number);
  const fits = version[0] === 20 ? atLeast(version, [20, 19]) : atLeast(version, [22, 12]);
  if (!fits) {
    throw new StepError(
      `Node ${text} is too old: Anneal is built with Node 20.19 or newer (21 is not supported, 22 from 22.12 on).`,
      {
        cure: 'nvm install 20 (or install Node 20 from nodejs.org), then the same command again'
      }
    );
  }
  return text;
}

/** The first Python 3.11 or newer on the path. */
export function findPython() {
  const seen = [];
  for (const name of ['python3.13', 'python3.12', 'python3.11', 'python3', 'python']) {
    const result = spawnSync(
      name,
      ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3]); print(sys.executable)'],
      {
        encoding: 'utf8'
      }
    );
    if (result.status === 0) {
      const [version, executable] = result.stdout.trim().split(/\r?\n/);
      if (atLeast(version.split('.').map(Number), [3, 11])) {
        return { executable, version };
      }
      seen.push(`${name} is ${version}`);
    }
  }
  throw new StepError(
    `Python 3.11 or newer is needed${seen.length ? ` (${seen.join(', ')})` : ', and no Python was found'}.`,
    {
      cure: canUseApt()
        ? 'apt-get update && apt-get install -y python3 python3-venv'
        : 'install Python 3.11 or newer from python.org'
    }
  );
}

function onPath(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const file of [path.join(folder, name), path.join(folder, `${name}.exe`)]) {
      if (folder && fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
        return file;
      }
    }
  }
  return undefined;
}

const chromiumNames = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge'
];
const chromiumPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
];

/** The Chromium to use: named by ANNEAL_CHROME or CHROME_PATH, else the first that is installed. */
export function findChromium(env = process.env) {
  for (const variable of ['ANNEAL_CHROME', 'CHROME_PATH']) {
    const named = env[variable];
    if (named) {
      if (!fs.existsSync(named)) {
        throw new StepError(`${variable} names ${named}, which does not exist.`, {
          cure: `unset ${variable}`
        });
      }
      return named;
    }
  }
  for (const name of chromiumNames) {
    const found = onPath(name);
    if (found) {
      return found;
    }
  }
  return chromiumPlaces.find(place => fs.existsSync(place));
}
