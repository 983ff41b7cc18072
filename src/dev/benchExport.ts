/**
 * `npm run bench:export`: how long an export takes on made notebooks of 20, 100 and 500 cells, as a process and within one, beside
 * `jupyter nbconvert --to script` on the same notebook in the same run. The two programs run in turn, so that both meet the same load
 * of the machine; the fastest run of each counts. nbconvert writes one script, Anneal plans and writes a package. Asserts nothing.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { createEngine } from '../cli/engine';
import { Engine, prepareExport, readNotebook } from '../core';
import { benchCells, benchNotebook } from './benchNotebooks';
import { bin, root, watch, type IRun } from './benchPrograms';
import { percentile, table } from './table';

/** How often each size is measured. A long notebook takes longer and varies less, so fewer rounds tell as much. */
const sizes = [
  { count: 20, rounds: 3 },
  { count: 100, rounds: 3 },
  { count: 500, rounds: 1 }
] as const;

/** Milliseconds of exports within a process that has started, without the first; each begins with the text of the notebook. */
function within(engine: Engine, json: string, rounds: number): number[] {
  return Array.from({ length: rounds + 1 }, () => {
    const started = performance.now();
    const read = readNotebook(json);
    if (!read.ok) {
      throw new Error(`The made notebook cannot be read: ${read.reason}`);
    }
    const fresh = new Engine(engine.parser, engine.catalogue);
    prepareExport(fresh, read.document.notebook, 'safe', { notebookName: 'made' });
    return performance.now() - started;
  }).slice(1);
}

async function fastest(runs: readonly (() => Promise<IRun>)[], rounds: number): Promise<IRun[]> {
  const done: IRun[][] = runs.map(() => []);
  for (let i = 0; i < rounds; i++) {
    for (const [at, run] of runs.entries()) {
      done[at].push(await run());
    }
  }
  return done.map(list => {
    const failed = list.find(r => r.status !== 0);
    if (failed) {
      throw new Error(
        `A program ended with status ${failed.status ?? 'unknown'}. Run: npm run setup`
      );
    }
    return [...list].sort((a, b) => a.milliseconds - b.milliseconds)[0];
  });
}

async function rowsFor(
  engine: Engine,
  count: number,
  rounds: number,
  scratch: string
): Promise<string[][]> {
  const cells = benchCells(count);
  const json = benchNotebook(cells);
  const notebook = path.join(scratch, `made_${count}.ipynb`);
  fs.writeFileSync(notebook, json);
  const out = path.join(scratch, `out_${count}`);
  const [anneal, nbconvert] = await fastest(
    [
      () =>
        watch(process.execPath, [
          ...[path.join(root, 'dist', 'cli.cjs'), 'export', notebook, '-o', out, '--force'],
          ...['--python', bin('python')]
        ]),
      () => watch(bin('jupyter-nbconvert'), ['--to', 'script', '--output-dir', scratch, notebook])
    ],
    rounds
  );
  const row = (name: string, milliseconds: number): string[] => [
    name,
    milliseconds.toFixed(0),
    `${(milliseconds / nbconvert.milliseconds).toPrecision(2)}×`
  ];
  return [
    row(`${count} cells: anneal export (a process)`, anneal.milliseconds),
    row(`${count} cells: anneal export (within one)`, percentile(within(engine, json, rounds), 50)),
    row(`${count} cells: nbconvert --to script (a process)`, nbconvert.milliseconds)
  ];
}

async function main(): Promise<void> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-bench-'));
  try {
    const engine = await createEngine();
    const rows: string[][] = [];
    for (const { count, rounds } of sizes) {
      console.error(`${count} cells …`);
      rows.push(...(await rowsFor(engine, count, rounds, scratch)));
    }
    console.log(table(['', 'ms', 'of nbconvert'], rows));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
