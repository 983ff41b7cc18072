/**
 * The scripts behind `npm test` and `npm run setup`: that no failure is counted as a success, and that what is missing on a
 * machine is named together with its cure. Runs them as programs, because they are plain modules that need no build.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const root = path.resolve(__dirname, '..', '..');
let scratch: string;

beforeEach(() => {
  scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-scripts-')));
});
afterEach(() => {
  fs.rmSync(scratch, { recursive: true, force: true });
});

/** Runs an expression over one module of scripts/ and returns its value. */
function evaluate(
  module: string,
  expression: string,
  env: NodeJS.ProcessEnv = process.env
): unknown {
  const url = pathToFileURL(path.join(root, 'scripts', module)).href;
  const code = `
    const m = await import(${JSON.stringify(url)});
    let value;
    try { value = await (${expression}); } catch (error) { value = { error: error.render?.() ?? String(error) }; }
    console.log('\\u0000' + JSON.stringify(value ?? null));`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', code], {
    encoding: 'utf8',
    env,
    cwd: root
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout.slice(run.stdout.lastIndexOf('\0') + 1));
}

function report(text: string): string {
  const file = path.join(scratch, 'report');
  fs.writeFileSync(file, text);
  return JSON.stringify(file);
}

describe('results of the test runners', () => {
  const counts = (value: unknown): number[] => {
    const { passed, failed, skipped } = value as Record<string, number>;
    return [passed, failed, skipped];
  };

  it('are undefined when there is no readable report', () => {
    for (const reader of ['jestResults', 'junitResults', 'playwrightResults']) {
      expect(evaluate('kit/results.mjs', `m.${reader}('/nowhere/report')`)).toBeNull();
      expect(evaluate('kit/results.mjs', `m.${reader}(${report('{"half": ')})`)).toBeNull();
    }
  });

  it('count a jest file that could not be loaded as a failure', () => {
    const text = JSON.stringify({
      numPassedTests: 2,
      numPendingTests: 1,
      testResults: [
        {
          name: 'a.spec.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            { status: 'passed', fullName: 'one', failureMessages: [] },
            { status: 'failed', fullName: 'two', failureMessages: ['\u001b[31mexpected\u001b[39m'] }
          ]
        },
        { name: 'b.spec.ts', status: 'failed', message: 'cannot load', assertionResults: [] },
        { name: 'c.spec.ts', status: 'passed', message: '', assertionResults: [] }
      ]
    });
    const value = evaluate('kit/results.mjs', `m.jestResults(${report(text)})`);
    expect(counts(value)).toEqual([2, 2, 1]);
    expect(value).toMatchObject({
      failures: [
        { name: 'two', message: 'expected' },
        { name: 'b.spec.ts', message: 'cannot load' }
      ]
    });
  });

  it('count pytest failures, errors and skips', () => {
    const text = `<?xml version="1.0"?><testsuites><testsuite tests="4">
      <testcase classname="t.a" name="good" time="0.1" />
      <testcase classname="t.a" name="bad"><failure message="a &lt; b">trace</failure></testcase>
      <testcase classname="t.a" name="broken"><error message="fixture">trace</error></testcase>
      <testcase classname="t.a" name="later"><skipped type="pytest.skip" message="no GPU"/></testcase>
      </testsuite></testsuites>`;
    const value = evaluate('kit/results.mjs', `m.junitResults(${report(text)})`);
    expect(counts(value)).toEqual([1, 2, 1]);
    expect(value).toMatchObject({
      failures: [{ name: 't.a.bad', message: 'a < b' }, { name: 't.a.broken' }]
    });
  });

  it('name a browser test that passed only at the second try', () => {
    const spec = (title: string, status: string): object => ({
      title,
      file: 'a.spec.ts',
      tests: [
        { status, results: [{ errors: status === 'expected' ? [] : [{ message: 'timeout' }] }] }
      ]
    });
    const text = JSON.stringify({
      suites: [
        {
          specs: [spec('one', 'expected')],
          suites: [{ specs: [spec('two', 'flaky'), spec('three', 'unexpected')] }]
        }
      ],
      errors: [{ message: 'server did not start' }]
    });
    const results = evaluate('kit/results.mjs', `m.playwrightResults(${report(text)})`);
    expect(counts(results)).toEqual([2, 2, 0]);
    expect(results).toMatchObject({ flaky: ['a.spec.ts: two'] });
  });
});

describe('the machine', () => {
  it.each([
    ['20.19.0', true],
    ['20.18.3', false],
    ['18.20.0', false],
    ['21.7.0', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.1.0', true]
  ])('Node %s is accepted: %s', (version, accepted) => {
    const value = evaluate('kit/machine.mjs', `m.checkNode('${version}')`);
    if (accepted) {
      expect(value).toBe(version);
    } else {
      expect((value as { error: string }).error).toContain('To fix it, run: nvm install 20');
    }
  });

  it('names the cure when no Python is there', () => {
    const value = evaluate('kit/machine.mjs', 'm.findPython()', { ...process.env, PATH: scratch });
    expect((value as { error: string }).error).toMatch(
      /Python 3\.11 or newer is needed.*no Python was found[\s\S]*To fix it/
    );
  });

  it('uses the Chromium that ANNEAL_CHROME names and says so when it is gone', () => {
    const file = path.join(scratch, 'my-chromium');
    const find = (): unknown =>
      evaluate('kit/machine.mjs', 'm.findChromium()', { ...process.env, ANNEAL_CHROME: file });
    expect(find()).toMatchObject({ error: expect.stringContaining('unset ANNEAL_CHROME') });
    fs.writeFileSync(file, '');
    expect(find()).toBe(file);
  });
});

describe('a step that fails', () => {
  it('shows the last lines, the log and the command, and nothing of a stack', () => {
    const value = evaluate(
      'kit/steps.mjs',
      "m.programStep('Try it', 'spec-step', process.execPath, ['-e', 'for (let i = 0; i < 50; i++) console.log(`line ${i}`); process.exit(3)'])"
    ) as { error: string };
    expect(value.error).toContain('Try it: failed with status 3.');
    expect(value.error).toContain('| line 49');
    expect(value.error).not.toContain('| line 29\n');
    expect(value.error).toContain('Full log: .anneal-cache/logs/spec-step.log');
    expect(value.error).toContain('To fix it, run: node -e');
    expect(value.error).not.toMatch(/\n\s+at /);
  });

  it('is a failure too when the program does not exist', () => {
    const value = evaluate(
      'kit/steps.mjs',
      "m.programStep('Try it', 'spec-step', 'no-such-program', [])"
    );
    expect((value as { error: string }).error).toContain('failed with status 127');
  });
});

describe('npm test', () => {
  it('refuses an unknown phase before it does anything', () => {
    const run = spawnSync(
      process.execPath,
      [path.join(root, 'scripts/test.mjs'), '--only', 'jset'],
      {
        encoding: 'utf8'
      }
    );
    expect(run.stderr).toContain('Unknown name after --only: jset');
    expect(run.stderr).toContain('--only gates,jest,python,ui');
    expect(run.status).toBe(1);
  });
});

describe('the lock file', () => {
  it('names no registry host, so that any registry can be used', () => {
    expect(fs.readFileSync(path.join(root, 'yarn.lock'), 'utf8')).not.toMatch(/https?:\/\//);
  });
});

describe('a clean checkout', () => {
  it('has every source: none stands in a folder that git ignores', () => {
    const run = spawnSync(
      'git',
      [
        'ls-files',
        '--others',
        '--ignored',
        '--exclude-standard',
        '--',
        'src',
        'migrations',
        'scripts',
        'style',
        'schema',
        'examples'
      ],
      { cwd: root, encoding: 'utf8' }
    );
    // Not a git checkout: there is nothing that git could leave out.
    const files = run.status === 0 ? run.stdout.split('\n').filter(Boolean) : [];
    expect(files.filter(name => !/(^|\/)(__pycache__|\.ipynb_checkpoints)\//.test(name))).toEqual(
      []
    );
  });
});
