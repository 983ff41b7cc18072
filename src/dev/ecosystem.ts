/**
 * `npm run ecosystem -- FOLDER [--limit N] [--list MIGRATION]`: the whole catalogue over every notebook below a folder. Prints what
 * each migration found, fixed and declined, and fails when something happened that never may (see `ecosystemCheck.ts`).
 * Changes no notebook. `--list` shows the findings of one migration, to look for false alarms.
 */
import fs from 'node:fs';
import path from 'node:path';

import { createEngine } from '../cli/engine';
import type { IDiagnostic } from '../core';
import { runPrograms } from '../testing/python';
import type { IOutcome } from './ecosystemCheck';
import { checkNotebook } from './ecosystemCheck';
import { corpus, option } from './notebookFiles';
import { percentile, table } from './table';

interface ISeen {
  readonly file: string;
  readonly outcome: IOutcome;
}

/** Changed cells that CPython no longer compiles although it did before; one interpreter for all notebooks. */
function brokenCells(seen: readonly ISeen[]): { file: string; text: string }[] {
  const cells = seen.flatMap(({ file, outcome }) => outcome.changed.map(cell => ({ file, cell })));
  const compile = (sources: string[]): (string | null)[] =>
    runPrograms(sources.map(source => ({ cells: [source], run: false }))).map(r => r.syntaxError);
  const after = compile(cells.map(({ cell }) => cell.after));
  const broken = cells
    .map((item, i) => ({ ...item, error: after[i] }))
    .filter(({ error }) => error !== null);
  // A cell that CPython refused before is not the fix's doing.
  const before = compile(broken.map(({ cell }) => cell.before ?? ''));
  return broken
    .filter((_, i) => before[i] === null)
    .map(({ file, cell, error }) => ({
      file,
      text: `cell ${cell.number} no longer compiles: ${error}`
    }));
}

/** Cells that were called broken although CPython compiles them: gaps of the parser, worth a look, no violation. */
function missedCells(seen: readonly ISeen[]): string[] {
  const blind = seen.flatMap(({ file, outcome }) =>
    outcome.blind
      .filter(({ reason }) => !reason.endsWith('not Python'))
      .map(cell => ({ file, ...cell }))
  );
  const results = runPrograms(blind.map(({ source }) => ({ cells: [source], run: false })));
  return blind
    .filter((_, i) => results[i].syntaxError === null)
    .map(({ file, number, reason }) => `${file} cell ${number}: ${reason}`);
}

/** A reason without what is particular to one notebook, so that equal ones can be counted. */
const general = (reason: string): string => reason.replace(/`[^`]*`/g, '`…`').replace(/\d+/g, 'N');

function counted(texts: readonly string[], limit: number): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, limit);
}

function report(names: readonly string[], seen: readonly ISeen[]): void {
  const all = seen.flatMap(({ file, outcome }) =>
    (outcome.analysis?.diagnostics ?? []).map(diagnostic => ({ file, diagnostic }))
  );
  const rows = names.map(name => {
    const own = all.filter(({ diagnostic }) => diagnostic.migration === name);
    const having = (test: (d: IDiagnostic) => boolean): number =>
      own.filter(({ diagnostic }) => test(diagnostic)).length;
    const applied = seen.flatMap(({ outcome }) =>
      outcome.applied.filter(a => a.migration === name)
    ).length;
    return [
      name,
      String(new Set(own.map(({ file }) => file)).size),
      String(own.length),
      String(having(d => d.fix !== null && d.applicability === 'safe')),
      String(having(d => d.fix !== null && d.applicability === 'suggested')),
      String(having(d => d.fix === null && d.declined !== null)),
      String(having(d => d.fix === null && d.declined === null)),
      String(applied)
    ];
  });
  console.log(
    table(
      ['migration', 'notebooks', 'findings', 'safe', 'suggested', 'declined', 'advice', 'applied'],
      rows
    )
  );
  for (const name of names) {
    const reasons = all
      .filter(({ diagnostic }) => diagnostic.migration === name && diagnostic.declined !== null)
      .map(({ diagnostic }) => general(diagnostic.declined ?? ''));
    if (reasons.length) {
      console.log(`\n${name} declined because:`);
      counted(reasons, 8).forEach(([reason, number]) =>
        console.log(`  ${String(number).padStart(5)}  ${reason}`)
      );
    }
  }
  const blind = counted(
    seen.flatMap(({ outcome }) => outcome.blind.map(({ reason }) => general(reason))),
    8
  );
  if (blind.length) {
    console.log('\nCells that were not read:');
    blind.forEach(([reason, number]) => console.log(`  ${String(number).padStart(5)}  ${reason}`));
  }
  const refused = counted(seen.flatMap(({ outcome }) => outcome.refused ?? []).map(general), 8);
  if (refused.length) {
    console.log('\nNotebooks that were not read:');
    refused.forEach(([reason, number]) =>
      console.log(`  ${String(number).padStart(5)}  ${reason}`)
    );
  }
}

function list(seen: readonly ISeen[], name: string, folder: string): void {
  for (const { file, outcome } of seen) {
    for (const d of outcome.analysis?.diagnostics.filter(({ migration }) => migration === name) ??
      []) {
      const place = `${path.relative(folder, file)} cell ${d.cell.index + 1} line ${d.range.start.line}`;
      const end = d.fix ? `${d.applicability}: ${d.fix.title}` : (d.declined ?? 'advice');
      console.log(`${place}: ${d.message} [${end}]`);
    }
  }
}

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  const limit = Number(option(args, '--limit') ?? Infinity);
  const listed = option(args, '--list');
  const found = corpus(args, limit, 'ecosystem');
  if (!found) {
    return 2;
  }
  const { folder, files } = found;
  const engine = await createEngine();
  const names = engine.catalogue.map(({ name }) => name);
  const seen: ISeen[] = [];
  for (const [index, file] of files.entries()) {
    seen.push({ file, outcome: checkNotebook(engine, fs.readFileSync(file)) });
    if ((index + 1) % 50 === 0) {
      console.error(`${index + 1} of ${files.length} notebooks`);
    }
  }
  if (listed) {
    list(seen, listed, folder);
  }
  report(names, seen);

  const missed = missedCells(seen);
  if (missed.length) {
    console.log(`\n${missed.length} cells that CPython compiles were not read:`);
    missed.forEach(text => console.log(`  ${path.relative(folder, text)}`));
  }

  const violations = [
    ...seen.flatMap(({ file, outcome }) => outcome.violations.map(text => ({ file, text }))),
    ...brokenCells(seen)
  ];
  const times = seen
    .filter(({ outcome }) => outcome.analysis)
    .map(({ outcome }) => outcome.milliseconds);
  const sum = (value: (outcome: IOutcome) => number): number =>
    seen.reduce((n, { outcome }) => n + value(outcome), 0);
  console.log(
    `\n${files.length} notebooks, ${sum(o => o.codeCells)} code cells, ${sum(o => o.applied.length)} fixes applied, ` +
      `${sum(o => o.changed.length)} cells changed. ` +
      `A whole check takes ${percentile(times, 50).toFixed(1)} ms (median), ${percentile(times, 95).toFixed(1)} ms (p95).`
  );
  console.log(violations.length ? `\n${violations.length} violations:` : 'No violations.');
  for (const { file, text } of violations) {
    console.log(`  ${path.relative(folder, file)}: ${text}`);
  }
  return violations.length ? 1 : 0;
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
