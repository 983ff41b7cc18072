import { execFileSync } from 'child_process';
import fc from 'fast-check';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseNpy, writeNpy } from './npy';
import { readNpz, writeNpz } from './npz';
import {
  allocate,
  bytesOf,
  dtypes,
  halfToNumber,
  numberToHalf,
  tensor,
  textTensor,
  textsOf
} from './tensor';
import type { DType, ITensor } from './tensor';

const root = join(__dirname, '../../..');
const venv = join(root, '.venv/bin/python');
const python = existsSync(venv) ? venv : 'python3';

/** Runs real numpy in an own folder; the script reads and writes files there. */
function numpy(
  script: string,
  files: Record<string, Uint8Array> = {}
): (name: string) => Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-npy-'));
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), bytes);
  }
  execFileSync(python, ['-c', `import numpy as np\n${script}`], { cwd: folder });
  const names = ['out.npz', 'a.npy'];
  const kept = new Map(
    names
      .filter(n => existsSync(join(folder, n)))
      .map(n => [n, new Uint8Array(readFileSync(join(folder, n)))])
  );
  rmSync(folder, { recursive: true });
  return name => kept.get(name)!;
}

const anyTensor: fc.Arbitrary<ITensor> = fc
  .tuple(
    fc.constantFrom(...dtypes),
    fc.array(fc.nat(3), { maxLength: 4 }),
    fc.infiniteStream(fc.nat(255))
  )
  .map(([dtype, dims, stream]) => {
    const data = allocate(
      dtype,
      dims.reduce((a, b) => a * b, 1)
    );
    const raw = new Uint8Array(data.buffer);
    for (let i = 0; i < raw.length; i++) {
      raw[i] = dtype === 'bool' ? stream.next().value! & 1 : stream.next().value!;
    }
    return tensor(dtype, dims, data);
  });

describe('npy', () => {
  it('gives back what it wrote, for every type and shape', () => {
    fc.assert(
      fc.property(anyTensor, value => {
        const back = parseNpy(writeNpy(value));
        expect(back.dtype).toBe(value.dtype);
        expect(back.dims).toEqual(value.dims);
        expect(bytesOf(back)).toEqual(bytesOf(value));
      })
    );
  });

  it('reads what real numpy writes: every type, both byte orders, Fortran order, 0-d, empty', () => {
    const read = numpy(`
arrays = {}
for code in ['f2','f4','f8','i1','i2','i4','i8','u1','u2','u4','u8']:
    for order in '<>':
        a = (np.arange(24).reshape(2, 3, 4) - (0 if code[0] == 'u' else 7)).astype(order + code)
        arrays[order + code] = a
        arrays[order + code + 'F'] = np.asfortranarray(a)
arrays['bool'] = np.array([True, False, True])
arrays['zero'] = np.array(2.5)
arrays['empty'] = np.zeros((0, 3), 'f4')
arrays['big'] = np.array([2**62, -2**63, 1])
arrays['text'] = np.asfortranarray([['grün', ''], ['a', '😀'], ['b', 'c']])
np.savez_compressed('out.npz', **arrays)`);
    const arrays = readNpz(read('out.npz'));
    expect(arrays.size).toBe(49);
    expect(textsOf(arrays.get('text')!)).toEqual(['grün', '', 'a', '😀', 'b', 'c']);
    const names: Record<string, DType> = {
      f2: 'float16',
      f4: 'float32',
      f8: 'float64',
      i8: 'int64',
      u8: 'uint64',
      u2: 'uint16'
    };
    for (const [name, value] of arrays) {
      const match = /^[<>](.\d)(F?)$/.exec(name);
      if (match) {
        expect(value.dims).toEqual([2, 3, 4]);
        expect(value.dtype).toBe(names[match[1]] ?? value.dtype);
        const shift = match[1][0] === 'u' ? 0 : 7;
        const numbers = Array.from(value.data as ArrayLike<number | bigint>, x =>
          value.dtype === 'float16' ? halfToNumber(Number(x)) : Number(x)
        );
        expect(numbers).toEqual(Array.from({ length: 24 }, (_, i) => i - shift));
      }
    }
    expect(arrays.get('bool')).toEqual({ dtype: 'bool', dims: [3], data: Uint8Array.of(1, 0, 1) });
    expect(arrays.get('zero')).toEqual({ dtype: 'float64', dims: [], data: Float64Array.of(2.5) });
    expect(arrays.get('empty')!.dims).toEqual([0, 3]);
    expect(arrays.get('big')!.data).toEqual(BigInt64Array.of(2n ** 62n, -(2n ** 63n), 1n));
  });

  it('writes what real numpy reads', () => {
    const arrays = new Map<string, ITensor>([
      ['x', tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4.5))],
      ['case0.input.a b', tensor('int64', [1], BigInt64Array.of(2n ** 60n))],
      ['s', tensor('float64', [], Float64Array.of(0.1))],
      ['t', textTensor([2], ['ja', '😀'])]
    ]);
    const read = numpy(
      `z = np.load('in.npz')
assert z['x'].dtype == np.float32 and z['x'].tolist() == [[1, 2], [3, 4.5]]
assert z['case0.input.a b'].tolist() == [2**60]
assert z['t'].tolist() == ['ja', '😀']
assert z['s'].shape == () and z['s'] == 0.1
np.save('a.npy', z['x'])`,
      { 'in.npz': writeNpz(arrays) }
    );
    expect(writeNpy(arrays.get('x')!)).toEqual(read('a.npy'));
  });

  it('refuses what has no typed array, with the cure', () => {
    const header = (text: string): Uint8Array =>
      Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, text.length, 0, ...Buffer.from(text)]);
    const dict = (descr: string): Uint8Array =>
      header(`{'descr': ${descr}, 'fortran_order': False, 'shape': (1,), }`);
    expect(() => parseNpy(dict("'|O'"))).toThrow(/Python objects/);
    expect(() => parseNpy(dict("'|S3'"))).toThrow(/astype\(str\)/);
    expect(() => parseNpy(dict("'<c8'"))).toThrow(/real and imaginary/);
    expect(() => parseNpy(dict("'<M8[ns]'"))).toThrow(/astype/);
    expect(() => parseNpy(dict("[('a', '<f4')]"))).toThrow(/one array for each field/);
    expect(() => parseNpy(dict("'<f4'"))).toThrow(/cut short/);
    expect(() => parseNpy(header('__import__("os")'))).toThrow(/not a dict/);
    expect(() => parseNpy(new Uint8Array(20))).toThrow(/Not a .npy file/);
    expect(() => readNpz(new Uint8Array(20))).toThrow(/not a zip archive/);
    expect(() =>
      readNpz(writeNpz(new Map([['x', tensor('int8', [1000], new Int8Array(1000))]])), 500)
    ).toThrow(/more than 500/);
  });

  it('never fails with anything but a sentence on damaged files', () => {
    const good = writeNpy(tensor('float32', [3], Float32Array.of(1, 2, 3)));
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bad = good.slice();
        bad[at] = byte;
        try {
          parseNpy(bad);
        } catch (error) {
          expect((error as Error).message).toMatch(/npy|array|tensor/i);
        }
      }),
      { numRuns: 500 }
    );
  });
});

describe('float16', () => {
  it('rounds every one of the 65536 values to itself', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToNumber(bits);
      const back = numberToHalf(value);
      expect(Number.isNaN(value) ? 0x7e00 : bits).toBe(back);
    }
  });
});
