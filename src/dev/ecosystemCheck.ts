/**
 * What must hold for any notebook, however strange: checking never throws, applied fixes keep every comment, leave untouched cells
 * byte-identical, change nothing when run again, and never show a secret. Whether changed cells still compile is for the caller,
 * who asks CPython once for all notebooks.
 */
import { writtenCells } from '../cli/commands/fix';
import type { Engine, IAnalysis, INotebook, INotebookDocument } from '../core';
import { notebookLanguage, readNotebook, writeNotebook } from '../core';

/** A changed cell: the text before (null for a new cell) and after. */
export interface IChangedCell {
  readonly before: string | null;
  readonly after: string;
  /** For the message: number of the cell from 1. */
  readonly number: number;
}

export interface IOutcome {
  /** Why the notebook was not looked at: unreadable, or another language. */
  readonly refused: string | null;
  readonly codeCells: number;
  readonly blind: readonly {
    readonly number: number;
    readonly reason: string;
    readonly source: string;
  }[];
  readonly analysis: IAnalysis | null;
  readonly applied: readonly { readonly migration: string; readonly applicability: string }[];
  readonly changed: readonly IChangedCell[];
  /** Milliseconds of the first whole check. */
  readonly milliseconds: number;
  /** What should never happen, one sentence each. */
  readonly violations: readonly string[];
}

const nothing: IOutcome = {
  refused: null,
  codeCells: 0,
  blind: [],
  analysis: null,
  applied: [],
  changed: [],
  milliseconds: 0,
  violations: []
};

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** Checks one notebook with the engine. Never throws. */
export function checkNotebook(engine: Engine, data: Uint8Array): IOutcome {
  try {
    const read = readNotebook(data);
    if (!read.ok) {
      return { ...nothing, refused: read.reason };
    }
    const language = notebookLanguage(read.document.notebook);
    if (language !== 'python') {
      return { ...nothing, refused: `The language is ${language ?? 'not known'}.` };
    }
    return checkDocument(engine, read.document);
  } catch (error) {
    return { ...nothing, violations: [`threw: ${reasonOf(error)}`] };
  }
}

function checkDocument(engine: Engine, document: INotebookDocument): IOutcome {
  const { notebook } = document;
  const started = performance.now();
  const analysis = engine.analyze(notebook);
  const milliseconds = performance.now() - started;
  const violations = analysis.faults.map(
    ({ migration, reason }) => `${migration} threw: ${reason}`
  );

  const result = engine.fix(notebook, 'suggested');
  const changed = changedCells(notebook, result.notebook);
  for (const { id, reason } of result.skipped) {
    const migration = analysis.diagnostics.find(d => d.id === id)?.migration ?? id;
    violations.push(`a fix of ${migration} could not be applied: ${reason}`);
  }
  violations.push(...lostComments(engine, notebook, result.notebook));
  violations.push(...touchedBytes(document, result.notebook));
  violations.push(...shownSecrets(analysis, result.environment));

  const again = engine.fix(result.notebook, 'suggested');
  if (again.applied.length || changedCells(result.notebook, again.notebook).length) {
    const names = [...new Set(again.applied.map(d => d.migration))].join(', ');
    violations.push(`a second run changes something: ${names}`);
  }
  return {
    refused: null,
    codeCells: analysis.codeCells,
    blind: analysis.blind.map(({ index, reason }) => ({
      number: index + 1,
      reason,
      source: notebook.cells[index].source
    })),
    analysis,
    applied: result.applied.map(({ migration, applicability }) => ({ migration, applicability })),
    changed,
    milliseconds,
    violations
  };
}

function changedCells(before: INotebook, after: INotebook): IChangedCell[] {
  const old = new Map(before.cells.map(cell => [cell.id, cell.source]));
  return after.cells
    .filter(cell => cell.kind === 'code' && old.get(cell.id) !== cell.source)
    .map(cell => ({
      before: old.get(cell.id) ?? null,
      after: cell.source,
      number: cell.index + 1
    }));
}

function lostComments(engine: Engine, before: INotebook, after: INotebook): string[] {
  const count = (notebook: INotebook): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const cell of notebook.cells) {
      if (cell.kind === 'code') {
        for (const comment of engine.parser.parseCell(cell.source).comments) {
          const text = comment.text.trim();
          counts.set(text, (counts.get(text) ?? 0) + 1);
        }
      }
    }
    return counts;
  };
  const left = count(after);
  return [...count(before)]
    .filter(([text, number]) => (left.get(text) ?? 0) < number)
    .map(([text]) => `a comment is lost: ${text.slice(0, 60)}`);
}

/** Writes the fixed notebook and compares the bytes of every cell that no fix touched, and the sources of the others. */
function touchedBytes(document: INotebookDocument, after: INotebook): string[] {
  const text = writeNotebook(document, writtenCells(document, after));
  const read = readNotebook(text);
  if (!read.ok) {
    return [`the written notebook cannot be read: ${read.reason}`];
  }
  const violations: string[] = [];
  const written = read.document.notebook.cells;
  if (written.length !== after.cells.length) {
    return [`${after.cells.length} cells were to be written, ${written.length} are there`];
  }
  const bytes = (from: INotebookDocument, index: number): string =>
    from.text.slice(from.spans[index].cell.start, from.spans[index].cell.end);
  for (const [index, cell] of after.cells.entries()) {
    const old = document.notebook.cells.find(({ id }) => id === cell.id);
    const touched =
      !old || old.source !== cell.source || old.outputs.length !== cell.outputs.length;
    if (!touched && bytes(document, old.index) !== bytes(read.document, index)) {
      violations.push(`untouched cell ${index + 1} has other bytes`);
    }
    if (written[index].source !== cell.source) {
      violations.push(`cell ${index + 1} was written with another source`);
    }
  }
  return violations;
}

function shownSecrets(analysis: IAnalysis, environment: ReadonlyMap<string, string>): string[] {
  const shown = JSON.stringify(analysis.diagnostics);
  return [...environment]
    .filter(([, literal]) => {
      const value = literal.replace(/^\w*("""|'''|"|')|("""|'''|"|')$/g, '');
      return value.length >= 8 && shown.includes(value);
    })
    .map(([name]) => `a finding shows the value of ${name}`);
}
