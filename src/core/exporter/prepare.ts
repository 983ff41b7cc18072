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
import { fixNotebook, type IFixedNotebook } from './fixedNotebook';
import type { IExportOptions, IExportPlan, IPackageFile } from './plan';
import { withoutSecrets } from './recorded/recordedSecrets';

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
  const fixed = fixNotebook(engine, notebook, accept, analyze);
  const { applied, environment, secrets } = fixed;
  // Text loses its marks on the way into README and docstrings, and a secret with it its shape: it is hidden before.
  const hiddenTexts = fixed.notebook.cells.filter(
    c => c.kind !== 'code' && redact(c.source, secrets) !== c.source
  );
  const model = engine.model({
    ...fixed.notebook,
    cells: fixed.notebook.cells.map(c =>
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
    removed: removedNames(fixed, model),
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
  { bound, applied }: IFixedNotebook,
  after: SemanticModel
): Record<string, string> {
  const kept = new Set(after.moduleNames);
  const removed: Record<string, string> = {};
  for (const [name, cells] of bound) {
    if (!kept.has(name)) {
      const fix = applied.find(d => cells.includes(d.cell.index) && d.fix !== null);
      removed[name] = fix?.fix ? `by the fix "${fix.fix.title}"` : 'by a fix';
    }
  }
  return removed;
}
