/** How long the analysis worker is busy with an edit of one cell: from the bytes of the message to the bytes of the answer. */
import { deserialize, serialize } from 'node:v8';
import type { Engine, INotebook } from '../core';
import { AnalysisService } from '../worker/analysisService';
import { AnalysisClient } from '../worker/client';
import type { AnalysisReply, AnalysisRequest } from '../worker/protocol';

/** The worker of the Lab in this thread. What the page does, encoding its message among it, is not counted. */
class TimedWorker {
  constructor(private readonly _service: AnalysisService) {}

  onmessage: ((event: { data: AnalysisReply }) => void) | null = null;
  onerror: unknown = null;
  onmessageerror: unknown = null;
  readonly times: number[] = [];

  postMessage(message: AnalysisRequest): void {
    const sent = serialize(message);
    const started = performance.now();
    const request = deserialize(sent) as AnalysisRequest;
    if (request.cancel) {
      return;
    }
    const answer = serialize(this._service.reply(request.id, request.job, () => undefined));
    this.times.push(performance.now() - started);
    setImmediate(() => this.onmessage?.({ data: deserialize(answer) as AnalysisReply }));
  }

  terminate(): void {
    return;
  }
}

/** Milliseconds of each edit, after a whole check and one edit that is not counted. */
export async function oneCellEdits(
  engine: Engine,
  notebook: INotebook,
  runs: number
): Promise<number[]> {
  const worker = new TimedWorker(new AnalysisService(engine.parser, engine.catalogue));
  const client = new AnalysisClient(() => worker as unknown as Worker);
  await client.analyze('bench', notebook, {});
  let current = notebook;
  for (let run = 0; run <= runs; run++) {
    // A prime step comes by every cell, and so by every kind of cell.
    const edited = (run * 7919) % current.cells.length;
    const cells = current.cells.map((cell, i) =>
      i === edited ? { ...cell, source: edit(cell.source, run) } : cell
    );
    current = { ...current, cells };
    await client.analyze('bench', current, {});
  }
  client.dispose();
  return worker.times.slice(2);
}

/** What somebody may have typed: another number, a new name, or a use of what other cells define. */
function edit(source: string, run: number): string {
  switch (run % 3) {
    case 0:
      return `${source}\nedited_${run} = ${run}\n`;
    case 1:
      return source.replace(/\d+/, n => `${n}1`);
    default:
      return `${source}\nprint(df_${run % 40}, ${run})\n`;
  }
}
