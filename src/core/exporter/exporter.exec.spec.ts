/** Exports notebooks, runs them in IPython and the packages in CPython, and compares all that was printed and shown. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  Engine,
  parsePercent,
  planExport,
  printPackage,
  type ICell,
  type IExportPlan,
  type IPackageFile
} from '..';
import { testParser } from '../../testing/parser';
import { pythonExecutable } from '../../testing/python';

interface ICase {
  readonly name: string;
  readonly cells: string;
  /** Cells that no package can hold, with how the stated reason begins. */
  readonly without: ReadonlyMap<number, string>;
}

interface IRun {
  readonly plan: IExportPlan;
  readonly files: readonly IPackageFile[];
  readonly notebook: string;
  readonly notebookError: string | null;
  readonly imported: string;
  readonly package: string;
  readonly error: string | null;
}

/**
 * Cases stand one after the other: `=== name`, then a notebook in the percent format. `--- without 2: reason` says that cell 2 is left
 * out, and why: then the package prints what the notebook prints without that cell.
 */
function readCases(file: string): ICase[] {
  return readFileSync(join(__dirname, file), 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map(text => {
      const lines = text.split('\n');
      const without = new Map<number, string>();
      let first = 1;
      for (
        let m = /^--- without (\d+): (.*)$/.exec(lines[first]);
        m;
        m = /^--- without (\d+): (.*)$/.exec(lines[++first])
      ) {
        without.set(Number(m[1]), m[2]);
      }
      return { name: lines[0].trim(), cells: lines.slice(first).join('\n'), without };
    });
}

const cases = [
  ...readCases('execCases.txt'),
  ...readCases('hardestCases.txt'),
  ...readCases('overrideCases.txt')
];
const runs = new Map<string, IRun>();
let folder = '';

beforeAll(async () => {
  const parser = await testParser();
  const engine = new Engine(parser, []);
  folder = mkdtempSync(join(tmpdir(), 'anneal-export-'));
  const jobs = cases.map((c, i) => {
    const notebook = parsePercent(c.cells);
    const model = engine.model(notebook);
    const options = { notebookName: `case_${i}` };
    const plan = planExport(model, options);
    const files = printPackage(model, plan, options, parser);
    const root = join(folder, String(i));
    for (const file of files) {
      const path = join(root, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.text);
    }
    const fails = (x: ICell): boolean =>
      Array.isArray(x.metadata.tags) && x.metadata.tags.includes('raises-exception');
    const expected = notebook.cells.filter(fails).map(x => x.source);
    return {
      plan,
      files,
      root,
      expected,
      cells: notebook.cells
        .filter(x => x.kind === 'code' && !c.without.has(x.index))
        .map(x => x.source)
    };
  });
  const done = spawnSync(pythonExecutable, [join(__dirname, 'execBatch.py')], {
    input: JSON.stringify(
      jobs.map(j => ({
        cells: j.cells,
        expected: j.expected,
        root: j.root,
        package: j.plan.package
      }))
    ),
    encoding: 'utf8',
    maxBuffer: 1 << 28
  });
  if (done.status !== 0) {
    throw new Error(`CPython did not answer: ${done.stderr}`);
  }
  const results = JSON.parse(done.stdout) as Omit<IRun, 'plan' | 'files'>[];
  cases.forEach((c, i) =>
    runs.set(c.name, { ...results[i], plan: jobs[i].plan, files: jobs[i].files })
  );
}, 300000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What measuring magics print differs from run to run and is left out of packages. */
const untimed = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(/^.*(?:per loop|CPU times:|Wall time:).*\n/gm, '');

const run = (name: string): IRun => runs.get(name) as IRun;

describe.each(cases)('$name', ({ name, without }) => {
  it('imports without a word, runs, and prints what the notebook prints', () => {
    const r = run(name);
    expect(r.notebookError).toBeNull();
    expect(r.notebook).not.toBe('');
    expect({ imported: r.imported, printed: r.package, error: r.error }).toEqual({
      imported: '',
      printed: untimed(r.notebook),
      error: null
    });
  });

  it('places every cell or says why not', () => {
    const { plan } = run(name);
    expect(plan.cells.map(c => c.cell.index)).toEqual(plan.cells.map((_, i) => i));
    expect(plan.cells.filter(c => c.placements.length === 0)).toEqual([]);
    for (const [cell, reason] of without) {
      const [placement] = plan.cells[cell].placements;
      expect(placement.kind).toBe('left-out');
      expect(placement.reason).toContain(reason);
    }
  });
});

describe('settings', () => {
  const command = (
    ...args: string[]
  ): { status: number | null; stdout: string; stderr: string } => {
    const at = cases.findIndex(c => c.name === 'settings of a dataclass');
    return spawnSync(pythonExecutable, ['-m', `case_${at}`, ...args], {
      cwd: join(folder, String(at), 'src'),
      encoding: 'utf8'
    });
  };

  it('are options of the command, and reach the pipeline', () => {
    expect(command().stdout).toBe('2.0 False\n');
    expect(command('--rate', '2', '--fast').stdout).toBe('8.0 True\n');
    expect(command('--n-rounds', 'many').status).toBe(2);
  });

  it('are listed with type and default, a credential is not', () => {
    const { stdout } = command('--help');
    expect(stdout).toContain('--rate FLOAT');
    expect(stdout).toMatch(/--n-rounds INT\s+default: 4/);
    expect(stdout).not.toContain('quiet-please');
  });
});
