/**
 * Runs a catalogue over a model and turns matches into diagnostics. Knows no migration by name. A migration that throws is reported
 * as a fault, and the others go on.
 */
import { hashText } from '../notebook/hash';
import type { SemanticModel } from '../semantic/model';
import { EditBuilder } from '../rewrite/editBuilder';
import { SyntaxNode } from '../syntax/node';
import { LineIndex } from '../text/lineIndex';
import type { IRange } from '../text/range';
import type {
  Applicability,
  IAnalysis,
  IDiagnostic,
  IFileAllowance,
  IFix,
  ISuppressedDiagnostic,
  ISuppression,
  Place
} from './diagnostic';
import { isDeclined, type IMatch, type IMigration, type MigrationSettings } from './migration';
import { redact, secretsOf } from './secrets';
import { isRun, settingsOf, tierOf, type ISelection } from './severity';
import { Suppressions } from './suppression';

export interface IAnalyzeOptions extends ISelection {
  readonly settings?: Readonly<Record<string, MigrationSettings>>;
  /** What the project allows in this notebook. */
  readonly allowed?: readonly IFileAllowance[];
  /** Report also what people allowed: a package holds no secret, whoever allowed it. */
  readonly isUnsuppressed?: boolean;
}

export function analyze(
  model: SemanticModel,
  catalogue: readonly IMigration[],
  options: IAnalyzeOptions = {}
): IAnalysis {
  const diagnostics: IDiagnostic[] = [];
  const suppressed: ISuppressedDiagnostic[] = [];
  const suppressions = new Suppressions(model.notebook.cells, options.allowed);
  const ran = catalogue.filter(m => isRun(m, options));
  const faults: { migration: string; reason: string }[] = [];
  const secrets = secretsOf(model, catalogue, options.settings);
  for (const migration of ran) {
    try {
      const allowed = options.isUnsuppressed ? null : suppressions;
      for (const found of run(model, migration, options, allowed)) {
        const { suppression, ...diagnostic } = found;
        if (suppression) {
          const reason = suppression.reason && redact(suppression.reason, secrets);
          suppressed.push({
            ...guarded(diagnostic, secrets),
            suppression: { kind: suppression.kind, reason }
          });
        } else {
          diagnostics.push(guarded(diagnostic, secrets));
        }
      }
    } catch (reason) {
      faults.push({
        migration: migration.name,
        reason: reason instanceof Error ? reason.message : String(reason)
      });
    }
  }
  diagnostics.sort(byPlace);
  suppressed.sort(byPlace);
  const python = model.cells;
  return {
    codeCells: python.length,
    blind: python
      .filter(c => c.syntax.root === null)
      .map(c => ({
        index: c.cell.index,
        id: c.cell.id,
        reason: c.syntax.blind ?? `${c.syntax.language ?? 'unknown language'}, not Python`
      })),
    diagnostics,
    suppressed,
    unusedSuppressions: suppressions.unused(
      new Set(ran.map(m => m.name)),
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

const order: readonly Applicability[] = ['manual', 'suggested', 'safe'];

type Found = IDiagnostic & { readonly suppression: ISuppression | null };

function run(
  model: SemanticModel,
  migration: IMigration,
  options: IAnalyzeOptions,
  suppressions: Suppressions | null
): Found[] {
  const context = { model, settings: settingsOf(migration, options.settings) };
  const tier = tierOf(migration, options);
  const found: Found[] = [];
  const occurrences = new Map<string, number>();
  for (const match of migration.detect(context)) {
    const { cell, place, range } = locate(model, match);
    const anchor =
      match.anchor ?? (match.at instanceof SyntaxNode ? match.at.text.replace(/\s+/g, ' ') : place);
    const count = occurrences.get(anchor) ?? 0;
    occurrences.set(anchor, count + 1);
    const suppression =
      suppressions?.find(cell, place === 'source' ? range : null, migration.name) ?? null;
    const lines = new LineIndex(cell.source);
    let fix: IFix | null = null;
    let declined: string | null = null;
    if (migration.rewrite && !suppression) {
      const edit = new EditBuilder(model);
      const result = migration.rewrite(match, {
        ...context,
        edit,
        decline: reason => ({ declined: reason })
      });
      if (isDeclined(result)) {
        declined = result.declined;
      } else {
        const applicability =
          order.indexOf(result.applicability) > order.indexOf(migration.applicability)
            ? migration.applicability
            : result.applicability;
        const magic = edit.brokenMagic();
        if (magic === null) {
          fix = {
            title: result.title,
            applicability,
            edit: edit.build(),
            risks: result.risks ?? []
          };
        } else {
          declined = `\`${magic}\` takes one line only; put the code on lines of its own first.`;
        }
      }
    }
    found.push({
      id: hashText(`${migration.name}\0${anchor}\0${count}`),
      migration: migration.name,
      cell: { index: cell.index, id: cell.id },
      place,
      offsets: range,
      range: { start: lines.position(range.start), end: lines.position(range.end) },
      message: migration.message(match, context),
      why: migration.why,
      // Good reasons against a fix are often good reasons for the code: such a finding stays quiet.
      tier: declined !== null && tier === 'normal' ? 'quiet' : tier,
      applicability: fix ? fix.applicability : 'manual',
      fix,
      declined,
      suppression
    });
  }
  return found;
}

function locate(
  model: SemanticModel,
  match: IMatch<unknown>
): { cell: IDiagnosticCell; place: Place; range: IRange } {
  if (match.at instanceof SyntaxNode) {
    return {
      cell: model.cellOf(match.at),
      place: 'source',
      range: { start: match.at.start, end: match.at.end }
    };
  }
  return {
    cell: match.at.cell,
    place: match.at.place,
    range: match.at.range ?? { start: 0, end: 0 }
  };
}

type IDiagnosticCell = ReturnType<SemanticModel['cellOf']>;
