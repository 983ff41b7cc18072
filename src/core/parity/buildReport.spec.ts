import { buildReport } from './buildReport';
import type { IProviderRun } from './buildReport';
import type { ICase, ICases } from './cases';
import { readCases, writeCases } from './cases';
import { renderHtml } from './renderHtml';
import { renderMarkdown } from './renderMarkdown';
import { renderText } from './renderText';
import { parityReportSchema } from './reportSchema';
import type { IParityReport } from './reportSchema';
import { tensor } from './tensor';
import type { ITensor } from './tensor';

const model = {
  sha256: 'ab'.repeat(32),
  bytes: 10,
  ir: 10,
  opset: { '': 20 },
  producer: 'pytorch 2',
  params: 4,
  dtypes: ['float32'],
  ops: { Gemm: 1 }
};

/** y = w x, batch by batch: small enough to plant faults in by hand. */
const x = (batch: number, seed: number): ITensor =>
  tensor(
    'float32',
    [batch, 3],
    Float32Array.from({ length: batch * 3 }, (_, i) => Math.sin(i * 1.7 + seed))
  );
const y = (input: ITensor, weight = 2): ITensor =>
  tensor(
    'float32',
    input.dims,
    Float32Array.from(input.data as Float32Array, v => v * weight)
  );

function makeCases(weightInKernel = 2, batches = [2, 2, 5]): ICases {
  return {
    cases: batches.map((batch, k): ICase => {
      const input = x(batch, k);
      return {
        id: `case${k}`,
        origin: 'captured',
        inputs: { x: input },
        outputs: { y: y(input) },
        kernel: { y: y(input, weightInKernel) },
        ort: { y: y(input) }
      };
    }),
    meta: {
      schema: 'anneal-cases/1',
      dynamic: { x: [0] },
      origins: [],
      flags: [],
      env: { torch: '2' },
      modelSha256: model.sha256
    }
  };
}

function run(
  provider: 'wasm' | 'webgpu',
  cases: ICases,
  weight = 2,
  repeatWeight = weight
): IProviderRun {
  return {
    provider,
    status: 'ran',
    reason: null,
    cure: null,
    ort: { version: '1.30.0', bundle: provider },
    adapter: null,
    placement: provider === 'webgpu' ? { gpu: 1, cpu: 0, fellBack: [] } : null,
    outputs: cases.cases.map(one => ({ y: y(one.inputs.x, weight) })),
    repeat: { y: y(cases.cases[0].inputs.x, repeatWeight) },
    timing: { create_ms: 1, first_ms: 2, warm: [1], p50: 1, p95: 1 },
    browser: { ua: 'test', coi: false, secure: true, threads: 1 }
  };
}

const notRun: IProviderRun = {
  provider: 'webgpu',
  status: 'not-run',
  reason: 'this browser offers no adapter',
  cure: 'Start it with --enable-unsafe-webgpu.',
  ort: { version: '1.30.0', bundle: 'webgpu' },
  adapter: null,
  placement: null,
  outputs: [],
  repeat: null,
  timing: null,
  browser: null
};

const build = (cases: ICases, runs: IProviderRun[]): IParityReport =>
  buildReport({ created: '2026-01-01T00:00:00Z', model, cases, runs });

describe('buildReport', () => {
  it('passes when every step agrees, and fits its schema', () => {
    const cases = makeCases();
    const report = build(cases, [run('wasm', cases), run('webgpu', cases)]);
    expect(parityReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({ verdict: 'exact', pass: true, blame: null, flags: [] });
    expect(report.sentence).toBe('Exact on WASM, Exact on WebGPU: 3 cases, 1 output.');
    expect(report.edges.filter(edge => edge.role === 'chain')).toHaveLength(12);
  });

  it('blames the step where a changed weight enters', () => {
    const cases = makeCases();
    const report = build(cases, [run('wasm', cases), run('webgpu', cases, 2.02)]);
    expect(report.pass).toBe(false);
    expect(['task-equivalent', 'degraded', 'mismatch']).toContain(report.verdict);
    expect(report.blame).toMatchObject({ from: 'W', to: 'G' });
    expect(report.providers.map(p => p.verdict)[0]).toBe('exact');
  });

  it('lets the worst case win: one bad case of three is not averaged away', () => {
    const cases = makeCases();
    const bad = run('wasm', cases);
    const outputs = bad.outputs.map((one, k) =>
      k === 1 ? { y: y(cases.cases[1].inputs.x, 3) } : one
    );
    expect(build(cases, [{ ...bad, outputs }])).toMatchObject({ verdict: 'mismatch', pass: false });
  });

  it('says what was not run, and never passes when nothing ran', () => {
    const cases = makeCases();
    const half = build(cases, [run('wasm', cases), notRun]);
    expect(half).toMatchObject({ verdict: 'exact', pass: true });
    expect(half.flags).toContainEqual({
      kind: 'not-run',
      detail: 'WebGPU was not run: this browser offers no adapter.'
    });
    expect(half.edges.filter(edge => edge.to === 'G')[0]).toMatchObject({
      status: 'not-run',
      reason: notRun.reason
    });
    expect(build(cases, [notRun])).toMatchObject({ verdict: 'not-run', pass: false });
  });

  it('does not pass a model that differs from run to run', () => {
    const cases = makeCases();
    const report = build(cases, [run('wasm', cases, 2, 2.5)]);
    expect(report.pass).toBe(false);
    expect(report.flags.map(flag => flag.kind)).toContain('nondeterministic');
  });

  it('flags a stale notebook value, one case, and one batch size', () => {
    const cases = makeCases(2.5);
    const kinds = (report: IParityReport): string[] => report.flags.map(flag => flag.kind);
    expect(kinds(build(cases, [run('wasm', cases)]))).toContain('stale');
    const single = makeCases(2, [2]);
    expect(kinds(build(single, [run('wasm', single)]))).toContain('insufficient');
    const frozen = makeCases(2, [2, 2]);
    expect(kinds(build(frozen, [run('wasm', frozen)]))).toContain('insufficient');
  });

  it('flags zeros and NaN', () => {
    const cases = makeCases();
    const zeros = build(cases, [run('wasm', cases, 0)]);
    expect(zeros).toMatchObject({ verdict: 'mismatch', pass: false });
    expect(zeros.flags.map(flag => flag.kind)).toContain('degenerate');
    const nan = build(cases, [run('wasm', cases, NaN)]);
    expect(nan).toMatchObject({ verdict: 'mismatch', pass: false });
    expect(nan.flags.map(flag => flag.kind)).toContain('nonfinite');
  });

  it('refuses cases of another model', () => {
    const cases = makeCases();
    const other = { ...cases, meta: { ...cases.meta, modelSha256: 'cd'.repeat(32) } };
    expect(() => build(other, [run('wasm', other)])).toThrow(/another model/);
  });
});

describe('cases file', () => {
  it('gives back what it wrote', () => {
    const cases = makeCases();
    expect(readCases(writeCases(cases))).toEqual(cases);
  });

  it('carries the times of the kernel to the report; a file without them gives none', () => {
    const cases = makeCases();
    const own = { device: 'cpu', threads: null, runs: [1.5] };
    const timed = { ...cases, meta: { ...cases.meta, latency: { notebook: own, ort: null } } };
    const reports = [timed, cases].map(one => build(readCases(writeCases(one)), []));
    expect(reports.map(one => one.latency)).toEqual([
      { notebook: own, ort: null },
      { notebook: null, ort: null }
    ]);
  });

  it('names a case without outputs', () => {
    const cases = makeCases(2, [1]);
    const broken = writeCases({ ...cases, cases: [{ ...cases.cases[0], outputs: {} }] });
    expect(() => readCases(broken)).toThrow('Case 0 has no outputs; add case0.output.<name>.');
  });
});

describe('printers', () => {
  const cases = makeCases();
  const hostile: ICases = {
    ...cases,
    meta: {
      ...cases.meta,
      variable: '<script>alert(1)</script>|x',
      flags: [{ kind: 'note', detail: 'a & b' }]
    }
  };
  const report = build(hostile, [run('wasm', hostile), { ...notRun, reason: '<img src=x>' }]);

  it('escapes every text in HTML and holds the charts and their numbers', () => {
    const html = renderHtml(report);
    expect(html).not.toMatch(/<script|<img/);
    // chain, error sizes, errors, time: no node was searched
    expect(html.match(/<svg role="img"/g)).toHaveLength(4);
    expect(html.match(/<summary>Show numbers/g)).toHaveLength(4);
    expect(html).toContain('error / allowed error (log)');
    expect(html).toContain('not run: &#60;img src=x&#62;');
  });

  it('keeps a table cell a table cell in Markdown', () => {
    const markdown = renderMarkdown(report);
    expect(markdown).toContain('\\<script\\>alert(1)\\</script\\>\\|x');
    const rows = markdown.split('\n').filter(line => line.startsWith('| notebook'));
    expect(new Set(rows.map(row => row.replace(/\\\|/g, '').split('|').length)).size).toBe(1);
  });

  it('says verdict, sentence and cure in text', () => {
    const text = renderText(report);
    expect(text.split('\n')[0]).toBe('Exact · Exact on WASM: 3 cases, 1 output.');
    expect(text).toContain('WebGPU was not run');
    expect(text).toContain('Start it with --enable-unsafe-webgpu.');
  });
});
