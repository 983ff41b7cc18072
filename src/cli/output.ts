/** Where reports and progress go. Progress is on standard error, one line a step, and only for people. */
import { writeFileSync } from 'node:fs';
import { oneLine, printable } from './reporters/plain';
import { UsageError } from './usageError';

/** Says something on standard error. Names and paths in it cannot be commands for the terminal. */
export function say(text: string): void {
  process.stderr.write(`${printable(text)}\n`);
}

/** Writes a report to a file, or to standard output. */
export function writeReport(text: string, file: string | undefined): void {
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(
      `The report cannot be written to ${file} (${(error as NodeJS.ErrnoException).code ?? 'error'}).`
    );
  }
}

/** A line of progress; overwritten in a terminal, plain elsewhere, silent when `quiet`. */
export class Progress {
  constructor(private readonly _quiet: boolean) {}

  /**
   * @param text the step: a new line in a log
   * @param detail how far it is, such as the cell: only in a terminal
   */
  step(text: string, detail = ''): void {
    if (this._quiet) {
      return;
    }
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[2K${oneLine(text + detail)}`);
    } else if (text !== this._last) {
      say(oneLine(text));
    }
    this._last = text;
  }

  end(): void {
    if (!this._quiet && process.stderr.isTTY && this._last) {
      process.stderr.write('\r\x1b[2K');
    }
  }

  private _last = '';
}
