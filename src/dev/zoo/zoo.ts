/**
 * `npm run zoo`: exports models of many kinds from live kernels, runs each in a headless browser and prints the verdicts.
 *
 * Notebooks that need a library which is not installed are skipped with the reason. Every model states what it deserves:
 * those called `fault_…` must not pass, all others must. Exit status 1 when one is judged otherwise.
 * `ANNEAL_PYTHON` names an interpreter with more libraries; arguments name families, for example `torch sklearn`.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runParity } from '../../cli/commands/parity';
import type { IParityEdge, IParityReport } from '../../core/parity/reportSchema';
import { companionSource } from '../../lab/parity/companionSource';
import { pythonExecutable } from '../../testing/python';
import { table } from '../table';

/** What the kernel says about one model, or about a notebook that did not run. */
interface IZooRow {
  readonly family: string;
  readonly variable?: string;
  readonly type?: string;
  readonly status: 'exported' | 'refused' | 'skipped' | 'failed';
  readonly reason?: string;
  readonly exporter?: string;
  readonly opset?: number;
}

const head = [
  'model',
  'exporter',
  'cases',
  'export',
  'wasm',
  'webgpu',
  'WASM',
  'WebGPU',
  'verdict'
];

/** Largest error of an edge, in units of the allowed one. */
function tauOf(report: IParityReport, to: IParityEdge['to']): string {
  const edges = report.edges.filter(
    edge => edge.role === 'chain' && edge.to === to && edge.status === 'compared'
  );
  const taus = edges.flatMap(edge => edge.outputs.map(output => output.tau));
  return taus.length ? Math.max(...taus).toPrecision(1) : '–';
}

/** One line of the table. */
function line(row: IZooRow, report: IParityReport): string[] {
  const verdicts = ['wasm', 'webgpu'].map(
    name => report.providers.find(one => one.provider === name)?.verdict ?? 'not-run'
  );
  return [
    `${row.family}: ${row.variable}`,
    `${row.exporter} ${row.opset}`,
    String(report.vectors.length),
    ...(['C', 'W', 'G'] as const).map(to => tauOf(report, to)),
    ...verdicts,
    report.pass ? 'pass' : report.blame ? `fault ${report.blame.from}–${report.blame.to}` : 'fault'
  ];
}

async function main(families: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-zoo-'));
  try {
    const companion = join(folder, 'companion.txt');
    writeFileSync(companion, companionSource);
    const notebooks = readdirSync(__dirname)
      .filter(name => name.endsWith('_models.py'))
      .filter(name => !families.length || families.includes(name.replace('_models.py', '')));
    const told = execFileSync(
      pythonExecutable,
      [
        join(__dirname, 'run_zoo.py'),
        ...['--out', folder, '--companion', companion],
        ...notebooks.map(name => join(__dirname, name))
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 }
    );
    const rows = told
      .trim()
      .split('\n')
      .map(text => JSON.parse(text) as IZooRow);
    const lines: string[][] = [];
    const notes: string[] = [];
    let wrong = 0;
    for (const row of rows) {
      if (row.status !== 'exported') {
        wrong += row.status === 'skipped' ? 0 : 1;
        notes.push(`${row.family} ${row.variable ?? ''} ${row.status}: ${row.reason}`);
        continue;
      }
      const output = join(folder, `${row.variable}.json`);
      const model = join(folder, `${row.variable}.onnx`);
      await runParity({ model, format: 'json', quiet: true, output });
      const report = JSON.parse(readFileSync(output, 'utf8')) as IParityReport;
      lines.push(line(row, report));
      if (report.pass === row.variable!.startsWith('fault_')) {
        wrong++;
        notes.push(`${row.variable} is judged wrongly: ${report.sentence}`);
      }
      process.stderr.write(`${row.variable}: ${report.sentence}\n`);
    }
    process.stdout.write(`${table(head, lines)}\n`);
    notes.forEach(note => process.stdout.write(`${note}\n`));
    return wrong ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  void main(process.argv.slice(2)).then(status => {
    process.exitCode = status;
  });
}
