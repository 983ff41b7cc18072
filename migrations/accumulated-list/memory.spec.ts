/** The figure that the README of this migration gives, measured under CPython. */
import { Engine, parsePercent } from '../../src/core';
import { testParser } from '../../src/testing/parser';
import { codeOf } from '../../src/testing/runCases';
import { runPrograms } from '../../src/testing/python';
import migration from './index';

const notebook = `# %%
import tracemalloc
# %%
def payloads(n):
    out = []
    for i in range(n):
        out.append(str(i % 10) * 500)
    return out
# %%
tracemalloc.start()
total = sum(len(text) for text in payloads(50_000))
peak = tracemalloc.get_traced_memory()[1]
tracemalloc.stop()
print(total, peak)
`;

it('streams 50,000 payloads in less memory than the list takes', async () => {
  const before = parsePercent(notebook);
  const engine = new Engine(await testParser(), [migration]);
  const { notebook: after, applied } = engine.fix(before, 'suggested');
  expect(applied.map(d => d.migration)).toEqual(['accumulated-list']);
  const [list, stream] = runPrograms([before, after].map(n => ({ cells: codeOf(n), run: true })));
  expect([list.error, stream.error]).toEqual([null, null]);
  const [total, peak] = list.stdout.split(' ').map(Number);
  const [streamTotal, streamPeak] = stream.stdout.split(' ').map(Number);
  expect(streamTotal).toBe(total);
  expect(peak).toBeGreaterThan(25e6);
  expect(streamPeak).toBeLessThan(14e6);
  expect(streamPeak / peak).toBeLessThanOrEqual(0.6);
});
