/** The figure that the README of this migration gives, worked out by PyTorch under CPython. */
import { Engine, parsePercent } from '../../src/core';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import { testParser } from '../../src/testing/parser';
import migration from './index';

const notebook = `# %%
x, y = 2.0, 5.0
w, b = 0.5, 0.1
pred = w * x + b
loss = (pred - y) ** 2
dloss_dpred = 2 * (pred - y)
dw = dloss_dpred * x
db = dloss_dpred
# %%
print(dw, db)
`;

it('gives dw = -15.6 and db = -7.8 by hand and by backward()', async () => {
  const before = parsePercent(notebook);
  const engine = new Engine(await testParser(), [migration]);
  const { notebook: after, applied } = engine.fix(before, 'suggested');
  expect(applied).toHaveLength(1);
  expect(codeOf(after).join('\n')).toContain('loss.backward()');
  const results = runPrograms([before, after].map(n => ({ cells: codeOf(n), run: true })));
  for (const { stdout, error } of results) {
    expect(error).toBeNull();
    const [dw, db] = stdout.split(' ').map(Number);
    expect(dw).toBeCloseTo(-15.6, 12);
    expect(db).toBeCloseTo(-7.8, 12);
  }
});
