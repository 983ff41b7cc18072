import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { CdpConnection } from './cdp';
import { Chrome, chromeFlags } from './chrome';
import { findChrome } from './findChrome';
import { decodeRun, encodeRun } from './pageMessages';
import { PageServer, pageFiles } from './pageServer';
import { numberToHalf, tensor } from '../../core/parity/tensor';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-browser-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('CdpConnection', () => {
  it('puts answers together however the pipe cuts them, and pairs them with their commands', async () => {
    const [up, down] = [new PassThrough(), new PassThrough()];
    const sent: { id: number }[] = [];
    up.on('data', (chunk: Buffer) =>
      sent.push(JSON.parse(chunk.toString().replace(/\0$/, '')) as { id: number })
    );
    const cdp = new CdpConnection(up, down);
    const events: string[] = [];
    cdp.onEvent = event => events.push(event.method);
    const [a, b] = [cdp.send('One'), cdp.send('Two', { x: 1 }, 'session')];
    await new Promise(resolve => setImmediate(resolve));
    expect(sent).toEqual([
      { id: 1, method: 'One', params: {} },
      { id: 2, method: 'Two', params: { x: 1 }, sessionId: 'session' }
    ]);
    const bytes = Buffer.from(
      '{"method":"E.v","params":{}}\0{"id":2,"result":{"t":"grün"}}\0{"id":1,"error":{"message":"no"}}\0'
    );
    for (const byte of bytes) {
      down.write(Buffer.from([byte]));
    }
    await expect(b).resolves.toEqual({ t: 'grün' });
    await expect(a).rejects.toThrow('no');
    expect(events).toEqual(['E.v']);
  });

  it('fails open commands when the browser goes away', async () => {
    const down = new PassThrough();
    const cdp = new CdpConnection(new PassThrough(), down);
    const open = cdp.send('Never');
    down.destroy();
    await expect(open).rejects.toThrow('closed the connection');
    await expect(cdp.send('Later')).rejects.toThrow('closed the connection');
  });
});

describe('findChrome', () => {
  it('takes the named one, then the first on the path, then says what to install', () => {
    const place = (name: string): string => {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
      chmodSync(file, 0o755);
      return file;
    };
    const chromium = place('bin/chromium');
    place('bin/google-chrome');
    const own = place('own');
    expect(findChrome({ ANNEAL_CHROME: own, PATH: join(folder, 'bin') }, folder)).toBe(own);
    expect(findChrome({ PATH: join(folder, 'bin') }, folder)).toBe(chromium);
    expect(() => findChrome({ CHROME_PATH: join(folder, 'no'), PATH: '' }, folder)).toThrow(
      /CHROME_PATH names/
    );
    place('.cache/ms-playwright/chromium-99/chrome-linux/chrome');
    const newest = place('.cache/ms-playwright/chromium-1200/chrome-linux/chrome');
    if (process.platform === 'linux') {
      expect(findChrome({ PATH: '' }, folder)).toBe(newest);
      expect(() => findChrome({ PATH: '' }, join(folder, 'empty'))).toThrow(/ANNEAL_CHROME/);
    }
  });
});

describe('Chrome', () => {
  it('gives the sandbox up for root only', () => {
    expect(chromeFlags('p', false)).not.toContain('--no-sandbox');
    expect(chromeFlags('p', true)).toContain('--no-sandbox');
  });

  it('says what to do when the program is no browser, and leaves no profile behind', async () => {
    const before = readdirSync(tmpdir()).filter(name => name.startsWith('anneal-chrome-'));
    await expect(Chrome.start('/bin/false')).rejects.toThrow(/did not start .*ANNEAL_CHROME/);
    const after = readdirSync(tmpdir()).filter(
      name => name.startsWith('anneal-chrome-') && !before.includes(name)
    );
    expect(after).toEqual([]);
  });
});

describe('PageServer', () => {
  it('answers on its secret address only, and with listed files only', async () => {
    for (const name of pageFiles) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), name);
    }
    writeFileSync(join(folder, 'secret.txt'), 'x');
    const posts: [string, string][] = [];
    const server = await PageServer.start({
      folder,
      extra: { 'job.json': Buffer.from('{}') },
      onPost: (name, body) => posts.push([name, Buffer.from(body).toString()])
    });
    try {
      const get = async (url: string): Promise<[number, string]> => {
        const response = await fetch(url);
        return [response.status, await response.text()];
      };
      expect(await get(server.url)).toEqual([200, 'index.html']);
      expect(await get(`${server.url}job.json`)).toEqual([200, '{}']);
      const wasm = await fetch(`${server.url}onnxruntime-web/ort-wasm-simd-threaded.wasm`);
      expect(wasm.headers.get('content-type')).toBe('application/wasm');
      expect((await get(`${server.url}secret.txt`))[0]).toBe(404);
      expect((await get(`${server.url}..%2fsecret.txt`))[0]).toBe(404);
      const { origin } = new URL(server.url);
      expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:/);
      expect((await get(`${origin}/job.json`))[0]).toBe(404);
      expect(
        (await fetch(`${origin}/${'0'.repeat(48)}/done`, { method: 'POST', body: 'x' })).status
      ).toBe(404);
      expect(
        (await fetch(`${server.url}result/wasm`, { method: 'POST', body: 'abc' })).status
      ).toBe(204);
      expect(posts).toEqual([['result/wasm', 'abc']]);
    } finally {
      await server.close();
    }
  });

  it('names the build when the page is missing', async () => {
    await expect(PageServer.start({ folder, extra: {}, onPost: () => undefined })).rejects.toThrow(
      /npm run build/
    );
    expect(existsSync(join(folder, 'index.html'))).toBe(false);
  });
});

it('carries runs through bytes without rounding', () => {
  const outputs = [0, 1].map(k => ({
    'a.b': tensor('float32', [2], Float32Array.of(0.1 + k, NaN)),
    half: tensor('float16', [1], Uint16Array.of(numberToHalf(0.3))),
    ids: tensor('int64', [1], BigInt64Array.of(2n ** 62n))
  }));
  const run = {
    provider: 'webgpu' as const,
    status: 'ran' as const,
    reason: null,
    cure: null,
    ort: { version: '1.30.0', bundle: 'webgpu' },
    adapter: null,
    placement: { gpu: 1, cpu: 1, fellBack: [{ op: 'Slice', count: 1, names: ['n'] }] },
    outputs,
    repeat: outputs[0],
    timing: { create_ms: 1, first_ms: 2, warm: [1.5], p50: 1.5, p95: 1.5 },
    browser: { ua: 'u', coi: true, secure: true, threads: 1 }
  };
  expect(decodeRun(encodeRun(run))).toEqual(run);
});
