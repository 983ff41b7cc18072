/** `anneal fix NOTEBOOK`: shows or writes the notebook with fixes applied. Untouched cells keep their bytes. */
import { createTwoFilesPatch } from 'diff';
import { Option, type Command } from 'commander';
import { basename, dirname, join } from 'node:path';
import {
  redact,
  writeNotebook,
  type Engine,
  type INotebook,
  type INotebookDocument,
  type IWrittenCell
} from '../../core';
import { acceptanceOf, type AcceptFlag } from '../acceptance';
import { writeAtomically } from '../atomicFile';
import { readPythonNotebook } from '../checkFile';
import { createEngine } from '../engine';
import { moveToEnvironment } from '../environmentFile';
import { say } from '../output';
import { addConfigFlags, ProjectFiles, type IConfigFlags } from '../projectFile';
import { oneLine, printable } from '../reporters/plain';
import { plural } from '../reporters/reporter';
import { UsageError } from '../usageError';
import { measure } from './measure';

interface IFixFlags extends IConfigFlags {
  readonly accept: AcceptFlag;
  readonly diff?: boolean;
  readonly output?: string;
  readonly inPlace?: boolean;
  readonly measure?: boolean;
  readonly python?: string;
  readonly timeout?: string;
}

export function registerFix(program: Command, finish: (status: number) => void): void {
  addConfigFlags(program.command('fix'))
    .description('Apply fixes to a notebook; without -o or --in-place only show what would change.')
    .argument('<notebook>')
    .addOption(
      new Option('--accept <which>', 'which fixes')
        .choices(['safe', 'suggested', 'review'])
        .default('safe')
    )
    .option('--diff', 'show a diff (default)')
    .option('-o, --output <file>', 'write the result to another file')
    .option('--in-place', 'change the notebook itself')
    .option(
      '--measure',
      'run the notebook without and with the fixes first: do values agree, what time and memory do they save'
    )
    .option('--python <exe>', "for --measure: the interpreter of the notebook's environment")
    .option('--timeout <seconds>', 'for --measure: time limit of each run', '600')
    .action(async (notebook: string, flags: IFixFlags) => finish(await fix(notebook, flags)));
}

async function fix(path: string, flags: IFixFlags): Promise<number> {
  if (flags.output !== undefined && flags.inPlace) {
    throw new UsageError('Choose one of -o and --in-place.');
  }
  const read = readPythonNotebook(path);
  if (!read.ok) {
    throw new UsageError(`${path}: ${read.reason}`);
  }
  const rules = new ProjectFiles(flags).rulesOrThrow(path);
  const engine = await createEngine();
  const before = read.document.notebook;
  const accept = acceptanceOf(flags.accept, path, engine, before, rules);
  const result = engine.fix(before, accept, rules.options);
  const target = flags.inPlace ? path : flags.output;
  if (flags.measure && !(await measure(path, engine, before, result, flags))) {
    say(`Nothing was written${target === undefined ? '' : ` to ${basename(target)}`}.`);
    return 1;
  }
  if (target === undefined) {
    const diff = diffOf(engine, path, before, result.notebook);
    // A file gets the diff as it is; a terminal would obey what a notebook holds.
    process.stdout.write(process.stdout.isTTY ? printable(diff) : diff);
  } else {
    // The environment file first: if it cannot be written, the notebook keeps its secret and nothing is lost.
    moveToEnvironment(dirname(target), result.environment, engine.parser);
    writeAtomically(
      target,
      writeNotebook(read.document, writtenCells(read.document, result.notebook))
    );
  }
  for (const { id, reason } of result.skipped) {
    say(`not applied (${id}): ${oneLine(reason)}`);
  }
  const summary = `${plural(result.applied.length, 'fix', 'fixes')} ${target === undefined ? 'would be applied to' : 'applied to'} ${basename(target ?? path)}.`;
  say(summary);
  for (const name of result.environment.keys()) {
    say(
      target === undefined
        ? `The value of ${name} would move to .env.`
        : `The value of ${name} moved to ${join(dirname(target), '.env')}. Replace it at the provider: it still stands in copies and in Git history.`
    );
  }
  return 0;
}

/** The cells to write: originals by id with what changed, new ones with their text. */
export function writtenCells(document: INotebookDocument, after: INotebook): IWrittenCell[] {
  const original = new Map(document.notebook.cells.map(c => [c.id, c]));
  return after.cells.map(cell => {
    const old = original.get(cell.id);
    if (!old) {
      return { insert: cell.kind, source: cell.source, newId: cell.id };
    }
    return {
      id: cell.id,
      ...(cell.source !== old.source ? { source: cell.source } : {}),
      ...(old.outputs.length > 0 && cell.outputs.length === 0 ? { clearOutputs: true } : {})
    };
  });
}

/** A unified diff cell by cell, with secrets drawn as dots on both sides. */
export function diffOf(engine: Engine, path: string, before: INotebook, after: INotebook): string {
  const secrets = engine.secrets(before);
  const old = new Map(before.cells.map(c => [c.id, c]));
  const parts: string[] = [];
  for (const cell of after.cells) {
    const previous = old.get(cell.id);
    const name = previous
      ? `${basename(path)} cell ${previous.index + 1}`
      : `${basename(path)} new cell`;
    if (previous?.source !== cell.source) {
      parts.push(
        createTwoFilesPatch(
          name,
          name,
          ended(redact(previous?.source ?? '', secrets)),
          ended(redact(cell.source, secrets))
        )
          .split('\n')
          .slice(1)
          .join('\n')
      );
    }
    if (previous && previous.outputs.length > 0 && cell.outputs.length === 0) {
      parts.push(`--- ${name}: outputs removed\n`);
    }
  }
  return parts.join('');
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
