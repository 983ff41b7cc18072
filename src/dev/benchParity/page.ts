/**
 * The page that measures: for each model and provider in turn a bare loop and Anneal's own run, each in a fresh worker,
 * with the same number of runs. Beside it, every task of the page itself that took longer than 50 ms.
 */

import type { Provider } from '../../core/parity/reportSchema';
import { OnnxClient } from '../../worker/onnxClient';
import { bytesOf, post, readArchive, runPage } from '../browser/pageTools';
import type { IBareJob, IBareTimes } from './bareLoop';

/** What the page is told. */
export interface IBenchJob {
  readonly models: readonly string[];
  readonly providers: readonly Provider[];
  readonly rounds: number;
  readonly warmRuns: number;
}

/** One pair of runs, in milliseconds from the start of the worker to its answer. */
export interface IBenchPair {
  readonly model: string;
  readonly provider: Provider;
  readonly bare: number;
  readonly ours: number;
  /** Median of a single warm run. */
  readonly bareRun: number;
  readonly ourRun: number;
}

/** Durations of tasks of the page over 50 ms. */
export interface ILongTasks {
  readonly ours: number[];
  readonly bare: number[];
}

const names = { wasm: 'Wasm', webgpu: 'Webgpu' } as const;

function bareRun(provider: Provider, job: IBareJob): Promise<IBareTimes> {
  const worker = new Worker(`bare${names[provider]}.worker.js`, { type: 'module' });
  return new Promise<IBareTimes>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<IBareTimes>) => resolve(event.data);
    worker.onerror = event => reject(new Error(event.message));
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

runPage(async () => {
  const job = JSON.parse(new TextDecoder().decode(await bytesOf('job.json'))) as IBenchJob;
  const client = new OnnxClient(
    provider => new Worker(`onnx${names[provider]}.worker.js`, { type: 'module' })
  );
  // beside the bare loop too: on a busy machine any task takes long, and only the difference says something
  const long: ILongTasks = { ours: [], bare: [] };
  let running: keyof ILongTasks = 'ours';
  new PerformanceObserver(list => {
    long[running].push(...list.getEntries().map(entry => entry.duration));
  }).observe({ type: 'longtask' });
  for (const name of job.models) {
    const archive = readArchive(await bytesOf(`job/${name}`));
    for (const provider of job.providers) {
      // the first round compiles and fills caches on both sides; it is not kept
      for (let round = 0; round <= job.rounds; round++) {
        let ours = 0;
        let ourRun = 0;
        let warm = 0;
        const runOurs = async (): Promise<void> => {
          running = 'ours';
          const t = performance.now();
          const run = await client.run(provider, {
            ...archive,
            warmRuns: job.warmRuns,
            adapterTimeout: 20_000
          });
          ours = performance.now() - t;
          if (run.status !== 'ran') {
            throw new Error(`${name} did not run on ${provider}: ${run.reason}`);
          }
          ourRun = run.timing!.p50;
          warm = run.timing!.warm.length;
        };
        await runOurs();
        running = 'bare';
        const t = performance.now();
        // one more: ours repeats the first case to see whether it is deterministic
        const times = await bareRun(provider, { ...archive, again: warm + 1 });
        const bare = performance.now() - t;
        if (round > 0) {
          const pair: IBenchPair = {
            model: name,
            provider,
            bare,
            ours,
            bareRun: median(times.warm),
            ourRun
          };
          await post('pair', JSON.stringify(pair));
        }
      }
    }
  }
  await post('long', JSON.stringify(long));
});
