import { collectConsole, parsePlacement } from './placement';
import { askAdapter, softwareReason } from './adapter';

const prefix =
  '\u001b[0;37m2026-01-01 00:00:00.1 [V:onnxruntime:, session_state.cc:1273 VerifyEachNodeIsAssignedToAnEp]';

describe('parsePlacement', () => {
  it('counts both sides and names what stayed on the CPU', () => {
    const lines = [
      `${prefix}  Node(s) placed on [CPUExecutionProvider]. Number of nodes: 3\u001b[m`,
      `${prefix}   Slice (node_Slice_4)\u001b[m`,
      `${prefix}   Slice (node_Slice_9)\u001b[m`,
      `${prefix}   Concat (node_Concat_1)\u001b[m`,
      `${prefix}  Node(s) placed on [WebGpuExecutionProvider]. Number of nodes: 11\u001b[m`,
      `${prefix}   LSTM (node_LSTM_1)\u001b[m`
    ];
    expect(parsePlacement(lines)).toEqual({
      gpu: 11,
      cpu: 3,
      fellBack: [
        { op: 'Slice', count: 2, names: ['node_Slice_4', 'node_Slice_9'] },
        { op: 'Concat', count: 1, names: ['node_Concat_1'] }
      ]
    });
  });

  it('knows a model that is wholly on one side, and does not guess from other lines', () => {
    expect(
      parsePlacement([
        `${prefix}  All nodes placed on [WebGpuExecutionProvider]. Number of nodes: 4`
      ])
    ).toEqual({
      gpu: 4,
      cpu: 0,
      fellBack: []
    });
    expect(parsePlacement(['something else'])).toBeNull();
  });
});

it('collects what the runtime says and lets other lines through', () => {
  const shown: string[] = [];
  const target = {
    debug: jest.fn(),
    log: (...parts: unknown[]) => shown.push(parts.join(' ')),
    info: jest.fn(),
    warn: jest.fn(),
    error: jest.fn()
  };
  const collector = collectConsole(target as unknown as Console);
  target.log('before');
  collector.start();
  target.log('[V:onnxruntime:] placed', 1);
  target.log('enable subgroups;');
  expect(collector.lines()).toEqual(['[V:onnxruntime:] placed 1']);
  collector.stop();
  expect(collector.lines()).toEqual([]);
  target.log('[W:onnxruntime:] noise');
  target.log('after');
  expect(shown).toEqual(['before', 'after']);
});

describe('askAdapter', () => {
  const info = {
    vendor: 'google',
    architecture: 'swiftshader',
    device: '',
    description: '',
    isFallbackAdapter: true
  } as unknown as GPUAdapterInfo;
  const adapter = {
    info,
    features: new Set(['shader-f16']),
    limits: { maxBufferSize: 1, maxStorageBufferBindingSize: 2 }
  };
  const scope = (requestAdapter: () => Promise<unknown>, secure = true) => ({
    isSecureContext: secure,
    navigator: { gpu: { requestAdapter } as unknown as GPU }
  });

  it('gives the facts of the adapter and says that it is software', async () => {
    const answer = await askAdapter(
      scope(async () => adapter),
      1000
    );
    expect(answer).toMatchObject({ ok: true, facts: { software: 'swiftshader', f16: true } });
    expect(
      softwareReason({
        ...info,
        architecture: 'ada',
        isFallbackAdapter: false,
        vendor: 'nvidia'
      } as GPUAdapterInfo)
    ).toBeNull();
  });

  it('names each way of not having WebGPU, with its cure', async () => {
    const reasons = [
      await askAdapter(
        scope(async () => adapter, false),
        1000
      ),
      await askAdapter({ isSecureContext: true, navigator: {} }, 1000),
      await askAdapter(
        scope(async () => null),
        1000
      ),
      await askAdapter(
        scope(() => new Promise(() => undefined)),
        5
      )
    ].map(answer => (answer.ok ? '' : answer.reason));
    expect(reasons[0]).toContain('https or localhost');
    expect(reasons[1]).toContain('has no WebGPU');
    expect(reasons[2]).toContain('no WebGPU adapter');
    expect(reasons[3]).toContain('did not answer');
  });
});
