/** Worker that runs models on the CPU: the full WASM build of ONNX Runtime Web, every operator included. Loads 14 MB once. */

import * as ort from 'onnxruntime-web/wasm';
import { serve } from '../onnx/serve';
import type { IWorkerScope } from '../onnx/serve';

serve(self as unknown as IWorkerScope, {
  ort,
  provider: 'wasm',
  bundle: 'wasm',
  wasmUrl: new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href
});
