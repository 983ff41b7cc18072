/**
 * `npm test`: installs and builds what is missing, then runs every check: the gates (format, lint, types, layers, generated
 * files, Python lint), jest, pytest and the browser tests. Goes on after a failure; the last line reads `N passed, N failed`.
 * `npm test -- --only gates,jest,python,ui` runs the named ones.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { findChromium } from './kit/machine.mjs';
import { at, cache, shown, venvProgram } from './kit/paths.mjs';
import { jestResults, junitResults, playwrightResults } from './kit/results.mjs';
import { commandLine, duration, heading, main, runLogged, tailOf } from './kit/steps.mjs';
import { onlyOption, setup } from './setup.mjs';

const phases = ['gates', 'jest', 'python', 'ui'];
const tool = name => at('node_modules', ...name.split('/'));
const tsc = project => [tool('typescript/bin/tsc'), '--noEmit', '-p', project];
const tsx = script => [tool('tsx/dist/cli.mjs'), at('src', 'dev', script)];

/** Each gate passes or fails as one: its name, the programs that must all end well, the command that cures it. */
const gates = [
  [
    'format',
    [[tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
    'npm run format'
  ],
  [
    'lint',
    [
      [
        tool('eslint/bin/eslint.js'),
        '--max-warnings',
        '0',
        'src',
        'migrations',
        'ui-tests',
        'scripts'
      ]
    ],
    'npm run lint'
  ],
  [
    'types',
    [tsc('tsconfig.test.json'), tsc('src/core/tsconfig.json'), tsc('migrations/tsconfig.json')],
    'npm run typecheck'
  ],
  ['layers', [tsx('layers.ts')], 'npm run lint:layers'],
  ['generated files', [[...tsx('gen.ts'), '--check']], 'npm run gen'],
  [
    'Python lint',
    [
      [venvProgram('ruff'), 'check', '--no-cache', 'jupyterlab_anneal'],
      [venvProgram('ruff'), 'format', '--no-cache', '--check', 'jupyterlab_anneal']
    ],
    '.venv/bin/ruff check --fix jupyterlab_anneal && .venv/bin/ruff format jupyterlab_anneal'
  ]
];

/** Programs of node_modules are run with this Node, the others as they are. */
const started = words =>
  words[0].startsWith(at('node_modules')) ? [process.execPath, words] : [words[0], words.slice(1)];

async function runGates() {
  const results = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const [name, programs, cure] of gates) {
    let seconds = 0;
    let message;
    for (const [index, words] of programs.entries()) {
      const [program, args] = started(words);
      const run = await runLogged(`gate-${name.replaceAll(' ', '-')}-${index}`, program, args);
      seconds += run.seconds;
      if (run.status !== 0) {
        message ??= [
          ...tailOf(fs.readFileSync(run.log, 'utf8'), 20),
          `To fix it, run: ${cure}`
        ].join('\n');
      }
    }
    console.log(`  ${message ? '✗' : '✓'} ${name} (${duration(seconds)})`);
    if (message) {
      results.failed++;
      results.failures.push({ name, message });
    } else {
      results.passed++;
    }
  }
  return results;
}

/** Runs one test runner; its report gives the counts, and a runner that fails without naming a failed test counts as one. */
async function runRunner(name, program, args, report, read, options = {}) {
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.rmSync(report, { force: true });
  console.log(`  … ${commandLine(program, args)}`);
  const run = await runLogged(name, program, args, options);
  const results = read(report) ?? {
    passed: 0,
    failed: 0,
    skipped: 0,
    failures: []
  };
  const nothing = results.passed + results.failed === 0;
  if ((run.status !== 0 && !results.failed) || nothing) {
    results.failed++;
    results.failures.push({
      name: nothing ? `${name} ran no test` : `${name} ended with status ${run.status}`,
      message: [...tailOf(fs.readFileSync(run.log, 'utf8')), `Full log: ${shown(run.log)}`].join(
        '\n'
      )
    });
  }
  return results;
}

function runJest() {
  const report = cache('results', 'jest.json');
  const workers = Math.max(1, Math.min(2, os.availableParallelism()));
  const args = [
    tool('jest/bin/jest.js'),
    '--ci',
    `--maxWorkers=${workers}`,
    '--json',
    `--outputFile=${report}`
  ];
  return runRunner('jest', process.execPath, args, report, jestResults);
}

function runPython() {
  const report = cache('results', 'pytest.xml');
  const args = [
    '-m',
    'pytest',
    '-q',
    '-p',
    'no:cacheprovider',
    `--junitxml=${report}`,
    'jupyterlab_anneal'
  ];
  return runRunner('pytest', venvProgram('python'), args, report, junitResults);
}

function runUi() {
  const report = cache('results', 'playwright.json');
  const chrome = findChromium();
  const args = [
    tool('@playwright/test/cli.js'),
    'test',
    '--config',
    at('ui-tests'),
    '--reporter=list,json'
  ];
  return runRunner('playwright', process.execPath, args, report, playwrightResults, {
    cwd: at('ui-tests'),
    env: {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      CI: '1',
      ...(chrome ? { ANNEAL_CHROME: chrome } : {})
    }
  });
}

const titles = {
  gates: 'Gates',
  jest: 'TypeScript tests (jest)',
  python: 'Python tests (pytest)',
  ui: 'Browser tests (galata)'
};
const runs = { gates: runGates, jest: runJest, python: runPython, ui: runUi };

await main(async () => {
  const wanted = onlyOption(process.argv.slice(2), phases) ?? phases;
  heading('Set-up');
  // The gates and jest need nothing built, so they can be looked at while the build is broken; jest runs models in Chromium.
  const built =
    wanted.some(phase => phase === 'python' || phase === 'ui') || wanted.length === phases.length;
  await setup({
    only: [
      'python',
      'node',
      ...(built || wanted.includes('jest') ? ['chromium'] : []),
      ...(built ? ['build'] : [])
    ]
  });

  const total = { passed: 0, failed: 0 };
  const lines = [];
  for (const phase of phases.filter(name => wanted.includes(name))) {
    heading(titles[phase]);
    const started = performance.now();
    const results = await runs[phase]();
    const took = duration((performance.now() - started) / 1000);
    for (const { name, message } of results.failures) {
      console.log(`\n  ✗ ${name}`);
      console.log(
        message
          .split('\n')
          .slice(0, 25)
          .map(line => `    ${line.slice(0, 240)}`)
          .join('\n')
      );
    }
    for (const name of results.flaky ?? []) {
      console.log(`\n  ~ ${name} (passed when tried again)`);
    }
    const skipped = results.skipped ? `, ${results.skipped} skipped` : '';
    lines.push(
      `${titles[phase]}: ${results.passed} passed, ${results.failed} failed${skipped} (${took})`
    );
    console.log(`  ${lines.at(-1)}`);
    total.passed += results.passed;
    total.failed += results.failed;
  }
  heading('Summary');
  lines.forEach(line => console.log(line));
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed ? 1 : 0;
});
