/**
 * Judges a result twice: by ONNX's own rule, written here a second time on purpose, and by Anneal's verdict.
 *
 * A wrong result that Anneal calls close or better is a false pass, the one thing that must not happen.
 */

import type { IProviderRun } from '../../core/parity/buildReport';
import { compareTensors } from '../../core/parity/compare';
import type { Level } from '../../core/parity/metrics';
import { sameDims, textsOf, toFloat64 } from '../../core/parity/tensor';
import type { ITensor } from '../../core/parity/tensor';
import { toleranceFor } from '../../core/parity/tolerance';
import { passes, worst } from '../../core/parity/verdict';

/** What can come out of a case. */
export const classes = [
  'pass',
  'rounding',
  'wrong',
  'opset too new',
  'unsupported operator',
  'unsupported type',
  'needs half precision',
  'refused by the runtime',
  'crashed'
] as const;
export type CaseClass = (typeof classes)[number];

/** Judgement of one case on one runtime. */
export interface IJudgement {
  readonly name: string;
  readonly class: CaseClass;
  /** Anneal's own verdict; `not-run` when there was nothing to compare. */
  readonly level: Level;
  readonly reason: string | null;
  /** Nodes on the graphics card and on the CPU, where that is known. */
  readonly placed: string | null;
}

/** Largest opset that ONNX Runtime 1.30 implements. */
const newestOpset = 26;

/**
 * Absolute bounds of ONNX Runtime's own operator tests, for values of ordinary size: ONNX's 1e-7 is below the rounding
 * of float32, and its Fourier transforms of values around 100 fail it on every runtime.
 */
const roundingAtol = { float16: 2.5e-3, other: 1e-5 };

/** A case as its index describes it. */
export interface ICaseFacts {
  readonly name: string;
  readonly opset: number;
  readonly rtol: number;
  readonly atol: number;
}

/** Judges what a runtime gave for a case. */
export function judge(
  facts: ICaseFacts,
  wanted: readonly Readonly<Record<string, ITensor>>[],
  run: IProviderRun
): IJudgement {
  const placed = run.placement && `${run.placement.gpu} GPU, ${run.placement.cpu} CPU`;
  if (run.status === 'not-run') {
    return {
      name: facts.name,
      class: classOfRefusal(facts, run.reason ?? ''),
      level: 'not-run',
      reason: run.reason,
      placed
    };
  }
  const to = run.provider === 'webgpu' ? 'G' : 'W';
  const pairs = wanted.flatMap((outputs, k) =>
    Object.entries(outputs).map(([name, reference]) => ({
      name,
      reference,
      actual: run.outputs[k]?.[name]
    }))
  );
  const level = worst(
    pairs.map(
      ({ name, reference, actual }) =>
        compareTensors(name, reference, actual, toleranceFor(reference.dtype, to, 0)).verdict
    )
  );
  const within = (atolOf: (reference: ITensor) => number): boolean =>
    pairs.every(({ reference, actual }) =>
      allClose(reference, actual, facts.rtol, atolOf(reference))
    );
  const klass = within(() => facts.atol) ? 'pass' : within(roundingOf) ? 'rounding' : 'wrong';
  return { name: facts.name, class: klass, level, reason: null, placed };
}

/** Whether Anneal called a wrong result right. */
export function isFalsePass(one: IJudgement): boolean {
  return one.class === 'wrong' && passes(one.level);
}

/** numpy's `assert_allclose`: NaN equals NaN, infinities must agree, everything else within atol + rtol · |reference|. */
export function allClose(
  reference: ITensor,
  actual: ITensor | undefined,
  rtol: number,
  atol: number
): boolean {
  if (!actual || actual.dtype !== reference.dtype || !sameDims(actual.dims, reference.dims)) {
    return false;
  }
  if (reference.dtype === 'string') {
    const texts = textsOf(actual);
    return textsOf(reference).every((text, i) => text === texts[i]);
  }
  const { data } = reference;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    return [...data].every((value, i) => value === actual.data[i]);
  }
  const r = toFloat64(reference);
  const a = toFloat64(actual);
  return r.every((value, i) =>
    Number.isFinite(value) && Number.isFinite(a[i])
      ? Math.abs(a[i] - value) <= atol + rtol * Math.abs(value)
      : Object.is(value, a[i])
  );
}

/** What rounding may do to an output: the bound of its type, in the scale of its values. */
function roundingOf(reference: ITensor): number {
  const base = reference.dtype === 'float16' ? roundingAtol.float16 : roundingAtol.other;
  const values = toFloat64(reference).filter(Number.isFinite);
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  return base * Math.max(1, rms || 0);
}

function classOfRefusal(facts: ICaseFacts, reason: string): CaseClass {
  if (/no sign of life|worker stopped/.test(reason)) {
    return 'crashed';
  }
  if (facts.opset > newestOpset) {
    return 'opset too new';
  }
  if (/requires f16|shader-f16/i.test(reason)) {
    return 'needs half precision';
  }
  if (/is (float64|string)|cannot be compared|[Tt]ype .*(not|un)|data type/.test(reason)) {
    return 'unsupported type';
  }
  if (
    /ai\.onnx\.ml operators|No Op registered|not implemented|NOT_IMPLEMENTED|Could not find an implementation|not supported|unsupported/i.test(
      reason
    )
  ) {
    return 'unsupported operator';
  }
  return 'refused by the runtime';
}
