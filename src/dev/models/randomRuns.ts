/**
 * `npm run parity:random [-- RUNS]`: clean models with random inputs of random batch sizes on WASM and WebGPU, compared with
 * ONNX Runtime on the CPU. A false alarm ends it with status 1. Prints how near the runs came to their bounds.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildReport } from '../../core/parity/buildReport';
import type { IProviderRun } from '../../core/parity/buildReport';
import { inspectModel } from '../../onnx/inspect';
import { runBatch } from '../browser/batch';
import { buildBatchPage } from '../browser/buildBatchPage';
import { percentile, table } from '../table';
import { bytesWith, cleanModels, randomNumbers, randomTensor } from './cleanModels';
import { archiveOf, cpuOutputs } from './reference';
import type { IModelRun } from './reference';

/** Cases of each run: the report wants more than one batch size. */
const casesPerRun = 2;

function jobs(count: number): Map<string, IModelRun> {
  const next = randomNumbers(2026);
  return new Map(
    Array.from({ length: count }, (_, i): [string, IModelRun] => {
      const model = cleanModels[i % cleanModels.length];
      const scale = 10 ** next();
      const inputs = Array.from({ length: casesPerRun }, (__, k) => ({
        x: randomTensor(model.input(k + 1 + Math.floor((next() + 1) * 3)), 1000 + 7 * i + k, scale)
      }));
      return [`${model.name}-${i}`, { model: bytesWith(model), inputs }];
    })
  );
}

async function main(count: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-random-'));
  try {
    await buildBatchPage(folder);
    const runs = jobs(count);
    const right = cpuOutputs(runs);
    const archives = new Map([...runs].map(([name, run]) => [name, archiveOf(run)]));
    const found = new Map<string, IProviderRun[]>();
    for (const worker of ['onnxWasm', 'onnxWebgpu'] as const) {
      console.error(`${worker}: ${count} runs`);
      await runBatch({
        pageFolder: folder,
        worker,
        jobs: archives,
        onResult: (name, run) => found.set(name, [...(found.get(name) ?? []), run])
      });
    }
    const reports = [...runs].map(([name, { model, inputs }]) => ({
      name,
      report: buildReport({
        created: '',
        model: inspectModel(model).facts,
        runs: found.get(name) ?? [],
        cases: {
          cases: inputs.map((one, k) => {
            const outputs = right.get(name)![k];
            return {
              id: `case${k}`,
              origin: 'random',
              inputs: one,
              outputs,
              kernel: outputs,
              ort: outputs
            };
          }),
          meta: { schema: 'anneal-cases/1', dynamic: {}, origins: [], flags: [], env: {} }
        }
      })
    }));
    const rows = cleanModels.flatMap(model =>
      (['W', 'G'] as const).map(to => {
        const edges = reports
          .filter(one => one.name.startsWith(`${model.name}-`))
          .flatMap(one => one.report.edges)
          .filter(edge => edge.role === 'headline' && edge.to === to);
        const taus = edges.flatMap(edge => edge.outputs.map(output => output.tau));
        return [
          `${model.name} on ${to === 'W' ? 'WASM' : 'WebGPU'}`,
          String(taus.length),
          percentile(taus, 50).toPrecision(2),
          Math.max(...taus).toPrecision(2)
        ];
      })
    );
    const alarms = reports.filter(
      ({ report }) => !report.pass || report.providers.some(one => one.status === 'not-run')
    );
    console.log(table(['model', 'outputs', 'median error / allowed', 'largest'], rows));
    alarms.forEach(({ name, report }) => console.log(`FALSE ALARM ${name}: ${report.sentence}`));
    console.log(`${count} runs, ${alarms.length} false alarms.`);
    return alarms.length ? 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  main(Number(process.argv[2] ?? 100)).then(
    status => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  );
}
