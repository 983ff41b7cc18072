/**
 * Writes a package folder atomically: built beside its target, then renamed. Files that Anneal did not write, or that a person changed
 * since, are replaced only by force. What Anneal wrote is recorded in `.anneal-manifest.json` (path → SHA-256).
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './usageError';

export const manifestName = '.anneal-manifest.json';

/** A file of a package; `path` is relative to its root, `/`-separated. */
export interface IWrittenFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

interface IManifest {
  readonly schemaVersion: 1;
  readonly files: Readonly<Record<string, string>>;
}

/** @throws UsageError when the folder holds files that would be lost, or cannot be written; nothing is changed then. */
export function writePackage(folder: string, files: readonly IWrittenFile[], force: boolean): void {
  const target = resolve(folder);
  const old = readManifest(target);
  const foreign = existsSync(target) ? conflicts(target, files, old) : [];
  if (foreign.length && !force) {
    const shown = foreign.slice(0, 5).join(', ') + (foreign.length > 5 ? ', …' : '');
    throw new UsageError(
      `Not exported. ${folder} holds ${foreign.length} ${foreign.length === 1 ? 'file' : 'files'} that would be lost (${shown}). ` +
        'Choose another folder, or replace them with --force.'
    );
  }
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
    const manifest: Record<string, string> = {};
    for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const path = join(building, file.path);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, file.content);
      manifest[file.path] = hashOf(bytesOf(file));
    }
    const written: IManifest = { schemaVersion: 1, files: manifest };
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

/** Paths of existing files that the new ones would replace and that Anneal did not write, or that were changed since. */
function conflicts(
  target: string,
  files: readonly IWrittenFile[],
  manifest: IManifest | null
): string[] {
  if (!statSync(target).isDirectory()) {
    throw new UsageError(`${target} is a file; choose a folder.`);
  }
  if (!manifest) {
    // Not ours at all: a folder with anything in it is somebody's.
    return readdirSync(target).filter(name => name !== '.env');
  }
  return files
    .filter(file => {
      const path = join(target, file.path);
      return (
        existsSync(path) &&
        hashOf(readFileSync(path)) !== manifest.files[file.path] &&
        !readFileSync(path).equals(bytesOf(file))
      );
    })
    .map(file => file.path);
}

function readManifest(target: string): IManifest | null {
  try {
    return JSON.parse(readFileSync(join(target, manifestName), 'utf8')) as IManifest;
  } catch {
    return null;
  }
}

function bytesOf(file: IWrittenFile): Uint8Array {
  return typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
