/** Runs many small models in one headless browser, on one runtime, in the workers that Anneal ships. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decodeRun } from '../../cli/browser/pageMessages';
import type { IProviderRun } from '../../core/parity/buildReport';
import { openPage } from './openPage';

/** Workers that a batch can run on: the two that are shipped, and two that are wrong on purpose. */
export type BatchWorker = 'onnxWasm' | 'onnxWebgpu' | 'defaultBuild' | 'brokenShader';

/** What the page is told. */
export interface IBatchPageJob {
  readonly worker: BatchWorker;
  readonly names: readonly string[];
  /** Milliseconds for one job. */
  readonly timeout: number;
}

export interface IBatch {
  /** Folder that `buildBatchPage` filled. */
  readonly pageFolder: string;
  readonly worker: BatchWorker;
  /** Archives by name: `model`, `case<k>.input.<name>`. */
  readonly jobs: ReadonlyMap<string, Uint8Array>;
  onResult(name: string, run: IProviderRun): void;
}

/**
 * Runs the jobs in order.
 *
 * @throws Error when the browser or the page dies; what was handed to `onResult` before stays true
 */
export async function runBatch(batch: IBatch): Promise<void> {
  const names = [...batch.jobs.keys()];
  if (names.length === 0) {
    return;
  }
  const wanted: IBatchPageJob = { worker: batch.worker, names, timeout: 60_000 };
  const extra: Record<string, Uint8Array> = {
    'job.json': Buffer.from(JSON.stringify(wanted)),
    [`${batch.worker}.worker.js`]: readFileSync(
      join(batch.pageFolder, `${batch.worker}.worker.js`)
    ),
    ...Object.fromEntries([...batch.jobs].map(([name, bytes]) => [`job/${name}`, bytes]))
  };
  if (batch.worker === 'defaultBuild') {
    const file = 'ort-wasm-simd-threaded.jsep.wasm';
    extra[`onnxruntime-web/${file}`] = readFileSync(
      join(dirname(require.resolve('onnxruntime-web')), file)
    );
  }
  await openPage({
    pageFolder: batch.pageFolder,
    extra,
    timeout: (names.length + 1) * wanted.timeout,
    onPost: (name, body) => batch.onResult(name.slice('result/'.length), decodeRun(body))
  });
}
