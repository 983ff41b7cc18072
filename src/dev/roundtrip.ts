/**
 * `npm run roundtrip -- FOLDER|FILE…`: exports each notebook and verifies the package against it, with the built `anneal` command.
 * Prints one line a notebook and a summary; exits with 1 when a package differs from its notebook. Give it notebooks that run offline.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { findNotebooks } from '../cli/inputs';
import { verifyReportSchema } from '../core';

const command = join(__dirname, '..', '..', 'dist', 'cli.cjs');
const accept = process.env.ANNEAL_ACCEPT ?? 'safe';

function anneal(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

function roundtrip(notebook: string): { outcome: string; detail: string } {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-roundtrip-'));
  try {
    const data = join(folder, 'notebook');
    cpSync(dirname(resolve(notebook)), data, { recursive: true });
    const copy = join(data, basename(notebook));
    const output = join(folder, 'package');
    const exported = anneal('export', copy, '-o', output, '--accept', accept);
    if (exported.status !== 0) {
      return { outcome: 'export failed', detail: exported.stderr.trim().split('\n').pop() ?? '' };
    }
    const verified = anneal('verify', copy, output, '--format', 'json', '--timeout', '120');
    const read = verifyReportSchema.safeParse(parse(verified.stdout));
    if (!read.success) {
      return { outcome: 'verify failed', detail: verified.stderr.trim().split('\n').pop() ?? '' };
    }
    const wrong = [
      ...(read.data.because ? [read.data.because] : []),
      ...read.data.variables
        .filter(v => v.status === 'different' || v.status === 'missing')
        .map(v => `${v.name}: ${v.detail}`),
      ...read.data.outputs
        .filter(o => o.status === 'different')
        .map(o => `cell ${o.cell + 1}: ${o.detail}`),
      ...(read.data.verdict === 'equal' ? [] : (read.data.notes ?? []))
    ];
    return { outcome: read.data.verdict, detail: wrong.slice(0, 3).join(' | ').slice(0, 300) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  if (!existsSync(command)) {
    console.error('The command is not built: run `npm run build`.');
    return 2;
  }
  const { files } = await findNotebooks(process.argv.slice(2));
  const counts = new Map<string, number>();
  for (const file of files) {
    const { outcome, detail } = roundtrip(file);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    console.log(`${outcome.padEnd(14)} ${file}${detail ? `\n${' '.repeat(15)}${detail}` : ''}`);
  }
  console.log([...counts].map(([outcome, n]) => `${n} ${outcome}`).join(', '));
  return counts.get('different') || counts.get('export failed') || counts.get('verify failed')
    ? 1
    : 0;
}

void main().then(status => {
  process.exitCode = status;
});
