/**
 * Reads and writes numpy's `.npz`: a zip of `.npy` members.
 *
 * Limits what it unpacks, so that a small hostile file cannot fill the memory. What the members mean is in `cases.ts`.
 */

import { unzipSync, zipSync } from 'fflate';
import type { Zippable } from 'fflate';
import { parseNpy, writeNpy } from './npy';
import type { ITensor } from './tensor';

/** Most bytes that one archive may unpack to. */
export const maxUnpackedBytes = 1024 ** 3;

/**
 * Arrays of an `.npz`, by name (without `.npy`), in the order of the file.
 *
 * @throws Error naming the member and what is wrong with it.
 */
export function readNpz(bytes: Uint8Array, limit = maxUnpackedBytes): Map<string, ITensor> {
  if (bytes.length < 4 || bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new Error('Not an .npz file: it is not a zip archive. Write it with numpy.savez.');
  }
  let total = 0;
  let members: Record<string, Uint8Array>;
  try {
    members = unzipSync(bytes, {
      filter: file => {
        total += file.originalSize;
        if (total > limit) {
          throw new Error(`it unpacks to more than ${limit} bytes`);
        }
        return file.name.endsWith('.npy');
      }
    });
  } catch (error) {
    throw new Error(`The .npz file cannot be read: ${reasonOf(error)}.`);
  }
  const arrays = new Map<string, ITensor>();
  for (const [name, member] of Object.entries(members)) {
    try {
      arrays.set(name.slice(0, -'.npy'.length), parseNpy(member));
    } catch (error) {
      throw new Error(`Array "${name.slice(0, -4)}": ${reasonOf(error)}`);
    }
  }
  return arrays;
}

/** An `.npz` of the arrays, byte for byte the same for the same input (fixed time stamps). */
export function writeNpz(arrays: ReadonlyMap<string, ITensor>, compress = true): Uint8Array {
  const files: Zippable = {};
  for (const [name, value] of arrays) {
    // the earliest time that zip can express, in local time, as the format has no zone
    files[`${name}.npy`] = [
      writeNpy(value),
      { level: compress ? 6 : 0, mtime: '1980-01-01T00:00:00' }
    ];
  }
  return zipSync(files);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
