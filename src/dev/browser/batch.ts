/** Runs many small models in one headless browser, on one runtime, in the workers that Anneal ships. */

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Chrome, within } from '../../cli/browser/chrome';
import { findChrome } from '../../cli/browser/findChrome';
import { decodeRun } from '../../cli/browser/pageMessages';
import { PageServer } from '../../cli/browser/pageServer';
import type { IProviderRun } from '../../core/parity/buildReport';

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
  let finish: () => void;
  let fail: (error: Error) => void;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  finished.catch(() => undefined);
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
  const server = await PageServer.start({
    folder: batch.pageFolder,
    extra,
    onPost: (name, body) => {
      try {
        if (name.startsWith('result/')) {
          batch.onResult(name.slice('result/'.length), decodeRun(body));
        } else if (name === 'done') {
          finish();
        } else {
          fail(new Error(Buffer.from(body).toString('utf8')));
        }
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
  });
  let chrome: Chrome | null = null;
  try {
    chrome = await Chrome.start(findChrome());
    await chrome.open(server.url);
    const died = chrome.died.then(why => Promise.reject(new Error(why)));
    died.catch(() => undefined);
    await within(
      Promise.race([finished, died]),
      (names.length + 1) * wanted.timeout,
      'the page gave no result'
    );
  } finally {
    await chrome?.close();
    await server.close();
  }
}
