/** Reads the parser's WebAssembly files in Node: from a folder beside the bundle, or from `node_modules` in a checkout. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IParserAssets } from '../core';

const files = {
  runtime: { package: 'web-tree-sitter', file: 'web-tree-sitter.wasm' },
  grammar: { package: 'tree-sitter-python', file: 'tree-sitter-python.wasm' },
  formatter: { package: '@wasm-fmt/ruff_fmt', file: 'ruff_fmt_bg.wasm' }
} as const;

/**
 * @param folder where the bundle keeps its assets; null looks into `node_modules`, upwards from the working directory
 * @throws Error naming the missing file
 */
export function loadParserAssets(folder: string | null): IParserAssets {
  const read = (key: keyof typeof files): Uint8Array => {
    const { package: name, file } = files[key];
    const path = folder ? join(folder, file) : findInNodeModules(join(name, file));
    if (!path || !existsSync(path)) {
      throw new Error(`The file ${file} is missing: run \`npm run setup\`.`);
    }
    return new Uint8Array(readFileSync(path));
  };
  return { runtime: read('runtime'), grammar: read('grammar'), formatter: read('formatter') };
}

function findInNodeModules(path: string): string | null {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', path);
    if (existsSync(candidate)) {
      return candidate;
    }
    if (folder === dirname(folder)) {
      return null;
    }
  }
}
