/**
 * `npm run export:corpus -- FOLDER [--limit N] [--keep FOLDER]`: exports every notebook below a folder without running any, and holds
 * each package against what must hold for all (see `exportCheck.ts` and `exportLint.ts`). Prints a table, names each violation, and
 * fails when there is one. `--keep` leaves the packages in a folder, to read them.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { createEngine } from '../cli/engine';
import { checkExport, type IExportOutcome } from './exportCheck';
import { lintPackages, writePackages, type IFault } from './exportLint';
import { corpus, option } from './notebookFiles';
import { percentile, table } from './table';

interface ISeen {
  readonly file: string;
  readonly outcome: IExportOutcome;
}

const kinds: readonly IFault['kind'][] = [
  'does not compile',
  'import of nothing',
  'undefined name',
  'ruff check',
  'ruff format'
];

function report(folder: string, seen: readonly ISeen[], faults: readonly IFault[]): number {
  const exported = seen.filter(s => s.outcome.plan !== null);
  const crashed = seen.filter(s => s.outcome.violations.some(v => v.startsWith('threw')));
  const listed = seen.filter(s => s.outcome.violations.some(v => !v.startsWith('threw')));
  const having = (kind: IFault['kind']): number =>
    new Set(faults.filter(f => f.kind === kind).map(f => f.written)).size;
  const rows: [string, number][] = [
    ['notebooks', seen.length],
    ['refused: not readable, or not Python', seen.filter(s => s.outcome.refused !== null).length],
    ['exported', exported.length],
    ['threw', crashed.length],
    ['a cell neither placed nor listed', listed.length],
    ...kinds.map((kind): [string, number] => [kind, having(kind)])
  ];
  console.log(
    table(
      ['', 'notebooks'],
      rows.map(([name, n]) => [name, String(n)])
    )
  );
  const cells = exported.flatMap(s => s.outcome.plan?.cells ?? []);
  const left = cells.filter(c => c.placements.every(p => p.kind === 'left-out')).length;
  const modules = exported.reduce((n, s) => n + (s.outcome.plan?.modules.length ?? 0), 0);
  const times = exported.map(s => s.outcome.milliseconds);
  console.log(
    `\n${cells.length} cells: ${cells.length - left} placed, ${left} listed as left out. ${modules} modules. ` +
      `An export takes ${percentile(times, 50).toFixed(0)} ms (median), ${percentile(times, 95).toFixed(0)} ms (p95).`
  );
  const fileOf = new Map(seen.map(s => [s.outcome, path.relative(folder, s.file)]));
  const violations = [
    ...seen.flatMap(s => s.outcome.violations.map(v => `${fileOf.get(s.outcome)}: ${v}`)),
    ...new Set(faults.map(f => `${fileOf.get(f.written.outcome)} [${f.kind}] ${f.text}`))
  ];
  console.log(violations.length ? `\n${violations.length} violations:` : 'No violations.');
  violations.forEach(v => console.log(`  ${v}`));
  return violations.length ? 1 : 0;
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const limit = Number(option(args, '--limit') ?? Infinity);
  const keep = option(args, '--keep');
  const found = corpus(args, limit, 'export:corpus');
  if (!found) {
    return 2;
  }
  const { folder, files } = found;
  const engine = await createEngine();
  const seen: ISeen[] = [];
  for (const [index, file] of files.entries()) {
    const name = path.basename(file, '.ipynb');
    seen.push({ file, outcome: checkExport(engine, fs.readFileSync(file), name) });
    if ((index + 1) % 50 === 0) {
      console.error(`${index + 1} of ${files.length} notebooks`);
    }
  }
  const scratch = keep
    ? path.resolve(keep)
    : fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-export-')));
  try {
    const written = writePackages(
      scratch,
      seen.map(s => s.outcome)
    );
    return report(folder, seen, lintPackages(scratch, written));
  } finally {
    if (!keep) {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  }
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
