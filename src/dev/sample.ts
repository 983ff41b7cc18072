/**
 * `npm run sample -- MIGRATION[,MIGRATION…] FOLDER [--count 20] [--kind fixed|declined|advice] [--reason TEXT] [--seed TEXT] [--new]`:
 * findings of migrations on the notebooks below a folder, with their code and the diff of their fix, to be judged by a person. The
 * choice is random but the same every time: findings are ordered by a hash of seed, notebook and identity. `--new` leaves out the
 * cells that the migration's `precision.md` judges already.
 */
import fs from 'node:fs';
import path from 'node:path';

import { createTwoFilesPatch } from 'diff';

import { catalogue } from '../../migrations';
import { createEngine } from '../cli/engine';
import type { IDiagnostic, INotebook } from '../core';
import { applyEdit, hashText, notebookLanguage, printPercent, readNotebook } from '../core';
import { notebooksBelow, option } from './notebookFiles';
import { judgedCells } from './precisionTable';

interface IFinding {
  readonly file: string;
  readonly notebook: INotebook;
  readonly diagnostic: IDiagnostic;
}

const kindOf = (d: IDiagnostic): string =>
  d.fix ? 'fixed' : d.declined === null ? 'advice' : 'declined';

/** The lines around a finding, those of the finding marked. */
function excerpt(source: string, from: number, to: number): string {
  const lines = source.split('\n');
  return lines
    .slice(Math.max(0, from - 6), Math.min(lines.length, Math.min(to, from + 40) + 5))
    .map((line, i) => {
      const number = Math.max(0, from - 6) + i + 1;
      return `${number >= from && number <= to ? '>' : ' '} ${String(number).padStart(4)}  ${line.slice(0, 180)}`;
    })
    .join('\n');
}

function print({ file, notebook, diagnostic }: IFinding, number: number): void {
  const { cell, range, message, fix, declined, applicability } = diagnostic;
  console.log(`\n=== ${number}. ${file} cell ${cell.index + 1} line ${range.start.line}`);
  console.log(`${message} [${fix ? `${applicability}: ${fix.title}` : (declined ?? 'advice')}]`);
  fix?.risks.forEach(risk => console.log(`  risk: ${risk}`));
  if (diagnostic.place === 'source') {
    console.log(excerpt(notebook.cells[cell.index].source, range.start.line, range.end.line));
  } else {
    console.log(`  (in ${diagnostic.place})`);
  }
  const result = fix && applyEdit(notebook, fix.edit);
  if (result) {
    console.log(
      result.ok
        ? createTwoFilesPatch(
            'before',
            'after',
            printPercent(notebook),
            printPercent(result.notebook),
            '',
            '',
            { context: 2 }
          )
            .split('\n')
            .slice(3, 160)
            .join('\n')
        : `  not applied: ${result.reason}`
    );
  }
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const count = Number(option(args, '--count') ?? 20);
  const kind = option(args, '--kind');
  const reason = option(args, '--reason');
  const seed = option(args, '--seed') ?? '';
  const [list, folder] = args;
  const names = list?.split(',') ?? [];
  if (!names.every(n => catalogue.some(m => m.name === n)) || !folder || !fs.existsSync(folder)) {
    console.error('Name a migration and a folder: npm run sample -- MIGRATION FOLDER');
    return 2;
  }
  const judged = new Map(
    names.map(n => [n, args.includes('--new') ? judgedCells(process.cwd(), n) : new Set<string>()])
  );
  const engine = await createEngine();
  const found: IFinding[] = [];
  const files = notebooksBelow(folder);
  for (const full of files) {
    const read = readNotebook(fs.readFileSync(full));
    if (!read.ok || notebookLanguage(read.document.notebook) !== 'python') {
      continue;
    }
    const { notebook } = read.document;
    const file = path.relative(folder, full);
    const place = file.replace(/^([^/]+?)__([^/]+)\//, '$1/$2 ');
    for (const diagnostic of engine.analyze(notebook, { select: names }).diagnostics) {
      if (
        (!kind || kindOf(diagnostic) === kind) &&
        (!reason || diagnostic.declined?.includes(reason)) &&
        !judged.get(diagnostic.migration)?.has(`${place} ${diagnostic.cell.index + 1}`)
      ) {
        found.push({ file, notebook, diagnostic });
      }
    }
  }
  const order = (f: IFinding): string => hashText(`${seed}${f.file}\0${f.diagnostic.id}`);
  found.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const name of names) {
    const own = found.filter(f => f.diagnostic.migration === name);
    console.log(
      `\n${name}: ${own.length} findings in ${new Set(own.map(f => f.file)).size} of ${files.length} notebooks; ${Math.min(count, own.length)} shown.`
    );
    own.slice(0, count).forEach((f, i) => print(f, i + 1));
  }
  return 0;
}

main().then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 1;
  }
);
