/** The review file under writers that work at the same time, some of them killed. */
import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reviewPath } from '../core';
import { readReview } from './reviewFile';

let folder: string;
let writer: string;
let notebook: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-writers-'));
  writer = join(folder, 'writer.cjs');
  notebook = join(folder, 'a.ipynb');
  await build({
    entryPoints: [join(__dirname, '..', 'testing', 'reviewWriter.ts')],
    outfile: writer,
    bundle: true,
    platform: 'node',
    logLevel: 'error'
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => rmSync(reviewPath(notebook), { force: true }));

const start = (by: string, count: number): ChildProcess =>
  spawn(process.execPath, [writer, notebook, by, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit']
  });

const texts = (): string[] => [...readReview(notebook).comments.values()].map(c => c.text).sort();

it('keeps what all of them say', async () => {
  const writers = Array.from({ length: 10 }, (_, i) => start(`w${i}`, 5));
  const ends = await Promise.all(writers.map(w => once(w, 'close')));
  expect(ends.map(([status]) => status as number)).toEqual(writers.map(() => 0));
  expect(texts()).toEqual(
    writers.flatMap((_, i) => Array.from({ length: 5 }, (_, j) => `w${i} says ${j}`)).sort()
  );
});

it('is whole when a writer is killed, and the others go on', async () => {
  const others = start('other', 20);
  for (let i = 0; i < 5; i++) {
    const victim = start(`v${i}`, 1e9);
    let said = '';
    victim.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    while (said.split('\n').length < 3 + i) {
      await once(victim.stdout as NodeJS.ReadableStream, 'data');
    }
    victim.kill('SIGKILL');
    await once(victim, 'close');
    // What it said was written; what it was about to write is there or not.
    const count = said.trim().split('\n').length;
    const kept = texts().filter(t => t.startsWith(`v${i} `)).length;
    expect([count, count + 1]).toContain(kept);
  }
  if (others.exitCode === null) {
    await once(others, 'close');
  }
  expect(others.exitCode).toBe(0);
  expect(texts().filter(t => t.startsWith('other'))).toHaveLength(20);
  expect(readdirSync(folder).filter(n => n.endsWith('.lock')).length).toBeLessThan(2);
});
