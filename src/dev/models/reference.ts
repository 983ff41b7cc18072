/** What ONNX Runtime on the CPU, in Python, computes for models and inputs: the point C of the chain. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpz, writeNpz } from '../../core/parity/npz';
import { tensor } from '../../core/parity/tensor';
import type { ITensor } from '../../core/parity/tensor';

const root = join(__dirname, '..', '..', '..');

/** The Python of the project's own environment. */
export function projectPython(): string {
  const windows = join(root, '.venv/Scripts/python.exe');
  return existsSync(windows) ? windows : join(root, '.venv/bin/python');
}

/** A model with the inputs of its cases. */
export interface IModelRun {
  readonly model: Uint8Array;
  readonly inputs: readonly Readonly<Record<string, ITensor>>[];
}

/** The archive that the browser's batch and Python both read. */
export function archiveOf({ model, inputs }: IModelRun): Uint8Array {
  const arrays = new Map([['model', tensor('uint8', [model.length], model)]]);
  inputs.forEach((one, k) => {
    for (const [name, value] of Object.entries(one)) {
      arrays.set(`case${k}.input.${name}`, value);
    }
  });
  return writeNpz(arrays, false);
}

/** Outputs of each model and case; empty for a case that ONNX Runtime refused. */
export function cpuOutputs(
  runs: ReadonlyMap<string, IModelRun>
): Map<string, Record<string, ITensor>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-models-'));
  try {
    for (const [name, run] of runs) {
      writeFileSync(join(folder, `${name}.npz`), archiveOf(run));
    }
    const script = join(root, 'src/dev/models/run_models.py');
    execFileSync(projectPython(), [script, folder], { stdio: ['ignore', 'inherit', 'pipe'] });
    return new Map(
      [...runs].map(([name, run]) => {
        const outputs = run.inputs.map((): Record<string, ITensor> => ({}));
        const bytes = new Uint8Array(readFileSync(join(folder, `${name}.out.npz`)));
        for (const [member, value] of bytes.length ? readNpz(bytes) : []) {
          const [, index, output] = /^case(\d+)\.output\.(.*)$/s.exec(member)!;
          outputs[Number(index)][output] = value;
        }
        return [name, outputs];
      })
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
