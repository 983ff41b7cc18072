/** What the README of this migration says about PyTorch, run under CPython. */
import { Engine, parsePercent } from '../../src/core';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import { testParser } from '../../src/testing/parser';
import migration from './index';

const notebook = `# %%
import torch
from torch.utils.data import DataLoader
# %%
class Samples:
    def __init__(self, rows):
        self.rows = rows

    def size(self):
        return len(self.rows)

    def get_item(self, i):
        return self.rows[i]
# %%
samples = Samples([1.0, 2.0, 3.0])
print([batch.tolist() for batch in DataLoader(samples, batch_size=2)])
# %%
print(len(samples), samples[-1], samples[1:], samples[::-1], list(samples))
try:
    samples[3]
except IndexError as error:
    print(error)
`;

it('lets a DataLoader batch an object that had only size() and get_item()', async () => {
  const before = parsePercent(notebook);
  const engine = new Engine(await testParser(), [migration]);
  const { notebook: after } = engine.fix(before, 'suggested');
  const [old, fixed] = runPrograms([before, after].map(n => ({ cells: codeOf(n), run: true })));
  expect(old.error).toMatch(/^TypeError: object of type 'Samples' has no len/);
  expect(fixed.error).toBeNull();
  expect(fixed.stdout).toBe(
    '[[1.0, 2.0], [3.0]]\n3 3.0 [2.0, 3.0] [3.0, 2.0, 1.0] [1.0, 2.0, 3.0]\nindex 3 is out of range\n'
  );
});
