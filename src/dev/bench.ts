/**
 * `npm run bench`: how long a whole check and the checks after changes of one cell take, on made notebooks of 20, 100 and 500 cells;
 * beside `ruff check --select ALL` and `pylint` on the same code in the same run. `npm run bench -- FOLDER`: the three programs on the
 * notebooks of a folder, see `benchFolder.ts`. Prints tables, asserts nothing. Figures depend on the machine, ratios less so.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { createEngine } from '../cli/engine';
import type { INotebook } from '../core';
import { codeCells, Engine, readNotebook } from '../core';
import { changes, changeTimes } from './benchEdits';
import { benchFolder } from './benchFolder';
import { benchCells, benchNotebook, benchScript } from './benchNotebooks';
import { bin, root } from './benchPrograms';
import { percentile, table } from './table';

interface ISubject {
  readonly name: string;
  readonly cells: readonly string[];
  /** The notebook as read: what both checks start from. */
  readonly notebook: INotebook;
  readonly json: string;
}

function subject(name: string, json: string): ISubject | null {
  const read = readNotebook(json);
  if (!read.ok) {
    return null;
  }
  const { notebook } = read.document;
  return { name, json, notebook, cells: codeCells(notebook).map(({ source }) => source) };
}

/** Milliseconds of each run; one run more warms up and is not counted. */
function measure(runs: number, work: (run: number) => void): number[] {
  work(0);
  return Array.from({ length: runs }, (_, i) => {
    const started = performance.now();
    work(i + 1);
    return performance.now() - started;
  });
}

function wholeCheck(engine: Engine, { json }: ISubject, runs: number): number[] {
  return measure(runs, () => {
    // A new engine knows no cell; the parser and its WebAssembly are shared as in a running Lab.
    const read = readNotebook(json);
    if (read.ok) {
      new Engine(engine.parser, engine.catalogue).analyzeOnce(read.document.notebook);
    }
  });
}

/** A program that takes longer is stopped: that it is slower is known by then. */
const patience = 120_000;

/** Milliseconds of a program from start to end, infinite when it was stopped; null when it could not be started. */
function timeProgram(program: string, args: readonly string[], runs: number): number[] | null {
  const times: number[] = [];
  for (let i = 0; i <= runs; i++) {
    const started = performance.now();
    const done = spawnSync(program, args, { stdio: 'ignore', timeout: patience });
    if (done.signal) {
      return [Infinity];
    }
    if (done.error) {
      return null;
    }
    if (i > 0 || runs === 0) {
      times.push(performance.now() - started);
    }
  }
  return times;
}

const shown = (times: readonly number[] | null, percent: number): string => {
  if (!times?.length) {
    return '–';
  }
  const value = percentile(times, percent);
  if (value === Infinity) {
    return `> ${patience}`;
  }
  return value < 100 ? value.toFixed(1) : value.toFixed(0);
};

const ratio = (value: number): string => (value < 10 ? value.toPrecision(2) : value.toFixed(0));

async function rowsFor(
  engine: Engine,
  subjects: readonly ISubject[],
  folder: string,
  runs: number
): Promise<string[][]> {
  const notebooks = subjects.map(({ json }, i) => {
    const file = path.join(folder, `notebook-${i}.ipynb`);
    fs.writeFileSync(file, json);
    return file;
  });
  const scripts = subjects.map(({ cells }, i) => {
    const file = path.join(folder, `script_${i}.py`);
    fs.writeFileSync(file, benchScript(cells));
    return file;
  });
  const whole = subjects.flatMap(s => wholeCheck(engine, s, Math.min(20, runs)));
  const reference = percentile(whole, 50) * subjects.length;
  const row = (name: string, times: readonly number[] | null, perNotebook: boolean): string[] => {
    const total = times?.length ? percentile(times, 50) * (perNotebook ? subjects.length : 1) : NaN;
    return [
      name,
      String(times?.length ?? 0),
      shown(times, 50),
      shown(times, 95),
      !Number.isFinite(total) ? '–' : `${ratio(total / reference)}×`
    ];
  };
  const changed: string[][] = [];
  for (const [name, change] of Object.entries(changes)) {
    const times: number[] = [];
    for (const { notebook } of subjects) {
      times.push(...(await changeTimes(engine, notebook, change, runs)));
    }
    changed.push(row(`anneal: after ${name}`, times, true));
  }
  const cli = path.join(root, 'dist', 'cli.cjs');
  const command = fs.existsSync(cli)
    ? timeProgram(process.execPath, [cli, 'check', '--exit-zero', ...notebooks], Math.min(3, runs))
    : null;
  const ruff = timeProgram(
    bin('ruff'),
    ['check', '--no-cache', '--isolated', '--select', 'ALL', ...notebooks],
    Math.min(5, runs)
  );
  // pylint takes minutes on long notebooks: one run without a warm-up says enough.
  const pylint = timeProgram(
    bin('python'),
    ['-m', 'pylint', '--disable=import-error', '--score=n', ...scripts],
    subjects.reduce((n, s) => n + s.cells.length, 0) > 50 ? 0 : 1
  );
  return [
    row('anneal: whole check', whole, true),
    ...changed,
    row('anneal check (a process)', command, false),
    row('ruff check --select ALL (a process)', ruff, false),
    row('pylint (a process)', pylint, false)
  ];
}

function print(title: string, rows: string[][]): void {
  console.log(`\n${title}`);
  console.log(table(['', 'runs', 'p50 ms', 'p95 ms', 'of the whole check'], rows));
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { pylint: { type: 'string', default: '100' } }
  });
  const [given] = positionals;
  const sample = values.pylint === 'all' ? Infinity : Number(values.pylint);
  if (Number.isNaN(sample) || sample < 1) {
    console.error(`--pylint needs a number of notebooks, or "all", not "${values.pylint}".`);
    return 2;
  }
  const engine = await createEngine();
  console.log(
    `${os.cpus()[0]?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.version}, ` +
      `${engine.catalogue.length} migrations`
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-bench-'));
  try {
    if (given) {
      return await benchFolder(given, folder, sample);
    }
    for (const [count, runs] of [
      [20, 60],
      [100, 100],
      [500, 300]
    ]) {
      const cells = benchCells(count);
      const made = subject(`${count} cells`, benchNotebook(cells));
      if (made) {
        const lines = cells.reduce((n, cell) => n + cell.split('\n').length, 0);
        print(`${count} cells, ${lines} lines`, await rowsFor(engine, [made], folder, runs));
      }
    }
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

main().then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
);
