/** `anneal verify NOTEBOOK DIR`: runs notebook and package in fresh processes and compares them. The work is done by the Python engine. */
import { Option, type Command } from 'commander';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { verifyEventSchema, type IVerifyReport } from '../../core';
import { Progress, writeReport } from '../output';
import { findPython, pythonPart } from '../python';
import { verifyMarkdown, verifyText } from '../reporters/verify';
import { UsageError } from '../usageError';

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
  const report = await runEngine(
    python,
    [notebook, dir, '--timeout', String(flags.timeout), '--python', python],
    progress
  );
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

function runEngine(
  python: string,
  args: readonly string[],
  progress: Progress
): Promise<IVerifyReport> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, [join(pythonPart('verify'), '__main__.py'), ...args, '--events'], {
      stdio: ['ignore', 'pipe', 'pipe']
    });
    // Ctrl+C ends the runs too: the engine removes its copies.
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    let report: IVerifyReport | null = null;
    let problems = '';
    child.stderr.on(
      'data',
      (chunk: Buffer) => (problems = (problems + chunk.toString()).slice(-4000))
    );
    const lines = createInterface({ input: child.stdout });
    lines.on('line', line => {
      const event = verifyEventSchema.parse(JSON.parse(line));
      if (event.event === 'report') {
        report = event.report;
      } else if (event.event === 'step') {
        const cell = event.cell != null ? `, cell ${event.cell + 1}` : '';
        progress.step(stepWords[event.step] ?? event.step, cell);
      }
    });
    const fail = (reason: string): void => reject(new UsageError(reason));
    child.on('error', error => fail(`${python} cannot be started: ${error.message}`));
    child.on('close', code => {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      if (report) {
        resolve(report);
      } else {
        fail(
          problems.trim().split('\n').pop() ||
            `The verification stopped with status ${code ?? 'unknown'}.`
        );
      }
    });
  });
}
