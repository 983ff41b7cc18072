/** Bundles the page of `anneal parity` and its workers into `dist/parity/`, with the two WebAssembly files that they load. */

import { build } from 'esbuild';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(__dirname, '..', '..');

const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Anneal parity</title></head>
<body><script type="module" src="page.js"></script></body></html>
`;

/** Fills the folder; the names of the files are `pageFiles` in `src/cli/browser/pageServer.ts`. */
export async function buildParityPage(folder = join(root, 'dist', 'parity')): Promise<void> {
  mkdirSync(join(folder, 'onnxruntime-web'), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: [
      { in: 'src/cli/browser/page.ts', out: 'page' },
      { in: 'src/worker/onnxWebgpu.worker.ts', out: 'onnxWebgpu.worker' },
      { in: 'src/worker/onnxWasm.worker.ts', out: 'onnxWasm.worker' }
    ],
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    minify: true,
    legalComments: 'linked',
    logLevel: 'warning'
  });
  // the workers ask for these addresses; rspack rewrites them in the JupyterLab build, esbuild leaves them as they are
  for (const name of ['ort-wasm-simd-threaded.wasm', 'ort-wasm-simd-threaded.asyncify.wasm']) {
    const from = join(dirname(require.resolve('onnxruntime-web')), name);
    copyFileSync(from, join(folder, 'onnxruntime-web', name));
  }
  writeFileSync(join(folder, 'index.html'), html);
}

if (require.main === module) {
  void buildParityPage(process.argv[2]);
}
