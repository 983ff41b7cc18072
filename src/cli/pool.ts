/** Checks many files on several threads. A thread costs about a tenth of a second to start, so few files stay on the main one. */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { LineIndex, locate, type IAnalyzeOptions, type IReportedDiagnostic } from '../core';
import { checkFile } from './checkFile';
import { createEngine } from './engine';
import type { ICheckedFile, IFilePlace } from './reporters/reporter';

/** Below this number of files threads do not pay. */
const filesPerThread = 60;

/** A notebook and how it is to be checked. */
export interface IFileToCheck {
  readonly path: string;
  readonly options: IAnalyzeOptions;
}

interface IThreadData {
  readonly files: readonly IFileToCheck[];
}

/** Results in the order of the files. */
export async function checkFiles(
  files: readonly IFileToCheck[],
  jobs: number,
  progress: (done: number) => void
): Promise<ICheckedFile[]> {
  const threads = Math.min(jobs, Math.floor(files.length / filesPerThread));
  if (threads < 2) {
    const engine = await createEngine();
    return files.map((file, i) => {
      progress(i);
      return checked(checkFile(engine, file.path, file.options));
    });
  }
  let done = 0;
  const parts = await Promise.all(
    Array.from({ length: threads }, (_, part) =>
      runThread({ files: files.filter((_, i) => i % threads === part) }, () => progress(++done))
    )
  );
  return files.map((_, i) => parts[i % threads][Math.floor(i / threads)]);
}

function runThread(data: IThreadData, progress: () => void): Promise<ICheckedFile[]> {
  return new Promise((resolve, reject) => {
    const results: ICheckedFile[] = [];
    const worker = new Worker(__filename, { workerData: data });
    worker.on('message', (result: ICheckedFile) => {
      results.push(result);
      progress();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(results));
  });
}

/** The other end: what a thread started by `checkFiles` does. */
export async function serveChecks(): Promise<void> {
  if (isMainThread || !parentPort) {
    return;
  }
  const { files } = workerData as IThreadData;
  const engine = await createEngine();
  for (const file of files) {
    parentPort.postMessage(checked(checkFile(engine, file.path, file.options)));
  }
}

/** What reporters need: the document stays behind, only the places of the findings in the file are kept. */
function checked(result: ReturnType<typeof checkFile>): ICheckedFile {
  if (!result.ok) {
    return { path: result.path, reason: result.reason };
  }
  const { document, report } = result;
  const placed = (d: IReportedDiagnostic): IFilePlace => {
    const cell = new LineIndex(document.notebook.cells[d.cell.index].source);
    return {
      start: locate(document, d.cell.index, cell.offset(d.range.start)),
      end: locate(document, d.cell.index, cell.offset(d.range.end))
    };
  };
  return {
    report,
    places: report.diagnostics.map(placed),
    suppressedPlaces: report.suppressed.map(placed)
  };
}
