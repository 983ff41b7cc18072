/** Worker that runs models on WebGPU: the native provider of ONNX Runtime Web. Loads 27 MB once. */

import * as ort from 'onnxruntime-web/webgpu';
import { serve } from '../onnx/serve';
import type { IWorkerScope } from '../onnx/serve';

serve(self as unknown as IWorkerScope, {
  ort,
  provider: 'webgpu',
  bundle: 'webgpu',
  wasmUrl: new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href
});
