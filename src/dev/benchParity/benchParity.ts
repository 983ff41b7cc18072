/**
 * `npm run bench:parity [-- MODEL …]`: what Anneal's run costs beside a bare loop with ONNX Runtime Web, on the same model, in the same
 * page, in turn; and whether the page was ever busy for more than 50 ms. Exit status 1 above 1.2 times,
 * or when our run kept the page busy more often than the bare loop did.
 */

import { build } from 'esbuild';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildParityPage } from '../buildParityPage';
import { openPage } from '../browser/openPage';
import { attention, bytesWith, cnn, mlp, randomTensor } from '../models/cleanModels';
import { stack } from '../models/stack';
import { archiveOf } from '../models/reference';
import { percentile, table } from '../table';
import type { IBenchJob, IBenchPair, ILongTasks } from './page';

const root = join(__dirname, '..', '..', '..');
const rounds = 3;
const allowedRatio = 1.2;

const all = [mlp, cnn, attention, stack];
const named = all.filter(model => process.argv.includes(model.name));
const models = named.length ? named : all;
const workers = ['bareWasm.worker', 'bareWebgpu.worker'] as const;

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-bench-'));
  try {
    await buildParityPage(folder);
    await build({
      absWorkingDir: root,
      entryPoints: ['page', ...workers].map(name => ({
        in: `src/dev/benchParity/${name}.ts`,
        out: name
      })),
      outdir: folder,
      bundle: true,
      platform: 'browser',
      target: 'es2022',
      format: 'esm',
      minify: true,
      logLevel: 'warning'
    });
    const job: IBenchJob = {
      models: models.map(model => model.name),
      providers: ['wasm', 'webgpu'],
      rounds,
      warmRuns: 20
    };
    const pairs: IBenchPair[] = [];
    let long: ILongTasks = { ours: [], bare: [] };
    await openPage({
      pageFolder: folder,
      timeout: 60 * 60_000,
      extra: {
        'job.json': Buffer.from(JSON.stringify(job)),
        ...Object.fromEntries(
          workers.map(name => [`${name}.js`, readFileSync(join(folder, `${name}.js`))])
        ),
        ...Object.fromEntries(
          models.map((model, k) => [
            `job/${model.name}`,
            archiveOf({
              model: bytesWith(model),
              inputs: [2, 2, 3].map((batch, i) => ({
                x: randomTensor(model.input(batch), 100 * k + i + 1)
              }))
            })
          ])
        )
      },
      onPost: (name, body) => {
        const text = Buffer.from(body).toString('utf8');
        if (name === 'pair') {
          pairs.push(JSON.parse(text) as IBenchPair);
          console.error(`${pairs.length} of ${models.length * 2 * rounds}`);
        } else {
          long = JSON.parse(text) as ILongTasks;
        }
      }
    });
    return print(pairs, long);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(pairs: readonly IBenchPair[], long: ILongTasks): number {
  const groups = models.flatMap(model =>
    (['wasm', 'webgpu'] as const).map(provider =>
      pairs.filter(pair => pair.model === model.name && pair.provider === provider)
    )
  );
  const middle = (group: readonly IBenchPair[], of: (pair: IBenchPair) => number): number =>
    percentile(group.map(of), 50);
  const rows = groups.map(group => [
    `${group[0].model} on ${group[0].provider}`,
    middle(group, pair => pair.bare).toFixed(0),
    middle(group, pair => pair.ours).toFixed(0),
    middle(group, pair => pair.ours / pair.bare).toFixed(2),
    middle(group, pair => pair.bareRun).toFixed(2),
    middle(group, pair => pair.ourRun).toFixed(2)
  ]);
  console.log(
    table(['model', 'bare, ms', 'ours, ms', 'ratio', 'bare run, ms', 'our run, ms'], rows)
  );
  const ratio = percentile(
    pairs.map(pair => pair.ours / pair.bare),
    50
  );
  const told = (tasks: readonly number[]): string =>
    tasks.length ? `${tasks.length}, the longest ${Math.max(...tasks).toFixed(0)} ms` : 'none';
  console.log(
    `Median ratio over ${pairs.length} pairs: ${ratio.toFixed(2)}; allowed is ${allowedRatio}.\n` +
      `Tasks of the page over 50 ms: ${told(long.ours)} during our runs, ${told(long.bare)} during bare loops.`
  );
  return ratio <= allowedRatio && long.ours.length <= long.bare.length ? 0 : 1;
}

if (require.main === module) {
  main().then(
    status => {
      process.exitCode = status;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  );
}
