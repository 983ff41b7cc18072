/** What is sent to try a fix: the cells that run without it and with it. Pure. */
import type { IDiagnostic } from '../analysis/diagnostic';
import { applyEdit } from '../apply/applyEdit';
import type { Engine } from '../engine';
import type { ICell, INotebook } from '../notebook/notebook';
import type { SemanticModel } from '../semantic/model';

/** A code cell of a run. */
export interface ITrialCell {
  /** Position among all cells of the notebook without the fix, from 0. A cell that the fix adds has that of the one that follows. */
  readonly index: number;
  readonly source: string;
  readonly tags: readonly string[];
}

export interface ITrialRequest {
  readonly before: readonly ITrialCell[];
  readonly after: readonly ITrialCell[];
  /** Names that the fix takes away, with the reason. */
  readonly removed: Readonly<Record<string, string>>;
  /** Indexes of the cells that the fix changes, and of those that use what it changes. */
  readonly affected: readonly number[];
}

export type TrialRequest =
  | { readonly ok: true; readonly request: ITrialRequest }
  | { readonly ok: false; readonly reason: string };

/** What to run to try the fix of a finding. */
export function trialRequest(
  engine: Engine,
  notebook: INotebook,
  diagnostic: IDiagnostic
): TrialRequest {
  const { fix } = diagnostic;
  if (!fix) {
    return { ok: false, reason: 'There is no fix to try.' };
  }
  if (fix.edit.environment?.length) {
    return { ok: false, reason: movesSecret };
  }
  const result = applyEdit(notebook, fix.edit);
  return result.ok
    ? trialBetween(engine, notebook, result.notebook, `by the fix "${fix.title}"`)
    : { ok: false, reason: result.reason };
}

/** Why a fix that moves a secret is not tried. */
export const movesSecret =
  'A fix that moves a value to .env is not run: the value would leave the notebook.';

/**
 * The cells to run up to the last one that was changed or that uses what was changed: what comes later can neither show nor cost
 * anything new.
 *
 * @param because - why names are gone that only the first notebook has
 */
export function trialBetween(
  engine: Engine,
  notebook: INotebook,
  fixed: INotebook,
  because: string
): TrialRequest {
  const old = new Map(notebook.cells.map(c => [c.id, c]));
  const changed = new Set(
    fixed.cells.filter(c => old.get(c.id)?.source !== c.source).map(c => c.id)
  );
  if (!changed.size) {
    return { ok: false, reason: 'The fix changes no code, so there is nothing to measure.' };
  }
  const before = engine.model(notebook);
  const names = [...before.moduleNames];
  const readers = new Set([...changed, ...readersOf(before, changed)]);
  const after = engine.model(fixed);
  readersOf(after, changed).forEach(id => readers.add(id));
  const kept = new Set(after.moduleNames);
  const indexes = labels(fixed, old);
  const affected = [
    ...new Set(fixed.cells.flatMap((c, i) => (readers.has(c.id) ? [indexes[i]] : [])))
  ];
  const last = Math.max(...affected);
  return {
    ok: true,
    request: {
      before: notebook.cells.flatMap(c => runCell(c, c.index, last)),
      after: fixed.cells.flatMap((c, i) => runCell(c, indexes[i], last)),
      removed: Object.fromEntries(
        names.filter(name => !kept.has(name)).map(name => [name, because])
      ),
      affected
    }
  };
}

/** Ids of the cells that read what some cells bind. */
function readersOf(model: SemanticModel, ids: ReadonlySet<string>): string[] {
  return [...model.moduleNames].flatMap(name =>
    model.moduleBindings(name).some(b => ids.has(model.cellOf(b.cell).id))
      ? model.usesOf(name).map(use => model.cellOf(use.node).id)
      : []
  );
}

/** The index of every cell of the fixed notebook in the one before. */
function labels(fixed: INotebook, old: ReadonlyMap<string, ICell>): number[] {
  const result: number[] = [];
  let next = Math.max(-1, ...[...old.values()].map(c => c.index));
  for (let i = fixed.cells.length - 1; i >= 0; i--) {
    next = old.get(fixed.cells[i].id)?.index ?? next;
    result[i] = next;
  }
  return result;
}

function runCell(cell: ICell, index: number, last: number): ITrialCell[] {
  if (cell.kind !== 'code' || index > last) {
    return [];
  }
  const { tags } = cell.metadata;
  return [
    {
      index,
      source: cell.source,
      tags: Array.isArray(tags) ? tags.filter((t): t is string => typeof t === 'string') : []
    }
  ];
}
