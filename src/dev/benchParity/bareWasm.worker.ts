/** The bare loop on WASM. */

import * as ort from 'onnxruntime-web/wasm';
import { serveBare } from './bareLoop';

serveBare(
  ort,
  'wasm',
  new URL('onnxruntime-web/ort-wasm-simd-threaded.wasm', import.meta.url).href
);
