import fc from 'fast-check';
import { compareTensors } from './compare';
import { maxSnrDb } from './metrics';
import { numberToHalf, tensor, textTensor } from './tensor';
import type { ITensor } from './tensor';
import { scaledAtol, toleranceFor } from './tolerance';
import type { ChainNode } from './tolerance';

const f32 = (values: number[], dims = [values.length]): ITensor =>
  tensor('float32', dims, Float32Array.from(values));
const compare = (r: ITensor, a: ITensor | undefined, to: ChainNode = 'G') =>
  compareTensors('y', r, a, toleranceFor(r.dtype, to, 0));

/** A plausible output: values of ordinary size that differ from each other. */
const ramp = (n: number, scale = 1): number[] =>
  Array.from({ length: n }, (_, i) => scale * Math.sin(i + 1));

describe('compareTensors', () => {
  it('is exact on the same bytes, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.float(), { minLength: 1, maxLength: 40 }), values => {
        const m = compare(f32(values), f32(values));
        expect(m.verdict).toBe('exact');
        expect(m.tau).toBe(0);
        expect(m.snr_db).toBe(maxSnrDb);
      })
    );
  });

  it('compares text as it does labels: equal or not', () => {
    const wanted = textTensor([3], ['yes', 'no', 'über']);
    expect(compare(wanted, textTensor([3], ['yes', 'no', 'über'])).verdict).toBe('exact');
    const other = compare(wanted, textTensor([3], ['yes', 'yes', 'über and more']));
    expect(other).toMatchObject({ verdict: 'mismatch', violations: 2, n: 3 });
  });

  it('has tau above 1 if and only if an element violates the bound', () => {
    const value = fc.double({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 20 }), pairs => {
        const r = Float32Array.from(pairs, ([x]) => x);
        const a = Float32Array.from(pairs, ([x, e]) => x + e * 1e-4);
        const m = compare(tensor('float32', [r.length], r), tensor('float32', [r.length], a));
        const rms = Math.sqrt(r.reduce((s, x) => s + x * x, 0) / r.length);
        const outside = [...r].filter(
          (x, i) => Math.abs(a[i] - x) > scaledAtol(1e-5, rms) + 1e-4 * Math.abs(x)
        ).length;
        expect(m.violations).toBe(outside);
        expect(m.tau > 1).toBe(outside > 0);
      })
    );
  });

  it('would pass with the bound that it says is needed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), { minLength: 2, maxLength: 20 }),
        values => {
          const r = f32(values);
          const a = f32(values.map((x, i) => x * (1 + (i % 3) * 0.01)));
          const m = compare(r, a);
          const again = compareTensors(
            'y',
            r,
            a,
            toleranceFor('float32', 'G', 0, { rtol: m.required.rtol * 1.0001, atol: 1e-5 })
          );
          expect(again.tau).toBeLessThanOrEqual(1);
          const absolute = compareTensors(
            'y',
            r,
            a,
            toleranceFor('float32', 'G', 0, { rtol: 0, atol: m.required.atol * 1.0001 })
          );
          expect(absolute.tau).toBeLessThanOrEqual(1);
        }
      )
    );
  });

  it('grades by size of the error', () => {
    const r = ramp(64);
    const off = (by: number): string =>
      compare(f32(r), f32(r.map((x, i) => x + by * Math.cos(3 * i)))).verdict;
    expect(off(1e-6)).toBe('equivalent');
    expect(compare(f32(r), f32(r.map(x => x * (1 + 5e-5)))).verdict).toBe('close');
    expect(off(3e-3)).toBe('degraded');
    expect(off(3e-1)).toBe('mismatch');
  });

  it('measures known numbers', () => {
    const m = compare(f32([3, 4]), f32([3, 4.5]));
    expect(m.max_abs).toEqual({ v: 0.5, i: [1], ref: 4, act: 4.5 });
    expect(m.rmse).toBeCloseTo(Math.sqrt(0.125), 12);
    expect(m.snr_db).toBeCloseTo(10 * Math.log10(25 / 0.25), 10);
    expect(m.cos1m).toBeCloseTo(1 - 27 / (5 * Math.sqrt(29.25)), 12);
    expect(m.hist_abs).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(m.r2).toBeCloseTo(1 - 0.25 / 0.5, 12);
    expect(m.ulp!.max).toBe(2 ** 20); // half of the 2^23 steps in [4, 8) span 2: 0.5 is 2^21 / 2 steps
  });

  it('sees zeros instead of values', () => {
    const m = compare(f32(ramp(30)), f32(new Array(30).fill(0)));
    expect(m.degenerate).toBe(true);
    expect(m.verdict).toBe('mismatch');
    expect(m.snr_db).toBeCloseTo(0, 9);
  });

  it('sees zeros instead of tiny values, which an absolute bound would let pass', () => {
    expect(compare(f32(ramp(30, 1e-7)), f32(new Array(30).fill(0))).verdict).toBe('mismatch');
  });

  it('sees a value that is not finite on one side, and accepts it on both', () => {
    expect(compare(f32([1, NaN, 3]), f32([1, 0, 3]))).toMatchObject({
      verdict: 'mismatch',
      nonfinite: { disagree: 1 }
    });
    expect(compare(f32([1, 2, 3]), f32([1, Infinity, 3])).verdict).toBe('mismatch');
    expect(compare(f32([1, -Infinity, 3]), f32([1, Infinity, 3])).verdict).toBe('mismatch');
    expect(compare(f32([1, NaN, Infinity]), f32([1, NaN, Infinity])).verdict).toBe('exact');
  });

  it('does not compare what has another type or shape, or is missing', () => {
    expect(compare(f32([1, 2]), f32([1, 2], [2, 1]))).toMatchObject({
      verdict: 'mismatch',
      structural: 'shape [2, 1] instead of [2]'
    });
    expect(compare(f32([1]), tensor('float64', [1], Float64Array.of(1)))).toMatchObject({
      structural: 'type float64 instead of float32'
    });
    expect(compare(f32([1]), undefined)).toMatchObject({
      verdict: 'mismatch',
      structural: 'the output is missing'
    });
  });

  it('wants whole numbers exactly, also beyond 2^53', () => {
    const i64 = (...values: bigint[]): ITensor =>
      tensor('int64', [values.length], BigInt64Array.from(values));
    expect(compare(i64(2n ** 60n, 5n), i64(2n ** 60n, 5n)).verdict).toBe('exact');
    expect(compare(i64(2n ** 60n, 5n), i64(2n ** 60n + 1n, 5n))).toMatchObject({
      verdict: 'mismatch',
      violations: 1
    });
  });

  it('calls a flip explainable only when the reference hardly preferred the class', () => {
    const near = compare(f32([1, 1.00001, 5, 1], [2, 2]), f32([1.00005, 1, 5, 1], [2, 2]));
    expect(near.top1).toMatchObject({ flips: 1, explainable: 1, rows: 2 });
    const far = compare(f32([1, 2, 5, 1], [2, 2]), f32([2, 1.9, 5, 1], [2, 2]));
    expect(far.top1).toMatchObject({ flips: 1, explainable: 1 });
    const scattered = compare(f32([0, 3, 0, 0, 3, 0], [2, 3]), f32([3.01, 3, 0, 0, 3, 0], [2, 3]));
    expect(scattered.top1!.flips).toBe(1);
    expect(scattered.verdict).toBe('mismatch');
  });

  it('counts steps of float16', () => {
    const half = (...values: number[]): ITensor =>
      tensor('float16', [values.length], Uint16Array.from(values, numberToHalf));
    expect(compare(half(1, 1000), half(1 + 2 ** -9, 1000)).ulp!.max).toBe(0); // below one step of the output's scale
    expect(compare(half(1, 1), half(1 + 2 ** -8, 1)).ulp!.max).toBe(4);
  });

  it('handles empty outputs and single values', () => {
    expect(compare(f32([]), f32([])).verdict).toBe('exact');
    expect(compare(f32([2]), f32([0]))).toMatchObject({ degenerate: true, verdict: 'mismatch' });
    expect(compare(f32([2]), f32([2.0000001])).verdict).toBe('exact');
  });
});

describe('toleranceFor', () => {
  it('is never narrower in close than in strict', () => {
    for (const dtype of ['float16', 'float32', 'float64'] as const) {
      for (const to of ['P', 'C', 'W', 'G'] as const) {
        for (const heavy of [0, 21]) {
          const t = toleranceFor(dtype, to, heavy);
          expect(t.close.rtol).toBeGreaterThanOrEqual(t.strict.rtol);
          expect(t.close.atol).toBeGreaterThanOrEqual(t.strict.atol);
        }
      }
    }
  });

  it('widens for a deep model and on WebGPU', () => {
    expect(toleranceFor('float32', 'G', 0).close).toEqual({ rtol: 1e-4, atol: 1e-5 });
    expect(toleranceFor('float32', 'G', 21).close).toEqual({ rtol: 1e-3, atol: 1e-4 });
    expect(toleranceFor('float32', 'W', 0).close).toEqual({ rtol: 1e-5, atol: 1e-5 });
  });
});
