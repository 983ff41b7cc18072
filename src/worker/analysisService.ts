/**
 * What the analysis worker does with a job: an engine, the notebooks it was told, and answers. Knows no messages, so that it can
 * be tested without a worker.
 */
import {
  allowEdit,
  Engine,
  environmentValue,
  resolveOptions,
  trialRequest,
  type ICell,
  type IMigration,
  type INotebook,
  type IRange,
  type PythonParser
} from '../core';
import { prepareExport } from '../core/exporter/prepare';
import { AnswersSent } from './answers';
import type {
  AnalysisJob,
  AnalysisReply,
  IAnalysisAnswer,
  IAnswers,
  IProgress,
  IWireNotebook
} from './protocol';
import { fromRuns } from './runs';

export class AnalysisService {
  constructor(parser: PythonParser, catalogue: readonly IMigration[]) {
    // The engine parses only what changed, and says nothing meanwhile: the cells are counted as they pass.
    const counted = Object.create(parser) as PythonParser;
    counted.parseCell = source => {
      this._onParse();
      return parser.parseCell(source);
    };
    this._engine = new Engine(counted, catalogue);
  }

  /**
   * Does a job and says what to send back.
   *
   * @throws Error when a cell is named that was never sent (a fault of the sender)
   */
  reply(id: number, job: AnalysisJob, onProgress: (progress: IProgress) => void): AnalysisReply {
    if (job.kind === 'analyze') {
      const { key } = job.notebook;
      return {
        id,
        kind: 'analyzed',
        key,
        answer: this._sent.pack(id, key, this._analyze(job, onProgress))
      };
    }
    return { id, kind: 'done', answer: this._run(job) };
  }

  /** What was last answered may not have arrived: the next answers are sent whole. */
  forgetAnswers(): void {
    this._sent.clear();
  }

  private _analyze(
    { notebook: wire, options }: Extract<AnalysisJob, { kind: 'analyze' }>,
    onProgress: (progress: IProgress) => void
  ): IAnalysisAnswer {
    const notebook = this._read(wire);
    this._count(notebook, onProgress);
    return {
      analysis: this._engine.analyze(notebook, options),
      habits: Object.fromEntries(
        this._engine.catalogue.map(m => [m.name, { title: m.title, group: m.group }])
      ),
      hidden: hiddenRanges(notebook, this._engine.secrets(notebook, options))
    };
  }

  private _run(
    job: Exclude<AnalysisJob, { kind: 'analyze' }>
  ): IAnswers[Exclude<keyof IAnswers, 'analyze'>] {
    switch (job.kind) {
      case 'fix': {
        const notebook = this._read(job.notebook);
        const result = this._engine.fix(notebook, job.accept, job.options);
        const before = new Map(notebook.cells.map(c => [c.id, c]));
        return {
          order: result.notebook.cells.map(c => c.id),
          cells: result.notebook.cells.filter(c => {
            const old = before.get(c.id);
            return old?.source !== c.source || old.outputs !== c.outputs;
          }),
          applied: result.applied,
          skipped: result.skipped,
          environment: result.environment
        };
      }
      case 'prepare':
        return prepareExport(
          this._engine,
          this._read(job.notebook),
          job.accept,
          job.options,
          job.analyze
        );
      case 'configure':
        return resolveOptions(this._engine.catalogue, job.person, job.project, job.path);
      case 'allow':
        return allowEdit(this._engine, this._read(job.notebook), job.diagnostic, job.reason);
      case 'trial':
        return trialRequest(this._engine, this._read(job.notebook), job.diagnostic);
      case 'decode':
        return job.literals.map(literal => environmentValue(literal, this._engine.parser));
      case 'forget':
        this._notebooks.delete(job.key);
        this._sent.forget(job.key);
        return null;
    }
  }

  private _read(wire: IWireNotebook): INotebook {
    const known = this._notebooks.get(wire.key);
    const cells = fromRuns(wire.cells, known?.cells ?? []).map((cell, index) =>
      cell.index === index ? cell : { ...cell, index }
    );
    const notebook = { cells, metadata: wire.metadata ?? known?.metadata ?? {} };
    this._notebooks.set(wire.key, notebook);
    return notebook;
  }

  /** Takes over the cells of a job that will not run: those after it name them. */
  remember(job: AnalysisJob): void {
    if ('notebook' in job) {
      this._read(job.notebook);
    }
  }

  private _count(notebook: INotebook, onProgress: (progress: IProgress) => void): void {
    const total = notebook.cells.filter(c => c.kind === 'code').length;
    let done = 0;
    this._onParse = () => {
      done = Math.min(done + 1, total);
      if (done % 10 === 0) {
        onProgress({ done, total });
      }
    };
  }

  private readonly _engine: Engine;
  private _onParse: () => void = () => undefined;
  private readonly _notebooks = new Map<string, INotebook>();
  private readonly _sent = new AnswersSent();
}

// The secrets are the same list as long as they are the same: an edit of one cell must not cost a search of all.
const hiddenIn = new WeakMap<
  ICell,
  { readonly secrets: readonly string[]; readonly ranges: readonly IRange[] }
>();

/** Every place of a secret value in the sources, merged where they touch. */
export function hiddenRanges(
  notebook: INotebook,
  secrets: readonly string[]
): Record<string, readonly IRange[]> {
  const result: Record<string, readonly IRange[]> = {};
  if (!secrets.length) {
    return result;
  }
  for (const cell of notebook.cells) {
    let known = hiddenIn.get(cell);
    if (known?.secrets !== secrets) {
      known = { secrets, ranges: rangesIn(cell.source, secrets) };
      hiddenIn.set(cell, known);
    }
    if (known.ranges.length) {
      result[cell.id] = known.ranges;
    }
  }
  return result;
}

function rangesIn(source: string, secrets: readonly string[]): IRange[] {
  const ranges: IRange[] = [];
  for (const secret of secrets) {
    for (
      let at = secret === '' ? -1 : source.indexOf(secret);
      at >= 0;
      at = source.indexOf(secret, at + secret.length)
    ) {
      ranges.push({ start: at, end: at + secret.length });
    }
  }
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  return ranges.filter((r, i) => i === 0 || r.end > ranges[i - 1].end);
}
