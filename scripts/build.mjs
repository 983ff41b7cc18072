/**
 * `npm run build`: TypeScript to `lib/`, the `anneal` command to `dist/`, the extension to `jupyterlab_anneal/labextension/`
 * and from there into `.venv`. A part whose inputs have not changed is skipped. `--prod` builds the extension minified.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { at, shown, venvProgram } from './kit/paths.mjs';
import { hashOf, isDone, markDone } from './kit/stamps.mjs';
import { StepError, main, programStep } from './kit/steps.mjs';

const bin = name => at('node_modules', ...name.split('/'));
const source = name =>
  !/\.spec\.tsx?$/.test(name) && !name.startsWith(path.join('src', 'dev') + path.sep);

/** Runs one part unless its stamp matches and all of its outputs are there. */
async function part(name, key, outputs, work) {
  if (isDone(name, key) && outputs.every(output => fs.existsSync(at(output)))) {
    return false;
  }
  await work();
  const missing = outputs.filter(output => !fs.existsSync(at(output)));
  if (missing.length) {
    throw new StepError(`The build ended well but left out ${missing.join(', ')}.`, {
      cure: 'npm run clean && npm run build'
    });
  }
  markDone(name, key);
  return true;
}

/** Makes `npx anneal` work inside the checkout. */
function linkCommand() {
  const link = at('node_modules', '.bin', 'anneal');
  fs.mkdirSync(path.dirname(link), { recursive: true });
  fs.chmodSync(at('dist', 'cli.cjs'), 0o755);
  if (process.platform === 'win32') {
    fs.writeFileSync(`${link}.cmd`, '@node "%~dp0\\..\\..\\dist\\cli.cjs" %*\r\n');
    return;
  }
  const target = path.join('..', '..', 'dist', 'cli.cjs');
  if (
    !fs.lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() ||
    fs.readlinkSync(link) !== target
  ) {
    fs.rmSync(link, { force: true });
    fs.symlinkSync(target, link);
  }
}

/**
 * Builds what changed.
 * @param {{ prod?: boolean }} [options] Minified extension instead of the development one.
 */
export async function build(options = {}) {
  const tool = process.execPath;
  const lock = hashOf(['yarn.lock']);
  const sources = hashOf(
    ['src', 'migrations', 'package.json', 'tsconfig.json', 'style', 'schema'],
    { keep: source, words: [lock] }
  );

  await part('build lib', sources, ['lib/src/index.js'], () =>
    programStep(
      'Compile TypeScript',
      'tsc',
      tool,
      [bin('typescript/bin/tsc'), '-p', at('tsconfig.json')],
      {
        cure: 'node_modules/.bin/tsc'
      }
    )
  );

  const command = hashOf(['src', 'migrations', 'package.json', 'jupyterlab_anneal'], {
    keep: name => !/\.spec\.tsx?$/.test(name),
    words: [lock]
  });
  await part('build cli', command, ['dist/cli.cjs'], () =>
    programStep(
      'Bundle the anneal command',
      'cli',
      tool,
      [bin('tsx/dist/cli.mjs'), at('src', 'dev', 'buildCli.ts')],
      {
        cure: 'node_modules/.bin/tsx src/dev/buildCli.ts'
      }
    )
  );
  linkCommand();

  const mode = options.prod ? 'prod' : 'dev';
  const built = options.prod ? ['build', '.'] : ['build', '--development', 'True', '.'];
  await part(
    'build labextension',
    `${mode} ${sources}`,
    ['jupyterlab_anneal/labextension/package.json'],
    () =>
      programStep(
        'Build the JupyterLab extension',
        'labextension',
        venvProgram('jupyter-builder'),
        built,
        {
          cure: `${shown(venvProgram('jupyter-builder'))} ${built.join(' ')}`
        }
      )
  );

  const packaging = hashOf(['pyproject.toml', 'hatch_build.py', 'install.json', 'jupyter-config'], {
    words: [JSON.parse(fs.readFileSync(at('package.json'), 'utf8')).version]
  });
  const installed = '.venv/share/jupyter/labextensions/jupyterlab-anneal';
  await part('install', packaging, [installed], async () => {
    const install = [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--no-deps',
      '--no-build-isolation',
      '-e',
      at()
    ];
    await programStep(
      'Install the Python part into .venv',
      'install',
      venvProgram('python'),
      install,
      {
        cure: `${shown(venvProgram('python'))} -m pip install --no-deps --no-build-isolation -e .`
      }
    );
    // From here on the environment shows the built folder itself, so that a rebuild needs no second installation.
    await programStep(
      'Link the extension into .venv',
      'develop',
      venvProgram('jupyter-builder'),
      ['develop', '.', '--overwrite'],
      {
        cure: `${shown(venvProgram('jupyter-builder'))} develop . --overwrite`
      }
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(() => build({ prod: process.argv.includes('--prod') }));
}
