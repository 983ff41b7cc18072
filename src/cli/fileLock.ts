/** Keeps the writers of a file apart while one of them reads, changes and writes it: processes on this machine, or on a shared folder. */
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { UsageError } from './usageError';

/** Longer than any change takes; a lock of another machine is given up after that time. In milliseconds. */
const longest = 10_000;

/**
 * Does some work on a file that nobody else may change meanwhile. Others wait for their turn.
 *
 * @throws UsageError when the folder cannot be written, or another writer does not finish
 */
export function withLock<T>(path: string, work: () => T): T {
  const lock = join(dirname(path), `.${basename(path)}.lock`);
  const deadline = Date.now() + 3 * longest;
  while (!taken(lock, path)) {
    if (!removeLeft(lock) && Date.now() > deadline) {
      throw new UsageError(
        `${path} is in use by another program; try again, and delete ${lock} if no program is at work.`
      );
    }
    // A change is over within milliseconds.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + (process.pid % 10));
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Makes the lock file, which only one process can. */
function taken(lock: string, path: string): boolean {
  let file: number;
  try {
    file = openSync(lock, 'wx');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code === 'EEXIST') {
      return false;
    }
    throw new UsageError(`${path} cannot be written (${code}); nothing was changed.`);
  }
  try {
    writeSync(file, `${process.pid} ${hostname()}\n`);
  } finally {
    closeSync(file);
  }
  return true;
}

/** Takes away the lock of a process that ended without doing so; false when there is none of that kind. */
function removeLeft(lock: string): boolean {
  const mine = `${lock}.${process.pid}`;
  try {
    const age = Date.now() - statSync(lock).mtimeMs;
    const seen = readFileSync(lock, 'utf8');
    const [pid, host] = seen.trim().split(' ');
    if (host === hostname() ? isAlive(Number(pid)) : age <= longest) {
      return false;
    }
    // By way of a name of our own: another one that waits may have taken it away and locked the file meanwhile.
    renameSync(lock, mine);
    if (readFileSync(mine, 'utf8') !== seen) {
      linkSync(mine, lock);
    }
    rmSync(mine, { force: true });
    return true;
  } catch (error) {
    rmSync(mine, { force: true });
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EEXIST') {
      return false; // Somebody was faster.
    }
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
