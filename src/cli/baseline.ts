/**
 * The baseline: findings that a team lives with for now, so that only new ones count. One line a finding, sorted, known by its id and by
 * the notebook's path from the baseline's folder: a re-saved notebook, an edit elsewhere or a moved cell changes nothing in the file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import * as z from 'zod';
import { writeAtomically } from './atomicFile';
import type { ICheckedFile } from './reporters/reporter';
import { UsageError } from './usageError';

const baselineSchema = z.object({
  schemaVersion: z.literal(1),
  /** By path: id of each finding, and its habit for people who read the file. */
  notebooks: z.record(z.string(), z.record(z.string(), z.string()))
});

/** Writes the findings of these files as the new baseline; returns how many there are. */
export function writeBaseline(file: string, checked: readonly ICheckedFile[]): number {
  const entries = checked.flatMap((c): [string, Record<string, string>][] =>
    'report' in c && c.report.diagnostics.length
      ? [[keyOf(file, c.report.path), findingsOf(c.report.diagnostics)]]
      : []
  );
  const notebooks = Object.fromEntries(sorted(entries));
  writeAtomically(file, `${JSON.stringify({ schemaVersion: 1, notebooks }, null, 1)}\n`);
  return entries.reduce((sum, [, findings]) => sum + Object.keys(findings).length, 0);
}

/** The findings that a baseline knows. */
export class Baseline {
  /** @throws UsageError when the file is missing or no baseline */
  constructor(private readonly _file: string) {
    let text: string;
    try {
      text = readFileSync(_file, 'utf8');
    } catch {
      throw new UsageError(
        `There is no baseline ${_file}; write one with --write-baseline ${_file}.`
      );
    }
    const read = baselineSchema.safeParse(parsed(text));
    if (!read.success) {
      throw new UsageError(
        `${_file} is no baseline of this version; write it again with --write-baseline ${_file}.`
      );
    }
    this._notebooks = new Map(
      Object.entries(read.data.notebooks).map(([path, ids]) => [path, new Set(Object.keys(ids))])
    );
    // A notebook that is gone may have been renamed: what was known of it is known wherever it is found again.
    const folder = dirname(resolve(_file));
    this._ofGone = new Set(
      [...this._notebooks].flatMap(([path, ids]) =>
        existsSync(join(folder, path)) ? [] : [...ids]
      )
    );
  }

  /** The same file with only the findings that are new. */
  withoutKnown(file: ICheckedFile): ICheckedFile {
    if (!('report' in file)) {
      return file;
    }
    const known = this._notebooks.get(keyOf(this._file, file.report.path));
    const isNew = file.report.diagnostics.map(d => !known?.has(d.id) && !this._ofGone.has(d.id));
    return {
      ...file,
      places: file.places.filter((_, i) => isNew[i]),
      details: file.details?.filter((_, i) => isNew[i]),
      report: { ...file.report, diagnostics: file.report.diagnostics.filter((_, i) => isNew[i]) }
    };
  }

  private readonly _notebooks: ReadonlyMap<string, ReadonlySet<string>>;
  private readonly _ofGone: ReadonlySet<string>;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findingsOf(
  diagnostics: readonly { readonly id: string; readonly migration: string }[]
): Record<string, string> {
  return Object.fromEntries(sorted(diagnostics.map(d => [d.id, d.migration])));
}

function sorted<T>(entries: readonly [string, T][]): [string, T][] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function keyOf(file: string, notebook: string): string {
  return relative(dirname(resolve(file)), resolve(notebook))
    .split(sep)
    .join('/');
}
