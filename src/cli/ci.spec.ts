/**
 * The GitHub action and the pre-commit hook of this repository, run as their hosts run them: the steps of the action by bash with their
 * environment, in a git repository; the hook's entry with its arguments and the staged notebooks.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandHarness } from '../testing/command';
import { pythonExecutable } from '../testing/python';

const root = join(__dirname, '..', '..');
const command = new CommandHarness();
let path: string;

beforeAll(() => command.build());
beforeEach(() => {
  command.reset();
  const programs = join(command.folder, '.programs');
  mkdirSync(programs);
  symlinkSync(command.executable, join(programs, 'anneal'));
  symlinkSync(process.execPath, join(programs, 'node'));
  path = `${programs}:${process.env.PATH ?? ''}`;
  git('init', '--quiet');
});
afterAll(() => command.dispose());

const resource = 'f = open("data.txt")\ntext = f.read()\nf.close()\nprint(text)';

function git(...args: string[]): void {
  const done = spawnSync('git', args, { cwd: command.folder, encoding: 'utf8' });
  expect([args, done.status, done.stderr]).toEqual([args, 0, expect.any(String)]);
}

/** A YAML file as plain data, read by PyYAML. */
function yaml(name: string): unknown {
  const done = spawnSync(
    pythonExecutable,
    ['-c', 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))'],
    { input: readFileSync(join(root, name)), encoding: 'utf8' }
  );
  expect(done.stderr).toBe('');
  return JSON.parse(done.stdout);
}

const actionSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ value: z.string() })),
  runs: z.object({
    using: z.literal('composite'),
    steps: z.array(
      z.strictObject({
        id: z.string(),
        if: z.string().optional(),
        shell: z.literal('bash'),
        env: z.record(z.string(), z.string()),
        run: z.string()
      })
    )
  })
});
const action = actionSchema.parse(yaml('action.yml'));

interface IActionRun {
  readonly status: number;
  readonly stdout: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly ran: readonly string[];
}

/** Runs the steps of the action one after the other, until one fails. */
function runAction(given: Readonly<Record<string, string>>): IActionRun {
  const inputs = Object.fromEntries(
    Object.entries(action.inputs).map(([name, input]) => [name, given[name] ?? input.default])
  );
  const outputs: Record<string, string> = {};
  const value = (expression: string): string =>
    expression.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
      const found = name.startsWith('inputs.')
        ? inputs[name.slice('inputs.'.length)]
        : outputs[name.replace(/^steps\.(\w+)\.outputs\./, '$1 ')];
      expect([name, found]).toEqual([name, expect.any(String)]);
      return found;
    });
  const summary = command.write('.github-summary', '');
  let stdout = '';
  const ran: string[] = [];
  for (const step of action.runs.steps) {
    const condition = /^inputs\.([\w-]+) != ''$/.exec(step.if ?? '');
    expect(Boolean(condition)).toBe(step.if !== undefined);
    if (condition && inputs[condition[1]] === '') {
      continue;
    }
    ran.push(step.id);
    const output = command.write('.github-output', '');
    const done = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', step.run],
      {
        cwd: command.folder,
        encoding: 'utf8',
        env: {
          PATH: path,
          GITHUB_STEP_SUMMARY: summary,
          GITHUB_OUTPUT: output,
          ...Object.fromEntries(Object.entries(step.env).map(([k, v]) => [k, value(v)]))
        }
      }
    );
    stdout += done.stdout;
    for (const [name, text] of outputsOf(readFileSync(output, 'utf8'))) {
      outputs[`${step.id} ${name}`] = text;
    }
    if (done.status !== 0) {
      return {
        status: done.status ?? -1,
        stdout,
        summary: readFileSync(summary, 'utf8'),
        outputs,
        ran
      };
    }
  }
  return { status: 0, stdout, summary: readFileSync(summary, 'utf8'), outputs, ran };
}

function outputsOf(text: string): [string, string][] {
  return [...text.matchAll(/^([\w-]+)(?:=(.*)|<<(\w+)\n([^]*?)\n\3)$/gm)].map(m => [
    m[1],
    m[2] ?? m[4]
  ]);
}

describe('the GitHub action', () => {
  it('annotates, summarizes, writes its reports and fails on findings', () => {
    command.notebook('a.ipynb', ['x = 1', resource]);
    const done = runAction({ install: '', 'html-file': 'report.html' });
    expect([done.status, done.ran]).toEqual([1, ['check', 'verdict']]);
    expect(done.stdout).toMatch(/^::warning file=a\.ipynb,line=\d+,/);
    expect(done.summary).toContain('# Anneal: 1 finding in 1 of 1 notebook');
    expect(done.outputs).toMatchObject({ 'check status': '1', 'check sarif-file': 'anneal.sarif' });
    expect(JSON.parse(command.read('anneal.sarif'))).toMatchObject({ version: '2.1.0' });
    expect(command.read('report.html')).toContain('<!doctype html>');
  });

  it('passes without findings, with known ones, and where findings shall not fail', () => {
    command.notebook('a.ipynb', [resource]);
    expect(runAction({ install: '', 'fail-on-findings': 'false' }).status).toBe(0);
    expect(runAction({ install: '', ignore: 'unmanaged-resource' }).status).toBe(0);
    command.run('check', '.', '--write-baseline', 'base.json');
    expect(runAction({ install: '', baseline: 'base.json' }).status).toBe(0);
    command.notebook('b.ipynb', [resource]);
    expect(runAction({ install: '', baseline: 'base.json' }).status).toBe(1);
    expect(runAction({ install: '', paths: 'a.ipynb\n', baseline: 'base.json' }).status).toBe(0);
  });

  it('fails where a notebook cannot be checked, whatever findings may do', () => {
    command.write('a.ipynb', '{');
    const done = runAction({ install: '', 'fail-on-findings': 'false' });
    expect([done.status, done.outputs['check status']]).toEqual([2, '2']);
    expect(done.stdout).toContain('::error file=a.ipynb::');
  });

  it('takes several paths, and no input is code', () => {
    const attack = '$(touch hacked) `touch hacked`; touch hacked #';
    command.notebook('one two.ipynb', ['x = 1']);
    command.notebook('-o.ipynb', ['x = 1']);
    command.notebook(`${attack}.ipynb`, ['x = 1']);
    const paths = `one two.ipynb\n-o.ipynb\n${attack}.ipynb\n`;
    expect(runAction({ install: '', paths, 'sarif-file': `${attack}.sarif` }).status).toBe(0);
    for (const name of ['select', 'ignore', 'baseline']) {
      expect(runAction({ install: '', paths: '.', [name]: attack }).status).toBe(2);
    }
    expect(() => command.read('hacked')).toThrow();
    for (const step of action.runs.steps) {
      expect(step.run).not.toContain('${{');
    }
  });

  it('installs what it is told to, before anything else', () => {
    writeFileSync(
      join(command.folder, '.programs', 'python3'),
      '#!/bin/sh\nprintf "%s\\n" "$@" > installed\n',
      { mode: 0o755 }
    );
    command.notebook('a.ipynb', ['x = 1']);
    expect(runAction({}).ran).toEqual(['install', 'check', 'verdict']);
    expect(command.read('installed').trimEnd().split('\n').slice(-2)).toEqual([
      '--',
      'jupyterlab-anneal'
    ]);
  });
});

const hookSchema = z.tuple([
  z.object({
    id: z.literal('anneal-check'),
    name: z.string(),
    entry: z.string(),
    language: z.literal('system'),
    types_or: z.tuple([z.literal('jupyter')]),
    args: z.array(z.string()),
    require_serial: z.literal(true)
  })
]);

describe('the pre-commit hook', () => {
  const [hook] = hookSchema.parse(yaml('.pre-commit-hooks.yaml'));

  /** What pre-commit does for a hook of the system: entry, arguments, then the staged files of the type. */
  function commit(args: readonly string[] = hook.args): { status: number | null; stdout: string } {
    git('add', '.');
    const staged = spawnSync('git', ['diff', '--staged', '--name-only', '-z'], {
      cwd: command.folder,
      encoding: 'utf8'
    });
    const files = staged.stdout.split('\0').filter(f => f.endsWith('.ipynb'));
    expect(files.length).toBeGreaterThan(0);
    const [program, ...entry] = hook.entry.split(' ');
    return spawnSync(program, [...entry, ...args, ...files], {
      cwd: command.folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: path, NO_COLOR: '1' }
    });
  }

  it('stops a commit with findings and lets one without pass', () => {
    command.notebook('good.ipynb', ['x = 1']);
    expect(commit().status).toBe(0);
    command.notebook('folder/bad one.ipynb', [resource]);
    const done = commit();
    expect([done.status, done.stdout]).toEqual([1, expect.stringContaining('bad one.ipynb')]);
  });

  it('takes a baseline, and a file name that looks like an option is a file', () => {
    command.notebook('bad.ipynb', [resource]);
    command.notebook('--output=stolen.ipynb', ['x = 1']);
    expect(command.run('check', '.', '--write-baseline', 'base.json').status).toBe(0);
    expect(commit(['--baseline', 'base.json', '--']).status).toBe(0);
    expect(() => command.read('stolen.ipynb')).toThrow();
  });
});
