/** `anneal parity MODEL --cases FILE.npz`: runs an ONNX model in a headless browser and compares it with the notebook. */

import { Option } from 'commander';
import type { Command } from 'commander';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildReport, providerWords } from '../../core/parity/buildReport';
import { readCases } from '../../core/parity/cases';
import { renderHtml } from '../../core/parity/renderHtml';
import { renderMarkdown } from '../../core/parity/renderMarkdown';
import { renderText } from '../../core/parity/renderText';
import type { IParityReport, Provider } from '../../core/parity/reportSchema';
import type { IBound } from '../../core/parity/tolerance';
import { inspectModel } from '../../onnx/inspect';
import { findChrome } from '../browser/findChrome';
import { runInBrowser } from '../browser/runInBrowser';
import { Progress, writeReport } from '../output';
import { UsageError } from '../usageError';
import { withWeights } from '../weightFiles';

const printers: Readonly<Record<string, (report: IParityReport) => string>> = {
  text: renderText,
  json: report => `${JSON.stringify(report, null, 2)}\n`,
  html: renderHtml,
  markdown: renderMarkdown
};

export interface IParityOptions {
  /** Path of the `.onnx` file. */
  readonly model: string;
  /** Path of the cases; beside the model when it is not given. */
  readonly cases?: string;
  /** Asked for by name; then "not run" counts as a failure. Undefined tries both and WASM must run. */
  readonly provider?: 'webgpu' | 'wasm' | 'all';
  readonly format?: string;
  readonly output?: string;
  /** `OUTPUT=RTOL,ATOL` */
  readonly tolerance?: readonly string[];
  /** Seconds without a sign of life. */
  readonly timeout?: number;
  readonly quiet?: boolean;
  /** Folder of the built page; found by itself when it is not given. */
  readonly pageFolder?: string;
}

/** Adds the command. */
export function registerParity(program: Command, finish: (status: number) => void): void {
  program
    .command('parity')
    .description('Run an ONNX model in a headless browser and compare it with the notebook.')
    .argument('<model>', 'the .onnx file')
    .option(
      '--cases <file>',
      'inputs and outputs from the notebook (.npz); default: MODEL.cases.npz beside the model'
    )
    .addOption(
      new Option(
        '--provider <provider>',
        'what must run (default: WASM, and WebGPU where there is one)'
      ).choices(['webgpu', 'wasm', 'all'])
    )
    .addOption(
      new Option('--format <format>', 'how to report')
        .choices(Object.keys(printers))
        .default('text')
    )
    .option('--output <file>', 'write the report to a file')
    .option(
      '--tolerance <output=rtol,atol...>',
      'own bound for an output; it is printed in the report'
    )
    .option('--timeout <seconds>', 'give up after this long without a sign of life', '120')
    .action(
      async (
        model: string,
        flags: Omit<IParityOptions, 'model' | 'timeout'> & { timeout: string }
      ) => finish(await runParity({ ...flags, model, timeout: seconds(flags.timeout) }))
    );
}

/**
 * Runs the check.
 *
 * @returns 0 when everything that was asked for is close or better, 1 for a difference or a provider that did not run
 * @throws UsageError for input that cannot be read, or when there is no browser
 */
export async function runParity(options: IParityOptions): Promise<number> {
  const print = printers[options.format ?? 'text'];
  if (!print) {
    throw new UsageError(
      `"${options.format}" is no format; use ${Object.keys(printers).join(', ')}.`
    );
  }
  const casesPath = options.cases ?? options.model.replace(/\.onnx$/, '.cases.npz');
  const given = read(options.model, 'model');
  const casesBytes = read(casesPath, 'cases');
  const facts = attempt(options.model, () => inspectModel(given));
  const cases = attempt(casesPath, () => readCases(casesBytes));
  const model = attempt(options.model, () => withWeights(given, options.model));
  const overrides = bounds(options.tolerance ?? []);
  const chrome = findChrome();
  const providers: Provider[] =
    !options.provider || options.provider === 'all' ? ['wasm', 'webgpu'] : [options.provider];
  const progress = new Progress(options.quiet ?? false);
  progress.step('Starting the browser');
  const { runs, bisect } = await runInBrowser({
    chrome,
    pageFolder: options.pageFolder ?? pageFolder(),
    model,
    cases: casesBytes,
    providers,
    timeout: (options.timeout ?? 120) * 1000,
    onProgress: one => progress.step(`${providerWords[one.provider]}: ${one.step}`),
    onConsole: process.env.ANNEAL_DEBUG
      ? text => process.stderr.write(`page: ${text}\n`)
      : undefined
  });
  progress.end();
  const report = attempt(casesPath, () =>
    buildReport({
      created: new Date().toISOString(),
      model: facts.facts,
      cases,
      runs,
      overrides,
      bisect
    })
  );
  writeReport(print(report), options.output);
  const askedFor = options.provider ? providers : (['wasm'] as const);
  const missing = report.providers.some(
    one => askedFor.includes(one.provider as never) && one.status === 'not-run'
  );
  return report.pass && !missing ? 0 : 1;
}

/** The built page lies beside the bundled command; from the sources it is found in `dist`. */
function pageFolder(): string {
  const folders = [join(__dirname, 'parity'), join(__dirname, '..', '..', '..', 'dist', 'parity')];
  return folders.find(folder => existsSync(join(folder, 'index.html'))) ?? folders[0];
}

function read(path: string, what: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new UsageError(
      code === 'ENOENT'
        ? `There is no ${what} file ${path}.${what === 'cases' ? ' Name it with --cases FILE.npz.' : ''}`
        : `The ${what} file ${path} cannot be read (${code ?? 'error'}).`
    );
  }
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) {
      throw error;
    }
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0)) {
    throw new UsageError(`--timeout needs a number of seconds above 0, not "${text}".`);
  }
  return value;
}

function bounds(texts: readonly string[]): Record<string, IBound> {
  return Object.fromEntries(
    texts.map(text => {
      const [, name, rtol, atol] = /^(.+)=([\d.eE+-]+),([\d.eE+-]+)$/.exec(text) ?? [];
      const bound = { rtol: Number(rtol), atol: Number(atol) };
      if (!name || !(bound.rtol >= 0) || !(bound.atol >= 0)) {
        throw new UsageError(
          `--tolerance needs OUTPUT=RTOL,ATOL, for example output=1e-3,1e-4; not "${text}".`
        );
      }
      return [name, bound];
    })
  );
}
