/**
 * The report's facts as tables of text, shared by every printer (text, Markdown, HTML, Lab), so that they agree.
 */

import { nodeWords, providerWords, show } from './buildReport';
import type { IAdapterFacts, IParityReport, IProviderReport } from './reportSchema';
import { toleranceTable } from './tolerance';
import { levelWords } from './verdict';

export interface ITable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One line that says which adapter ran. */
export function adapterLine(adapter: IAdapterFacts): string {
  const name =
    [adapter.description, adapter.device, adapter.vendor, adapter.architecture]
      .filter(Boolean)
      .join(' · ') || 'unnamed adapter';
  return adapter.software
    ? `${name} (software adapter: ${adapter.software}; values count, times do not)`
    : `${name} (hardware)`;
}

/** One line that says where the nodes ran. */
export function placementLine(provider: IProviderReport): string | null {
  const { placement } = provider;
  if (!placement) {
    return null;
  }
  const total = placement.gpu + placement.cpu;
  const rest = placement.cpu
    ? `, ${placement.cpu} on the CPU (${placement.fellBack.map(one => `${one.op} ×${one.count}`).join(', ')})`
    : '';
  return `${placement.gpu} of ${total} nodes ran on the GPU${rest}.`;
}

/** Every comparison of the report, one row for each edge, case and output. */
export function numbersTable(report: IParityReport): ITable {
  const rows = report.edges.flatMap(edge =>
    edge.status === 'not-run'
      ? [
          [
            `${nodeWords[edge.from]} → ${nodeWords[edge.to]}`,
            edge.vector,
            '',
            'Not run',
            '',
            '',
            '',
            '',
            '',
            edge.reason ?? ''
          ]
        ]
      : edge.outputs.map(output => [
          `${nodeWords[edge.from]} → ${nodeWords[edge.to]}`,
          edge.vector,
          `${output.name} [${output.shape.join(', ')}]`,
          levelWords[output.verdict],
          show(output.tau),
          show(output.max_abs?.v ?? 0),
          show(output.rmse),
          `${Math.round(output.snr_db)} dB`,
          show(output.required.rtol),
          output.structural ??
            (output.violations ? `${output.violations} of ${output.n} outside` : '') +
              (output.top1 && output.top1.flips
                ? ` ${output.top1.flips} of ${output.top1.rows} top-1 flips, ${output.top1.explainable} explainable`
                : '')
        ])
  );
  return {
    title: 'Numbers per case and output',
    columns: [
      'Step',
      'Case',
      'Output',
      'Level',
      'Error / allowed',
      'Largest error',
      'RMSE',
      'SNR',
      'Needed rtol',
      'Note'
    ],
    rows
  };
}

/** What ran, on what. */
export function providerTable(report: IParityReport): ITable {
  return {
    title: 'Providers',
    columns: ['Provider', 'Level', 'Adapter', 'Nodes', 'Two runs', 'ONNX Runtime Web'],
    rows: report.providers.map(provider => [
      providerWords[provider.provider],
      levelWords[provider.verdict],
      provider.adapter
        ? adapterLine(provider.adapter)
        : provider.status === 'ran'
          ? 'CPU of the browser'
          : '',
      placementLine(provider) ?? '',
      provider.repeat
        ? provider.repeat.bitexact
          ? 'bit for bit the same'
          : `differ by ${show(provider.repeat.max_abs)}`
        : '',
      `${provider.ort.version} ${provider.ort.bundle}`.trim()
    ])
  };
}

/** Right and wrong values in the nodes to blame. */
export function valuesTable(report: IParityReport): ITable {
  return {
    title: 'Values of the nodes to blame',
    columns: [
      'Node',
      'Operator',
      'Value',
      'Element',
      ...(report.bisect?.subject === 'wasm' ? ['Should be', 'WASM'] : ['WASM', 'WebGPU'])
    ],
    rows: (report.bisect?.values ?? []).map(one => [
      one.node,
      one.op,
      one.output,
      one.index,
      one.right,
      one.actual
    ])
  };
}

/** What to do about a node that differs, in one sentence, and as code. */
export function workaroundLines(report: IParityReport): { sentence: string; code: string } | null {
  const way = report.bisect?.workaround;
  if (!way) {
    return null;
  }
  const what = [
    ...(way.nodes.length
      ? [`${way.nodes.length === 1 ? 'this node' : `these ${way.nodes.length} nodes`} on the CPU`]
      : []),
    ...(way.optimization === 'disabled' ? ['optimizations off'] : [])
  ].join(' and ');
  const decibels = `from ${Math.round(way.snr_before)} to ${Math.round(way.snr_after)} dB`;
  return {
    sentence: way.verified
      ? `Workaround: with ${what} the model is within tolerance on ${providerWords[report.bisect!.subject]} (tried; ${decibels}).`
      : `With ${what} the model is still outside the tolerance on WebGPU (tried; ${decibels}). Use WASM for this model.`,
    code: way.code
  };
}

/** Method: the table of tolerances that was in force. */
export function toleranceTableOf(report: IParityReport): ITable {
  const cell = (bound: { rtol: number; atol: number }): string => `${bound.rtol} / ${bound.atol}`;
  return {
    title: `Method and tolerances (rtol / atol, profile ${report.profile.id})`,
    columns: ['Type', 'Equivalent', 'Close, CPU and WASM', 'Close, WebGPU'],
    rows: [
      ...Object.entries(toleranceTable).map(([name, row]) => [
        name,
        cell(row.strict),
        cell(row.wasm),
        cell(row.webgpu)
      ]),
      ...Object.entries(report.profile.overrides).map(([name, own]) => [
        `output ${name}, set by hand`,
        '',
        cell(own),
        cell(own)
      ]),
      ['whole numbers, booleans, text', 'exact', 'exact', 'exact']
    ]
  };
}

/** The model and its cases in a few lines. */
export function modelLines(report: IParityReport): string[] {
  const { model, source } = report;
  const opset = Object.entries(model.opset).map(([domain, version]) =>
    domain ? `${domain} ${version}` : String(version)
  );
  return [
    `Model: ${source.variable ? `${source.variable}, ` : ''}${model.bytes} bytes, opset ${opset.join(', ')}, sha256 ${model.sha256}` +
      (source.exporter ? `, exporter ${source.exporter}` : ''),
    `Cases: ${report.vectors
      .map(
        vector =>
          `${vector.id} (${vector.origin}; ${vector.inputs.map(one => `${one.name} ${one.dtype} [${one.shape.join(', ')}]`).join(', ')})`
      )
      .join('; ')}`
  ];
}
