/** `anneal fix --measure`: runs a notebook without and with the fixes, compares, and says what they save. */
import {
  movesSecret,
  trialBetween,
  trialReportSchema,
  type Engine,
  type IFixResult,
  type INotebook
} from '../../core';
import { Progress } from '../output';
import { findPython } from '../python';
import { trialText } from '../reporters/trial';
import { UsageError } from '../usageError';
import { runVerifyEngine } from '../verifyEngine';

const words: Readonly<Record<string, string>> = {
  'before-memory': 'Run without the fixes, following memory',
  before: 'Run without the fixes',
  after: 'Run with the fixes',
  'after-memory': 'Run with the fixes, following memory',
  'before-again': 'Run without the fixes once more: is the difference chance?'
};

/**
 * Prints what was found on the standard error, so that a diff on the standard output stays a diff.
 *
 * @returns false when a value or an output changed
 */
export async function measure(
  path: string,
  engine: Engine,
  before: INotebook,
  fixed: IFixResult,
  flags: { readonly python?: string; readonly timeout?: string }
): Promise<boolean> {
  if (!(Number(flags.timeout) > 0)) {
    throw new UsageError(`--timeout needs a number of seconds, not "${flags.timeout ?? ''}".`);
  }
  if (!fixed.applied.length) {
    return true;
  }
  if (fixed.environment.size) {
    throw new UsageError(
      `Not measured. ${movesSecret} Apply the fixes without --measure, or measure those of --accept safe.`
    );
  }
  const trial = trialBetween(engine, before, fixed.notebook, 'by a fix');
  if (!trial.ok) {
    throw new UsageError(`Not measured. ${trial.reason}`);
  }
  const python = findPython(flags.python);
  const progress = new Progress(false);
  const report = await runVerifyEngine({
    python,
    args: ['--trial', '--python', python, '--timeout', String(flags.timeout)],
    input: JSON.stringify({ notebook: path, ...trial.request }),
    report: trialReportSchema,
    progress,
    words
  });
  progress.end();
  process.stderr.write(trialText(report, trial.request.affected));
  return report.verdict !== 'different';
}
