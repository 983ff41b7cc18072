/**
 * Reads and writes numpy's `.npy` format, versions 1 to 3.
 *
 * Every numeric type and text, both byte orders, Fortran order and 0-d arrays. What has no typed array here (objects,
 * bytes, complex, records, dates) is refused with the name of the type and the cure; nothing is guessed.
 */

import { strFromU8, strToU8 } from 'fflate';
import { allocate, bytesOf, bytesPerElement, elementCount, tensor } from './tensor';
import type { DType, ITensor, TensorData } from './tensor';

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

const numpyNames: Record<string, DType> = {
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
  i1: 'int8',
  i2: 'int16',
  i4: 'int32',
  i8: 'int64',
  u1: 'uint8',
  u2: 'uint16',
  u4: 'uint32',
  u8: 'uint64',
  b1: 'bool'
};

const refusals: [RegExp, string][] = [
  [/^[|<>=]?O/, 'Python objects; save plain arrays (allow_pickle stays off)'],
  [/^[|<>=]?[Sa]/, 'bytes; convert them with .astype(str)'],
  [/^[|<>=]?c/, 'complex numbers; save the real and imaginary parts as two arrays'],
  [/^[|<>=]?[Mm]/, 'dates; convert them with .astype("int64")'],
  [/^[|<>=]?V/, 'records; save one array for each field'],
  [/^[|<>=]?f(12|16)/, 'extended precision; convert it with .astype("float64")']
];

const machineIsLittle = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Parses one `.npy` file.
 *
 * @throws Error naming what is wrong and the cure.
 */
export function parseNpy(bytes: Uint8Array): ITensor {
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new Error('Not a .npy file: the first bytes are not "\\x93NUMPY".');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const major = bytes[6];
  if (major < 1 || major > 3) {
    throw new Error(`.npy version ${major} is not known here; versions 1 to 3 are.`);
  }
  const long = major > 1;
  if (long && bytes.length < 12) {
    throw new Error('The .npy file ends inside its header.');
  }
  const start = long ? 12 : 10;
  const end = start + (long ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) {
    throw new Error('The .npy file ends inside its header.');
  }
  // version 3 is UTF-8, 1 and 2 are Latin-1; field names are the only place where it could matter
  const header = parseHeader(strFromU8(bytes.subarray(start, end), major < 3));
  const { dtype, little, width } = parseDescr(header.descr);
  const count = elementCount(header.shape) * width;
  const size = bytesPerElement[dtype];
  if (!Number.isSafeInteger(count) || bytes.length - end < count * size) {
    throw new Error(
      `The .npy file is cut short: shape (${header.shape.join(', ')}) of ${dtype} needs ${count * size} bytes, ` +
        `${bytes.length - end} are there.`
    );
  }
  // a copy, because the offset in the file need not be aligned for the typed array
  const raw = bytes.slice(end, end + count * size);
  if (size > 1 && little !== machineIsLittle) {
    swap(raw, size);
  }
  let data = viewOf(dtype, raw, count);
  if (header.fortran && header.shape.length > 1) {
    data = toCOrder(data, dtype, header.shape, width);
  }
  return tensor(dtype, header.shape, data, width);
}

/** Writes one `.npy` file, version 1.0, little-endian, C order: the bytes that `np.save` writes. */
export function writeNpy(value: ITensor): Uint8Array {
  const size = bytesPerElement[value.dtype];
  const code =
    value.dtype === 'string'
      ? `U${value.width}`
      : Object.keys(numpyNames).find(name => numpyNames[name] === value.dtype)!;
  const descr = (size === 1 ? '|' : '<') + code;
  const shape = value.dims.length === 1 ? `(${value.dims[0]},)` : `(${value.dims.join(', ')})`;
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const padded = text + ' '.repeat(63 - ((10 + text.length) % 64)) + '\n';
  const body = bytesOf(value).slice();
  if (size > 1 && !machineIsLittle) {
    swap(body, size);
  }
  const out = new Uint8Array(10 + padded.length + body.length);
  out.set(magic);
  out[6] = 1;
  out[8] = padded.length & 0xff;
  out[9] = padded.length >> 8;
  out.set(strToU8(padded, true), 10);
  out.set(body, 10 + padded.length);
  return out;
}

interface IHeader {
  descr: string;
  fortran: boolean;
  shape: number[];
}

/** The header is a Python dict literal with exactly three keys; a tokenizer is enough and evaluates nothing. */
function parseHeader(text: string): IHeader {
  const tokens =
    text.match(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\d+L?|True|False|[{}()[\],:]|\S/g) ?? [];
  let at = 0;
  const fail = (): never => {
    throw new Error('The .npy header is not a dict with descr, fortran_order and shape.');
  };
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    return token === undefined || (wanted !== undefined && token !== wanted) ? fail() : token;
  };
  let descr: string | undefined;
  let fortran: boolean | undefined;
  let shape: number[] | undefined;
  take('{');
  while (tokens[at] !== '}') {
    const key = take().slice(1, -1);
    take(':');
    if (key === 'descr') {
      if (tokens[at] === '[') {
        throw new Error('The array holds records; save one array for each field.');
      }
      const token = take();
      descr = /^['"]/.test(token) ? token.slice(1, -1) : fail();
    } else if (key === 'fortran_order') {
      const token = take();
      fortran = token === 'True' ? true : token === 'False' ? false : fail();
    } else if (key === 'shape') {
      shape = [];
      take('(');
      while (tokens[at] !== ')') {
        const token = take();
        shape.push(/^\d+L?$/.test(token) ? parseInt(token, 10) : fail());
        if (tokens[at] === ',') {
          at++;
        }
      }
      take(')');
    } else {
      fail();
    }
    if (tokens[at] === ',') {
      at++;
    }
  }
  return descr === undefined || fortran === undefined || shape === undefined
    ? fail()
    : { descr, fortran, shape };
}

function parseDescr(descr: string): { dtype: DType; little: boolean; width: number } {
  const order = /^[<>=|]/.test(descr) ? descr[0] : '=';
  const text = /^[<>=|]?U(\d+)$/.exec(descr);
  const dtype = text ? 'string' : numpyNames[descr.replace(/^[<>=|]/, '').replace(/^\?$/, 'b1')];
  if (!dtype) {
    const known = refusals.find(([pattern]) => pattern.test(descr));
    throw new Error(
      `The array holds ${known ? known[1] : `"${descr}", which is not a number type known here`}.`
    );
  }
  return {
    dtype,
    little: order === '<' || (order !== '>' && machineIsLittle),
    width: text ? Number(text[1]) : 1
  };
}

function viewOf(dtype: DType, raw: Uint8Array, count: number): TensorData {
  const kind = allocate(dtype, 0).constructor as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number
  ) => TensorData;
  return new kind(raw.buffer, raw.byteOffset, count);
}

function swap(raw: Uint8Array, size: number): void {
  for (let i = 0; i < raw.length; i += size) {
    raw.subarray(i, i + size).reverse();
  }
}

function toCOrder(
  data: TensorData,
  dtype: DType,
  shape: readonly number[],
  width: number
): TensorData {
  const out = allocate(dtype, data.length);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
  const position = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < out.length; i += width) {
    const from = position.reduce((sum, p, axis) => sum + p * strides[axis], 0) * width;
    for (let k = 0; k < width; k++) {
      out[i + k] = data[from + k];
    }
    for (let axis = shape.length - 1; axis >= 0 && ++position[axis] === shape[axis]; axis--) {
      position[axis] = 0;
    }
  }
  return out;
}
