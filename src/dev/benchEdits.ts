/** How long the analysis worker is busy with a change of the notebook: from the bytes of the message to the bytes of the answer. */
import { deserialize, serialize } from 'node:v8';
import type { Engine, ICell, INotebook } from '../core';
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

/** A change of the cells; `at` is the place that it is about, another one in every run. */
type Change = (cells: readonly ICell[], at: number, run: number) => readonly ICell[];

/** What somebody does to a notebook, by the words of the table: after …. */
export const changes: Readonly<Record<string, Change>> = {
  'an edit of one cell': (cells, at, run) =>
    cells.map((cell, i) => (i === at ? { ...cell, source: edited(cell.source, run) } : cell)),
  'an edit of the imports': ([imports, ...rest], _at, run) => [
    {
      ...imports,
      source:
        run % 2 ? imports.source.replace(/\nimport math$/, '') : `${imports.source}\nimport math`
    },
    ...rest
  ],
  'a cell came': (cells, at, run) => [
    ...cells.slice(0, at),
    { ...cells[at], id: `new-${run}`, source: `edited_${run} = ${run}\nprint(edited_${run})` },
    ...cells.slice(at)
  ],
  'a cell was deleted': (cells, at) => cells.filter((_, i) => i !== at),
  'a cell was moved by one': (cells, at) => {
    const next = [...cells];
    next.splice(Math.max(1, at - 1), 0, ...next.splice(at, 1));
    return next;
  },
  'a cell was split': (cells, at, run) => {
    const lines = cells[at].source.split('\n');
    const half = lines.length >> 1;
    return [
      ...cells.slice(0, at),
      { ...cells[at], source: lines.slice(0, half).join('\n') },
      { ...cells[at], id: `new-${run}`, source: lines.slice(half).join('\n') },
      ...cells.slice(at + 1)
    ];
  }
};

/** Milliseconds of each change, after a whole check and one change that is not counted; ends when half of the cells are gone. */
export async function changeTimes(
  engine: Engine,
  notebook: INotebook,
  change: Change,
  runs: number
): Promise<number[]> {
  const worker = new TimedWorker(new AnalysisService(engine.parser, engine.catalogue));
  const client = new AnalysisClient(() => worker as unknown as Worker);
  await client.analyze('bench', notebook, {});
  let current = notebook;
  for (let run = 0; run <= runs && current.cells.length * 2 > notebook.cells.length; run++) {
    // A prime step comes by every cell, and so by every kind of cell; the imports stay at the top.
    const at = 1 + ((run * 7919) % (current.cells.length - 1));
    const cells = change(current.cells, at, run).map((cell, index) =>
      cell.index === index ? cell : { ...cell, index }
    );
    current = { ...current, cells };
    await client.analyze('bench', current, {});
  }
  client.dispose();
  return worker.times.slice(2);
}

/** What somebody may have typed: another number, a new name, or a use of what other cells define. */
function edited(source: string, run: number): string {
  switch (run % 3) {
    case 0:
      return `${source}\nedited_${run} = ${run}\n`;
    case 1:
      return source.replace(/\d+/, n => `${n}1`);
    default:
      return `${source}\nprint(df_${run % 40}, ${run})\n`;
  }
}
