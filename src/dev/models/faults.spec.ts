/** Planted faults and clean models through the shipped workers in a real browser. */
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runParity } from '../../cli/commands/parity';
import { buildReport } from '../../core/parity/buildReport';
import type { IProviderRun } from '../../core/parity/buildReport';
import type { ICases } from '../../core/parity/cases';
import { writeCases } from '../../core/parity/cases';
import { parityReportSchema } from '../../core/parity/reportSchema';
import type { IParityReport } from '../../core/parity/reportSchema';
import type { ITensor } from '../../core/parity/tensor';
import { addOutputs, cutApart, nameNodes, readNodes } from '../../onnx/graph';
import { inspectModel } from '../../onnx/inspect';
import { runBatch } from '../browser/batch';
import type { BatchWorker } from '../browser/batch';
import { buildBatchPage } from '../browser/buildBatchPage';
import { attention, bytesWith, cleanModels, mlp, randomTensor } from './cleanModels';
import { exportFaults } from './faults';
import { archiveOf, cpuOutputs } from './reference';
import type { IModelRun } from './reference';

jest.setTimeout(180_000);

type Outputs = readonly Readonly<Record<string, ITensor>>[];

let folder: string;
let page: string;
/** What ONNX Runtime computes in Python, for every model of this file, asked for once. */
let cpu: Map<string, Outputs>;

const cleanRuns = new Map<string, IModelRun>(
  cleanModels.map((model, k) => [
    model.name,
    {
      model: bytesWith(model),
      inputs: [2, 3].map(batch => ({ x: randomTensor(model.input(batch), 500 + 10 * k + batch) }))
    }
  ])
);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-faults-'));
  page = join(folder, 'page');
  await buildBatchPage(page);
  cpu = cpuOutputs(
    new Map([
      ...cleanRuns,
      ...exportFaults.flatMap(({ name, clean, faulty, inputs }): [string, IModelRun][] => [
        [`${name}, clean`, { model: clean, inputs }],
        [`${name}, faulty`, { model: faulty, inputs }]
      ])
    ])
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function inBrowser(
  worker: BatchWorker,
  runs: ReadonlyMap<string, IModelRun>
): Promise<Map<string, IProviderRun>> {
  const found = new Map<string, IProviderRun>();
  const names = [...runs.keys()];
  await runBatch({
    pageFolder: page,
    worker,
    jobs: new Map(names.map((name, i) => [String(i), archiveOf(runs.get(name)!)])),
    onResult: (i, run) => found.set(names[Number(i)], run)
  });
  return found;
}

/** Cases as the kernel writes them: notebook and kernel from one model, ONNX Runtime from another. */
function casesOf(inputs: Outputs, notebook: Outputs, ort: Outputs): ICases {
  return {
    cases: inputs.map((one, k) => ({
      id: `case${k}`,
      origin: 'captured',
      inputs: one,
      outputs: notebook[k],
      kernel: notebook[k],
      ort: ort[k]
    })),
    meta: { schema: 'anneal-cases/1', dynamic: {}, origins: [], flags: [], env: {} }
  };
}

function reportOf(model: Uint8Array, cases: ICases, runs: readonly IProviderRun[]): IParityReport {
  const created = '2026-01-01T00:00:00Z';
  return buildReport({ created, model: inspectModel(model).facts, cases, runs });
}

it('sees every fault of an export, and blames the export', async () => {
  const jobs = new Map(
    exportFaults.map(({ name, faulty, inputs }) => [name, { model: faulty, inputs }])
  );
  const runs = await inBrowser('onnxWasm', jobs);
  for (const { name, faulty, inputs } of exportFaults) {
    const notebook = cpu.get(`${name}, clean`)!;
    const exported = cpu.get(`${name}, faulty`)!;
    const report = reportOf(faulty, casesOf(inputs, notebook, exported), [runs.get(name)!]);
    expect([name, report.pass]).toEqual([name, false]);
    expect([name, report.blame?.from, report.blame?.to]).toEqual([name, 'P', 'C']);
    const kinds = report.flags.map(flag => flag.kind);
    if (name === 'dropout left on') {
      expect(kinds).toContain('nondeterministic');
    }
    if (name === 'float16 overflow') {
      expect(kinds).toContain('nonfinite');
    }
    if (name === 'frozen batch size') {
      // the batch that the export saw is right, the other one has another shape
      const edges = report.edges.filter(edge => edge.role === 'chain' && edge.to === 'C');
      expect(edges.map(edge => edge.outputs[0]?.structural ?? null)).toEqual([
        null,
        'shape [2, 10] instead of [5, 4]'
      ]);
    }
  }
});

it('calls no clean model a mismatch, on WASM and on WebGPU', async () => {
  const [wasm, webgpu] = [
    await inBrowser('onnxWasm', cleanRuns),
    await inBrowser('onnxWebgpu', cleanRuns)
  ];
  for (const [name, { model, inputs }] of cleanRuns) {
    const right = cpu.get(name)!;
    const runs = [wasm.get(name)!, webgpu.get(name)!];
    const report = reportOf(model, casesOf(inputs, right, right), runs);
    expect([name, report.pass, report.providers.map(one => one.status)]).toEqual([
      name,
      true,
      ['ran', 'ran']
    ]);
  }
});

it('says that a notebook value is stale, and refuses cases of another model', () => {
  const { model, inputs } = cleanRuns.get('mlp')!;
  const right = cpu.get('mlp')!;
  const old = cpu.get('transposed weight, clean')!;
  const cases = casesOf(inputs, right, right);
  const run: IProviderRun = {
    provider: 'wasm',
    status: 'ran',
    reason: null,
    cure: null,
    ort: { version: '', bundle: 'wasm' },
    adapter: null,
    placement: null,
    outputs: right,
    repeat: right[0],
    timing: null,
    browser: null
  };
  const stale = {
    ...cases,
    cases: cases.cases.map((one, k) => (k === 0 ? { ...one, outputs: old[0] } : one))
  };
  const report = reportOf(model, stale, [run]);
  expect(report.blame).toMatchObject({ from: 'N', to: 'P' });
  expect(report.flags.map(flag => flag.kind)).toContain('stale');
  const meta = { ...cases.meta, modelSha256: inspectModel(bytesWith(attention)).facts.sha256 };
  expect(() => reportOf(model, { ...cases, meta }, [run])).toThrow(/another model/);
});

/** The command's page with one worker exchanged, and what it says about a model. */
async function reportWith(
  name: string,
  worker: { readonly file: string; readonly insteadOf: string } | null,
  files: { readonly model: Uint8Array; readonly cases: ICases }
): Promise<IParityReport> {
  const pageFolder = join(folder, name);
  cpSync(page, pageFolder, { recursive: true });
  rmSync(join(pageFolder, 'page.js'));
  cpSync(join(page, 'parityPage.js'), join(pageFolder, 'page.js'));
  if (worker) {
    copyFileSync(join(page, worker.file), join(pageFolder, worker.insteadOf));
  }
  const model = join(folder, `${name}.onnx`);
  writeFileSync(model, files.model);
  writeFileSync(join(folder, `${name}.cases.npz`), writeCases(files.cases));
  const output = join(folder, `${name}.json`);
  expect(await runParity({ model, pageFolder, format: 'json', quiet: true, output })).toBe(1);
  return parityReportSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
}

/** A clean model without names of nodes, and right values for it. */
function unnamed(): { model: Uint8Array; cases: ICases } {
  const nodes = mlp.spec.nodes.map(node => ({ ...node, name: undefined }));
  const right = cpu.get('mlp')!;
  return {
    model: bytesWith(mlp, { nodes }),
    cases: casesOf(cleanRuns.get('mlp')!.inputs, right, right)
  };
}

/** What a search says when the fault is in the kernel of Gelu. */
const geluIsGuilty = [
  ['MatMul', false],
  ['Add', false],
  ['Gelu', true],
  ['LayerNormalization', false],
  ['MatMul', false]
];

it('finds the one node that a wrong shader makes differ, with values and a workaround that was tried', async () => {
  const worker = { file: 'brokenShader.worker.js', insteadOf: 'onnxWebgpu.worker.js' };
  const report = await reportWith('shader', worker, unnamed());
  expect(report.blame).toMatchObject({ from: 'W', to: 'G' });
  const bisect = report.bisect!;
  expect(bisect).toMatchObject({ status: 'found', subject: 'webgpu', vector: 'case0' });
  expect(bisect.nodes.map(node => [node.op, node.culprit])).toEqual(geluIsGuilty);
  expect(bisect.nodes[4].accumulated.level).not.toBe(bisect.nodes[4].local!.level);
  expect(bisect.values.length).toBeGreaterThan(0);
  expect(bisect.values.every(one => one.op === 'Gelu' && one.right !== one.actual)).toBe(true);
  expect(bisect.workaround).toMatchObject({ nodes: ['Gelu_3'], verified: true });
  expect(bisect.workaround!.code).toContain('forceCpuNodeNames: ["Gelu_3"]');
});

it('finds the one node that a wrong constant in the runtime makes differ on WASM', async () => {
  const worker = { file: 'brokenWasm.worker.js', insteadOf: 'onnxWasm.worker.js' };
  const report = await reportWith('wasm', worker, unnamed());
  expect(report.blame).toMatchObject({ from: 'C', to: 'W' });
  const bisect = report.bisect!;
  expect(bisect).toMatchObject({ status: 'found', subject: 'wasm', vector: 'case0' });
  expect(bisect.nodes.map(node => [node.op, node.culprit])).toEqual(geluIsGuilty);
  expect(bisect.sentence).toMatch(/^Node Gelu_3 \(Gelu\) is where WASM goes wrong: given right/);
  expect(bisect.values.every(one => one.op === 'Gelu' && one.right !== one.actual)).toBe(true);
  // WASM has no second kernel for a node
  expect(bisect.workaround).toBeNull();
});

it('blames no node of WASM when the model file itself is another one', async () => {
  const { model, cases } = unnamed();
  const wrong = cpu.get('transposed weight, clean')!;
  const report = await reportWith('other', null, {
    model,
    cases: {
      ...cases,
      cases: cases.cases.map((one, k) => ({
        ...one,
        outputs: wrong[k],
        kernel: wrong[k],
        ort: wrong[k]
      }))
    }
  });
  expect(report.bisect).toMatchObject({ status: 'gone', subject: 'wasm', nodes: [] });
  expect(report.bisect!.sentence).toContain('no node of WASM is to blame');
});

describe('edits of a graph', () => {
  it('name every node once, and leave a model with names alone', () => {
    const named = bytesWith(mlp);
    expect(nameNodes(named)).toBe(named);
    const nodes = mlp.spec.nodes.map((node, i) => ({ ...node, name: i < 2 ? 'Add_2' : undefined }));
    expect(readNodes(nameNodes(bytesWith(mlp, { nodes }))).map(node => node.name)).toEqual([
      'Add_2',
      'Add_2_',
      'Gelu_3',
      'LayerNormalization_4',
      'MatMul_5'
    ]);
  });

  it('give what ONNX itself accepts and computes the same', () => {
    const model = bytesWith(attention);
    const inputs = [{ x: randomTensor(attention.input(2), 9) }];
    const values = ['a5', 'a6'];
    const tapped = addOutputs(model, values);
    const first = cpuOutputs(new Map([['tapped', { model: tapped, inputs }]])).get('tapped')![0];
    expect(Object.keys(first)).toEqual(['y', ...values]);
    const inside = new Map(values.map(name => [name, first[name]]));
    const cut = cutApart(model, inside);
    const fed = [{ ...inputs[0], ...Object.fromEntries(inside) }];
    const again = cpuOutputs(new Map([['cut', { model: cut.model, inputs: fed }]])).get('cut')![0];
    expect(Object.keys(again)).toEqual(values.map(cut.outputOf));
    for (const name of values) {
      expect(again[cut.outputOf(name)]).toEqual(first[name]);
    }
  });
});
