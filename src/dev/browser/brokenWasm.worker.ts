/**
 * The WASM worker with one wrong constant in the compiled runtime: a coefficient of the polynomial for the error function,
 * wherever it stands. A fault that exists on WASM only, in the operators Erf and Gelu only.
 */

import * as ort from 'onnxruntime-web/wasm';
import { serve } from '../../onnx/serve';
import type { IWorkerScope } from '../../onnx/serve';

const coefficient = 0.128379151;
const wrong = 0.148379151;

const url = new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href;

function broken(runtime: ArrayBuffer): ArrayBuffer {
  const view = new DataView(runtime);
  const wanted = Math.fround(coefficient);
  let found = 0;
  for (let at = 0; at + 4 <= runtime.byteLength; at++) {
    if (view.getFloat32(at, true) === wanted) {
      view.setFloat32(at, wrong, true);
      found++;
    }
  }
  if (found === 0) {
    throw new Error('the constant is not in this version of the runtime');
  }
  return runtime;
}

// requests that come before the runtime is there wait for it
const early: MessageEvent[] = [];
self.onmessage = event => early.push(event);

void fetch(url)
  .then(response => response.arrayBuffer())
  .then(runtime => {
    ort.env.wasm.wasmBinary = broken(runtime);
    serve(self as unknown as IWorkerScope, {
      ort,
      provider: 'wasm',
      bundle: 'wasm, with a planted fault',
      wasmUrl: url
    });
    early.forEach(event => self.onmessage?.call(self as never, event));
  });
