/** Asks CPython and ruff about many exported packages at once: do they compile, are they clean, do they lack a name? */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { pythonExecutable } from '../testing/python';
import { bin } from './benchPrograms';
import type { IExportOutcome } from './exportCheck';

/** A package in a folder of its own below the scratch folder, with the outcome that it comes from. */
export interface IWritten {
  /** `SCRATCH/N`: `package` is in it, and later `reference.ipynb`. */
  readonly folder: string;
  readonly outcome: IExportOutcome;
}

/** What is wrong with one package: the kind is counted, the text shown. */
export interface IFault {
  readonly written: IWritten;
  readonly kind:
    'does not compile' | 'import of nothing' | 'undefined name' | 'ruff check' | 'ruff format';
  readonly text: string;
}

/** Writes the files of every exported notebook below `scratch`. */
export function writePackages(scratch: string, outcomes: readonly IExportOutcome[]): IWritten[] {
  return outcomes.flatMap((outcome, i) => {
    const folder = path.join(scratch, String(i));
    for (const file of outcome.files) {
      const target = path.join(folder, 'package', file.path);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, file.text);
    }
    return outcome.files.length ? [{ folder, outcome }] : [];
  });
}

/** Everything that CPython and ruff find wrong with the packages. */
export function lintPackages(scratch: string, written: readonly IWritten[]): IFault[] {
  const ownerOf = (file: string): IWritten | undefined => {
    const [first] = path.relative(scratch, file).split(path.sep);
    return written.find(w => path.basename(w.folder) === first);
  };
  const faults: IFault[] = [];
  const add = (file: string, kind: IFault['kind'], text: string): void => {
    const owner = ownerOf(file);
    if (owner) {
      faults.push({
        written: owner,
        kind,
        text: `${path.relative(path.join(owner.folder, 'package'), file)}: ${text}`
      });
    }
  };
  for (const { file, kind, text } of pythonFaults(written)) {
    add(file, kind, text);
  }
  const packages = written.map(w => path.join(w.folder, 'package'));
  for (const f of ruffFindings(packages, [])) {
    add(f.filename, 'ruff check', `${f.code ?? 'syntax'}: ${f.message}`);
  }
  for (const file of unformatted(packages)) {
    add(file, 'ruff format', 'would be formatted otherwise');
  }
  const bare = ['--isolated', '--ignore-noqa', '--select', 'F821'];
  const known = new Map<IWritten | undefined, Set<string>>();
  for (const f of ruffFindings(
    written.map(w => path.join(w.folder, 'reference.ipynb')),
    [...bare.slice(0, -1), 'F821,F823,F405']
  )) {
    const names = known.get(ownerOf(f.filename)) ?? new Set();
    known.set(ownerOf(f.filename), names.add(undefinedName(f)));
  }
  for (const f of ruffFindings(packages, bare)) {
    const name = undefinedName(f);
    if (f.code === 'F821' && !known.get(ownerOf(f.filename))?.has(name)) {
      add(f.filename, 'undefined name', `\`${name}\``);
    }
  }
  return faults;
}

interface IRuffFinding {
  readonly filename: string;
  readonly code: string | null;
  readonly message: string;
  readonly location: { readonly row: number };
}

function undefinedName({ message }: IRuffFinding): string {
  return /`([^`]*)`/.exec(message)?.[1] ?? message;
}

interface IPythonFault {
  readonly file: string;
  readonly kind: 'does not compile' | 'import of nothing';
  readonly text: string;
}

function pythonFaults(written: readonly IWritten[]): IPythonFault[] {
  const jobs = written.map(w => ({
    folder: path.join(w.folder, 'package'),
    minor: Number(/\d+$/.exec(w.outcome.plan?.requiresPython ?? '')?.[0] ?? 0),
    cells: w.outcome.cells
  }));
  const done = run(
    pythonExecutable,
    [path.join(__dirname, 'exportCheck.py')],
    JSON.stringify(jobs),
    [0]
  );
  return JSON.parse(done) as IPythonFault[];
}

/** Lists of paths may be longer than a command line: ruff is asked about some at a time. */
function inParts<T>(paths: readonly string[], ask: (part: readonly string[]) => T[]): T[] {
  const found: T[] = [];
  for (let i = 0; i < paths.length; i += 500) {
    found.push(...ask(paths.slice(i, i + 500)));
  }
  return found;
}

function ruffFindings(paths: readonly string[], options: readonly string[]): IRuffFinding[] {
  return inParts(paths, part => {
    const args = ['check', '--no-cache', '--output-format', 'json', ...options, ...part];
    return JSON.parse(run(bin('ruff'), args, '', [0, 1])) as IRuffFinding[];
  });
}

function unformatted(paths: readonly string[]): string[] {
  return inParts(paths, part => {
    const args = ['format', '--no-cache', '--check', '--output-format', 'json', ...part];
    const found = JSON.parse(run(bin('ruff'), args, '', [0, 1, 2])) as IRuffFinding[];
    // Files that cannot be read are reported by the check.
    return found.filter(f => f.code === 'unformatted').map(f => f.filename);
  });
}

function run(
  program: string,
  args: readonly string[],
  input: string,
  statuses: readonly number[]
): string {
  const done = spawnSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (done.status === null || !statuses.includes(done.status)) {
    throw new Error(`${program} did not answer: ${done.stderr || String(done.error)}`);
  }
  return done.stdout;
}
