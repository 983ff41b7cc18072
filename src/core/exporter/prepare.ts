/**
 * From a notebook and a person's decisions to the files of a package: accepted fixes first, secrets always out, then plan and print.
 * The notebook itself is not changed.
 */
import { hidden, redact } from '../analysis/secrets';
import type { IAnalyzeOptions } from '../analysis/analyzer';
import type { IDiagnostic } from '../analysis/diagnostic';
import type { Acceptance, Engine } from '../engine';
import type { INotebook } from '../notebook/notebook';
import type { SemanticModel } from '../semantic/model';
import { planExport, printPackage } from './exporter';
import type { IExportOptions, IExportPlan, IPackageFile } from './plan';
import { withoutSecrets } from './recordedSecrets';

export interface IPreparedExport {
  readonly plan: IExportPlan;
  readonly files: readonly IPackageFile[];
  /** Fixes that went in before the export. */
  readonly applied: readonly IDiagnostic[];
  /** Source text of literals that belong into the package's `.env`. Secret. */
  readonly environment: ReadonlyMap<string, string>;
}

export function prepareExport(
  engine: Engine,
  notebook: INotebook,
  accept: Acceptance,
  options: IExportOptions,
  analyze: IAnalyzeOptions = {}
): IPreparedExport {
  // A package never holds a secret, so those fixes are not asked for, and nobody can turn them off.
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
  const before = engine.model(notebook);
  const first = engine.fix(notebook, { ids: new Set(secretFixes) }, forced);
  const second = engine.fix(first.notebook, accept, analyze);
  const environment = new Map([...first.environment, ...second.environment]);
  const applied = [...first.applied, ...second.applied];
  // Text loses its marks on the way into README and docstrings, and a secret with it its shape: it is hidden before.
  const hiddenTexts = second.notebook.cells.filter(
    c => c.kind !== 'code' && redact(c.source, secrets) !== c.source
  );
  const model = engine.model({
    ...second.notebook,
    cells: second.notebook.cells.map(c =>
      hiddenTexts.includes(c) ? { ...c, source: redact(c.source, secrets) } : c
    )
  });
  const withFixes: IExportOptions = {
    ...options,
    refactors: applied.map(d => ({
      migration: d.migration,
      title: d.fix?.title ?? d.message,
      cell: d.cell.index
    })),
    removed: removedNames(before, model, applied),
    ...(options.recording ? { recording: withoutSecrets(engine, options.recording, secrets) } : {})
  };
  const plan = planExport(model, withFixes);
  const printed = printPackage(model, plan, withFixes, engine.parser);
  const files = printed.map(file => ({ path: file.path, text: redact(file.text, secrets) }));
  const redacted = [
    ...hiddenTexts.map(c => `the text of cell ${c.index + 1}`),
    ...files.filter((f, i) => f.text !== printed[i].text).map(f => f.path)
  ];
  return {
    plan: redacted.length
      ? {
          ...plan,
          notes: [...plan.notes, `A secret was written as ${hidden} in ${redacted.join(', ')}.`]
        }
      : plan,
    files,
    applied,
    environment
  };
}

/** Names that the notebook binds and the fixed one does not, each with the fix that took it away. */
function removedNames(
  before: SemanticModel,
  after: SemanticModel,
  applied: readonly IDiagnostic[]
): Record<string, string> {
  const kept = new Set(after.moduleNames);
  const removed: Record<string, string> = {};
  for (const name of before.moduleNames) {
    if (!kept.has(name)) {
      const cells = before.moduleBindings(name).map(b => before.cellOf(b.cell).index);
      const fix = applied.find(d => cells.includes(d.cell.index) && d.fix !== null);
      removed[name] = fix?.fix ? `by the fix "${fix.fix.title}"` : 'by a fix';
    }
  }
  return removed;
}
