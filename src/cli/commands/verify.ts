/** `anneal verify NOTEBOOK DIR`: runs notebook and package in fresh processes and compares them. The work is done by the Python engine. */
import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { verifyReportSchema, type IVerifyReport } from '../../core';
import { Progress, writeReport } from '../output';
import { findPython } from '../python';
import { verifyMarkdown, verifyText } from '../reporters/verify';
import { UsageError } from '../usageError';
import { runVerifyEngine } from '../verifyEngine';

interface IVerifyFlags {
  readonly python?: string;
  readonly timeout?: string;
  readonly format: 'text' | 'json' | 'markdown';
  readonly output?: string;
}

export function registerVerify(program: Command, finish: (status: number) => void): void {
  program
    .command('verify')
    .description(
      'Run a notebook and its exported package in fresh processes, and compare what they compute.'
    )
    .argument('<notebook>')
    .argument('<dir>', 'the exported package')
    .option('--python <exe>', "the interpreter of the notebook's environment")
    .option('--timeout <seconds>', 'time limit of each run', '600')
    .addOption(
      new Option('--format <format>').choices(['text', 'json', 'markdown']).default('text')
    )
    .option('--output <file>', 'write the report to a file')
    .action(async (notebook: string, dir: string, flags: IVerifyFlags) =>
      finish(await verify(notebook, dir, flags))
    );
}

async function verify(notebook: string, dir: string, flags: IVerifyFlags): Promise<number> {
  if (!existsSync(notebook)) {
    throw new UsageError(`${notebook}: there is no such file.`);
  }
  if (!existsSync(join(dir, 'migration-report.json'))) {
    throw new UsageError(
      `${dir} is no package that Anneal exported; run \`anneal export ${notebook} -o ${dir}\` first.`
    );
  }
  if (!(Number(flags.timeout) > 0)) {
    throw new UsageError(`--timeout needs a number of seconds, not "${flags.timeout ?? ''}".`);
  }
  const python = findPython(flags.python);
  const progress = new Progress(false);
  const report = await runVerifyEngine({
    python,
    args: [notebook, dir, '--timeout', String(flags.timeout), '--python', python],
    report: verifyReportSchema,
    progress,
    words: stepWords
  });
  progress.end();
  const printers = {
    json: (r: IVerifyReport) => `${JSON.stringify(r, null, 1)}\n`,
    text: verifyText,
    markdown: verifyMarkdown
  };
  writeReport(printers[flags.format](report), flags.output);
  return report.verdict === 'equal' ? 0 : 1;
}

const stepWords: Readonly<Record<string, string>> = {
  'notebook-1': 'Run notebook (1 of 2)',
  'notebook-2': 'Run notebook (2 of 2): learn what varies',
  'notebook-3': 'Run notebook once more: is the difference chance?',
  package: 'Run package',
  compare: 'Compare'
};
