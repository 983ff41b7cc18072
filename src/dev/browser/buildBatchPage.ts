/** Bundles the page for many models: the shipped workers, and beside them those that are wrong on purpose. */

import { build } from 'esbuild';
import { join } from 'node:path';
import { buildParityPage } from '../buildParityPage';

const root = join(__dirname, '..', '..', '..');

/** Fills the folder for `runBatch`. */
export async function buildBatchPage(folder: string): Promise<void> {
  await buildParityPage(folder);
  await build({
    absWorkingDir: root,
    entryPoints: ['page', 'defaultBuild.worker', 'brokenShader.worker'].map(name => ({
      in: `src/dev/browser/${name}.ts`,
      out: name
    })),
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    minify: true,
    logLevel: 'warning'
  });
}

if (require.main === module) {
  void buildBatchPage(process.argv[2]);
}
