/** The least that runs a model with ONNX Runtime Web: create a session, run every case, run the first case again. */

import type * as Ort from 'onnxruntime-web';
import type { ITensor } from '../../core/parity/tensor';

export interface IBareJob {
  readonly model: Uint8Array;
  readonly cases: readonly Readonly<Record<string, ITensor>>[];
  /** Runs of the first case after all cases ran once. */
  readonly again: number;
}

/** What the loop took, in milliseconds. */
export interface IBareTimes {
  readonly create: number;
  readonly warm: readonly number[];
}

/** Answers jobs in a worker. */
export function serveBare(ort: typeof Ort, provider: 'wasm' | 'webgpu', wasmUrl: string): void {
  self.onmessage = async (event: MessageEvent<IBareJob>) => {
    const { model, cases, again } = event.data;
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = { wasm: wasmUrl };
    const start = performance.now();
    const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
    const create = performance.now() - start;
    const run = async (inputs: Readonly<Record<string, ITensor>>): Promise<void> => {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [
          name,
          new ort.Tensor('float32', data as Float32Array, dims)
        ])
      );
      const results = await session.run(feeds);
      for (const value of Object.values(results)) {
        await value.getData();
      }
    };
    for (const inputs of cases) {
      await run(inputs);
    }
    const warm: number[] = [];
    for (let i = 0; i < again; i++) {
      const t = performance.now();
      await run(cases[0]);
      warm.push(performance.now() - t);
    }
    await session.release();
    const times: IBareTimes = { create, warm };
    self.postMessage(times);
  };
}
