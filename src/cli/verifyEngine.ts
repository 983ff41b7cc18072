/** Runs the Python engine that verifies, in the notebook's environment, and follows it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type * as z from 'zod';
import { engineEventSchema } from '../core';
import type { Progress } from './output';
import { pythonPart } from './python';
import { UsageError } from './usageError';

export interface IEngineRun<T> {
  readonly python: string;
  readonly args: readonly string[];
  /** What the engine reads on its standard input, if anything. */
  readonly input?: string;
  readonly report: z.ZodType<T>;
  readonly progress: Progress;
  /** What is shown of a step, by its name. */
  readonly words: Readonly<Record<string, string>>;
}

/**
 * @returns the report, checked
 * @throws UsageError when the engine cannot start or ends without a report
 */
export function runVerifyEngine<T>(run: IEngineRun<T>): Promise<T> {
  const { python, args, input, progress, words } = run;
  return new Promise((resolve, reject) => {
    const engine = join(pythonPart('verify'), '__main__.py');
    const child = spawn(python, [engine, ...args, '--events'], {
      stdio: ['pipe', 'pipe', 'pipe']
    });
    // An engine that ends before it has read everything says why by itself.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    // Ctrl+C ends the runs too: the engine removes its copies.
    const stop = (): void => void child.kill('SIGTERM');
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    let report: { readonly value: T } | null = null;
    let problems = '';
    child.stderr.on(
      'data',
      (chunk: Buffer) => (problems = (problems + chunk.toString()).slice(-4000))
    );
    const lines = createInterface({ input: child.stdout });
    lines.on('line', line => {
      const event = engineEventSchema.parse(JSON.parse(line));
      if (event.event === 'report') {
        report = { value: run.report.parse(event.report) };
      } else if (event.event === 'step') {
        const cell = event.cell != null ? `, cell ${event.cell + 1}` : '';
        progress.step(words[event.step] ?? event.step, cell);
      }
    });
    const fail = (reason: string): void => reject(new UsageError(reason));
    child.on('error', error => fail(`${python} cannot be started: ${error.message}`));
    child.on('close', code => {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      if (report) {
        resolve(report.value);
      } else {
        fail(
          problems.trim().split('\n').pop() ||
            `The verification stopped with status ${code ?? 'unknown'}.`
        );
      }
    });
  });
}
