/**
 * The page for many models: runs a list of jobs on one runtime, in the workers that Anneal ships, and posts each result.
 *
 * A worker is kept from job to job, and replaced when it hangs or dies. It judges nothing.
 */

import { encodeRun } from '../../cli/browser/pageMessages';
import type { IProviderRun } from '../../core/parity/buildReport';
import type { IRunJob, OnnxReply, OnnxRequest } from '../../onnx/protocol';
import type { IBatchPageJob } from './batch';
import { bytesOf, post, readArchive, runPage } from './pageTools';

let worker: Worker | null = null;

function runOne(file: string, job: IRunJob, timeout: number): Promise<IProviderRun> {
  const current = (worker ??= new Worker(file, { type: 'module' }));
  return new Promise((resolve, reject) => {
    const end = (act: () => void, broken: boolean): void => {
      clearTimeout(timer);
      if (broken) {
        current.terminate();
        worker = null;
      }
      act();
    };
    const timer = setTimeout(
      () => end(() => reject(new Error('no sign of life; the worker was ended')), true),
      timeout
    );
    current.onmessage = (event: MessageEvent<OnnxReply>) => {
      const reply = event.data;
      if (reply.kind === 'ran') {
        end(() => resolve(reply.run), false);
      } else if (reply.kind === 'failed') {
        end(() => reject(new Error(reply.reason)), true);
      }
    };
    current.onerror = event =>
      end(() => reject(new Error(`the worker stopped: ${event.message}`)), true);
    const request: OnnxRequest = { id: 1, kind: 'run', job };
    current.postMessage(request);
  });
}

async function main(): Promise<void> {
  const batch = JSON.parse(new TextDecoder().decode(await bytesOf('job.json'))) as IBatchPageJob;
  for (const name of batch.names) {
    const archive = readArchive(await bytesOf(`job/${name}`));
    const job = { ...archive, warmRuns: 0, adapterTimeout: 20_000 };
    let result: Uint8Array;
    try {
      result = encodeRun(await runOne(`${batch.worker}.worker.js`, job, batch.timeout));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      result = encodeRun({
        provider: batch.worker === 'onnxWasm' ? 'wasm' : 'webgpu',
        status: 'not-run',
        reason,
        cure: null,
        ort: { version: '', bundle: batch.worker },
        adapter: null,
        placement: null,
        outputs: [],
        repeat: null,
        timing: null,
        browser: null
      });
    }
    await post(`result/${name}`, result);
  }
}

runPage(main);
