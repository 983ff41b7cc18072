/**
 * The whole way with nothing replaced: Python exports torch and scikit-learn models, a real headless browser runs them,
 * the command compares.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCases, writeCases } from '../../core/parity/cases';
import { parityReportSchema } from '../../core/parity/reportSchema';
import type { IParityReport } from '../../core/parity/reportSchema';
import { inspectModel } from '../../onnx/inspect';
import { runParity } from './parity';
import type { IParityOptions } from './parity';

jest.setTimeout(180_000);

const root = join(__dirname, '../../..');
const venv = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python';
let folder: string;

const source = `
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(6, 16), nn.GELU(), nn.LayerNorm(16), nn.Linear(16, 3))
X_test = torch.randn(12, 6)
wide = nn.Linear(4, 2).double()
V_test = torch.randn(12, 4, dtype=torch.float64)

import copy
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
numbers = np.random.default_rng(0).normal(size=(200, 1))
homes = pd.DataFrame({'size': 90 + 30 * numbers[:, 0], 'kind': np.arange(200) % 4})
parts = ColumnTransformer([('a', StandardScaler(), ['size']), ('b', OneHotEncoder(), ['kind'])])
pipe = make_pipeline(parts, LogisticRegression()).fit(homes, (numbers[:, 0] > 0.3) * 1)
fault = copy.deepcopy(pipe)
fault[-1].coef_[0, 0] *= 1.01

from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
rows = np.random.default_rng(1).normal(size=(200, 3)).astype(np.float32)
lda = LinearDiscriminantAnalysis().fit(rows, (rows[:, 0] > 0.3) * 1)

from sklearn.feature_extraction.text import TfidfVectorizer
said = [w + ' été Naïve' * (i % 3) + ' good' * (i % 2) for i, w in enumerate(['It was', 'Über'] * 30)]
words = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(said, np.arange(60) % 2)
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-parity-'));
  execFileSync(process.execPath, [
    join(root, 'node_modules/tsx/dist/cli.mjs'),
    join(root, 'src/dev/buildParityPage.ts'),
    join(folder, 'page')
  ]);
  const cell = {
    cell_type: 'code',
    id: 'a',
    metadata: {},
    outputs: [],
    execution_count: null,
    source
  };
  writeFileSync(
    join(folder, 'n.ipynb'),
    JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 })
  );
  execFileSync(
    join(root, venv),
    [join(root, 'jupyterlab_anneal/kernel/export_models.py'), 'n.ipynb', '--out', 'models'],
    { cwd: folder, stdio: 'pipe' }
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function parity(options: IParityOptions): Promise<{ status: number; report: IParityReport }> {
  const output = join(folder, 'report.json');
  const status = await runParity({
    format: 'json',
    quiet: true,
    pageFolder: join(folder, 'page'),
    ...options,
    output
  });
  return { status, report: parityReportSchema.parse(JSON.parse(readFileSync(output, 'utf8'))) };
}

const model = (name: string): string => join(folder, 'models', name);

it('runs a model whose weights lie in a file beside it, and names the file when it is missing', async () => {
  const parted = join(folder, 'parted');
  mkdirSync(parted);
  const save =
    "import onnx, sys; onnx.save(onnx.load(sys.argv[1]), 'net.onnx', save_as_external_data=True, location='net.data', size_threshold=0)";
  execFileSync(join(root, venv), ['-c', save, model('net.onnx')], { cwd: parted });
  const path = join(parted, 'net.onnx');
  const recorded = readCases(new Uint8Array(readFileSync(model('net.cases.npz'))));
  const modelSha256 = inspectModel(new Uint8Array(readFileSync(path))).facts.sha256;
  const cases = join(parted, 'net.cases.npz');
  writeFileSync(cases, writeCases({ ...recorded, meta: { ...recorded.meta, modelSha256 } }));
  const { report } = await parity({ model: path, cases, provider: 'wasm' });
  expect(report.providers[0].status).toBe('ran');
  const whole = await parity({ model: model('net.onnx'), provider: 'wasm' });
  expect(report.edges).toEqual(whole.report.edges);
  const data = join(parted, 'net.data');
  writeFileSync(data, readFileSync(data).subarray(0, 100));
  await expect(parity({ model: path, cases })).rejects.toThrow('ends before the weights');
  rmSync(data);
  await expect(parity({ model: path, cases })).rejects.toThrow('which is not there');
});

it('runs a torch model on WASM and WebGPU and finds it equivalent', async () => {
  const { status, report } = await parity({ model: model('net.onnx'), provider: 'all' });
  expect(report.providers.map(one => [one.provider, one.status])).toEqual([
    ['wasm', 'ran'],
    ['webgpu', 'ran']
  ]);
  expect(status).toBe(0);
  expect(['exact', 'equivalent']).toContain(report.verdict);
  expect(report.vectors).toHaveLength(5);
  const [, webgpu] = report.providers;
  expect(webgpu.adapter).not.toBeNull();
  expect(webgpu.placement!.gpu).toBeGreaterThan(0);
  expect(webgpu.timing!.p50).toBeGreaterThan(0);
  // the kernel's times stand beside those of the browser
  expect(report.latency.notebook).toMatchObject({ device: 'cpu' });
  expect(report.latency.ort).toMatchObject({ device: 'cpu', threads: 1 });
  expect(report.edges.filter(edge => edge.status === 'compared')).toHaveLength(30);
  // nothing of the machine stands in the report
  expect(JSON.stringify(report)).not.toContain(folder);
});

it('finds a weight that is one per cent off, and says where it enters', async () => {
  const bytes = new Uint8Array(readFileSync(model('net.onnx')));
  const weight = inspectModel(bytes).initializers.find(one => one.dims.join() === '3,16')!;
  const view = new DataView(weight.raw.buffer, weight.raw.byteOffset, weight.raw.byteLength);
  for (let i = 0; i < weight.raw.length; i += 4) {
    view.setFloat32(i, view.getFloat32(i, true) * 1.01, true);
  }
  const cases = readCases(new Uint8Array(readFileSync(model('net.cases.npz'))));
  mkdirSync(join(folder, 'planted'));
  const planted = join(folder, 'planted', 'net.onnx');
  writeFileSync(planted, bytes);
  writeFileSync(
    join(folder, 'planted', 'net.cases.npz'),
    writeCases({ ...cases, meta: { ...cases.meta, modelSha256: inspectModel(bytes).facts.sha256 } })
  );
  const { status, report } = await parity({ model: planted, provider: 'wasm' });
  expect(status).toBe(1);
  expect(['task-equivalent', 'degraded', 'mismatch']).toContain(report.verdict);
  expect(report.blame).toMatchObject({ from: 'C', to: 'W' });
});

it('says that a provider did not run instead of using another one', async () => {
  const both = await parity({ model: model('wide.onnx'), provider: 'all' });
  expect(both.status).toBe(1);
  const [wasm, webgpu] = both.report.providers;
  expect(wasm).toMatchObject({ status: 'ran' });
  expect(webgpu).toMatchObject({ status: 'not-run', verdict: 'not-run' });
  expect(webgpu.reason).not.toBe('');
  expect(webgpu.cure).toContain('WASM');
  // not asked for by name: WASM alone decides
  expect((await parity({ model: model('wide.onnx') })).status).toBe(0);
});

it('runs a scikit-learn pipeline on WASM only, and finds a coefficient that is one per cent off', async () => {
  const { status, report } = await parity({ model: model('pipe.onnx') });
  expect(status).toBe(0);
  expect(['exact', 'equivalent']).toContain(report.verdict);
  expect(report.source.kind).toBe('sklearn Pipeline');
  const [wasm, webgpu] = report.providers;
  expect(wasm.status).toBe('ran');
  expect(webgpu.status).toBe('not-run');
  expect(webgpu.reason).toContain('ai.onnx.ml');
  expect(report.flags.map(flag => flag.detail).join()).toContain('wider than float32');

  const cases = readCases(new Uint8Array(readFileSync(model('pipe.cases.npz'))));
  const bytes = new Uint8Array(readFileSync(model('fault.onnx')));
  const planted = join(folder, 'fault.cases.npz');
  const modelSha256 = inspectModel(bytes).facts.sha256;
  writeFileSync(planted, writeCases({ ...cases, meta: { ...cases.meta, modelSha256 } }));
  const off = await parity({ model: model('fault.onnx'), cases: planted, provider: 'wasm' });
  expect(off.status).toBe(1);
  expect(off.report.blame).toMatchObject({ from: 'C', to: 'W' });
});

it('runs a pipeline that takes texts on WASM', async () => {
  const { status, report } = await parity({ model: model('words.onnx') });
  expect(status).toBe(0);
  expect(['exact', 'equivalent']).toContain(report.verdict);
  expect(report.vectors.map(vector => vector.inputs[0].dtype)).toEqual(Array(5).fill('string'));
  expect(report.providers.map(one => one.status)).toEqual(['ran', 'not-run']);
});

it('blames the export where a converter writes another model than the notebook has', async () => {
  const { status, report } = await parity({ model: model('lda.onnx'), provider: 'wasm' });
  expect(status).toBe(1);
  expect(report.pass).toBe(false);
  expect(['degraded', 'mismatch']).toContain(report.verdict);
  expect(report.blame).toMatchObject({
    from: 'P',
    to: 'C',
    sentence: 'The error enters between kernel and ONNX Runtime CPU.'
  });
});

it('refuses what it cannot read with the cure', async () => {
  const missing = join(folder, 'none.onnx');
  await expect(runParity({ model: missing })).rejects.toThrow(/no model file/);
  copyFileSync(model('net.onnx'), join(folder, 'alone.onnx'));
  await expect(runParity({ model: join(folder, 'alone.onnx') })).rejects.toThrow(/--cases/);
  writeFileSync(join(folder, 'bad.onnx'), 'not a model');
  await expect(
    runParity({ model: join(folder, 'bad.onnx'), cases: model('net.cases.npz') })
  ).rejects.toThrow(/Not an ONNX model/);
  await expect(
    runParity({ model: model('net.onnx'), cases: join(folder, 'bad.onnx') })
  ).rejects.toThrow(/not a zip archive/);
  await expect(runParity({ model: model('net.onnx'), tolerance: ['x'] })).rejects.toThrow(
    /OUTPUT=RTOL,ATOL/
  );
  await expect(
    runParity({ model: model('net.onnx'), pageFolder: folder, quiet: true })
  ).rejects.toThrow(/npm run build/);
  await expect(
    parity({ model: model('net.onnx'), cases: model('wide.cases.npz'), provider: 'wasm' })
  ).rejects.toThrow(/another model/);
  expect(existsSync(missing)).toBe(false);
});
