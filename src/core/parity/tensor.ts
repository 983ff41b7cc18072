/**
 * What a tensor is for the parity check: element type, dimensions, flat C-order data.
 *
 * It does no arithmetic besides widening to float64; reading files is in `npy.ts`, comparing in `compare.ts`.
 */

/** Element types that a numpy file, an ONNX model and a typed array all know. */
export const dtypes = [
  'float16',
  'float32',
  'float64',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string'
] as const;

export type DType = (typeof dtypes)[number];

/** Flat data; float16 is kept as its 16 raw bits, bool as 0 and 1, text as code points of a fixed width (as numpy does). */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** A dense tensor in C order; `data.length` is the product of `dims` (1 for a 0-d tensor), times `width` for text. */
export interface ITensor {
  readonly dtype: DType;
  readonly dims: readonly number[];
  readonly data: TensorData;
  /** Code points of the longest text, where `dtype` is `string`; shorter ones end with zeros. */
  readonly width?: number;
}

/** Bytes of one element; of one code point for text. */
export const bytesPerElement: Record<DType, number> = {
  float16: 2,
  float32: 4,
  float64: 8,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
  string: 4
};

/** Number of elements of a shape; 1 for `[]`. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are the same, dimension by dimension. */
export function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/** Whether the type holds real numbers, where closeness has a meaning. */
export function isFloat(dtype: DType): boolean {
  return dtype === 'float16' || dtype === 'float32' || dtype === 'float64';
}

/** An empty typed array of the right kind for `dtype`. */
export function allocate(dtype: DType, length: number): TensorData {
  switch (dtype) {
    case 'float16':
    case 'uint16':
      return new Uint16Array(length);
    case 'float32':
      return new Float32Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'int64':
      return new BigInt64Array(length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(length);
    case 'uint32':
    case 'string':
      return new Uint32Array(length);
    case 'uint64':
      return new BigUint64Array(length);
  }
}

/**
 * Makes a tensor and checks that the data fits the shape.
 *
 * @throws Error when the number of elements or the kind of array does not fit.
 */
export function tensor(
  dtype: DType,
  dims: readonly number[],
  data: TensorData,
  width = 1
): ITensor {
  if (!dims.every(size => Number.isInteger(size) && size >= 0)) {
    throw new Error(`A tensor needs whole, non-negative dimensions, not [${dims.join(', ')}].`);
  }
  const wanted = elementCount(dims) * width;
  if (data.length !== wanted) {
    throw new Error(
      `A ${dtype} tensor of shape [${dims.join(', ')}] needs ${wanted} elements, but ${data.length} were given.`
    );
  }
  const kind = allocate(dtype, 0);
  if (
    data.BYTES_PER_ELEMENT !== kind.BYTES_PER_ELEMENT ||
    data.constructor.name !== kind.constructor.name
  ) {
    throw new Error(
      `A ${dtype} tensor needs a ${kind.constructor.name}, not a ${data.constructor.name}.`
    );
  }
  return { dtype, dims: [...dims], data, ...(dtype === 'string' ? { width } : {}) };
}

/** A tensor of texts. */
export function textTensor(dims: readonly number[], texts: readonly string[]): ITensor {
  const points = texts.map(text => Array.from(text, letter => letter.codePointAt(0)!));
  const width = points.reduce((most, one) => Math.max(most, one.length), 1);
  const data = new Uint32Array(texts.length * width);
  points.forEach((one, i) => data.set(one, i * width));
  return tensor('string', dims, data, width);
}

/** The texts of a tensor of texts, in C order. */
export function textsOf(value: ITensor): string[] {
  const { data, width = 1 } = value;
  return Array.from({ length: elementCount(value.dims) }, (_, i) => {
    const points = data.subarray(i * width, (i + 1) * width) as Uint32Array;
    let end = width;
    while (end > 0 && points[end - 1] === 0) {
      end--;
    }
    return String.fromCodePoint(...points.subarray(0, end));
  });
}

/** Tensors of texts as whole numbers: the same number for the same text, so that they compare like labels. */
export function asLabels(values: readonly ITensor[]): ITensor[] {
  const labels = new Map<string, number>();
  return values.map(value =>
    tensor(
      'int32',
      value.dims,
      Int32Array.from(
        textsOf(value).map(text => {
          labels.set(text, labels.get(text) ?? labels.size);
          return labels.get(text)!;
        })
      )
    )
  );
}

/** Value of 16 raw float16 bits. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  if (exponent === 0x1f) {
    return fraction ? NaN : sign * Infinity;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Nearest float16 (ties to even) of a number, as its 16 raw bits. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) {
    return 0x7e00;
  }
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) {
    return sign | 0x7c00;
  }
  if (size < 2 ** -24 / 2) {
    return sign;
  }
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // 1024 steps to the power of two; rounding up to 2048 carries into the exponent by itself
  const steps = roundHalfEven(size / 2 ** (exponent - 10));
  return sign | (steps < 1024 ? steps : ((exponent + 14) << 10) + steps);
}

/** The data widened to float64; 64-bit integers above 2^53 lose precision (compare those exactly instead). */
export function toFloat64(value: ITensor): Float64Array {
  const { data, dtype } = value;
  const out = new Float64Array(data.length);
  if (dtype === 'float16') {
    for (let i = 0; i < data.length; i++) {
      out[i] = halfToNumber(data[i] as number);
    }
  } else {
    for (let i = 0; i < data.length; i++) {
      out[i] = Number(data[i]);
    }
  }
  return out;
}

/** Raw bytes of the data in this machine's byte order, without a copy. */
export function bytesOf(value: ITensor): Uint8Array {
  const { buffer, byteOffset, byteLength } = value.data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Position of a flat index in a shape. */
export function unravel(index: number, dims: readonly number[]): number[] {
  const position = new Array<number>(dims.length).fill(0);
  let rest = index;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = Math.max(1, dims[axis]);
    position[axis] = rest % size;
    rest = Math.floor(rest / size);
  }
  return position;
}

function roundHalfEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) {
    return Math.round(value);
  }
  return low % 2 === 0 ? low : low + 1;
}
