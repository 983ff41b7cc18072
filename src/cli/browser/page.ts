/**
 * The page that the headless browser opens: fetches the job, runs each provider in its worker, posts the results.
 *
 * The same workers as in JupyterLab. The comparison that counts is the command's; here it only says what to search.
 */

import { readCases } from '../../core/parity/cases';
import type { IProviderRun } from '../../core/parity/buildReport';
import { OnnxClient } from '../../worker/onnxClient';
import type { IRunOptions } from '../../worker/onnxClient';
import { encodeRun, jobSchema } from './pageMessages';

async function bytesOf(name: string): Promise<Uint8Array> {
  const response = await fetch(name);
  if (!response.ok) {
    throw new Error(`${name} could not be fetched (${response.status})`);
  }
  return new Uint8Array(await response.arrayBuffer());
}

async function post(name: string, body: Uint8Array | string): Promise<void> {
  await fetch(name, { method: 'POST', body: body as BodyInit });
}

async function main(): Promise<void> {
  const job = jobSchema.parse(JSON.parse(new TextDecoder().decode(await bytesOf('job.json'))));
  const model = await bytesOf('model.onnx');
  const cases = readCases(await bytesOf('cases.npz'));
  const client = new OnnxClient(
    provider =>
      new Worker(provider === 'webgpu' ? 'onnxWebgpu.worker.js' : 'onnxWasm.worker.js', {
        type: 'module'
      })
  );
  const options: IRunOptions = {
    timeout: job.timeout,
    onProgress: progress => void post('progress', JSON.stringify(progress))
  };
  const runs: IProviderRun[] = [];
  for (const provider of job.providers) {
    const run = await client.run(
      provider,
      {
        model,
        cases: cases.cases.map(one => one.inputs),
        warmRuns: job.warmRuns,
        adapterTimeout: job.adapterTimeout
      },
      options
    );
    runs.push(run);
    await post(`result/${provider}`, encodeRun(run));
  }
  const found = await client.search({ model, cases, runs }, options);
  if (found) {
    await post('bisect', JSON.stringify(found));
  }
  await post('done', '');
}

main().catch((error: unknown) =>
  post('failed', error instanceof Error ? error.message : String(error))
);
