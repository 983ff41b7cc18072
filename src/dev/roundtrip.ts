/**
 * `npm run roundtrip -- FOLDER|FILE…`: exports each notebook and verifies the package against it, with the built `anneal` command.
 * Prints one line a notebook and a summary; exits with 1 when a package differs from its notebook. Give it notebooks that run offline;
 * `ANNEAL_PYTHON` names their interpreter.
 *
 * `--faults` also plants three faults in each equal package (a changed constant, a dropped statement, two operands that changed places)
 * and prints those that the verification does not see; `--seed N` chooses others.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findNotebooks } from '../cli/inputs';
import { verifyReportSchema, type IVerifyReport } from '../core';
import { pythonExecutable } from '../testing/python';

const root = join(__dirname, '..', '..');
const command = join(root, 'dist', 'cli.cjs');
const accept = process.env.ANNEAL_ACCEPT ?? 'safe';
const enginePython = join(root, '.venv', 'bin', 'python');
const timeout = '120';

interface IRan {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface IFault {
  readonly kind: string;
  readonly file: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
  readonly outcome: 'seen' | 'unseen' | 'not reached';
}

interface IRoundtrip {
  readonly outcome: string;
  readonly detail: string;
  readonly faults: readonly IFault[];
}

const run = (program: string, ...args: string[]): IRan =>
  spawnSync(program, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });

function roundtrip(notebook: string, seed: string | null): IRoundtrip {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-roundtrip-'));
  try {
    const output = join(folder, 'package');
    const exported = run(
      process.execPath,
      command,
      'export',
      notebook,
      '-o',
      output,
      '--accept',
      accept
    );
    if (exported.status !== 0) {
      return { outcome: 'export failed', detail: lastLine(exported.stderr), faults: [] };
    }
    const [report, faults] =
      seed === null ? verified(notebook, output) : verifiedWithFaults(notebook, output, seed);
    return typeof report === 'string'
      ? { outcome: 'verify failed', detail: report, faults }
      : { outcome: report.verdict, detail: wrongParts(report), faults };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The report, or what the engine said instead of one. */
function verified(notebook: string, output: string): [IVerifyReport | string, IFault[]] {
  const options = ['--format', 'json', '--timeout', timeout, '--python', pythonExecutable];
  const ran = run(process.execPath, command, 'verify', notebook, output, ...options);
  return [readReport(ran.stdout) ?? lastLine(ran.stderr), []];
}

function verifiedWithFaults(
  notebook: string,
  output: string,
  seed: string
): [IVerifyReport | string, IFault[]] {
  const options = ['--seed', seed, '--timeout', timeout, '--python', pythonExecutable];
  const planter = ['-m', 'jupyterlab_anneal.tests.planted_faults'];
  const ran = run(enginePython, ...planter, notebook, output, ...options);
  const [first, ...faults] = ran.stdout.split('\n').filter(line => line !== '');
  const report = first ? readReport(JSON.stringify((JSON.parse(first) as IFirst).report)) : null;
  return [report ?? lastLine(ran.stderr), faults.map(line => JSON.parse(line) as IFault)];
}

interface IFirst {
  readonly report: unknown;
}

function readReport(text: string): IVerifyReport | null {
  if (text.trim() === '') {
    return null;
  }
  const read = verifyReportSchema.safeParse(JSON.parse(text));
  return read.success ? read.data : null;
}

function wrongParts(report: IVerifyReport): string {
  const wrong = [
    ...(report.because ? [report.because] : []),
    ...report.variables
      .filter(v => v.status === 'different' || v.status === 'missing')
      .map(v => `${v.name}: ${v.detail}`),
    ...report.outputs
      .filter(o => o.status === 'different')
      .map(o => `cell ${o.cell + 1}: ${o.detail}`),
    ...(report.verdict === 'equal' ? [] : (report.notes ?? []))
  ];
  return wrong.slice(0, 3).join(' | ').slice(0, 300);
}

const lastLine = (text: string): string => text.trim().split('\n').pop() ?? '';

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([what, n]) => `${n} ${what}`).join(', ');

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { faults: { type: 'boolean' }, seed: { type: 'string', default: '1' } }
  });
  if (!existsSync(command)) {
    console.error('The command is not built: run `npm run build`.');
    return 2;
  }
  const { files } = await findNotebooks(positionals);
  const outcomes = new Map<string, number>();
  const faults = new Map<string, number>();
  for (const file of files) {
    const done = roundtrip(resolve(file), values.faults ? values.seed : null);
    outcomes.set(done.outcome, (outcomes.get(done.outcome) ?? 0) + 1);
    const detail = done.detail ? `\n${' '.repeat(15)}${done.detail}` : '';
    console.log(`${done.outcome.padEnd(14)} ${file}${detail}`);
    for (const fault of done.faults) {
      faults.set(fault.outcome, (faults.get(fault.outcome) ?? 0) + 1);
      if (fault.outcome !== 'seen') {
        const { kind, line, before, after } = fault;
        console.log(`${' '.repeat(15)}${fault.outcome}, ${kind}: ${fault.file}:${line}`);
        console.log(`${' '.repeat(17)}${before.slice(0, 80)} → ${after.slice(0, 80)}`);
      }
    }
  }
  console.log(counted(outcomes));
  if (faults.size) {
    console.log(`Faults: ${counted(faults)}.`);
  }
  return ['different', 'export failed', 'verify failed'].some(o => outcomes.get(o)) ? 1 : 0;
}

void main().then(status => {
  process.exitCode = status;
});
