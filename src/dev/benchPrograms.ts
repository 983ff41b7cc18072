/** Where the programs are that the benchmark runs, and how one is run and watched. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '..', '..');

export function bin(name: string): string {
  return path.join(root, '.venv', process.platform === 'win32' ? 'Scripts' : 'bin', name);
}

export interface IRun {
  readonly milliseconds: number;
  /** What the process and those that it started took from the processors together; null where the system does not tell. */
  readonly processor: number | null;
  /** The most memory that these processes held, in MB; null where the system does not tell. */
  readonly megabytes: number | null;
  readonly status: number | null;
}

/** Runs a program to its end; what it prints is dropped. */
export function watch(program: string, args: readonly string[]): Promise<IRun> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: 'ignore' });
    let most = 0;
    const processor = new Map<number, number>();
    const look = (): void => {
      const running = withChildren(child.pid);
      most = Math.max(most, sum(running.map(peakOf)));
      for (const pid of running) {
        processor.set(pid, Math.max(processor.get(pid) ?? 0, processorOf(pid)));
      }
    };
    const timer = setInterval(look, 20);
    child.on('error', error => {
      clearInterval(timer);
      reject(error);
    });
    child.on('exit', status => {
      clearInterval(timer);
      const milliseconds = performance.now() - started;
      resolve({
        milliseconds,
        processor: sum([...processor.values()]) || null,
        megabytes: most || null,
        status
      });
    });
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** A process and all that it started and that run still; none when it could not be started. */
function withChildren(pid: number | undefined): number[] {
  if (pid === undefined) {
    return [];
  }
  try {
    const list = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return [
      pid,
      ...list
        .split(' ')
        .filter(Boolean)
        .flatMap(child => withChildren(Number(child)))
    ];
  } catch {
    // No such system, or the process is gone by now.
    return [pid];
  }
}

/** Linux writes the peak of a process down; elsewhere 0. */
function peakOf(pid: number): number {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) / 1024 : 0;
  } catch {
    // No such system, or the process is gone by now.
    return 0;
  }
}

/** Milliseconds on the processors so far, as Linux counts them: in hundredths of a second; elsewhere 0. */
function processorOf(pid: number): number {
  try {
    // The name before the fields may hold anything, a bracket too.
    const [, fields] = /^.*\) (.*)$/s.exec(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const [user, system] = (fields ?? '').split(' ').slice(11, 13).map(Number);
    return (user + system) * 10 || 0;
  } catch {
    // No such system, or the process is gone by now.
    return 0;
  }
}
