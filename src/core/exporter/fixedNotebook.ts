/** The notebook as a package takes it: secrets out, accepted fixes in. */
import type { IAnalyzeOptions } from '../analysis/analyzer';
import type { IDiagnostic } from '../analysis/diagnostic';
import type { Acceptance, Engine } from '../engine';
import type { INotebook } from '../notebook/notebook';

/** What the fixes made of a notebook, and what was known of it before. */
export interface IFixedNotebook {
  readonly notebook: INotebook;
  readonly applied: readonly IDiagnostic[];
  /** Source text of literals that belong into the package's `.env`. Secret. */
  readonly environment: ReadonlyMap<string, string>;
  /** Values that no file may show. */
  readonly secrets: readonly string[];
  /** Every name that the notebook binds at its top level, with the numbers of the cells that do. */
  readonly bound: ReadonlyMap<string, readonly number[]>;
}

interface IRemembered {
  readonly notebook: INotebook;
  readonly asked: string;
  readonly fixed: IFixedNotebook;
}

/** A plan is made again for every answer of the environment and every choice of a person: fixes cost the most and stay the same. */
const last = new WeakMap<Engine, IRemembered>();

/** Applies the fixes; those that move secrets out are not asked for, and nobody can turn them off. */
export function fixNotebook(
  engine: Engine,
  notebook: INotebook,
  accept: Acceptance,
  analyze: IAnalyzeOptions
): IFixedNotebook {
  const ids = typeof accept === 'string' ? accept : [...accept.ids].sort();
  const asked = JSON.stringify([ids, analyze]);
  const known = last.get(engine);
  if (known?.asked === asked && isSame(known.notebook, notebook)) {
    return { ...known.fixed, notebook: { ...known.fixed.notebook, metadata: notebook.metadata } };
  }
  const fixed = withFixes(engine, notebook, accept, analyze);
  last.set(engine, { notebook, asked, fixed });
  return fixed;
}

/** Cells are never changed, so the same ones have the same fixes; the choices of the plan decide on none. */
function isSame(a: INotebook, b: INotebook): boolean {
  return (
    a.cells.length === b.cells.length &&
    a.cells.every((c, i) => c === b.cells[i]) &&
    withoutChoices(a) === withoutChoices(b)
  );
}

function withoutChoices({ metadata }: INotebook): string {
  return JSON.stringify({ ...metadata, anneal: null });
}

function withFixes(
  engine: Engine,
  notebook: INotebook,
  accept: Acceptance,
  analyze: IAnalyzeOptions
): IFixedNotebook {
  const forced: IAnalyzeOptions = {
    ...analyze,
    select: engine.catalogue.filter(m => m.secrets).map(m => m.name),
    isUnsuppressed: true
  };
  const secretFixes = engine
    .analyze(notebook, forced)
    .diagnostics.filter(d => (d.fix?.edit.environment?.length ?? 0) > 0)
    .map(d => d.id);
  // Asked before the first fix: to come back to the notebook as it was would cost as much as all fixes.
  const secrets = engine.secrets(notebook);
  const model = engine.model(notebook);
  const bound = new Map(
    [...model.moduleNames].map(name => [
      name,
      model.moduleBindings(name).map(b => model.cellOf(b.cell).index)
    ])
  );
  const first = engine.fix(notebook, { ids: new Set(secretFixes) }, forced);
  const second = engine.fix(first.notebook, accept, analyze);
  return {
    notebook: second.notebook,
    applied: [...first.applied, ...second.applied],
    environment: new Map([...first.environment, ...second.environment]),
    secrets,
    bound
  };
}
