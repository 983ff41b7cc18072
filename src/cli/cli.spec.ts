/** The bundled `anneal` command as a user runs it: its own process, an empty folder, no `node_modules` in reach. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkReportSchema } from '../core';
import { buildCli } from '../dev/buildCli';
import { pythonExecutable } from '../testing/python';

let program: string;
let folder: string;

beforeAll(async () => {
  program = mkdtempSync(join(tmpdir(), 'anneal-cli-'));
  await buildCli(program);
});
afterAll(() => rmSync(program, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function anneal(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(program, 'cli.cjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ANNEAL_PYTHON: pythonExecutable, NO_COLOR: '1' },
    maxBuffer: 1 << 26
  });
}

/** A notebook file in the style that JupyterLab writes. */
function notebook(name: string, ...sources: string[]): string {
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    execution_count: null,
    id: `cell-${i}`,
    metadata: {},
    outputs: [],
    source: source.split(/(?<=\n)/)
  }));
  const path = join(folder, name);
  writeFileSync(
    path,
    `${JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`
  );
  return path;
}

const resource = 'f = open("data.txt")\ntext = f.read()\nf.close()\nprint(text)';

describe('anneal check', () => {
  it('reports findings in the promised shape and exits with 1', () => {
    notebook('a.ipynb', 'x = 1', resource);
    const done = anneal('check', 'a.ipynb', '--format', 'json');
    expect(done.status).toBe(1);
    // Nor does V8 complain of a setting that it does not know.
    expect(done.stderr).toBe('');
    const report = checkReportSchema.parse(JSON.parse(done.stdout));
    expect(report.notebooks[0].path).toBe('a.ipynb');
    expect(report.notebooks[0].diagnostics.map(d => [d.migration, d.cell])).toContainEqual([
      'unmanaged-resource',
      { index: 1, id: 'cell-1' }
    ]);
  });

  it('exits with 0 when there is nothing to find, and with --exit-zero', () => {
    notebook('a.ipynb', 'x = 1');
    expect(anneal('check', '.').status).toBe(0);
    notebook('b.ipynb', resource);
    expect(anneal('check', '.').status).toBe(1);
    expect(anneal('check', '.', '--exit-zero').status).toBe(0);
    expect(anneal('check', '.', '--ignore', 'unmanaged-resource').status).toBe(0);
  });

  it('goes on after unreadable input, names it and exits with 2', () => {
    notebook('good.ipynb', resource);
    writeFileSync(join(folder, 'bad.ipynb'), '{"cells": [');
    writeFileSync(
      join(folder, 'r.ipynb'),
      '{"cells":[],"metadata":{"kernelspec":{"name":"ir","language":"R"}},"nbformat":4,"nbformat_minor":5}'
    );
    const done = anneal('check', '.', 'missing.ipynb', '--format', 'json');
    expect(done.status).toBe(2);
    const report = checkReportSchema.parse(JSON.parse(done.stdout));
    expect(report.notebooks.map(n => n.path)).toEqual(['good.ipynb']);
    expect(report.errors.map(e => e.path).sort()).toEqual([
      'bad.ipynb',
      'missing.ipynb',
      'r.ipynb'
    ]);
    expect(done.stdout + done.stderr).not.toMatch(/\n\s+at /);
  });

  it('answers wrong use with one line and 2', () => {
    for (const args of [
      ['chek'],
      ['check'],
      ['check', '.', '--format', 'xml'],
      ['check', '.', '--select', 'nonsense'],
      ['check', '.', '--jobs', 'x']
    ]) {
      const done = anneal(...args);
      expect([args, done.status]).toEqual([args, 2]);
      expect(done.stderr).not.toBe('');
      expect(done.stderr).not.toMatch(/\n\s+at /);
    }
  });

  it('gives the true line of the file to SARIF and GitHub', () => {
    const path = notebook('a.ipynb', 'x = 1', resource);
    const line =
      readFileSync(path, 'utf8')
        .split('\n')
        .findIndex(l => l.includes('open(')) + 1;
    const sarif = JSON.parse(anneal('check', '.', '--format', 'sarif').stdout) as {
      runs: {
        results: {
          locations: {
            physicalLocation: { region: { startLine: number } };
            logicalLocations: { fullyQualifiedName: string }[];
          }[];
        }[];
      }[];
    };
    const [location] = sarif.runs[0].results[0].locations;
    expect(location.physicalLocation.region.startLine).toBe(line);
    expect(location.logicalLocations[0].fullyQualifiedName).toBe('cells/cell-1');
    expect(anneal('check', '.', '--format', 'github').stdout).toContain(
      `file=a.ipynb,line=${line},`
    );
  });

  it('finds the same with several threads', () => {
    for (let i = 0; i < 130; i++) {
      notebook(`n${i}.ipynb`, resource);
    }
    const one = anneal('check', '.', '--format', 'json', '--jobs', '1');
    const two = anneal('check', '.', '--format', 'json', '--jobs', '2');
    expect(two.stdout).toBe(one.stdout);
    expect(JSON.parse(one.stdout).notebooks).toHaveLength(130);
  });
});

describe('anneal fix', () => {
  it('shows a diff and changes nothing, then writes only the changed cell', () => {
    const path = notebook('a.ipynb', 'x = 1   # kept', resource, 'y  =  2');
    const before = readFileSync(path, 'utf8');
    const shown = anneal('fix', 'a.ipynb', '--accept', 'suggested');
    expect(shown.status).toBe(0);
    expect(shown.stdout).toContain('+with open("data.txt") as f:');
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(anneal('fix', 'a.ipynb', '--accept', 'suggested', '--in-place').status).toBe(0);
    const after = readFileSync(path, 'utf8');
    const cellText = (text: string, id: string): string =>
      text.slice(text.indexOf(`"id": "${id}"`)).split('  {')[0];
    expect(cellText(after, 'cell-0')).toBe(cellText(before, 'cell-0'));
    expect(cellText(after, 'cell-2')).toBe(cellText(before, 'cell-2'));
    expect(after).toContain('with open');
    expect(anneal('fix', 'a.ipynb', '--accept', 'suggested').stdout).toBe('');
  });

  it('measures what the fixes save, and writes nothing when they change a value or an output', () => {
    const list =
      'def texts(n):\n    out = []\n    for i in range(n):\n        out.append(str(i) * 100)\n    return out';
    notebook('a.ipynb', list, 'total = sum(len(t) for t in texts(50_000))\nprint(total)');
    const better = anneal('fix', 'a.ipynb', '--accept', 'suggested', '--measure', '-o', 'b.ipynb');
    expect(better.status).toBe(0);
    expect(better.stderr).toMatch(/EQUAL {2}1 variable and 1 output agree\./);
    expect(better.stderr).toMatch(/Memory {2}cell 2: 2\d\.?\d? MB → .* of what it was/);
    expect(better.stdout).toBe('');
    const log =
      'def train(n):\n    for epoch in range(n):\n        print("epoch", epoch)\n    return n';
    notebook('c.ipynb', log, 'n = train(3)');
    const other = anneal('fix', 'c.ipynb', '--accept', 'suggested', '--measure', '-o', 'd.ipynb');
    expect(other.status).toBe(1);
    expect(other.stderr).toContain('DIFFERENT  With the fix, the output of Cell 2 changed.');
    expect(readdirSync(folder).sort()).toEqual(['a.ipynb', 'b.ipynb', 'c.ipynb']);
  }, 120_000);

  it('moves a secret to .env and prints its value nowhere', () => {
    const value = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9c'}`;
    notebook('a.ipynb', `api_key = "${value}"\nprint(len(api_key))`);
    const all = [
      anneal('check', '.'),
      anneal('check', '.', '--format', 'json'),
      anneal('check', '.', '--format', 'sarif'),
      anneal('fix', 'a.ipynb', '--accept', 'suggested')
    ];
    const done = anneal('fix', 'a.ipynb', '--accept', 'suggested', '-o', 'b.ipynb');
    for (const output of [...all, done]) {
      expect(output.stdout + output.stderr).not.toContain(value.slice(8));
    }
    expect(readFileSync(join(folder, 'b.ipynb'), 'utf8')).not.toContain(value);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toContain(value);
    expect(statSync(join(folder, '.env')).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, '.env.example'), 'utf8')).not.toContain(value);
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('.env');
  });
});

describe('anneal fix --accept review', () => {
  it('applies what people accepted and nothing else', () => {
    notebook('a.ipynb', resource, 'g = open("more.txt")\nmore = g.read()\ng.close()\nprint(more)');
    const report = checkReportSchema.parse(
      JSON.parse(anneal('check', '.', '--format', 'json').stdout)
    );
    const [first, second] = report.notebooks[0].diagnostics.map(d => d.id);
    const decision = (state: string) => ({
      state,
      migration: 'unmanaged-resource',
      by: 'Ana',
      at: '2026-01-01T00:00:00Z'
    });
    const review = (decisions: object): void =>
      writeFileSync(
        join(folder, 'a.anneal.json'),
        JSON.stringify({ schemaVersion: 1, decisions, comments: {} })
      );
    expect(anneal('fix', 'a.ipynb', '--accept', 'review').status).toBe(2);
    review({ [first]: decision('rejected'), [second]: decision('accepted') });
    const done = anneal('fix', 'a.ipynb', '--accept', 'review');
    expect(done.stdout).toContain('more.txt');
    expect(done.stdout).not.toContain('data.txt');
    writeFileSync(join(folder, 'a.anneal.json'), '<<<<<<< ours\n{}');
    const refused = anneal('fix', 'a.ipynb', '--accept', 'review');
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('merge marker')]);
  });
});

describe('anneal export', () => {
  const story = [
    'import math',
    'def area(r):\n    return math.pi * r ** 2',
    'radius = 2',
    'result = area(radius)\nprint(round(result, 3))'
  ];

  it('writes a package that verify calls equal, and never overwrites what it did not write', () => {
    notebook('story.ipynb', ...story);
    const done = anneal('export', 'story.ipynb', '-o', 'out');
    expect([done.status, done.stderr]).toEqual([0, expect.any(String)]);
    const verified = anneal('verify', 'story.ipynb', 'out', '--format', 'json');
    const report = JSON.parse(verified.stdout) as { verdict: string };
    expect([report.verdict, verified.status]).toEqual(['equal', 0]);
    // Again: the same files. With a person's change in one of them: refused, and nothing lost.
    expect(anneal('export', 'story.ipynb', '-o', 'out').status).toBe(0);
    writeFileSync(join(folder, 'out', 'README.md'), 'mine');
    const refused = anneal('export', 'story.ipynb', '-o', 'out', '--name', 'other');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('README.md');
    expect(readFileSync(join(folder, 'out', 'README.md'), 'utf8')).toBe('mine');
    expect(anneal('export', 'story.ipynb', '-o', 'out', '--force').status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['out', 'story.ipynb']);
  });

  it('takes the models along that have recorded cases', () => {
    notebook('story.ipynb', ...story);
    mkdirSync(join(folder, 'models'));
    // IR version 8, an empty graph, opset 17.
    const bytes = Buffer.from([0x08, 0x08, 0x3a, 0x00, 0x42, 0x02, 0x10, 0x11]);
    for (const name of ['net.onnx', 'net.cases.npz', 'lonely.onnx']) {
      writeFileSync(join(folder, 'models', name), bytes);
    }
    expect(anneal('export', 'story.ipynb', '-o', 'out').status).toBe(0);
    expect(readdirSync(join(folder, 'out', 'models')).sort()).toEqual([
      'net.cases.npz',
      'net.onnx'
    ]);
    expect(readFileSync(join(folder, 'out', 'models', 'net.onnx'))).toEqual(bytes);
  });

  it('refuses a folder of somebody else', () => {
    notebook('story.ipynb', ...story);
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'note.txt'), 'x');
    expect(anneal('export', 'story.ipynb', '-o', 'mine').status).toBe(2);
    expect(readdirSync(join(folder, 'mine'))).toEqual(['note.txt']);
  });

  it('is told apart from its notebook by verify when a constant is changed', () => {
    notebook('story.ipynb', ...story);
    anneal('export', 'story.ipynb', '-o', 'out');
    cpSync(join(folder, 'out'), join(folder, 'bad'), { recursive: true });
    const sources = join(folder, 'bad', 'src', 'story');
    for (const file of readdirSync(sources)) {
      const path = join(sources, file);
      if (file.endsWith('.py')) {
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace('r**2', 'r**3').replace('r ** 2', 'r ** 3')
        );
      }
    }
    const verified = anneal('verify', 'story.ipynb', 'bad', '--format', 'json');
    expect([(JSON.parse(verified.stdout) as { verdict: string }).verdict, verified.status]).toEqual(
      ['different', 1]
    );
  });
});
