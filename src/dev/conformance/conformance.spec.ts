/** A sample of ONNX's backend tests through the shipped workers in a real browser; `npm run conformance` runs them all. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IProviderRun } from '../../core/parity/buildReport';
import { tensor } from '../../core/parity/tensor';
import { buildBatchPage } from '../browser/buildBatchPage';
import { summarize } from './conformance';
import { allClose, isFalsePass, judge } from './judge';
import type { IJudgement } from './judge';
import { makeSuite, runSuite } from './suite';

jest.setTimeout(180_000);

/** Module and case, with what they give on WASM and on WebGPU; operators with a record of faults first. */
const sample: Record<string, readonly [string, string]> = {
  'add/test_add': ['pass', 'pass'],
  'attention/test_attention_4d_causal': ['pass', 'pass'],
  'averagepool/test_averagepool_2d_pads': ['pass', 'pass'],
  'conv/test_basic_conv_with_padding': ['pass', 'pass'],
  'batch_normalization/test_batchnorm_example': ['pass', 'pass'],
  'batch_normalization/test_batchnorm_example_training_mode': ['pass', 'unsupported operator'],
  'castlike/test_castlike_FLOAT_to_FLOAT16': ['pass', 'needs half precision'],
  'concat/test_concat_2d_axis_1': ['pass', 'pass'],
  'constant/test_constant': ['pass', 'pass'],
  'convtranspose/test_convtranspose_autopad_same': ['pass', 'pass'],
  'cumsum/test_cumsum_1d': ['pass', 'unsupported type'],
  'dynamicquantizelinear/test_dynamicquantizelinear': ['pass', 'pass'],
  'gridsample/test_gridsample_bilinear': ['pass', 'pass'],
  'equal/test_equal_string': ['pass', 'unsupported type'],
  'erf/test_erf': ['pass', 'pass'],
  'gatherelements/test_gather_elements_negative_indices': ['pass', 'pass'],
  'gemm/test_gemm_all_attributes': ['pass', 'pass'],
  'groupnormalization/test_group_normalization_example': ['pass', 'pass'],
  'gru/test_gru_with_initial_bias': ['pass', 'pass'],
  'if_/test_if': ['pass', 'pass'],
  'instance_normalization/test_instancenorm_example': ['pass', 'pass'],
  'layernormalization/test_layer_normalization_3d_axis_negative_1_epsilon': ['pass', 'pass'],
  'lstm/test_lstm_with_peepholes': ['pass', 'pass'],
  'matmul/test_matmul_4d': ['pass', 'pass'],
  'max/test_max_float16': ['pass', 'needs half precision'],
  'mish/test_mish': ['pass', 'rounding'],
  'nonzero/test_nonzero_example': ['pass', 'pass'],
  'qlinearmatmul/test_qlinearmatmul_2D_uint8_float32': ['pass', 'pass'],
  'reducemax/test_reduce_max_empty_set': ['pass', 'refused by the runtime'],
  'resize/test_resize_downsample_scales_linear_antialias': ['pass', 'unsupported operator'],
  'rotaryembedding/test_rotary_embedding': ['pass', 'pass'],
  'scatternd/test_scatternd_add': ['pass', 'pass'],
  'softmax_cross_entropy_loss/test_sce_NCd1_mean_weight_negative_ii': ['pass', 'pass'],
  'softmax/test_softmax_large_number': ['pass', 'pass'],
  'stringnormalizer/test_strnormalizer_export_monday_casesensintive_upper': [
    'pass',
    'unsupported type'
  ],
  'dft/test_dft': ['rounding', 'rounding'],
  'maxunpool/test_maxunpool_export_with_output_shape': ['wrong', 'wrong'],
  'resize/test_resize_downsample_scales_cubic_align_corners': ['wrong', 'wrong'],
  'dropout/test_training_dropout': ['wrong', 'unsupported type']
};

/** Models that the default build of the runtime computes wrongly, without an error. */
const mutants = [
  'center_crop_pad/test_center_crop_pad_crop_negative_axes_hwc',
  'gelu/test_gelu_tanh_2',
  'negativeloglikelihoodloss/test_nllloss_NCd1d2d3_none_no_weight_negative_ii',
  'pow/test_pow_types_float32_int32'
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-conformance-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('classifies a sample rightly on WASM and WebGPU, and calls no wrong result right', async () => {
  const page = join(folder, 'page');
  await buildBatchPage(page);
  const suite = makeSuite(folder, [...Object.keys(sample), ...mutants]);
  const run = async (worker: 'onnxWasm' | 'onnxWebgpu' | 'defaultBuild', names: string[]) => {
    const found: IJudgement[] = [];
    const wanted = new Set(names.map(name => name.split('/')[1]));
    const cases = suite.cases.filter(one => wanted.has(one.name));
    await runSuite(suite, cases, worker, page, one => found.push(one));
    expect(found).toHaveLength(names.length);
    expect(found.filter(isFalsePass)).toEqual([]);
    const classOf = new Map(found.map(one => [one.name, one.class]));
    return names.map(name => classOf.get(name.split('/')[1]));
  };
  const names = Object.keys(sample);
  const wasm = await run('onnxWasm', names);
  const webgpu = await run('onnxWebgpu', names);
  expect(Object.fromEntries(names.map((name, i) => [name, [wasm[i], webgpu[i]]]))).toEqual(sample);
  expect(await run('defaultBuild', mutants)).toEqual(mutants.map(() => 'wrong'));
});

describe('the judge', () => {
  const facts = { name: 'a', opset: 20, rtol: 1e-3, atol: 1e-7 };
  const floats = (...values: number[]) =>
    tensor('float32', [values.length], Float32Array.from(values));
  const gave = (...values: number[]): IProviderRun => ({
    provider: 'wasm',
    status: 'ran',
    reason: null,
    cure: null,
    ort: { version: '', bundle: 'wasm' },
    adapter: null,
    placement: null,
    outputs: [{ y: floats(...values) }],
    repeat: null,
    timing: null,
    browser: null
  });

  it('asks for the place of every NaN and infinity', () => {
    expect(allClose(floats(NaN, Infinity), floats(NaN, Infinity), 1e-3, 1e-7)).toBe(true);
    expect(allClose(floats(-Infinity), floats(-1e38), 1e-3, 1e-7)).toBe(false);
    expect(allClose(floats(1), undefined, 1e-3, 1e-7)).toBe(false);
  });

  it('tells rounding from a wrong value, and a wrong value that is called right', () => {
    expect(judge(facts, [{ y: floats(0, 100) }], gave(1e-4, 100)).class).toBe('rounding');
    const wrong = judge(facts, [{ y: floats(1, 2) }], gave(1, 2.1));
    expect(wrong).toMatchObject({ class: 'wrong', level: 'degraded' });
    expect(isFalsePass(wrong)).toBe(false);
    expect(isFalsePass({ ...wrong, level: 'close' })).toBe(true);
  });

  it('fails a run that is below a bar or has a false pass', () => {
    const one = (name: string, level: IJudgement['level']): IJudgement => ({
      name,
      class: level === 'exact' ? 'pass' : 'wrong',
      level,
      reason: null,
      placed: null
    });
    const suite = { onnx: '1', cases: [] };
    const wasm = Array.from({ length: 1368 }, (_, i) => one(`t${i}`, 'exact'));
    expect(summarize(suite, { wasm }).ok).toBe(true);
    expect(summarize(suite, { wasm: wasm.slice(1) }).ok).toBe(false);
    expect(summarize(suite, { wasm: [...wasm, one('x', 'close')] }).ok).toBe(false);
    const seen = wasm.slice(0, 34).map(({ name }) => one(name, 'mismatch'));
    expect(summarize(suite, { wasm, mutants: seen }).ok).toBe(true);
    expect(summarize(suite, { wasm, mutants: [...seen.slice(1), one('t0', 'close')] }).ok).toBe(
      false
    );
  });
});
