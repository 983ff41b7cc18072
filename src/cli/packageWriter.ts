/**
 * Writes a package folder atomically: built beside its target, then renamed. Files that Anneal did not write, or that a person changed
 * since, are replaced only by force. What Anneal wrote is recorded in `.anneal-manifest.json` (path → SHA-256).
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { needsDecision } from '../core/exporter/changes';
import {
  bytesOf,
  hashOf,
  manifestName,
  packageChanges,
  readManifest,
  type IManifest,
  type IWrittenFile
} from './packageFolder';
import { UsageError } from './usageError';

export type { IWrittenFile } from './packageFolder';

/** What happens to files that a person edited or that Anneal did not write. */
export type OnEdited = 'refuse' | 'keep' | 'replace';

/** @throws UsageError when the folder holds files that would be lost, or cannot be written; nothing is changed then. */
export function writePackage(
  folder: string,
  all: readonly IWrittenFile[],
  onEdited: OnEdited
): void {
  const target = resolve(folder);
  const old = readManifest(target);
  const edited = new Set(
    packageChanges(folder, all)
      .filter(needsDecision)
      .map(c => c.path)
  );
  if (onEdited === 'refuse' || (onEdited === 'keep' && !old)) {
    refuseLosses(folder, target, [...edited], old);
  }
  const files = onEdited === 'keep' ? all.filter(f => !edited.has(f.path)) : all;
  try {
    mkdirSync(dirname(target), { recursive: true });
  } catch (error) {
    throw new UsageError(
      `${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}).`
    );
  }
  const building = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  const backup = `${building}-old`;
  try {
    if (existsSync(target)) {
      // Foreign files stay where they are; files of an earlier export that are gone now go.
      cpSync(target, building, { recursive: true, verbatimSymlinks: true });
      for (const [path, hash] of Object.entries(old?.files ?? {})) {
        const file = join(building, path);
        if (existsSync(file) && hashOf(readFileSync(file)) === hash) {
          rmSync(file);
        }
      }
    }
    // A file that is kept stays known as edited: its hash is that of what Anneal wrote.
    const manifest: Record<string, string> = Object.fromEntries(
      Object.entries(old?.files ?? {}).filter(([path]) => onEdited === 'keep' && edited.has(path))
    );
    for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const path = join(building, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
      manifest[file.path] = hashOf(bytesOf(file));
    }
    const sorted = Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1));
    const written: IManifest = { schemaVersion: 1, files: Object.fromEntries(sorted) };
    writeFileSync(join(building, manifestName), `${JSON.stringify(written, null, 1)}\n`);
    if (existsSync(target)) {
      renameSync(target, backup);
    }
    renameSync(building, target);
    rmSync(backup, { recursive: true, force: true });
  } catch (error) {
    if (!existsSync(target) && existsSync(backup)) {
      renameSync(backup, target);
    }
    rmSync(building, { recursive: true, force: true });
    throw error instanceof UsageError
      ? error
      : new UsageError(
          `${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}); nothing was changed.`
        );
  }
}

function refuseLosses(
  folder: string,
  target: string,
  edited: readonly string[],
  manifest: IManifest | null
): void {
  // Not ours at all: a folder with anything in it is somebody's.
  const lost =
    manifest || !existsSync(target) ? edited : readdirSync(target).filter(name => name !== '.env');
  if (!lost.length) {
    return;
  }
  const shown = lost.slice(0, 5).join(', ') + (lost.length > 5 ? ', …' : '');
  const count = `${lost.length} ${lost.length === 1 ? 'file' : 'files'}`;
  throw new UsageError(
    manifest
      ? `Not exported. ${count} in ${folder} edited by hand would be lost (${shown}). ` +
          'Look at the changes with --diff; then keep your files with --keep, or replace them with --force.'
      : `Not exported. ${folder} holds ${count} that would be lost (${shown}). ` +
          'Choose another folder, or replace them with --force.'
  );
}
