import { defineMigration, PythonParser, type ICell, type INotebook } from '../core';
import { loadParserAssets } from '../host/assets.node';
import { AnalysisService, hiddenRanges } from './analysisService';
import { AnalysisCancelled, AnalysisClient } from './client';
import type { AnalysisReply, AnalysisRequest, IProgress } from './protocol';
import type { Run } from './runs';

/** Finds names called `old` and renames them; keeps the text after `SECRET = ` hidden. */
const rename = defineMigration<string>({
  name: 'old-name',
  title: 'Old name',
  summary: 'Renames it.',
  group: 'Interfaces',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: [],
  why: 'It is old.',
  *detect({ model }) {
    for (const cell of model.cells) {
      for (const node of cell.syntax.byKind.get('identifier') ?? []) {
        if (node.text === 'old') {
          yield { at: node, data: node.text };
        }
      }
    }
  },
  message: ({ data }) => `\`${data}\` is old`,
  rewrite(match, { edit }) {
    const { at } = match;
    if ('start' in at) {
      edit.replace(at, 'fresh');
    }
    return { title: 'Rename it', applicability: 'safe' };
  },
  *secrets({ model }) {
    for (const { cell } of model.cells) {
      const found = /SECRET = "(\w+)"/.exec(cell.source);
      if (found) {
        yield found[1];
      }
    }
  }
});

const cell = (id: string, index: number, source: string): ICell => ({
  id,
  index,
  kind: 'code',
  source,
  executionCount: null,
  outputs: [],
  metadata: {}
});
const notebook = (...sources: string[]): INotebook => ({
  metadata: {},
  cells: sources.map((s, i) => cell(`c${i}`, i, s))
});

let service: AnalysisService;
let parser: PythonParser;
beforeAll(async () => {
  parser = await PythonParser.create(loadParserAssets(null));
});
beforeEach(() => {
  service = new AnalysisService(parser, [rename]);
});

/** A worker that runs the service in this thread, one message a task, as a real one does. */
class LocalWorker {
  onmessage: ((event: { data: AnalysisReply }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessageerror: (() => void) | null = null;
  onReply: ((reply: AnalysisReply) => void) | null = null;
  readonly received: AnalysisRequest[] = [];
  isTerminated = false;
  isSilent = false;

  postMessage(message: AnalysisRequest): void {
    const request = structuredClone(message);
    this.received.push(request);
    if (request.cancel || this.isSilent) {
      return;
    }
    setTimeout(() => {
      const reply = (data: AnalysisReply): void => {
        this.onReply?.(data);
        this.onmessage?.({ data: structuredClone(data) });
      };
      try {
        reply(
          service.reply(request.id, request.job, (progress: IProgress) =>
            reply({ id: request.id, kind: 'progress', progress })
          )
        );
      } catch (reason) {
        reply({ id: request.id, kind: 'failed', reason: (reason as Error).message });
      }
    }, 0);
  }

  terminate(): void {
    this.isTerminated = true;
  }
}

function start(): { client: AnalysisClient; workers: LocalWorker[] } {
  const workers: LocalWorker[] = [];
  const client = new AnalysisClient(() => {
    const worker = new LocalWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  });
  return { client, workers };
}

const sizeOf = (run: Run<unknown>): string =>
  'items' in run ? `${run.items.length} new` : `from ${run.from}: ${run.count}`;

describe('AnalysisClient', () => {
  it('gets findings, habits and the places of secrets', async () => {
    const { client } = start();
    const { analysis, habits, hidden } = await client.analyze(
      'n',
      notebook('old = 1', 'SECRET = "hunter"\nprint("hunter")'),
      {}
    );
    expect(analysis.diagnostics.map(d => [d.migration, d.cell.index])).toEqual([['old-name', 0]]);
    expect(habits['old-name']).toEqual({ title: 'Old name', group: 'Interfaces' });
    expect(hidden).toEqual({
      c1: [
        { start: 10, end: 16 },
        { start: 25, end: 31 }
      ]
    });
  });

  it('sends a cell once, and again only when it changed', async () => {
    const { client, workers } = start();
    const first = notebook('old', 'b = 2', 'c = 3');
    await client.analyze('n', first, {});
    const [a, b, c] = first.cells;
    const changed = { ...b, source: 'old = 2' };
    // One cell above: the others only move.
    const second = {
      metadata: first.metadata,
      cells: [cell('new', 0, ''), { ...a, index: 1 }, { ...changed, index: 2 }, { ...c, index: 3 }]
    };
    const { analysis } = await client.analyze('n', second, {});
    expect(analysis.diagnostics.map(d => d.cell.index)).toEqual([1, 2]);
    const request = workers[0].received[1];
    const sent = !request.cancel && request.job.kind === 'analyze' ? request.job.notebook : null;
    expect(sent?.metadata).toBeNull();
    expect(sent?.cells).toEqual([
      { items: [second.cells[0]] },
      { from: 0, count: 1 },
      { items: [second.cells[2]] },
      { from: 2, count: 1 }
    ]);
  });

  it('gets a finding once, and keeps it as long as it is the same', async () => {
    const { client, workers } = start();
    const first = notebook('old', 'b = 2', 'old', 'old');
    const before = await client.analyze('n', first, {});
    const [a, , c, d] = first.cells;
    const answers: AnalysisReply[] = [];
    workers[0].onReply = reply => answers.push(reply);
    const next = { ...first, cells: [a, cell('c1', 1, 'old = 2'), c, d] };
    const after = await client.analyze('n', next, {});
    expect(answers).toHaveLength(1);
    expect(answers[0].kind === 'analyzed' && answers[0].answer.diagnostics.map(sizeOf)).toEqual([
      'from 0: 1',
      // Equal findings are told apart by their order: one more comes before the last two.
      '3 new'
    ]);
    expect(after.analysis.diagnostics[0]).toBe(before.analysis.diagnostics[0]);
    expect(after.analysis.diagnostics.map(x => x.cell.index)).toEqual([0, 1, 2, 3]);
    expect(after.habits).toEqual(before.habits);
  });

  it('builds on answers that nobody waited for', async () => {
    const { client } = start();
    const first = notebook('old', 'b = 2');
    await client.analyze('n', first, {});
    const abort = new AbortController();
    const [a] = first.cells;
    // The worker has begun when it is cancelled, and answers all the same.
    const dropped = client.analyze(
      'n',
      { ...first, cells: [a, cell('c1', 1, 'old = old')] },
      {},
      { signal: abort.signal }
    );
    abort.abort();
    await expect(dropped).rejects.toBeInstanceOf(AnalysisCancelled);
    const { analysis } = await client.analyze(
      'n',
      { ...first, cells: [a, cell('c1', 1, 'b = old')] },
      {}
    );
    expect(analysis.diagnostics.map(d => d.offsets.start)).toEqual([0, 4]);
  });

  it('gets everything again for a notebook that was forgotten', async () => {
    const { client } = start();
    const first = notebook('old', 'b = 2');
    await client.analyze('n', first, {});
    const running = client.analyze('n', first, {});
    client.forget('n');
    await expect(running).rejects.toBeInstanceOf(AnalysisCancelled);
    const { analysis, habits } = await client.analyze('n', first, {});
    expect(analysis.diagnostics).toHaveLength(1);
    expect(Object.keys(habits)).toEqual(['old-name']);
  });

  it('gives the result of fixes as the cells that changed', async () => {
    const { client } = start();
    const before = notebook('old = 1', 'print(2)');
    const { analysis } = await client.analyze('n', before, {});
    const ids = new Set(analysis.diagnostics.map(d => d.id));
    const result = await client.fix('n', before, { ids }, {});
    expect(result.order).toEqual(['c0', 'c1']);
    expect(result.cells.map(c => [c.id, c.source])).toEqual([['c0', 'fresh = 1']]);
    expect(result.applied).toHaveLength(1);
  });

  it('decodes literals', async () => {
    const { client } = start();
    expect(await client.decode(['"a\\n\'b"', "'x' 'y'"])).toEqual(["a\n'b", 'xy']);
  });

  it('rejects everything that waits when the worker stops, and starts a new one', async () => {
    const { client, workers } = start();
    const waiting = [client.analyze('n', notebook('a'), {}), client.decode(['"x"'])];
    workers[0].onerror?.({ message: 'boom' });
    for (const request of waiting) {
      await expect(request).rejects.toThrow('The check stopped: boom.');
    }
    expect(workers[0].isTerminated).toBe(true);
    // The new worker knows no cell: all are sent again.
    const { analysis } = await client.analyze('n', notebook('old'), {});
    expect(analysis.diagnostics).toHaveLength(1);
    expect(workers).toHaveLength(2);
  });

  it('cancels, tells the worker, and goes on', async () => {
    const { client, workers } = start();
    const abort = new AbortController();
    const request = client.analyze('n', notebook('old'), {}, { signal: abort.signal });
    abort.abort();
    await expect(request).rejects.toBeInstanceOf(AnalysisCancelled);
    expect(workers[0].received.map(r => r.cancel === true)).toEqual([false, true]);
    const { analysis } = await client.analyze('n', notebook('old', 'old'), {});
    expect(analysis.diagnostics).toHaveLength(2);
  });

  it('counts the cells while it checks', async () => {
    const { client } = start();
    const seen: IProgress[] = [];
    await client.analyze(
      'n',
      notebook(...Array.from({ length: 25 }, (_, i) => `x${i} = ${i}`)),
      {},
      {
        onProgress: progress => seen.push(progress)
      }
    );
    expect(seen).toEqual([
      { done: 10, total: 25 },
      { done: 20, total: 25 }
    ]);
  });
});

describe('hiddenRanges', () => {
  it('finds each place once, the longest value where values overlap', () => {
    expect(hiddenRanges(notebook('abcd ab'), ['abcd', 'ab'])).toEqual({
      c0: [
        { start: 0, end: 4 },
        { start: 5, end: 7 }
      ]
    });
  });
});
