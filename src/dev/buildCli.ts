/** Bundles the `anneal` command: one file, its WebAssembly and its Python part beside it, no `node_modules` needed at run time. */
import { build, type Metafile } from 'esbuild';
import { chmodSync, copyFileSync, cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildParityPage } from './buildParityPage';

const root = join(__dirname, '..', '..');

/** Files that the parser loads at run time. */
const wasm = [
  'web-tree-sitter/web-tree-sitter.wasm',
  'tree-sitter-python/tree-sitter-python.wasm',
  '@wasm-fmt/ruff_fmt/ruff_fmt_bg.wasm'
];

/** Fills `folder` and returns what went into the bundle. */
export async function buildCli(folder: string): Promise<Metafile> {
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(folder, 'cli.cjs'),
    // Its ES module asks for `import.meta.url`, which a CommonJS bundle does not have.
    alias: { 'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs') },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'linked',
    // Other ES modules ask for their own address only to make a `require`: the bundle's address serves.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: {
      js: "#!/usr/bin/env node\nconst bundleUrl = require('node:url').pathToFileURL(__filename).href;"
    },
    metafile: true,
    logLevel: 'warning'
  });
  chmodSync(join(folder, 'cli.cjs'), 0o755);
  for (const file of wasm) {
    copyFileSync(join(root, 'node_modules', file), join(folder, 'wasm', basename(file)));
  }
  for (const part of ['verify', 'kernel']) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(root, 'jupyterlab_anneal', part), join(folder, part), {
      recursive: true,
      filter: source => !source.includes('__pycache__')
    });
  }
  return metafile;
}

if (require.main === module) {
  const folder = join(root, 'dist');
  void Promise.all([buildCli(folder), buildParityPage(join(folder, 'parity'))]);
}
