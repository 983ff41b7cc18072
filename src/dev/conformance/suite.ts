/** ONNX's backend node tests: made by the onnx package of the project's environment, read, run and judged. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNpz } from '../../core/parity/npz';
import type { ITensor } from '../../core/parity/tensor';
import { runBatch } from '../browser/batch';
import type { BatchWorker } from '../browser/batch';
import { projectPython } from '../models/reference';
import { judge } from './judge';
import type { ICaseFacts, IJudgement } from './judge';

/** A case of the suite; `unusable` names the type that a browser has no array for. */
export interface ISuiteCase extends ICaseFacts {
  readonly ops: readonly string[];
  readonly unusable: string | null;
  readonly offset: number;
  readonly length: number;
}

/** The suite on disk. */
export interface ISuite {
  readonly onnx: string;
  readonly cases: readonly ISuiteCase[];
  /** The archive of a usable case. */
  bytesOf(one: ISuiteCase): Uint8Array;
}

/** Makes the cases; with names (`module/case`), only these. */
export function makeSuite(folder: string, names: readonly string[] = []): ISuite {
  const script = join(__dirname, 'dump_cases.py');
  execFileSync(projectPython(), [script, folder, ...names], {
    stdio: ['ignore', 'inherit', 'pipe']
  });
  return readSuite(folder);
}

/** Reads what `makeSuite` made. */
export function readSuite(folder: string): ISuite {
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8')) as Omit<
    ISuite,
    'bytesOf'
  >;
  const bytes = new Uint8Array(readFileSync(join(folder, 'cases.bin')));
  return {
    ...index,
    bytesOf: one => bytes.subarray(one.offset, one.offset + one.length)
  };
}

/** Runs usable cases on a worker and judges each as it arrives. */
export async function runSuite(
  suite: ISuite,
  cases: readonly ISuiteCase[],
  worker: BatchWorker,
  pageFolder: string,
  onJudgement: (one: IJudgement) => void
): Promise<void> {
  const byName = new Map(cases.map(one => [one.name, one]));
  await runBatch({
    pageFolder,
    worker,
    jobs: new Map(cases.map(one => [one.name, suite.bytesOf(one)])),
    onResult: (name, run) => {
      const one = byName.get(name)!;
      onJudgement(judge(one, wantedOf(suite.bytesOf(one)), run));
    }
  });
}

function wantedOf(bytes: Uint8Array): Record<string, ITensor>[] {
  const wanted: Record<string, ITensor>[] = [];
  for (const [member, value] of readNpz(bytes)) {
    const [, index, name] = /^case(\d+)\.output\.(.*)$/s.exec(member) ?? [];
    if (index) {
      (wanted[Number(index)] ??= {})[name] = value;
    }
  }
  return wanted;
}
