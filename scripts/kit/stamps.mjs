/**
 * Remembers what was done for which inputs, so that a second run skips it. The stamps live inside the virtual environment:
 * deleting `.venv` forgets everything, and nothing else has to be known.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { at, venv } from './paths.mjs';

const file = path.join(venv, '.anneal-setup.json');

function read() {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    // Missing or half-written: every step is looked at again, which is always right.
    return {};
  }
}

/** Whether the step was finished for exactly this key. */
export const isDone = (name, key) => read()[name] === key;

/** Notes that the step is finished for this key. */
export function markDone(name, key) {
  const stamps = { ...read(), [name]: key };
  const sorted = Object.fromEntries(Object.entries(stamps).sort(([a], [b]) => (a < b ? -1 : 1)));
  const scratch = `${file}.${process.pid}`;
  fs.writeFileSync(scratch, `${JSON.stringify(sorted, null, 2)}\n`);
  fs.renameSync(scratch, file);
}

const skipped = new Set(['node_modules', '__pycache__', 'labextension', '.ipynb_checkpoints']);

function* filesBelow(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (stat?.isFile()) {
    yield entry;
  } else if (stat?.isDirectory()) {
    for (const name of fs.readdirSync(entry).sort()) {
      if (!skipped.has(name)) {
        yield* filesBelow(path.join(entry, name));
      }
    }
  }
}

/**
 * A hash of files and folders of the checkout (names and contents) and of further words.
 * @param {string[]} entries Paths relative to the root; a missing one counts as absent.
 * @param {{ keep?: (file: string) => boolean, words?: string[] }} [options]
 */
export function hashOf(entries, options = {}) {
  const hash = createHash('sha256');
  for (const entry of entries) {
    for (const found of filesBelow(at(entry))) {
      const name = path.relative(at(), found);
      if (!options.keep || options.keep(name)) {
        hash.update(`${name}\0`).update(fs.readFileSync(found)).update('\0');
      }
    }
  }
  for (const word of options.words ?? []) {
    hash.update(`${word}\0`);
  }
  return hash.digest('hex').slice(0, 32);
}
