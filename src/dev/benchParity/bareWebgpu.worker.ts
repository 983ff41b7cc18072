/** The bare loop on WebGPU. */

import * as ort from 'onnxruntime-web/webgpu';
import { serveBare } from './bareLoop';

serveBare(
  ort,
  'webgpu',
  new URL('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm', import.meta.url).href
);
