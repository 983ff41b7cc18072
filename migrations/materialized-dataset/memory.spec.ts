/** The figure that the README of this migration gives, measured under CPython: the peak no longer grows with the file. */
import { Engine, parsePercent } from '../../src/core';
import { testParser } from '../../src/testing/parser';
import { codeOf } from '../../src/testing/runCases';
import { runPrograms } from '../../src/testing/python';
import migration from './index';

const notebook = (lines: number): string => `# %%
import json
import tracemalloc

with open("rows.jsonl", "w") as out:
    for n in range(${lines}):
        out.write(json.dumps({"n": n, "text": "x" * 80}) + "\\n")
tracemalloc.start()
# %%
with open("rows.jsonl") as f:
    rows = [json.loads(line) for line in f]
# %%
total = 0
for i in range(0, len(rows), 100):
    batch = rows[i:i + 100]
    total += sum(row["n"] for row in batch)
print(total, tracemalloc.get_traced_memory()[1])
tracemalloc.stop()
`;

it('reads 40,000 lines in the memory of a batch', async () => {
  const engine = new Engine(await testParser(), [migration]);
  const before = [4_000, 40_000].map(n => parsePercent(notebook(n)));
  const after = before.map(n => engine.fix(n, 'suggested').notebook);
  const results = runPrograms([...before, ...after].map(n => ({ cells: codeOf(n), run: true })));
  expect(results.map(r => r.error)).toEqual([null, null, null, null]);
  const [, large, smallBatches, largeBatches] = results.map(r => r.stdout.split(' ').map(Number));
  expect(largeBatches[0]).toBe(large[0]);
  expect(large[1]).toBeGreaterThan(10e6);
  expect(largeBatches[1]).toBeLessThan(large[1] / 10);
  // Ten times the file, the same memory.
  expect(largeBatches[1]).toBeLessThan(smallBatches[1] * 1.5);
});
