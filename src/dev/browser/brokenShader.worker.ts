/**
 * The WebGPU worker with one wrong constant in one shader: the first coefficient of the polynomial for the error
 * function. A fault that exists on WebGPU only, in the operators Erf and Gelu only.
 */

import * as ort from 'onnxruntime-web/webgpu';
import { serve } from '../../onnx/serve';
import type { IWorkerScope } from '../../onnx/serve';

const createShaderModule = GPUDevice.prototype.createShaderModule;
GPUDevice.prototype.createShaderModule = function (descriptor): GPUShaderModule {
  const code = descriptor.code.replaceAll('0.254829592', '0.274829592');
  return createShaderModule.call(this, { ...descriptor, code });
};

serve(self as unknown as IWorkerScope, {
  ort,
  provider: 'webgpu',
  bundle: 'webgpu, with a planted fault',
  wasmUrl: new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href
});
