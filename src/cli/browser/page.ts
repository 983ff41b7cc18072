/**
 * The page that the headless browser opens: fetches the job, runs each provider in its worker, posts the results.
 *
 * The same workers as in JupyterLab. It compares nothing; the command does.
 */

import { readCases } from '../../core/parity/cases';
import { OnnxClient } from '../../worker/onnxClient';
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
  const { cases } = readCases(await bytesOf('cases.npz'));
  const client = new OnnxClient(
    provider =>
      new Worker(provider === 'webgpu' ? 'onnxWebgpu.worker.js' : 'onnxWasm.worker.js', {
        type: 'module'
      })
  );
  for (const provider of job.providers) {
    const run = await client.run(
      provider,
      {
        model,
        cases: cases.map(one => one.inputs),
        warmRuns: job.warmRuns,
        adapterTimeout: job.adapterTimeout
      },
      {
        timeout: job.timeout,
        onProgress: progress => void post('progress', JSON.stringify(progress))
      }
    );
    await post(`result/${provider}`, encodeRun(run));
  }
  await post('done', '');
}

main().catch((error: unknown) =>
  post('failed', error instanceof Error ? error.message : String(error))
);
