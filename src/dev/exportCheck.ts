/**
 * What must hold for the export of any notebook, without running it: it never throws, every cell is placed or listed with a reason,
 * and the same notebook gives the same files. Whether the files compile and are clean is for the caller, who asks CPython and ruff
 * once for all packages.
 */
import type { Engine, IExportPlan, INotebook, IPackageFile } from '../core';
import { notebookLanguage, prepareExport, readNotebook } from '../core';

/** The export of one notebook, as far as it can be judged alone. */
export interface IExportOutcome {
  /** Why the notebook was not exported: unreadable, or another language. */
  readonly refused: string | null;
  /** Sources of the code cells. */
  readonly cells: readonly string[];
  readonly plan: IExportPlan | null;
  readonly files: readonly IPackageFile[];
  readonly milliseconds: number;
  /** What should never happen, one sentence each. */
  readonly violations: readonly string[];
}

const nothing: IExportOutcome = {
  refused: null,
  cells: [],
  plan: null,
  files: [],
  milliseconds: 0,
  violations: []
};

/**
 * Exports one notebook. Never throws.
 *
 * @param name of the notebook file, without its extension
 */
export function checkExport(engine: Engine, data: Uint8Array, name: string): IExportOutcome {
  try {
    const read = readNotebook(data);
    if (!read.ok) {
      return { ...nothing, refused: read.reason };
    }
    const { notebook } = read.document;
    const language = notebookLanguage(notebook);
    if (language !== 'python') {
      return { ...nothing, refused: `The language is ${language ?? 'not known'}.` };
    }
    const started = performance.now();
    const { plan, files } = prepareExport(engine, notebook, 'safe', { notebookName: name });
    return {
      refused: null,
      cells: notebook.cells.filter(c => c.kind === 'code').map(c => c.source),
      plan,
      files,
      milliseconds: performance.now() - started,
      violations: unplacedCells(notebook, plan)
    };
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...nothing, violations: [`threw: ${reason.split('\n').slice(0, 3).join(' ')}`] };
  }
}

function unplacedCells(notebook: INotebook, plan: IExportPlan): string[] {
  const placed = new Map(plan.cells.map(c => [c.cell.index, c.placements]));
  return notebook.cells
    .filter(({ index }) => {
      const placements = placed.get(index) ?? [];
      return !placements.length || placements.some(p => p.reason.trim() === '');
    })
    .map(({ index }) => `cell ${index + 1} is neither placed nor listed with a reason`);
}
