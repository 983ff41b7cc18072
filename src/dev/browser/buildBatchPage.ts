/** Bundles the page for many models: the shipped workers, and beside them those that are wrong on purpose. */

import { build } from 'esbuild';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { buildParityPage } from '../buildParityPage';

const root = join(__dirname, '..', '..', '..');

/** Fills the folder for `runBatch`. */
export async function buildBatchPage(folder: string): Promise<void> {
  await buildParityPage(folder);
  // the page of the command, for tests that need it with another worker
  renameSync(join(folder, 'page.js'), join(folder, 'parityPage.js'));
  await build({
    absWorkingDir: root,
    entryPoints: ['page', 'defaultBuild.worker', 'brokenShader.worker', 'brokenWasm.worker'].map(
      name => ({
        in: `src/dev/browser/${name}.ts`,
        out: name
      })
    ),
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
