/** What stands in the folder of a package: files that Anneal wrote (by the hashes of `.anneal-manifest.json`), and those of people. */
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import type { ChangeState, IFileChange } from '../core/exporter/changes';
import { UsageError } from './usageError';

export const manifestName = '.anneal-manifest.json';

/** A file of a package; `path` is relative to its root, `/`-separated. */
export interface IWrittenFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Files below the package only: the manifest of a package from elsewhere must not reach anything beside it. */
const ownPath = z
  .string()
  .refine(path => !/^[/\\]|^\w:/.test(path) && !path.split(/[/\\]/).includes('..'));

const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  files: z.record(ownPath, z.string())
});

/** The files that Anneal wrote into a folder, each with its SHA-256. */
export type IManifest = Readonly<z.infer<typeof manifestSchema>>;

/** The manifest of an earlier export; null where there is none that can be relied on: the folder is then somebody's. */
export function readManifest(folder: string): IManifest | null {
  try {
    const text = readFileSync(join(folder, manifestName), 'utf8');
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * What writing the files would change in the folder, sorted by path. Files that stay as they are are left out.
 *
 * @throws UsageError when the folder is a file
 */
export function packageChanges(folder: string, files: readonly IWrittenFile[]): IFileChange[] {
  const target = resolve(folder);
  if (existsSync(target) && !statSync(target).isDirectory()) {
    throw new UsageError(`${folder} is a file; choose a folder.`);
  }
  const listed = readManifest(target)?.files ?? {};
  const wanted = new Map(files.map(f => [f.path, bytesOf(f)]));
  const changes: IFileChange[] = [];
  for (const path of new Set([...wanted.keys(), ...Object.keys(listed)])) {
    const after = wanted.get(path) ?? null;
    const before = bytesAt(join(target, path));
    const isOurs = before !== null && hashOf(before) === listed[path];
    const state = stateOf(before, after, isOurs, Object.hasOwn(listed, path));
    if (state !== null) {
      changes.push({ path, state, before: textOf(before), after: textOf(after) });
    }
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function stateOf(
  before: Buffer | null,
  after: Uint8Array | null,
  isOurs: boolean,
  isListed: boolean
): ChangeState | null {
  if (before === null) {
    return after === null ? null : 'added';
  }
  if (after === null) {
    return isOurs ? 'removed' : 'kept';
  }
  if (before.equals(after)) {
    return null;
  }
  return isOurs ? 'changed' : isListed ? 'edited' : 'foreign';
}

/** Bytes of a file; null where there is none. A folder or a link in the way holds nothing of Anneal's. */
function bytesAt(path: string): Buffer | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return !found ? null : found.isFile() ? readFileSync(path) : Buffer.alloc(0);
}

function textOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) {
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The bytes that will be written. */
export function bytesOf(file: IWrittenFile): Uint8Array {
  return typeof file.content === 'string' ? Buffer.from(file.content) : file.content;
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
