/** `anneal check PATH…`: finds habits in notebooks and reports them. */
import { Option, type Command } from 'commander';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import * as z from 'zod';
import type { IAnalyzeOptions } from '../../core';
import { migrationNames } from '../engine';
import { findNotebooks } from '../inputs';
import { Progress, writeReport } from '../output';
import { checkFiles, type IFileToCheck } from '../pool';
import { addConfigFlags, ProjectFiles, type IConfigFlags } from '../projectFile';
import { github } from '../reporters/github';
import { json } from '../reporters/json';
import { markdown } from '../reporters/markdown';
import { plural, type ICheckedFile, type Reporter } from '../reporters/reporter';
import { sarif } from '../reporters/sarif';
import { text } from '../reporters/text';
import { UsageError } from '../usageError';

const reporters: Readonly<Record<string, Reporter>> = { text, json, sarif, github, markdown };

interface ICheckFlags extends IConfigFlags {
  readonly format: string;
  readonly output?: string;
  readonly select?: string;
  readonly ignore?: string;
  readonly baseline?: string;
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
    .option('--baseline <file>', 'a JSON report of before: only new findings count')
    .option('--jobs <n>', 'number of threads')
    .option('--exit-zero', 'exit with 0 also when there are findings')
    .action(async (paths: string[], flags: ICheckFlags) => finish(await check(paths, flags)));
}

async function check(paths: readonly string[], flags: ICheckFlags): Promise<number> {
  const chosen: IAnalyzeOptions = {
    ...(flags.select !== undefined ? { select: names(flags.select) } : {}),
    ...(flags.ignore !== undefined ? { ignore: names(flags.ignore) } : {})
  };
  const known = flags.baseline === undefined ? null : readBaseline(flags.baseline);
  const { files, errors } = await findNotebooks(paths);
  const progress = new Progress(files.length < 50);
  const { ready, broken } = configured(files, chosen, new ProjectFiles(flags));
  const results = await checkFiles(ready, jobs(flags.jobs), done => {
    if (done % 50 === 0) {
      progress.step(`Checking ${done} of ${ready.length}`);
    }
  });
  progress.end();
  const all: ICheckedFile[] = [
    ...results.map(r => (known ? withoutKnown(r, known) : r)),
    ...broken,
    ...errors
  ];
  writeReport(reporters[flags.format](all), flags.output);
  if (all.some(f => !('report' in f))) {
    return 2;
  }
  const found = all.some(f => 'report' in f && f.report.diagnostics.length > 0);
  return found && !flags.exitZero ? 1 : 0;
}

/** Notebooks whose `anneal.toml` cannot be used are not checked: the file is named once, with their number. */
function configured(
  files: readonly string[],
  chosen: IAnalyzeOptions,
  projects: ProjectFiles
): { ready: IFileToCheck[]; broken: { path: string; reason: string }[] } {
  const ready: IFileToCheck[] = [];
  const broken = new Map<string, { reason: string; count: number }>();
  for (const path of files) {
    const result = projects.optionsFor(path);
    if (result.ok) {
      ready.push({ path, options: { ...result.options, ...chosen } });
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

const baselineSchema = z.looseObject({
  notebooks: z.array(z.looseObject({ diagnostics: z.array(z.looseObject({ id: z.string() })) }))
});

function readBaseline(file: string): ReadonlySet<string> {
  try {
    const report = baselineSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return new Set(report.notebooks.flatMap(n => n.diagnostics.map(d => d.id)));
  } catch {
    throw new UsageError(
      `${file} is no report of \`anneal check --format json\`; write one with --output ${file}.`
    );
  }
}

function withoutKnown(file: ICheckedFile, known: ReadonlySet<string>): ICheckedFile {
  if (!('report' in file)) {
    return file;
  }
  const kept = file.report.diagnostics
    .map((d, i) => ({ d, i }))
    .filter(({ d }) => !known.has(d.id));
  return {
    ...file,
    places: kept.map(({ i }) => file.places[i]),
    report: { ...file.report, diagnostics: kept.map(({ d }) => d) }
  };
}
