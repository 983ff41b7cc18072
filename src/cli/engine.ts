/** The engine of the command line: the whole catalogue and the parser's files beside the bundle (or in a checkout's `node_modules`). */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { catalogue } from '../../migrations';
import { Engine, PythonParser } from '../core';
import { loadParserAssets } from '../host/assets.node';

let engine: Promise<Engine> | undefined;

export function createEngine(): Promise<Engine> {
  engine ??= (async () => {
    const beside = join(__dirname, 'wasm');
    const assets = loadParserAssets(existsSync(beside) ? beside : null);
    return new Engine(await PythonParser.create(assets), catalogue);
  })();
  return engine;
}

/** Names of all migrations, for `--select` and `--ignore`. */
export const migrationNames: readonly string[] = catalogue.map(m => m.name);
