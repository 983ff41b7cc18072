import { markCulprits, setsToTry, suspicionOf } from './bisect';
import type { IBisect, INodeMeasure } from './bisectSchema';
import { buildReport } from './buildReport';
import type { IProviderRun } from './buildReport';
import type { IShape } from './chart';
import { nodeChart } from './nodeChart';
import { renderHtml } from './renderHtml';
import { renderMarkdown } from './renderMarkdown';
import { renderText } from './renderText';
import { parityReportSchema } from './reportSchema';
import type { IParityReport } from './reportSchema';
import { residualChart } from './residualChart';
import { tensor } from './tensor';
import { timeChart } from './timeChart';

const node = (name: string, own: number, sum = own): INodeMeasure => ({
  name,
  op: 'Gelu',
  output: `${name}.out`,
  accumulated: { snr_db: sum, tau: sum < 100 ? 5 : 0.1, level: sum < 100 ? 'degraded' : 'close' },
  local: { snr_db: own, tau: own < 100 ? 5 : 0.1, level: own < 100 ? 'degraded' : 'close' },
  culprit: false
});

const found = (nodes: INodeMeasure[]): IBisect => ({
  status: 'found',
  subject: 'webgpu',
  sentence: 'Node <b> is where WebGPU leaves WASM.',
  vector: 'case0',
  nodes,
  values: [{ node: 'b', op: 'Gelu', output: 'b.out', index: '[0]', right: '0.5', actual: 'NaN' }],
  workaround: {
    nodes: ['b'],
    optimization: 'all',
    verified: true,
    snr_before: 30,
    snr_after: 140,
    code: "forceCpuNodeNames: ['b`']"
  }
});

/** A report of y = x on 1,000 numbers, with an error added on WebGPU. */
function report(error: (i: number) => number, bisect: IBisect | null = null): IParityReport {
  const x = tensor(
    'float32',
    [1, 1000],
    Float32Array.from({ length: 1000 }, (_, i) => i / 500 - 1)
  );
  const y = tensor(
    'float32',
    [1, 1000],
    Float32Array.from(x.data as Float32Array, (v, i) => v + error(i))
  );
  const run = (provider: 'wasm' | 'webgpu'): IProviderRun => ({
    provider,
    status: 'ran',
    reason: null,
    cure: null,
    ort: { version: '1', bundle: provider },
    adapter: null,
    placement: null,
    outputs: [{ y: provider === 'wasm' ? x : y }],
    repeat: { y: provider === 'wasm' ? x : y },
    timing: { create_ms: 9, first_ms: 8, warm: [3, 1, 2], p50: 2, p95: 3 },
    browser: null
  });
  return buildReport({
    created: '2026-01-01T00:00:00Z',
    model: {
      sha256: 'ab',
      bytes: 1,
      ir: 10,
      opset: {},
      producer: '',
      params: 0,
      dtypes: [],
      ops: {}
    },
    cases: {
      cases: [
        { id: 'case0', origin: 'captured', inputs: { x }, outputs: { y: x }, kernel: {}, ort: {} }
      ],
      meta: { schema: 'anneal-cases/1', dynamic: {}, origins: [], flags: [], env: {} }
    },
    runs: [run('wasm'), run('webgpu')],
    bisect
  });
}

const shapes = (root: IShape): IShape[] => [root, ...(root.children ?? []).flatMap(shapes)];
const ofClass = (root: IShape, name: string): IShape[] =>
  shapes(root).filter(one =>
    String(one.attrs.class ?? '')
      .split(' ')
      .includes(name)
  );

describe('suspicionOf', () => {
  it('names the first runtime of the browser that leaves the tolerance, and none otherwise', () => {
    expect(suspicionOf(report(() => 0))).toBeNull();
    const off = report(() => 0.1);
    expect(suspicionOf(off)).toEqual({ subject: 'webgpu', vector: 'case0', from: 'W' });
    const both = off.edges.map(edge => ({ ...edge, verdict: 'mismatch' as const }));
    const wasm = { subject: 'wasm', vector: 'case0', from: 'N' };
    expect(suspicionOf({ ...off, edges: both })).toEqual(wasm);
  });
});

describe('culprits', () => {
  it('are the nodes that are wrong with right inputs, not those that inherit an error', () => {
    const marked = markCulprits([node('a', 140), node('b', 30), node('c', 140, 30)]);
    expect(marked.map(one => one.culprit)).toEqual([false, true, false]);
    expect(setsToTry(marked)).toEqual([['b'], ['b', 'a'], ['b', 'a', 'c']]);
  });

  it('widen by the largest error of their own when none is wrong by itself', () => {
    const marked = markCulprits([node('a', 140), node('b', 120), node('c', 130)]);
    expect(setsToTry(marked)[0]).toEqual(['b']);
  });
});

describe('node chart', () => {
  it('is drawn only when nodes were measured, and marks the node to blame', () => {
    expect(nodeChart(null)).toBeNull();
    const chart = nodeChart(
      found(markCulprits([node('a', 140), node('b', 30), node('c', 140, 30)]))
    )!;
    expect(ofClass(chart.root, 'anneal-Parity-mark')).toHaveLength(4);
    const bad = ofClass(chart.root, 'anneal-mod-bad');
    expect(bad).toHaveLength(1);
    expect(bad[0].children![0].text).toContain('b (Gelu)');
    expect(chart.rows.map(row => row.at(-1))).toEqual(['', 'yes', '']);
  });

  it('shows the worst of a long model with their neighbours, and says so', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => node(`n${i}`, i === 500 ? 20 : 140));
    const chart = nodeChart(found(markCulprits(nodes)))!;
    expect(chart.rows.length).toBeLessThanOrEqual(150);
    expect(chart.rows.map(row => row[0])).toEqual(expect.arrayContaining(['n499', 'n500', 'n501']));
    expect(chart.description).toContain('Only the worst nodes');
  });
});

describe('residual chart', () => {
  it('holds every one of the largest errors, and crosses those outside', () => {
    const one = report(i => (i % 100 === 7 ? 0.01 : 0));
    const [, webgpu] = one.residuals;
    expect(webgpu.n).toBe(1000);
    expect(webgpu.sample).toHaveLength(500);
    expect(webgpu.worst).toHaveLength(10);
    const chart = residualChart(one)!;
    expect(chart.sentence).toContain('10 are outside the tolerance');
    const [none, crosses] = ofClass(chart.root, 'anneal-Parity-cross');
    expect(none.attrs.d).toBe('');
    expect(String(crosses.attrs.d).match(/M/g)).toHaveLength(10);
  });
});

describe('time chart', () => {
  it('states medians, and no ratio with a software adapter', () => {
    const one = report(() => 0);
    expect(timeChart(one)!.sentence).toBe(
      'Median of a run: 2 ms on WASM, 2 ms on WebGPU. WASM and WebGPU take about the same time here.'
    );
    const [wasm, webgpu] = one.providers;
    const adapter = {
      vendor: '',
      architecture: 'swiftshader',
      device: '',
      description: '',
      isFallback: true,
      software: 'swiftshader',
      f16: false,
      limits: { maxBufferSize: 1, maxStorageBufferBindingSize: 1 }
    };
    const soft = timeChart({ ...one, providers: [wasm, { ...webgpu, adapter }] })!;
    expect(soft.sentence).toContain('not that of a graphics card');
    expect(ofClass(soft.root, 'anneal-mod-soft')).toHaveLength(2);
    expect(soft.rows[1].at(-1)).toBe('software adapter, not a GPU time');
  });
});

describe('times of the kernel', () => {
  const latency: IParityReport['latency'] = {
    notebook: { device: 'cuda:0', threads: null, runs: [0.5, 4, 0.4] },
    ort: { device: 'cpu', threads: 1, runs: [1] }
  };

  it('stand beside those of the browser, with what they were measured on', () => {
    const chart = timeChart({ ...report(() => 0), latency })!;
    expect(chart.sentence).toMatch(
      /^Median of a run: 0\.5 ms in the notebook, 1 ms on ONNX Runtime CPU, 2 ms on WASM, 2 ms on/
    );
    expect(chart.rows.map(row => [row[0], row[4], ...row.slice(6)])).toEqual([
      ['notebook', '0.5 ms', '', 'on cuda:0'],
      ['ONNX Runtime CPU', '1 ms', '2 times as long', 'on cpu, one thread, one run only'],
      ['WASM', '2 ms', '4 times as long', 'one thread'],
      ['WebGPU', '2 ms', '4 times as long', '']
    ]);
    expect(ofClass(chart.root, 'anneal-Parity-median')).toHaveLength(4);
  });

  it('are in every format of the report', () => {
    const one = { ...report(() => 0), latency };
    for (const text of [renderHtml(one), renderMarkdown(one), renderText(one)]) {
      expect(text).toContain('on cuda:0');
      expect(text).toContain('4 times as long');
    }
  });
});

it('tells node, values and workaround in every format, with nothing but text from the model', () => {
  const bisect = found(markCulprits([node('a', 140), node('b', 30)]));
  const one = report(() => 0.1, bisect);
  expect(parityReportSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
  const html = renderHtml(one);
  expect(html.match(/<svg role="img"/g)).toHaveLength(5);
  expect(html).not.toContain('<b>');
  const markdown = renderMarkdown(one);
  expect(markdown).toContain("```js\nforceCpuNodeNames: ['b`']\n```");
  for (const text of [html, markdown, renderText(one)]) {
    expect(text).toContain('Workaround: with this node on the CPU');
    expect(text).toContain('NaN');
  }
});
