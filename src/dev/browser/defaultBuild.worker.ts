/**
 * Worker with the default build of ONNX Runtime Web, whose WebGPU kernels give wrong values for some models without an
 * error. Anneal never ships it: its wrong results are the mutants that the comparison must see.
 */

import * as ort from 'onnxruntime-web';
import { serve } from '../../onnx/serve';
import type { IWorkerScope } from '../../onnx/serve';

serve(self as unknown as IWorkerScope, {
  ort,
  provider: 'webgpu',
  bundle: 'default',
  wasmUrl: new URL('onnxruntime-web/ort-wasm-simd-threaded.jsep.wasm', import.meta.url).href
});
