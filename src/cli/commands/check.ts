/** `anneal check PATH…`: finds habits in notebooks and reports them. */
import { Option, type Command } from 'commander';
import { availableParallelism } from 'node:os';
import type { FailLevel, IAnalyzeOptions } from '../../core';
import { Baseline, writeBaseline } from '../baseline';
import { migrationNames } from '../engine';
import { isFailure } from '../failLevel';
import { findNotebooks } from '../inputs';
import { Progress, say, writeReport } from '../output';
import { checkFiles, type IFileToCheck } from '../pool';
import { addConfigFlags, ProjectFiles, type IConfigFlags } from '../projectFile';
import { github } from '../reporters/github';
import { html } from '../reporters/html';
import { json } from '../reporters/json';
import { markdown } from '../reporters/markdown';
import { plural, type ICheckedFile, type Reporter } from '../reporters/reporter';
import { sarif } from '../reporters/sarif';
import { text } from '../reporters/text';
import { UsageError } from '../usageError';

const reporters: Readonly<Record<string, Reporter>> = {
  text,
  json,
  sarif,
  github,
  markdown,
  html
};

/** Formats that show what fixes change. */
const detailed: readonly string[] = ['sarif', 'markdown', 'html'];

interface ICheckFlags extends IConfigFlags {
  readonly format: string;
  readonly output?: string;
  readonly report?: readonly string[];
  readonly select?: string;
  readonly ignore?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly jobs?: string;
  readonly exitZero?: boolean;
}

export function registerCheck(program: Command, finish: (status: number) => void): void {
  addConfigFlags(program.command('check'))
    .description('Find prototyping habits in notebooks.')
    .argument('<path...>', 'files, folders or globs')
    .addOption(
      new Option('--format <format>', 'how to report')
        .choices(Object.keys(reporters))
        .default('text')
    )
    .option('--output <file>', 'write the report to a file')
    .option('--select <names>', 'only these habits, also those that are off, separated by commas')
    .option('--ignore <names>', 'not these habits, separated by commas')
    .option('--report <format=file>', 'write a report to a file as well; may be repeated', collect)
    .option('--baseline <file>', 'findings of before: only new ones count')
    .option('--write-baseline <file>', 'write all findings to this file for --baseline')
    .option('--jobs <n>', 'number of threads')
    .option('--exit-zero', 'exit with 0 also when there are findings')
    .action(async (paths: string[], flags: ICheckFlags) => finish(await check(paths, flags)));
}

async function check(paths: readonly string[], flags: ICheckFlags): Promise<number> {
  const chosen: IAnalyzeOptions = {
    ...(flags.select !== undefined ? { select: names(flags.select) } : {}),
    ...(flags.ignore !== undefined ? { ignore: names(flags.ignore) } : {})
  };
  if (flags.baseline !== undefined && flags.writeBaseline !== undefined) {
    throw new UsageError('Choose one of --baseline and --write-baseline.');
  }
  const known = flags.baseline === undefined ? null : new Baseline(flags.baseline);
  const reports = [
    { format: flags.format, file: flags.output },
    ...(flags.report ?? []).map(reportFlag)
  ];
  const hasDetails = reports.some(r => detailed.includes(r.format));
  const { files, errors } = await findNotebooks(paths);
  const progress = new Progress(files.length < 50);
  const { ready, broken } = configured(files, chosen, new ProjectFiles(flags));
  const toCheck = ready.map(({ path, options }) => ({ path, options, hasDetails }));
  const results = await checkFiles(toCheck, jobs(flags.jobs), done => {
    if (done % 50 === 0) {
      progress.step(`Checking ${done} of ${ready.length}`);
    }
  });
  progress.end();
  const all: ICheckedFile[] = [
    ...results.map(r => known?.withoutKnown(r) ?? r),
    ...broken,
    ...errors
  ];
  for (const { format, file } of reports) {
    writeReport(reporters[format](all), file);
  }
  if (flags.writeBaseline !== undefined) {
    const count = writeBaseline(flags.writeBaseline, results);
    say(`${plural(count, 'finding')} written to ${flags.writeBaseline}.`);
  }
  if (all.some(f => !('report' in f))) {
    return 2;
  }
  const isFailed = ready.some((file, i) => {
    const result = all[i];
    return 'report' in result && result.report.diagnostics.some(d => isFailure(d, file));
  });
  return isFailed && !flags.exitZero && flags.writeBaseline === undefined ? 1 : 0;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function reportFlag(flag: string): { format: string; file: string } {
  const [, format, file] = /^([a-z]+)=(.+)$/.exec(flag) ?? [];
  if (format === undefined || !(format in reporters)) {
    throw new UsageError(
      `--report needs a format and a file, such as sarif=anneal.sarif, not "${flag}". Formats: ${Object.keys(reporters).join(', ')}.`
    );
  }
  return { format, file };
}

type IConfiguredFile = Omit<IFileToCheck, 'hasDetails'> & { readonly failOn: FailLevel };

/** Notebooks whose `anneal.toml` cannot be used are not checked: the file is named once, with their number. */
function configured(
  files: readonly string[],
  chosen: IAnalyzeOptions,
  projects: ProjectFiles
): { ready: IConfiguredFile[]; broken: { path: string; reason: string }[] } {
  const ready: IConfiguredFile[] = [];
  const broken = new Map<string, { reason: string; count: number }>();
  for (const path of files) {
    const result = projects.optionsFor(path);
    if (result.ok) {
      ready.push({
        path,
        options: { ...result.options, ...chosen },
        failOn: result.failOn
      });
    } else {
      const count = (broken.get(result.path)?.count ?? 0) + 1;
      broken.set(result.path, { reason: result.reason, count });
    }
  }
  return {
    ready,
    broken: [...broken].map(([path, { reason, count }]) => ({
      path,
      reason: `${reason}\n${plural(count, 'notebook')} that it is for ${count === 1 ? 'was' : 'were'} not checked.`
    }))
  };
}

function jobs(flag: string | undefined): number {
  if (flag === undefined) {
    return Math.min(4, availableParallelism());
  }
  if (!/^[1-9]\d*$/.test(flag)) {
    throw new UsageError(`--jobs needs a number from 1 up, not "${flag}".`);
  }
  return Number(flag);
}

/** Checks the names of `--select` and `--ignore`. */
export function names(list: string): string[] {
  const given = list
    .split(',')
    .map(n => n.trim())
    .filter(Boolean);
  const unknown = given.find(n => !migrationNames.includes(n));
  if (unknown !== undefined) {
    throw new UsageError(`There is no habit "${unknown}". Known: ${migrationNames.join(', ')}.`);
  }
  return given;
}
