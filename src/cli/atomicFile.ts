/** Writes a file so that a reader, or a crash, sees the old or the new text and never half of one. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usageError';

/** @throws UsageError when the folder cannot be written. */
export function writeAtomically(path: string, text: string, mode?: number): void {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = openSync(
      temporary,
      'w',
      mode ?? (existsSync(path) ? statSync(path).mode & 0o777 : 0o644)
    );
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (mode !== undefined) {
      chmodSync(temporary, mode);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new UsageError(
      `${path} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}); nothing was changed.`
    );
  }
}
