/** Starts the ONNX workers. Alone in its file because `import.meta` cannot be loaded by jest. */

import type { Provider } from '../core/parity/reportSchema';

/** A new worker for the provider; the caller terminates it. */
export function createOnnxWorker(provider: Provider): Worker {
  // the bundler needs both calls written out
  return provider === 'webgpu'
    ? new Worker(new URL('./onnxWebgpu.worker', import.meta.url), { name: 'anneal-onnx-webgpu' })
    : new Worker(new URL('./onnxWasm.worker', import.meta.url), { name: 'anneal-onnx-wasm' });
}
