/**
 * Runs a catalogue over a model and turns matches into diagnostics. Knows no migration by name. A migration that throws is reported
 * as a fault, and the others go on. What it takes from a model that remembers costs only what changed.
 */
import { hashText } from '../notebook/hash';
import type { SemanticModel } from '../semantic/model';
import type { Observed } from '../semantic/observed';
import type {
  IAnalysis,
  IDiagnostic,
  IFileAllowance,
  ISuppressedDiagnostic,
  ISuppression,
  Tier
} from './diagnostic';
import type { IMigration, MigrationSettings } from './migration';
import { Plan, type IFinding, type IReported } from './plan';
import { redact } from './secrets';
import { isRun, tierOf, tierOfFinding, type ISelection } from './severity';
import { Suppressions } from './suppression';

export interface IAnalyzeOptions extends ISelection {
  readonly settings?: Readonly<Record<string, MigrationSettings>>;
  /** What the project allows in this notebook. */
  readonly allowed?: readonly IFileAllowance[];
  /** Report also what people allowed: a package holds no secret, whoever allowed it. */
  readonly isUnsuppressed?: boolean;
  /** What a running kernel held: known to the model that is analyzed. */
  readonly observed?: Observed;
}

/** @param plan of this catalogue and these settings: the same one every time for a model that remembers */
export function analyze(
  model: SemanticModel,
  catalogue: readonly IMigration[],
  options: IAnalyzeOptions = {},
  plan: Plan = new Plan(catalogue, options.settings)
): IAnalysis {
  const diagnostics: IDiagnostic[] = [];
  const suppressed: ISuppressedDiagnostic[] = [];
  const suppressions = new Suppressions(model.notebook.cells, options.allowed);
  const ran = plan.migrations.filter(({ migration }) => isRun(migration, options));
  const faults: { migration: string; reason: string }[] = [];
  const secrets = model.memo(plan.secrets);
  for (const planned of ran) {
    const { name } = planned.migration;
    const tier = tierOf(planned.migration, options);
    try {
      if (options.isUnsuppressed || !suppressions.concern(name)) {
        const reported = planned.report(model, null);
        for (const diagnostic of diagnosticsOf(planned.migration, reported, tier, secrets)) {
          diagnostics.push(diagnostic);
        }
        continue;
      }
      const allowed = new Map<IFinding, ISuppression>();
      const isAllowed = (finding: IFinding): boolean => {
        const { cell, place, offsets } = finding;
        const found = suppressions.find(cell, place === 'source' ? offsets : null, name);
        if (found) {
          allowed.set(finding, found);
        }
        return found !== null;
      };
      for (const found of planned.report(model, isAllowed)) {
        const diagnostic = diagnosticOf(planned.migration, found, tier, secrets);
        const suppression = allowed.get(found.finding);
        if (suppression) {
          const reason = suppression.reason && redact(suppression.reason, secrets);
          suppressed.push({ ...diagnostic, suppression: { kind: suppression.kind, reason } });
        } else {
          diagnostics.push(diagnostic);
        }
      }
    } catch (reason) {
      faults.push({
        migration: name,
        reason: reason instanceof Error ? reason.message : String(reason)
      });
    }
  }
  diagnostics.sort(byPlace);
  suppressed.sort(byPlace);
  return {
    codeCells: model.cells.length,
    blind: model.blindCells.map(c => ({
      index: c.cell.index,
      id: c.cell.id,
      reason: c.syntax.blind ?? `${c.syntax.language ?? 'unknown language'}, not Python`
    })),
    diagnostics,
    suppressed,
    unusedSuppressions: suppressions.unused(
      new Set(ran.map(({ migration }) => migration.name)),
      new Set(catalogue.map(m => m.name))
    ),
    faults
  };
}

function byPlace(a: IDiagnostic, b: IDiagnostic): number {
  return (
    a.cell.index - b.cell.index ||
    a.offsets.start - b.offsets.start ||
    (a.migration < b.migration ? -1 : a.migration > b.migration ? 1 : 0)
  );
}

/** What a report was turned into before, and with what. */
interface IShown {
  readonly tier: Tier;
  readonly secrets: readonly string[];
  readonly diagnostics: readonly IDiagnostic[];
}

/** A report that is the same as before keeps its diagnostics. */
const shown = new WeakMap<readonly IReported[], IShown>();

function diagnosticsOf(
  migration: IMigration,
  reported: readonly IReported[],
  tier: Tier,
  secrets: readonly string[]
): readonly IDiagnostic[] {
  const known = shown.get(reported);
  if (
    known?.tier === tier &&
    known.secrets === secrets &&
    reported.every(({ finding }, i) => finding.cell.index === known.diagnostics[i].cell.index)
  ) {
    return known.diagnostics;
  }
  const diagnostics = reported.map(found => diagnosticOf(migration, found, tier, secrets));
  shown.set(reported, { tier, secrets, diagnostics });
  return diagnostics;
}

interface IBuilt extends Omit<IReported, 'finding'> {
  readonly tier: Tier;
  readonly secrets: readonly string[];
  readonly diagnostic: IDiagnostic;
}

/** A finding of before that is the same in all respects keeps its diagnostic. */
const built = new WeakMap<IFinding, IBuilt>();

function diagnosticOf(
  migration: IMigration,
  { finding, outcome, count }: IReported,
  tier: Tier,
  secrets: readonly string[]
): IDiagnostic {
  const known = built.get(finding);
  const { index } = finding.cell;
  if (
    known?.outcome === outcome &&
    known.count === count &&
    known.tier === tier &&
    known.secrets === secrets
  ) {
    if (known.diagnostic.cell.index !== index) {
      // Cells above came or went.
      const diagnostic = { ...known.diagnostic, cell: { index, id: finding.cell.id } };
      built.set(finding, { ...known, diagnostic });
      return diagnostic;
    }
    return known.diagnostic;
  }
  const { fix, declined } = outcome;
  const diagnostic = guarded(
    {
      id:
        known?.count === count
          ? known.diagnostic.id
          : hashText(`${migration.name}\0${finding.anchor}\0${count}`),
      migration: migration.name,
      cell: { index, id: finding.cell.id },
      place: finding.place,
      offsets: finding.offsets,
      range: finding.range,
      message: finding.message,
      why: migration.why,
      // Good reasons against a fix are often good reasons for the code: such a finding stays quiet.
      tier: tierOfFinding(tier, declined),
      applicability: fix ? fix.applicability : 'manual',
      fix,
      declined
    },
    secrets
  );
  built.set(finding, { outcome, count, tier, secrets, diagnostic });
  return diagnostic;
}

/** A finding without any secret value: its texts are redacted, and a fix that would carry one is declined. */
function guarded(diagnostic: IDiagnostic, secrets: readonly string[]): IDiagnostic {
  if (!secrets.length) {
    return diagnostic;
  }
  const carried = (diagnostic.fix?.edit.cells ?? []).some(part => {
    const texts =
      part.kind === 'insert'
        ? [part.source]
        : part.kind === 'source'
          ? part.edits.map(e => e.text)
          : [];
    return texts.some(text => secrets.some(s => text.includes(s)));
  });
  return {
    ...diagnostic,
    message: redact(diagnostic.message, secrets),
    ...(carried
      ? {
          fix: null,
          applicability: 'manual' as const,
          declined:
            'The lines hold a secret; move it to the environment first, then this fix is offered.'
        }
      : { declined: diagnostic.declined && redact(diagnostic.declined, secrets) })
  };
}
