/**
 * Where things are in the checkout. Everything else in scripts/ asks here; nothing below depends on the working directory.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const venv = path.join(root, '.venv');

const windows = process.platform === 'win32';

/** The folder of the virtual environment that holds its programs. */
export const venvBin = path.join(venv, windows ? 'Scripts' : 'bin');

/** A program of the virtual environment. */
export const venvProgram = name => path.join(venvBin, windows ? `${name}.exe` : name);

/** A path of the checkout. */
export const at = (...parts) => path.join(root, ...parts);

/** Scratch files that may be deleted at any time: logs, results of test runs. */
export const cache = (...parts) => path.join(root, '.anneal-cache', ...parts);

/** The path as the reader should type it from the root of the checkout. */
export const shown = file => path.relative(root, file) || '.';

/** Environment for every program that is started: the virtual environment first, no browser download. */
export function environment(extra = {}) {
  return {
    ...process.env,
    VIRTUAL_ENV: venv,
    PATH: [venvBin, at('node_modules', '.bin'), process.env.PATH].join(path.delimiter),
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
    ...extra
  };
}
