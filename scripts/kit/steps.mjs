/**
 * Long steps that say what they do: one line a step with the elapsed time, the program's own output in a log file, and on
 * failure the last lines of that log together with the command to run.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { cache, environment, root, shown } from './paths.mjs';

const terminal = Boolean(process.stdout.isTTY) && !process.env.CI;

/** A failure that is meant for the reader: what went wrong and what cures it. Never printed with a stack. */
export class StepError extends Error {
  /**
   * @param {string} message What went wrong.
   * @param {{ cure?: string, tail?: string[], log?: string }} [details] The command that cures it, the last lines, the log file.
   */
  constructor(message, details = {}) {
    super(message);
    this.name = 'StepError';
    this.details = details;
  }

  /** The whole message as printed. */
  render() {
    const { cure, tail = [], log } = this.details;
    return [
      this.message,
      ...tail.map(line => `  | ${line}`),
      ...(log ? [`Full log: ${log}`] : []),
      ...(cure ? [`To fix it, run: ${cure}`] : [])
    ].join('\n');
  }
}

/** `72` seconds as `1 min 12 s`, `3.21` as `3.2 s`. */
export function duration(seconds) {
  return seconds < 60
    ? `${seconds.toFixed(1)} s`
    : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/** A line that begins a part of the output. */
export function heading(text) {
  console.log(`\n== ${text} ==`);
}

/** A word for a command as the reader would type it. */
const quoted = word =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command line as the reader would type it from the root of the checkout. */
export function commandLine(program, args) {
  const name = path.isAbsolute(program) && program.startsWith(root) ? shown(program) : program;
  return [name === process.execPath ? 'node' : name, ...args].map(quoted).join(' ');
}

/** The last lines of a log that hold anything, each cut to a readable width. */
export function tailOf(text, lines = 20, width = 240) {
  return text
    .split(/\r?\n|\r/)
    .filter(line => line.trim())
    .slice(-lines)
    .map(line => (line.length > width ? `${line.slice(0, width)} …` : line));
}

/**
 * Runs a program to its end with all of its output in `.anneal-cache/logs/<log>.log`.
 * @returns {Promise<{ status: number, log: string, seconds: number }>} The status is 127 when the program could not be started.
 */
export function runLogged(log, program, args, options = {}) {
  const file = cache('logs', `${log}.log`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, `$ ${commandLine(program, args)}\n`);
  const started = performance.now();
  return new Promise(resolve => {
    let open = true;
    const done = status => {
      // A program that cannot be started ends twice: with an error and with a close.
      if (!open) {
        return;
      }
      open = false;
      fs.closeSync(handle);
      resolve({ status, log: file, seconds: (performance.now() - started) / 1000 });
    };
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: environment(options.env),
      stdio: ['ignore', handle, handle]
    });
    child.on('error', error => {
      fs.writeSync(handle, `${error.message}\n`);
      done(127);
    });
    // A program that a signal ended has no status: that is a failure too.
    child.on('close', (status, signal) => done(status ?? (signal ? 128 : 1)));
  });
}

/**
 * Shows one line for a step while it runs and once more when it ends.
 * @template T
 * @param {string} title What the step does, in the imperative.
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const started = performance.now();
  const elapsed = () => (performance.now() - started) / 1000;
  const show = (mark, seconds) => `  ${mark} ${title} (${duration(seconds)})`;
  if (!terminal) {
    console.log(`  … ${title}`);
  }
  const timer = setInterval(
    () => {
      if (terminal) {
        process.stdout.write(`\r${show('…', elapsed())}\x1b[K`);
      } else {
        console.log(`    still at it: ${title}, ${duration(elapsed())}`);
      }
    },
    terminal ? 500 : 30000
  );
  const finish = mark => {
    clearInterval(timer);
    console.log(`${terminal ? '\r' : ''}${show(mark, elapsed())}${terminal ? '\x1b[K' : ''}`);
  };
  try {
    const result = await work();
    finish('✓');
    return result;
  } catch (error) {
    finish('✗');
    throw error;
  }
}

/** A step that is one program: it must end with status 0. */
export async function programStep(title, log, program, args, options = {}) {
  return step(title, async () => {
    const result = await runLogged(log, program, args, options);
    if (result.status !== 0) {
      throw new StepError(`${title}: failed with status ${result.status}.`, {
        tail: tailOf(fs.readFileSync(result.log, 'utf8')),
        log: shown(result.log),
        cure: options.cure ?? commandLine(program, args)
      });
    }
    return result;
  });
}

/** Runs a script's main function; an expected failure is printed as its message, anything else as a defect of the script. */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    console.error(error instanceof StepError ? `\n${error.render()}` : error);
    process.exitCode = 1;
  }
}
