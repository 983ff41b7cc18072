/**
 * The page's side of the companion against a real Jupyter server and a real kernel.
 */
import type { ISessionContext } from '@jupyterlab/apputils';
import { KernelManager, ServerConnection } from '@jupyterlab/services';
import type { Kernel } from '@jupyterlab/services';
import { spawn } from 'child_process';
import type { ChildProcess } from 'child_process';
import { createHash } from 'crypto';
import { mkdtempSync, rmSync } from 'fs';
import { createServer } from 'net';
import type { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { readCases } from '../../core/parity/cases';
import { inspectModel } from '../../onnx/inspect';
import { askKernel } from '../export/kernelFacts';
import { askTypes } from '../kernelTypes';
import {
  KernelCompanion,
  KernelRefusal,
  bootstrapExpression,
  queryExpression,
  unquote
} from './kernelCompanion';

const python = join(
  __dirname,
  '../../../.venv',
  process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'
);
const token = 'only-for-this-test';

jest.setTimeout(180_000);

let folder: string;
let server: ChildProcess;
let kernel: Kernel.IKernelConnection;
let companion: KernelCompanion;

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** A server of its own on a free port; `--allow-root` because containers often run as root. */
async function startServer(): Promise<ServerConnection.ISettings> {
  const port = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'anneal-server-'));
  const values = {
    'ServerApp.port': port,
    'ServerApp.ip': '127.0.0.1',
    'ServerApp.root_dir': folder,
    'ServerApp.open_browser': 'False',
    'ServerApp.allow_origin': '*',
    'IdentityProvider.token': token
  };
  const flags = Object.entries(values).map(([name, value]) => `--${name}=${value}`);
  server = spawn(python, ['-m', 'jupyter_server', '--allow-root', ...flags], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JUPYTER_RUNTIME_DIR: folder }
  });
  await new Promise<void>((resolve, reject) => {
    let said = '';
    server.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/is running at/.test(said)) {
        resolve();
      }
    });
    server.on('exit', code =>
      reject(new Error(`jupyter_server ended with ${code}: ${said.slice(-500)}`))
    );
  });
  const base = `127.0.0.1:${port}/`;
  return ServerConnection.makeSettings({
    baseUrl: `http://${base}`,
    wsUrl: `ws://${base}`,
    token,
    appendToken: true
  });
}

beforeAll(async () => {
  const serverSettings = await startServer();
  kernel = await new KernelManager({ serverSettings }).startNew({ name: 'python3' });
  await kernel.info;
  companion = new KernelCompanion(kernel);
});
afterAll(async () => {
  await kernel?.shutdown();
  server.removeAllListeners('exit');
  const gone = new Promise(resolve => server.once('exit', resolve));
  server.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

async function run(code: string): Promise<void> {
  const { content } = await kernel.requestExecute({ code }).done;
  expect(content.status).toBe('ok');
}

it('reads the text behind what Python shows for a string', () => {
  expect(unquote('\'{"a": "it\\\'s"}\'')).toBe('{"a": "it\'s"}');
  expect(unquote('\'{"a": "\\\\u00fc \\\\"q\\\\" \\\\n"}\'')).toBe('{"a": "\\u00fc \\"q\\" \\n"}');
  expect(() => unquote('None')).toThrow();
});

it('asks for no name that the user can have bound in the notebook, besides __import__', () => {
  for (const expression of [
    queryExpression('{}'),
    bootstrapExpression('{}').replace(/compile\("(?:[^"\\]|\\.)*"/, 'compile(""')
  ]) {
    const names =
      expression.replace(/(['"])(?:[^\\]|\\.)*?\1/g, '').match(/(?<![.\w])[a-z_]\w+(?=\()/g) ?? [];
    expect(new Set(names)).toEqual(new Set(['__import__']));
  }
});

it('says why there is no model, then lists them, exports and fetches', async () => {
  expect(await companion.models()).toEqual({
    models: [],
    reason: 'The kernel has imported none of torch, scikit-learn and Keras.'
  });
  await run(
    'import torch\n_ = torch.manual_seed(0)\nnet = torch.nn.Sequential(torch.nn.Linear(300, 700), torch.nn.ReLU(), torch.nn.Linear(700, 4))\n' +
      'X_test = torch.randn(20, 300)\nbig = torch.nn.Linear(1500, 1500)\nB_test = torch.randn(4, 1500)\ngetattr = exec = None'
  );
  expect((await companion.models()).models.map(model => [model.name, model.parameters])).toEqual([
    ['net', 213504],
    ['big', 2251500]
  ]);
  const answer = await companion.export({ variable: 'net', notebook: 'n.ipynb' });
  const model = await companion.fetch(answer, 'model');
  const cases = readCases(await companion.fetch(answer, 'cases'));
  expect(createHash('sha256').update(model).digest('hex')).toBe(answer.model.sha256);
  expect(inspectModel(model).facts).toMatchObject({
    sha256: cases.meta.modelSha256,
    opset: { '': 20 },
    ops: { Gemm: 2, Relu: 1 }
  });
  expect(cases.cases.map(one => one.inputs.input.dims)).toEqual([
    [10, 300],
    [10, 300],
    [11, 300],
    [10, 300],
    [10, 300]
  ]);
  expect(cases.meta.notebook).toBe('n.ipynb');
});

it('fetches what needs more than one chunk', async () => {
  const answer = await companion.export({ variable: 'big' });
  expect(answer.model.bytes).toBeGreaterThan(8 * 1024 * 1024);
  const model = await companion.fetch(answer, 'model');
  expect(createHash('sha256').update(model).digest('hex')).toBe(answer.model.sha256);
  await companion.forget(answer.id);
  await expect(companion.fetch(answer, 'model')).rejects.toThrow(KernelRefusal);
});

it('hands refusals on with their cure', async () => {
  await expect(companion.export({ variable: 'X_test' })).rejects.toMatchObject({
    message: "'X_test' is no PyTorch, Keras or scikit-learn model in the kernel.",
    cure: expect.stringContaining('Run the cell')
  });
});

it('tells versions and types', async () => {
  expect((await companion.versions(['torch'])).versions.torch.distribution).toBe('torch');
  expect((await companion.variables(['net'])).variables).toEqual({
    net: 'torch.nn.modules.container.Sequential'
  });
});

it('answers silent questions about types and distributions', async () => {
  await run('import pathlib\nclass Row:\n    pass\nrow, here = Row(), pathlib.Path()\nstr = None');
  const count = async (): Promise<unknown> =>
    (await kernel.requestExecute({ code: '' }).done).content.execution_count;
  // The status arrives a little after the answer.
  const rest = async (): Promise<void> => {
    while (kernel.status !== 'idle') {
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  };
  const before = await count();
  await rest();
  expect(await askTypes(kernel, ['net', 'X_test', 'row', 'here', 'absent'], 60_000)).toEqual(
    new Map([
      ['net', 'torch.nn.modules.container.Sequential'],
      ['X_test', 'torch.Tensor'],
      ['row', '__main__.Row'],
      ['here', expect.stringMatching(/^pathlib\..*Path$/)]
    ])
  );
  await rest();
  const context = { session: { kernel } } as unknown as ISessionContext;
  expect((await askKernel(context, ['torch']))?.distributions.torch.name).toBe('torch');
  expect(await count()).toBe(before);
  expect(await askTypes(null, ['net'])).toBeNull();
});

it('says so at once when the kernel ends during an export, and when a restart lost the export', async () => {
  const before = await companion.export({ variable: 'net' });
  await run(
    'import os\nclass Dying(torch.nn.Module):\n    def forward(self, x):\n        os._exit(1)\ndying = Dying()'
  );
  const restarted = new Promise<void>(resolve => {
    kernel.statusChanged.connect((_, status) => {
      if (status === 'autorestarting') {
        resolve();
      }
    });
  });
  await expect(companion.export({ variable: 'dying', inputs: ['X_test'] })).rejects.toMatchObject({
    name: 'KernelRefusal',
    message: 'The kernel ended or was restarted before it answered.',
    cure: expect.stringContaining('Run the notebook again')
  });
  await restarted;
  expect((await companion.models()).models).toEqual([]);
  await expect(companion.fetch(before, 'model')).rejects.toMatchObject({
    name: 'KernelRefusal',
    message: 'The export is no longer in the kernel.'
  });
});
