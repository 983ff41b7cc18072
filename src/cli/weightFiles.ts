/** Reads weights of a model from the files beside it. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { embedWeights, type IWeightPlace } from '../onnx/externalWeights';
import { tooLarge } from '../onnx/fits';
import { UsageError } from './usageError';

/**
 * The model with its weights inside; the same bytes when they are there already.
 *
 * @param path - of the model; weights are read from its folder and those below it only
 * @throws UsageError when a file is missing, too short, elsewhere, or all is more than a browser holds
 */
export function withWeights(model: Uint8Array, path: string): Uint8Array {
  let total = model.length;
  return embedWeights(model, place => {
    const file = insideFolder(path, place.location);
    const open = openWeights(file, path);
    try {
      const length = place.length ?? fstatSync(open).size - place.offset;
      total += Math.max(0, length);
      const misfit = tooLarge(total, []);
      if (misfit) {
        throw new UsageError(`${path}: ${misfit.reason}. ${misfit.cure}`);
      }
      return readPart(open, file, { ...place, length });
    } finally {
      closeSync(open);
    }
  });
}

function insideFolder(path: string, location: string): string {
  const local = normalize(location.replaceAll('\\', '/'));
  if (isAbsolute(local) || local.split(/[\\/]/).includes('..')) {
    throw new UsageError(
      `${path} keeps weights outside its folder; save it as one file with onnx.save(onnx.load(…), …).`
    );
  }
  return join(dirname(path), local);
}

function openWeights(file: string, path: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new UsageError(
      code === 'ENOENT'
        ? `${path} keeps its weights in ${file}, which is not there; put it beside the model.`
        : `${file}, which holds weights of ${path}, cannot be read (${code}).`
    );
  }
}

function readPart(open: number, file: string, { offset, length }: IWeightPlace): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, length ?? 0));
  for (let at = 0; at < bytes.length;) {
    const count = readSync(open, bytes, at, bytes.length - at, offset + at);
    if (!count) {
      throw new UsageError(`${file} ends before the weights that the model reads from it.`);
    }
    at += count;
  }
  return bytes;
}
