import type { IProviderRun } from '../core/parity/buildReport';
import type { ICases } from '../core/parity/cases';
import type { OnnxReply, OnnxRequest } from '../onnx/protocol';
import { CancelledError, OnnxClient } from './onnxClient';

/** A worker that does what a test tells it; what it stands for (hanging, dying) cannot be had on demand from a real one. */
class ScriptedWorker {
  onmessage: ((event: { data: OnnxReply }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  terminated = false;
  constructor(private readonly script: (worker: ScriptedWorker, request: OnnxRequest) => void) {}
  postMessage(request: OnnxRequest): void {
    setImmediate(() => this.script(this, request));
  }
  terminate(): void {
    this.terminated = true;
  }
}

const job = { model: new Uint8Array(), cases: [], warmRuns: 0, adapterTimeout: 0 };

function client(script: (worker: ScriptedWorker, request: OnnxRequest) => void): {
  client: OnnxClient;
  workers: ScriptedWorker[];
} {
  const workers: ScriptedWorker[] = [];
  return {
    workers,
    client: new OnnxClient(() => {
      workers.push(new ScriptedWorker(script));
      return workers[workers.length - 1] as unknown as Worker;
    })
  };
}

const progress = { provider: 'wasm' as const, step: 'Loading', done: 0, total: 2 };

it('hands progress on, then the failure as a stated "not run", and ends the worker', async () => {
  const seen: string[] = [];
  const { client: c, workers } = client((worker, { id }) => {
    worker.onmessage?.({ data: { id, kind: 'progress', progress } });
    worker.onmessage?.({ data: { id, kind: 'failed', reason: 'no memory' } });
  });
  const run = await c.run('wasm', job, { onProgress: one => seen.push(one.step) });
  expect(run).toMatchObject({ status: 'not-run', reason: 'no memory' });
  expect(seen).toEqual(['Loading']);
  expect(workers[0].terminated).toBe(true);
});

it('ends a worker that hangs', async () => {
  const { client: c, workers } = client(() => undefined);
  expect(await c.run('webgpu', job, { timeout: 20 })).toMatchObject({
    status: 'not-run',
    reason: expect.stringContaining('no sign of life')
  });
  expect(workers[0].terminated).toBe(true);
});

it('ends a worker when a person cancels, also before it started', async () => {
  const { client: c, workers } = client(() => undefined);
  const controller = new AbortController();
  const run = c.run('webgpu', job, { signal: controller.signal });
  controller.abort();
  await expect(run).rejects.toThrow(CancelledError);
  expect(workers[0].terminated).toBe(true);
  await expect(c.run('wasm', job, { signal: controller.signal })).rejects.toThrow(CancelledError);
  expect(workers).toHaveLength(1);
});

it('says that a worker could not be loaded', async () => {
  const { client: c } = client(worker => worker.onerror?.({ message: '' }));
  expect(await c.run('wasm', job)).toMatchObject({
    reason: expect.stringContaining('could not be loaded')
  });
});

describe('search for the node that differs', () => {
  const run = (provider: 'wasm' | 'webgpu') => ({ provider, status: 'ran' }) as IProviderRun;
  const one = { id: 'case0', origin: '', inputs: {}, outputs: {}, kernel: {}, ort: {} };
  const parts = {
    model: new Uint8Array(),
    cases: { cases: [one], meta: { schema: 'anneal-cases/1' } } as unknown as ICases,
    runs: [run('wasm'), run('webgpu')]
  };
  const edge = { role: 'chain', to: 'G', status: 'compared', vector: 'case0' };

  it('starts nothing without a result, and ends with the comparison when that is fine', async () => {
    const { client: c, workers } = client((worker, { id }) => {
      const report = { flags: [], edges: [{ ...edge, verdict: 'close' }], model: { ops: {} } };
      worker.onmessage?.({ data: { id, kind: 'reported', report: report as never } });
    });
    expect(await c.search({ ...parts, runs: [] })).toBeNull();
    expect(workers).toHaveLength(0);
    expect(await c.search(parts)).toBeNull();
    expect(workers).toHaveLength(1);
  });

  it('states why it did not search when the worker fails', async () => {
    const { client: c, workers } = client((worker, { id, kind }) => {
      const report = { flags: [], edges: [{ ...edge, verdict: 'mismatch' }], model: { ops: {} } };
      worker.onmessage?.({
        data:
          kind === 'bisect'
            ? { id, kind: 'failed', reason: 'no memory' }
            : { id, kind: 'reported', report: report as never }
      });
    });
    expect(await c.search(parts)).toMatchObject({
      status: 'not-searched',
      vector: 'case0',
      sentence: 'The node was not searched: no memory.'
    });
    expect(workers.every(worker => worker.terminated)).toBe(true);
  });

  it('says that there are no right values for WASM when the other build refuses the model', async () => {
    const wrong = { ...edge, from: 'C', to: 'W', verdict: 'mismatch' };
    const { client: c, workers } = client((worker, { id, kind }) => {
      const report = { flags: [], edges: [wrong], model: { ops: {} } };
      worker.onmessage?.({
        data:
          kind === 'inside'
            ? { id, kind: 'failed', reason: 'no such operator' }
            : { id, kind: 'reported', report: report as never }
      });
    });
    const steps: string[] = [];
    const found = await c.search(parts, { onProgress: one => steps.push(one.step) });
    expect(steps).toEqual(['Reading right values from another build of the runtime']);
    expect(found).toMatchObject({
      status: 'not-searched',
      subject: 'wasm',
      sentence: expect.stringContaining('which cannot run this model: no such operator.')
    });
    expect(workers).toHaveLength(2);
    expect(workers.every(worker => worker.terminated)).toBe(true);
  });
});
