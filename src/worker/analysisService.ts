/**
 * What the analysis worker does with a job: an engine, the notebooks it was told, and answers. Knows no messages, so that it can
 * be tested without a worker.
 */
import {
  allowEdit,
  Engine,
  environmentValue,
  resolveOptions,
  type ICell,
  type IMigration,
  type INotebook,
  type IRange,
  type PythonParser
} from '../core';
import { prepareExport } from '../core/exporter/prepare';
import type { AnalysisJob, IAnswers, IProgress, IWireNotebook } from './protocol';

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

  /** @throws Error when a cell is named that was never sent (a fault of the sender) */
  run(job: AnalysisJob, onProgress: (progress: IProgress) => void): IAnswers[keyof IAnswers] {
    switch (job.kind) {
      case 'analyze': {
        const notebook = this._read(job.notebook);
        this._count(notebook, onProgress);
        return {
          analysis: this._engine.analyze(notebook, job.options),
          habits: Object.fromEntries(
            this._engine.catalogue.map(m => [m.name, { title: m.title, group: m.group }])
          ),
          hidden: hiddenRanges(notebook, this._engine.secrets(notebook, job.options))
        };
      }
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
      case 'decode':
        return job.literals.map(literal => environmentValue(literal, this._engine.parser));
      case 'forget':
        this._notebooks.delete(job.key);
        return null;
    }
  }

  private _read(wire: IWireNotebook): INotebook {
    const known = this._notebooks.get(wire.key) ?? new Map<string, ICell>();
    const cells = wire.cells.map(part => {
      if (!part.known) {
        return part.cell;
      }
      const cell = known.get(part.id);
      if (!cell) {
        throw new Error('A cell was named that this worker does not have.');
      }
      return cell.index === part.index ? cell : { ...cell, index: part.index };
    });
    this._notebooks.set(wire.key, new Map(cells.map(c => [c.id, c])));
    return { cells, metadata: wire.metadata };
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
  private readonly _notebooks = new Map<string, ReadonlyMap<string, ICell>>();
}

/** Every place of a secret value in the sources, merged where they touch. */
export function hiddenRanges(
  notebook: INotebook,
  secrets: readonly string[]
): Record<string, readonly IRange[]> {
  const result: Record<string, readonly IRange[]> = {};
  for (const cell of notebook.cells) {
    const ranges: IRange[] = [];
    for (const secret of secrets) {
      for (
        let at = secret === '' ? -1 : cell.source.indexOf(secret);
        at >= 0;
        at = cell.source.indexOf(secret, at + secret.length)
      ) {
        ranges.push({ start: at, end: at + secret.length });
      }
    }
    if (ranges.length) {
      ranges.sort((a, b) => a.start - b.start || b.end - a.end);
      result[cell.id] = ranges.filter((r, i) => i === 0 || r.end > ranges[i - 1].end);
    }
  }
  return result;
}
