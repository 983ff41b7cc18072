/** The run over exported packages finds what it exists to find: each rule is broken once. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import type { Engine, IPackageFile } from '../core';
import { createEngine } from '../cli/engine';
import { benchNotebook } from './benchNotebooks';
import { checkExport, type IExportOutcome } from './exportCheck';
import { lintPackages, writePackages } from './exportLint';

const notebook = (...cells: string[]): Uint8Array => new TextEncoder().encode(benchNotebook(cells));

let engine: Engine;
let scratch: string;
beforeAll(async () => {
  engine = await createEngine();
  scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'anneal-lint-')));
}, 60000);
afterAll(() => fs.rmSync(scratch, { recursive: true, force: true }));

it('finds nothing in what is exported, and each planted fault', () => {
  const good = checkExport(
    engine,
    notebook('%time x = 1', '%%capture out\nprint(x)', 'def f():\n    return later', 'x, out'),
    'study'
  );
  expect(good).toMatchObject({ refused: null, violations: [] });
  const planted = (change: (text: string) => string): IExportOutcome => ({
    ...good,
    files: good.files.map((f): IPackageFile =>
      f.path.endsWith('pipeline.py') ? { ...f, text: change(f.text) } : f
    )
  });
  const outcomes = [
    good,
    planted(text => `${text}def broken(:\n`),
    planted(text => `${text}\n\ndef more():\n    return absent\n`),
    planted(text => text.replace('def run', 'def  run')),
    planted(text => `${text}\n\nfrom .display import nothing_there, show\n`)
  ];
  const faults = lintPackages(scratch, writePackages(scratch, outcomes));
  const kindsOf = (i: number): string[] =>
    [...new Set(faults.filter(f => f.written.outcome === outcomes[i]).map(f => f.kind))].sort();
  expect(kindsOf(0)).toEqual([]);
  expect(kindsOf(1)).toContain('does not compile');
  expect(kindsOf(2)).toEqual(['ruff check', 'undefined name']);
  expect(kindsOf(3)).toEqual(['ruff format']);
  expect(faults.filter(f => f.kind === 'import of nothing').map(f => f.text)).toEqual([
    expect.stringContaining('`.display` has no `nothing_there`')
  ]);
}, 60000);

it('takes a crash for a violation, and an unreadable file for none', () => {
  const broken = {
    ...engine,
    analyze: () => {
      throw new Error('on purpose');
    }
  } as unknown as Engine;
  expect(checkExport(broken, notebook('1'), 'study').violations[0]).toMatch(/^threw: .*on purpose/);
  expect(checkExport(engine, new TextEncoder().encode('{'), 'study').refused).not.toBeNull();
});
