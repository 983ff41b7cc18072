/**
 * Runs the cases of one migration and holds for every one of them the invariants of a fix, so that no migration can forget one.
 * `UPDATE_CASES=1` rewrites `after` and `reason` in place, for review with `git diff`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SemanticModel } from '../core';
import {
  Engine,
  maskMagics,
  parsePercent,
  printPercent,
  type IDiagnostic,
  type IMigration,
  type INotebook,
  type PythonParser
} from '../core';
import { readCases, readExample, type ICase } from './caseFile';
import { runPrograms, type IProgram } from './python';

export interface ICaseFolder {
  readonly migration: IMigration;
  /** Absolute path of the migration's folder. */
  readonly path: string;
}

/** All cases of a folder: `cases.md`, and the README's example as one more. */
export function casesOf(folder: ICaseFolder): ICase[] {
  const cases = readCases(readFileSync(join(folder.path, 'cases.md'), 'utf8'));
  const example = readExample(readFileSync(join(folder.path, 'README.md'), 'utf8'));
  if (example) {
    cases.push({
      title: `${folder.migration.applicability === 'safe' ? 'Fixes' : 'Suggests'} the example of the README`,
      verb: folder.migration.applicability === 'safe' ? 'Fixes' : 'Suggests',
      runs: false,
      reason: null,
      settings: {},
      ...example
    });
  }
  return cases;
}

/** Registers the jest tests of one migration. */
export function describeMigration(folder: ICaseFolder, parser: () => PythonParser): void {
  const { migration } = folder;
  describe(migration.name, () => {
    const cases = casesOf(folder);
    const programs: { title: string; before: IProgram; after: IProgram; compare: boolean }[] = [];
    for (const c of cases) {
      it(c.title, () => {
        const engine = new Engine(parser(), [migration]);
        const options = {
          select: [migration.name],
          settings: { [migration.name]: c.settings }
        };
        const before = parsePercent(c.before);
        const diagnostics = runMigration(engine, before, options);
        const update = (key: 'after' | 'reason', text: string): boolean =>
          updateFence(folder, c, key, text);
        expect(structuredClone(diagnostics)).toEqual(diagnostics);
        survivesMissingCells(engine, before, options);
        switch (c.verb) {
          case 'Ignores':
            expect(diagnostics.map(d => d.message)).toEqual([]);
            return;
          case 'Declines': {
            // An empty reason (advice only) must not let a case pass that finds nothing.
            expect(diagnostics.length).toBeGreaterThan(0);
            expect(diagnostics.filter(d => d.fix)).toEqual([]);
            const reasons = diagnostics.map(d => d.declined ?? '').join('\n');
            if (!update('reason', reasons)) {
              expect(reasons).toBe(c.reason);
            }
            return;
          }
        }
        const wanted = c.verb === 'Fixes' ? 'safe' : 'suggested';
        expect(diagnostics.map(d => d.declined).filter(Boolean)).toEqual([]);
        // Fixed one after the other; the weakest of them names the case.
        const result = engine.fix(before, 'suggested', options);
        expect(result.skipped).toEqual([]);
        const kinds = new Set(result.applied.map(d => d.applicability));
        const isReadme = c.title.endsWith('example of the README');
        if (!isReadme) {
          expect(kinds.has('suggested') ? 'suggested' : [...kinds][0]).toBe(wanted);
        }
        for (const d of result.applied) {
          if (d.applicability === 'suggested') {
            expect(d.fix?.risks.length).toBeGreaterThan(0);
          }
        }
        const after = result.notebook;
        const printed = printPercent(after).trimEnd();
        if (!update('after', printed)) {
          expect(printed).toBe(printPercent(parsePercent(c.after as string)).trimEnd());
        }
        holdsInvariants(engine, before, after, options);
        programs.push({
          title: c.title,
          compare: c.runs,
          before: { cells: codeOf(before), run: c.runs },
          after: { cells: codeOf(after), run: c.runs }
        });
      });
    }

    it('writes only what CPython accepts, and safe fixes print the same', () => {
      const results = runPrograms(programs.flatMap(p => [p.before, p.after]));
      const wrong = programs.flatMap((p, i) => {
        const [before, after] = [results[2 * i], results[2 * i + 1]];
        if (after.syntaxError) {
          return [`${p.title}: ${after.syntaxError}`];
        }
        if (!p.compare) {
          return [];
        }
        if (before.error) {
          return [`${p.title}: the notebook before the fix stops with ${before.error}`];
        }
        return before.stdout === after.stdout && after.error === null
          ? []
          : [
              `${p.title}: printed ${JSON.stringify(before.stdout)}, then ${JSON.stringify(after.stdout)} ${after.error ?? ''}`
            ];
      });
      expect(wrong).toEqual([]);
    });
  });
}

type Options = Parameters<Engine['analyze']>[1];

function runMigration(
  engine: Engine,
  notebook: INotebook,
  options: Options
): readonly IDiagnostic[] {
  const analysis = engine.analyze(notebook, options);
  expect(analysis.faults).toEqual([]);
  const again = engine.analyze(notebook, options);
  expect(again.diagnostics).toEqual(analysis.diagnostics);
  return analysis.diagnostics;
}

/** Detection never throws on the notebook with any one cell taken out. */
function survivesMissingCells(engine: Engine, notebook: INotebook, options: Options): void {
  for (const cell of notebook.cells) {
    const cells = notebook.cells.filter(c => c !== cell).map((c, index) => ({ ...c, index }));
    expect(engine.analyze({ ...notebook, cells }, options).faults).toEqual([]);
  }
}

function holdsInvariants(
  engine: Engine,
  before: INotebook,
  after: INotebook,
  options: Options
): void {
  const left = runMigration(engine, after, options).filter(d => d.fix);
  expect(left.map(d => `${d.message} is found again`)).toEqual([]);
  expect(engine.analyze(after, options).blind.length).toBeLessThanOrEqual(
    engine.analyze(before, options).blind.length
  );
  const comments = (n: INotebook): string[] =>
    engine.model(n).cells.flatMap(c => c.syntax.comments.map(x => x.text.trim()));
  const kept = comments(after);
  expect(comments(before).filter(c => !kept.includes(c))).toEqual([]);
  const magics = (n: INotebook): string[] =>
    n.cells
      .filter(c => c.kind === 'code')
      .flatMap(c =>
        maskMagics(c.source).magics.map(m => c.source.slice(m.range.start, m.range.end))
      );
  expect(magics(after)).toEqual(magics(before));
  const unknown = (n: INotebook): Set<string> => unknownNames(engine.model(n));
  const old = unknown(before);
  expect([...unknown(after)].filter(name => !old.has(name))).toEqual([]);
}

/** Names that nothing defines. */
export function unknownNames(model: SemanticModel): Set<string> {
  const names = new Set<string>();
  for (const scope of model.scopes()) {
    for (const r of scope.references) {
      if (model.isUnknown(r)) {
        names.add(r.name);
      }
    }
  }
  return names;
}

export function codeOf(notebook: INotebook): string[] {
  return notebook.cells.filter(c => c.kind === 'code').map(c => c.source);
}

/** Rewrites one fence of one case in `cases.md`; false when updating is off or the case is not from there. */
function updateFence(
  folder: ICaseFolder,
  c: ICase,
  key: 'after' | 'reason',
  text: string
): boolean {
  if (!process.env.UPDATE_CASES) {
    return false;
  }
  const path = join(folder.path, 'cases.md');
  const all = readFileSync(path, 'utf8');
  const start = all.indexOf(`## ${c.title}\n`);
  if (start < 0) {
    return false;
  }
  const info = key === 'after' ? '```python after\n' : '```text reason\n';
  const open = all.indexOf(info, start);
  const close = all.indexOf('\n```', open + info.length - 1);
  writeFileSync(path, `${all.slice(0, open + info.length)}${text.trimEnd()}${all.slice(close)}`);
  return true;
}
