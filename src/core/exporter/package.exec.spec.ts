/** The generated tests of a package are run: they pass as written, and fail when what they guard is broken. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Engine, parsePercent, planExport, printPackage, type IExportOptions } from '..';
import { inspectModel } from '../../onnx/inspect';
import { testParser } from '../../testing/parser';
import { pythonExecutable } from '../../testing/python';

const notebook = `# %% [markdown]
# # Doubling
# %%
import numpy as np
FACTOR = 2.0
def double(v):
    return v * FACTOR
# %% [markdown]
# Ones become twos.
#
# Nothing is lost.
# %%
y = double(np.ones(3))
print(y)
`;

/** A model that doubles; `drift` has the same with cases in which the notebook computed a little more. Numbers and texts pass through. */
const makeModel = `
import sys
import numpy as np
import onnx
from onnx import TensorProto as T, helper as h

nodes = [
    h.make_node("Add", ["x", "x"], ["y"]),
    h.make_node("Identity", ["n"], ["m"]),
    h.make_node("Identity", ["s"], ["t"]),
]
values = lambda *rows: [h.make_tensor_value_info(n, t, [None]) for n, t in rows]
graph = h.make_graph(
    nodes, "g",
    values(("x", T.FLOAT), ("n", T.INT64), ("s", T.STRING)),
    values(("y", T.FLOAT), ("m", T.INT64), ("t", T.STRING)),
)
model = h.make_model(graph, ir_version=8, opset_imports=[h.make_opsetid("", 17)])
x = np.array([1, -2.5, 4], dtype="float32")
for name, more in (("twice", 0), ("drift", 0.001)):
    onnx.save(model, f"{sys.argv[1]}/{name}.onnx")
    members = {"x": x, "n": np.array([3]), "s": np.array(["a", "b"])}
    arrays = {f"case0.input.{k}": v for k, v in members.items()}
    arrays |= {"case0.output.y": np.float32(x * 2 + more), "case0.output.m": np.array([3]), "case0.output.t": np.array(["a", "b"])}
    np.savez(f"{sys.argv[1]}/{name}.cases.npz", meta=np.zeros(1, "uint8"), **arrays)
`;

const folder = mkdtempSync(join(tmpdir(), 'anneal-package-'));
const root = join(folder, 'doubling');

function python(...args: string[]): { status: number | null; text: string } {
  const done = spawnSync(pythonExecutable, args, { cwd: root, encoding: 'utf8' });
  return { status: done.status, text: done.stdout + done.stderr };
}

beforeAll(async () => {
  const models = join(root, 'models');
  mkdirSync(models, { recursive: true });
  const made = python('-c', makeModel, models);
  if (made.status !== 0) {
    throw new Error(`The model could not be made: ${made.text}`);
  }
  const parser = await testParser();
  const model = new Engine(parser, []).model(parsePercent(notebook));
  const { ops } = inspectModel(readFileSync(join(models, 'twice.onnx'))).facts;
  const options: IExportOptions = {
    notebookName: 'doubling',
    models: ['twice', 'drift'].map(name => ({ name, ops }))
  };
  for (const file of printPackage(model, planExport(model, options), options, parser)) {
    mkdirSync(dirname(join(root, file.path)), { recursive: true });
    writeFileSync(join(root, file.path), file.text);
  }
}, 60000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('come with a README that tells what the notebook tells', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8')).toContain(
    'of `doubling.ipynb`)\n\n   Ones become twos.\n\n   Nothing is lost.'
  );
});

it('pass as written, and fail for a model that computes other numbers than the notebook', () => {
  const { text } = python('-m', 'pytest', '-q', '-rA', '-p', 'no:cacheprovider');
  const results = [...text.matchAll(/^(PASSED|FAILED|ERROR|SKIPPED) (\S+?::)?(\S+)/gm)].map(
    ([, result, , name]) => `${result} ${name}`
  );
  expect(results.sort()).toEqual([
    'FAILED test_model_computes_what_the_notebook_computed[drift]',
    'PASSED test_entry_point_takes_no_required_arguments',
    'PASSED test_imports_print_nothing',
    'PASSED test_model_computes_what_the_notebook_computed[twice]',
    'PASSED test_step_takes_what_the_steps_before_give[run_notebook]'
  ]);
}, 120000);
