/** Runs CPython from the project's environment for tests. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/** The interpreter of `.venv`, where `npm run setup` puts it. */
export const pythonExecutable =
  process.env.ANNEAL_PYTHON ??
  [join(root, '.venv', 'bin', 'python'), join(root, '.venv', 'Scripts', 'python.exe')].find(
    existsSync
  ) ??
  'python3';

export interface IProgram {
  readonly cells: readonly string[];
  readonly run: boolean;
}

export interface IProgramResult {
  readonly syntaxError: string | null;
  readonly stdout: string;
  /** Exception type and message, or null. */
  readonly error: string | null;
}

/** Compiles, and where asked runs, each program under CPython; one interpreter start for all. */
export function runPrograms(programs: readonly IProgram[]): IProgramResult[] {
  const done = spawnSync(pythonExecutable, [join(__dirname, 'pythonBatch.py')], {
    input: JSON.stringify(programs),
    encoding: 'utf8',
    maxBuffer: 1 << 28
  });
  if (done.status !== 0) {
    throw new Error(`CPython did not answer: ${done.stderr || String(done.error)}`);
  }
  return JSON.parse(done.stdout) as IProgramResult[];
}
