/** `anneal export NOTEBOOK -o DIR`: writes the package, all of it or nothing. */
import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { prepareExport, recordedTests, type IPreparedExport, type IRecording } from '../../core';
import { changeCounts, needsDecision } from '../../core/exporter/changes';
import { stoppedSentence } from '../../core/exporter/recorded/recordedReport';
import { acceptanceOf, type AcceptFlag } from '../acceptance';
import { readPythonNotebook } from '../checkFile';
import { createEngine } from '../engine';
import { moveToEnvironment } from '../environmentFile';
import { modelFiles, packagedModels } from '../models';
import { Progress, say } from '../output';
import { packageChanges, readManifest } from '../packageFolder';
import { writePackage } from '../packageWriter';
import { recordCalls } from '../recordCalls';
import { addConfigFlags, ProjectFiles, type IConfigFlags } from '../projectFile';
import { askEnvironment, findPython } from '../python';
import { printable } from '../reporters/plain';
import { plural } from '../reporters/reporter';
import { UsageError } from '../usageError';
import { changesText } from './exportDiff';

interface IExportFlags extends IConfigFlags {
  readonly output: string;
  readonly name?: string;
  readonly accept: AcceptFlag;
  readonly diff?: boolean;
  readonly keep?: boolean;
  readonly force?: boolean;
  readonly python?: string;
  readonly record?: boolean;
  readonly timeout: string;
}

export function registerExport(program: Command, finish: (status: number) => void): void {
  addConfigFlags(program.command('export'))
    .description('Turn a notebook into an installable package.')
    .argument('<notebook>')
    .requiredOption('-o, --output <dir>', 'the folder to write')
    .option('--name <name>', 'the name of the package')
    .addOption(
      new Option('--accept <which>', 'which fixes go in')
        .choices(['safe', 'suggested', 'review'])
        .default('safe')
    )
    .option(
      '--diff',
      'show what would change on disk, file by file, and write nothing; the status is 1 when something would'
    )
    .addOption(
      new Option('--keep', 'keep files that were edited by hand, and write the others').conflicts(
        'force'
      )
    )
    .option('--force', 'replace files that Anneal did not write or that were edited by hand')
    .option('--python <exe>', "the interpreter of the notebook's environment, asked for versions")
    .option(
      '--record',
      'run the notebook once, and write tests of its functions from the calls that were seen'
    )
    .option('--timeout <seconds>', 'time limit of a run, with --record', '600')
    .action(async (notebook: string, flags: IExportFlags) =>
      finish(await exportNotebook(notebook, flags))
    );
}

async function exportNotebook(path: string, flags: IExportFlags): Promise<number> {
  const read = readPythonNotebook(path);
  if (!read.ok) {
    throw new UsageError(`${path}: ${read.reason}`);
  }
  if (flags.name !== undefined && !/^[a-z][a-z0-9_]*$/.test(flags.name)) {
    throw new UsageError(
      `"${flags.name}" cannot be the name of a package. Use lower-case letters, digits and _.`
    );
  }
  if (!(Number(flags.timeout) > 0)) {
    throw new UsageError(`--timeout needs a number of seconds, not "${flags.timeout}".`);
  }
  const rules = new ProjectFiles(flags).rulesOrThrow(path);
  const progress = new Progress(false);
  progress.step('Plan the package');
  const engine = await createEngine();
  const { notebook } = read.document;
  const accept = acceptanceOf(flags.accept, path, engine, notebook, rules);
  const carried = modelFiles(dirname(path));
  const options = {
    models: packagedModels(carried),
    notebookName: basename(path).replace(/\.ipynb$/, ''),
    ...(flags.name !== undefined ? { name: flags.name } : {})
  };
  const draft = prepareExport(engine, notebook, accept, options, rules.options);
  progress.step('Ask the environment for versions');
  const names = draft.plan.dependencies.map(d => d.importName);
  const python = findPython(flags.python);
  const environment = askEnvironment(python, names);
  const prepare = (recording?: IRecording): IPreparedExport =>
    prepareExport(
      engine,
      notebook,
      accept,
      { ...options, environment, ...(recording ? { recording } : {}) },
      rules.options
    );
  let prepared = prepare();
  let recording: IRecording | null = null;
  if (flags.record && !prepared.plan.problems.length) {
    const secrets = engine.secrets(notebook);
    const run = { python, timeout: flags.timeout, progress };
    recording = await recordCalls(path, prepared, secrets, run);
    prepared = prepare(recording);
  }
  const files = [...prepared.files.map(f => ({ path: f.path, content: f.text })), ...carried];
  const { problems } = prepared.plan;
  if (problems.length) {
    throw new UsageError(`Not exported. ${problems.map(p => p.message).join('\n')}`);
  }
  const changes = packageChanges(flags.output, files);
  if (flags.diff) {
    progress.end();
    process.stdout.write(printable(changesText(changes, engine.secrets(notebook))));
    say(`${flags.output}: ${changeCounts(changes) || 'nothing changes'}.`);
    return changes.some(c => c.state !== 'kept') ? 1 : 0;
  }
  const isAgain = readManifest(flags.output) !== null;
  progress.step(`Write ${plural(files.length, 'file')}`);
  writePackage(flags.output, files, flags.force ? 'replace' : flags.keep ? 'keep' : 'refuse');
  moveToEnvironment(flags.output, prepared.environment, engine.parser);
  progress.end();
  process.stdout.write(printable(summary(prepared, files.length, flags.output)));
  if (recording) {
    process.stdout.write(printable(recordedText(recordedTests(recording, files), recording)));
  }
  if (isAgain) {
    const kept = changes.filter(needsDecision);
    process.stdout.write(
      printable(`Since the last export: ${changeCounts(changes) || 'nothing changed'}.\n`)
    );
    const lost = changes.filter(c => c.state === 'removed' && c.path.startsWith('tests/'));
    if (lost.length && !flags.record) {
      process.stdout.write(
        printable(
          `Removed: ${lost.map(c => c.path).join(', ')}. Tests from a run are written again with --record.\n`
        )
      );
    }
    if (kept.length && flags.keep) {
      process.stdout.write(printable(`Kept as they are: ${kept.map(c => c.path).join(', ')}\n`));
    }
  }
  return 0;
}

function summary({ plan, applied }: IPreparedExport, files: number, folder: string): string {
  const left = plan.cells.filter(c => c.placements.every(p => p.kind === 'left-out'));
  const lines = [
    `Exported ${plan.package} to ${folder}: ${plural(files, 'file')}, ${plural(plan.modules.length, 'module')}, ` +
      `${plural(applied.length, 'fix', 'fixes')} applied.`,
    `${plural(plan.cells.length, 'cell')}: ${plan.cells.length - left.length} placed, ${left.length} left out.`,
    ...left.map(c => `  cell ${c.cell.index + 1}: ${c.placements.map(p => p.reason).join(' ')}`),
    ...plan.notes.map(n => `  ${n}`)
  ];
  if (existsSync(join(folder, 'migration-report.md'))) {
    lines.push(`Where each cell went: ${join(folder, 'migration-report.md')}`);
  }
  return `${lines.join('\n')}\n`;
}

function recordedText(tests: readonly string[], { stopped }: IRecording): string {
  const lines = [`Tests from a run: ${tests.length ? tests.join(', ') : 'none'}`];
  if (stopped) {
    lines.push(`  ${stoppedSentence(stopped)}`);
  }
  lines.push('  What was recorded of each function, and why not, is in migration-report.md.');
  return `${lines.join('\n')}\n`;
}
