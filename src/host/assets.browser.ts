/**
 * Loads the parser's WebAssembly files in a browser. The bundler sees each address and puts the file beside the script.
 * `import.meta` keeps this file out of jest.
 */
import type { IParserAssets } from '../core';

/** @throws Error naming the file that did not arrive */
export async function loadParserAssets(): Promise<IParserAssets> {
  const [runtime, grammar, formatter] = await Promise.all([
    load(new URL('web-tree-sitter/web-tree-sitter.wasm', import.meta.url), 'the parser'),
    load(new URL('tree-sitter-python/tree-sitter-python.wasm', import.meta.url), 'the grammar'),
    load(new URL('@wasm-fmt/ruff_fmt/ruff_fmt_bg.wasm', import.meta.url), 'the formatter')
  ]);
  return { runtime, grammar, formatter };
}

async function load(url: URL, name: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`The file of ${name} could not be loaded (${response.status}).`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
