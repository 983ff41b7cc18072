/**
 * Runs a catalogue over a model and turns matches into diagnostics. Knows no migration by name. A migration that throws is reported
 * as a fault, and the others go on. What it takes from a model that remembers costs only what changed.
 */
import { hashText } from '../notebook/hash';
import type { SemanticModel } from '../semantic/model';
import type {
  IAnalysis,
  IDiagnostic,
  IFileAllowance,
  ISuppressedDiagnostic,
  ISuppression,
  Tier
} from './diagnostic';
import type { IMigration, MigrationSettings } from './migration';
import { noOutcome, Plan, type IFinding, type IOutcome, type IPlanned } from './plan';
import { redact } from './secrets';
import { isRun, tierOf, type ISelection } from './severity';
import { Suppressions } from './suppression';

export interface IAnalyzeOptions extends ISelection {
  readonly settings?: Readonly<Record<string, MigrationSettings>>;
  /** What the project allows in this notebook. */
  readonly allowed?: readonly IFileAllowance[];
  /** Report also what people allowed: a package holds no secret, whoever allowed it. */
  readonly isUnsuppressed?: boolean;
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
    try {
      const allowed = options.isUnsuppressed ? null : suppressions;
      for (const { suppression, ...found } of run(model, planned, options, allowed)) {
        const diagnostic = diagnosticOf(planned.migration, found, secrets);
        if (suppression) {
          const reason = suppression.reason && redact(suppression.reason, secrets);
          suppressed.push({ ...diagnostic, suppression: { kind: suppression.kind, reason } });
        } else {
          diagnostics.push(diagnostic);
        }
      }
    } catch (reason) {
      faults.push({
        migration: planned.migration.name,
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

/** A finding with all that decides how it is shown. */
interface IFound {
  readonly finding: IFinding;
  readonly outcome: IOutcome;
  /** How many findings with the same anchor come before it. */
  readonly count: number;
  readonly tier: Tier;
}

function run(
  model: SemanticModel,
  planned: IPlanned,
  options: IAnalyzeOptions,
  suppressions: Suppressions | null
): (IFound & { readonly suppression: ISuppression | null })[] {
  const { migration } = planned;
  const tier = tierOf(migration, options);
  const occurrences = new Map<string, number>();
  return planned.findings(model).map(finding => {
    const { cell, place, offsets, anchor } = finding;
    const count = occurrences.get(anchor) ?? 0;
    occurrences.set(anchor, count + 1);
    const suppression =
      suppressions?.find(cell, place === 'source' ? offsets : null, migration.name) ?? null;
    const outcome = suppression ? noOutcome : planned.outcome(model, finding);
    return { finding, outcome, count, tier, suppression };
  });
}

interface IBuilt extends Omit<IFound, 'finding'> {
  readonly secrets: readonly string[];
  readonly diagnostic: IDiagnostic;
}

/** A finding of before that is the same in all respects keeps its diagnostic. */
const built = new WeakMap<IFinding, IBuilt>();

function diagnosticOf(
  migration: IMigration,
  { finding, outcome, count, tier }: IFound,
  secrets: readonly string[]
): IDiagnostic {
  const known = built.get(finding);
  if (
    known?.outcome === outcome &&
    known.count === count &&
    known.tier === tier &&
    known.secrets === secrets
  ) {
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
      cell: { index: finding.cell.index, id: finding.cell.id },
      place: finding.place,
      offsets: finding.offsets,
      range: finding.range,
      message: finding.message,
      why: migration.why,
      // Good reasons against a fix are often good reasons for the code: such a finding stays quiet.
      tier: declined !== null && tier === 'normal' ? 'quiet' : tier,
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
