/**
 * Checks many files on several threads, the main one among them: each takes the next file when it is done with one. A thread costs
 * some tenths of a second until it is up to speed, so few files stay on the main one.
 */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  LineIndex,
  locate,
  type Engine,
  type IAnalyzeOptions,
  type INotebookDocument,
  type IReportedDiagnostic
} from '../core';
import { checkFile } from './checkFile';
import { createEngine } from './engine';
import { fileReplacements } from './fileReplacements';
import { findingDiff } from './findingDiff';
import type { ICheckedFile, IFilePlace, IFindingDetail } from './reporters/reporter';

/** Below this number of files for each, threads do not pay. */
const filesPerThread = 20;

/**
 * Node translates a function to optimized machine code as soon as it was busy for a short while, on threads of its own: right for a server,
 * but here these take a third of the processors from the threads that check, for code that is done in seconds. So it waits
 * until a function was busy for eight times as long (the setting is V8's own, in units of its byte code).
 */
const interruptBudget = 1_000_000;

/** The newest V8 for which the setting is known; one that does not know it would complain. */
const newestV8 = 13;

/** A notebook and how it is to be checked. */
export interface IFileToCheck {
  readonly path: string;
  readonly options: IAnalyzeOptions;
  /** Whether a format needs what the fixes change. */
  readonly hasDetails: boolean;
}

interface IThreadData {
  readonly files: readonly IFileToCheck[];
  /** The number of the next file that nobody has taken, shared by all threads. */
  readonly next: Int32Array;
}

interface IDone {
  readonly index: number;
  readonly result: ICheckedFile;
}

/** Results in the order of the files. */
export async function checkFiles(
  files: readonly IFileToCheck[],
  jobs: number,
  progress: (done: number) => void
): Promise<ICheckedFile[]> {
  const results = new Array<ICheckedFile>(files.length);
  let count = 0;
  const take = ({ index, result }: IDone): void => {
    results[index] = result;
    progress(++count);
  };
  const data = { files, next: new Int32Array(new SharedArrayBuffer(4)) };
  if (Number.parseInt(process.versions.v8, 10) <= newestV8) {
    setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
  }
  const others = Math.max(0, Math.min(jobs, Math.floor(files.length / filesPerThread)) - 1);
  const threads = Array.from({ length: others }, () => runThread(data, take));
  // What goes wrong in a thread is told when all of them are awaited.
  threads.forEach(thread => thread.catch(() => undefined));
  for await (const done of work(data)) {
    take(done);
    // The other threads get a word in.
    await setImmediate();
  }
  await Promise.all(threads);
  return results;
}

async function* work({ files, next }: IThreadData): AsyncIterableIterator<IDone> {
  const engine = await createEngine();
  for (let index = Atomics.add(next, 0, 1); index < files.length; index = Atomics.add(next, 0, 1)) {
    yield { index, result: checked(engine, files[index]) };
  }
}

function runThread(data: IThreadData, take: (done: IDone) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: data });
    worker.on('message', take);
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

/** The other end: what a thread started by `checkFiles` does. */
export async function serveChecks(): Promise<void> {
  if (isMainThread || !parentPort) {
    return;
  }
  for await (const done of work(workerData as IThreadData)) {
    parentPort.postMessage(done);
  }
}

/** What reporters need: the document stays behind, only the places of the findings in the file and what fixes change are kept. */
function checked(engine: Engine, { path, options, hasDetails }: IFileToCheck): ICheckedFile {
  const result = checkFile(engine, path, options);
  if (!result.ok) {
    return { path: result.path, reason: result.reason };
  }
  const { document, report } = result;
  return {
    report,
    places: report.diagnostics.map(d => placed(document, d)),
    suppressedPlaces: report.suppressed.map(d => placed(document, d)),
    ...(hasDetails ? { details: details(engine, document, report.diagnostics, options) } : {})
  };
}

function placed(document: INotebookDocument, d: IReportedDiagnostic): IFilePlace {
  const { outputs } = document.spans[d.cell.index];
  if (d.place === 'output' && outputs) {
    const start = new LineIndex(document.text).position(outputs.start);
    return { start, end: start };
  }
  const cell = new LineIndex(document.notebook.cells[d.cell.index].source);
  return {
    start: locate(document, d.cell.index, cell.offset(d.range.start)),
    end: locate(document, d.cell.index, cell.offset(d.range.end))
  };
}

function details(
  engine: Engine,
  document: INotebookDocument,
  diagnostics: readonly IReportedDiagnostic[],
  options: IAnalyzeOptions
): IFindingDetail[] {
  const secrets = diagnostics.some(d => d.fix) ? engine.secrets(document.notebook, options) : [];
  return diagnostics.map(({ fix }) => ({
    diff: fix ? findingDiff(document.notebook, fix.edits, secrets) : [],
    // A value that moves to `.env` would be lost when only the notebook is edited.
    replacements: fix && !fix.environment.length ? fileReplacements(document, fix.edits) : null
  }));
}
