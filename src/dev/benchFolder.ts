/**
 * The three checkers on the same notebooks of a folder, each as a process: `anneal check`, `ruff check --select ALL`, and `pylint` on
 * the code of a sample, since it takes minutes for what the others do in seconds; `--pylint 20` for a sample of another size,
 * `--pylint all` for all notebooks. The fewer there are, the more of each time is the start of the program. Anneal and ruff run in
 * turn, so that both meet the same load of the machine; the fastest run of each counts. On a machine that others use as well,
 * the time on the processors says more than the time on the clock.
 */
import fs from 'node:fs';
import path from 'node:path';

import { codeCells, notebookLanguage, readNotebook } from '../core';
import { benchScript } from './benchNotebooks';
import { bin, root, watch, type IRun } from './benchPrograms';
import { notebooksBelow } from './notebookFiles';
import { table } from './table';

const rounds = 3;

/**
 * @param pylint how many notebooks pylint gets, spread over the folder; Infinity for all
 * @returns the exit status: 2 without notebooks
 */
export async function benchFolder(
  folder: string,
  scratch: string,
  pylint: number
): Promise<number> {
  const files = notebooksBelow(folder).filter(isPython);
  if (!files.length) {
    console.error(`No readable Python notebook is below ${folder}.`);
    return 2;
  }
  const step = Math.max(1, Math.floor(files.length / pylint));
  const sample = files.filter((_, i) => i % step === 0).slice(0, pylint);
  const all = await compare(files);
  const some = sample.length < files.length ? await compare(sample) : all;
  const scripts = sample.map((file, i) => {
    const script = path.join(scratch, `script_${i}.py`);
    fs.writeFileSync(script, benchScript(sourcesOf(file)));
    return script;
  });
  const pylintRun = await watch(bin('python'), [
    '-m',
    'pylint',
    '--disable=import-error',
    '--score=n',
    '--jobs=2',
    ...scripts
  ]);
  const row = (name: string, count: number, run: IRun, anneal: IRun): string[] => [
    name,
    String(count),
    run.milliseconds.toFixed(0),
    `${(anneal.milliseconds / run.milliseconds).toPrecision(2)}×`,
    run.processor?.toFixed(0) ?? '–',
    run.processor && anneal.processor
      ? `${(anneal.processor / run.processor).toPrecision(2)}×`
      : '–',
    run.megabytes?.toFixed(0) ?? '–'
  ];
  console.log(
    table(
      ['', 'notebooks', 'ms', 'anneal takes', 'processor ms', 'anneal takes', 'peak MB'],
      [
        row('anneal check', files.length, all.anneal, all.anneal),
        row('ruff check --select ALL', files.length, all.ruff, all.anneal),
        ...(some === all
          ? []
          : [
              row('anneal check', sample.length, some.anneal, some.anneal),
              row('ruff check --select ALL', sample.length, some.ruff, some.anneal)
            ]),
        row('pylint', sample.length, pylintRun, some.anneal)
      ]
    )
  );
  return 0;
}

async function compare(files: readonly string[]): Promise<{ anneal: IRun; ruff: IRun }> {
  const annealRuns: IRun[] = [];
  const ruffRuns: IRun[] = [];
  for (let i = 0; i < rounds; i++) {
    annealRuns.push(
      await watch(process.execPath, [
        path.join(root, 'dist', 'cli.cjs'),
        'check',
        '--exit-zero',
        ...files
      ])
    );
    ruffRuns.push(
      await watch(bin('ruff'), [
        'check',
        '--no-cache',
        '--isolated',
        '--select',
        'ALL',
        '--quiet',
        ...files
      ])
    );
  }
  return { anneal: fastest(annealRuns), ruff: fastest(ruffRuns) };
}

/** The run that the rest of the machine disturbed least, with the largest peak of all. */
function fastest(runs: readonly IRun[]): IRun {
  const [first] = [...runs].sort((a, b) => a.milliseconds - b.milliseconds);
  const peaks = runs.flatMap(r => r.megabytes ?? []);
  return { ...first, megabytes: peaks.length ? Math.max(...peaks) : null };
}

function isPython(file: string): boolean {
  const read = readNotebook(fs.readFileSync(file));
  return read.ok && notebookLanguage(read.document.notebook) === 'python';
}

function sourcesOf(file: string): string[] {
  const read = readNotebook(fs.readFileSync(file));
  return read.ok ? codeCells(read.document.notebook).map(c => c.source) : [];
}
