/**
 * A catalogue with its settings, cut into facts that a model can remember: what a migration finds in a cell, what it rewrites for a
 * finding, which values are secret. Each is a function known by its identity, so a plan is kept as long as the settings stay.
 */
import { EditBuilder } from '../rewrite/editBuilder';
import type { ICellModel, SemanticModel } from '../semantic/model';
import { SyntaxNode } from '../syntax/node';
import { LineIndex } from '../text/lineIndex';
import type { IPosition, IRange } from '../text/range';
import type { ICell } from '../notebook/notebook';
import type { Applicability, IFix, Place } from './diagnostic';
import {
  isDeclined,
  type IDetectContext,
  type IMatch,
  type IMigration,
  type MigrationSettings
} from './migration';
import { secretsOf } from './secrets';
import { settingsOf } from './severity';

/** A match with all that its cell says about it. */
export interface IFinding {
  readonly match: IMatch<unknown>;
  readonly cell: ICell;
  readonly place: Place;
  readonly offsets: IRange;
  readonly range: { readonly start: IPosition; readonly end: IPosition };
  /** Equal anchors are told apart by their order in the notebook. */
  readonly anchor: string;
  readonly message: string;
}

/** What became of the rewrite of a finding. Both are null for advice. */
export interface IOutcome {
  readonly fix: IFix | null;
  readonly declined: string | null;
}

/** A finding with its place among those with the same anchor, and what became of its rewrite. */
export interface IReported {
  readonly finding: IFinding;
  /** How many findings with the same anchor come before it. */
  readonly count: number;
  readonly outcome: IOutcome;
}

/** One migration as facts. */
export interface IPlanned {
  readonly migration: IMigration;
  /** @param isAllowed true for findings that are not shown, and so not rewritten; null where all are shown */
  report(
    model: SemanticModel,
    isAllowed: ((finding: IFinding) => boolean) | null
  ): readonly IReported[];
}

const noOutcome: IOutcome = { fix: null, declined: null };

export class Plan {
  constructor(
    readonly catalogue: readonly IMigration[],
    settings?: Readonly<Record<string, MigrationSettings>>
  ) {
    this.migrations = catalogue.map(m => planned(m, settingsOf(m, settings)));
    this.secrets = model => secretsOf(model, catalogue, settings);
  }

  readonly migrations: readonly IPlanned[];

  /** The secret values of the notebook. Ask through `model.memo`. */
  readonly secrets: (model: SemanticModel) => readonly string[];
}

function planned(migration: IMigration, settings: MigrationSettings): IPlanned {
  const findingsOf = (
    context: IDetectContext,
    matches: Iterable<IMatch<unknown>>
  ): readonly IFinding[] => {
    const found: IFinding[] = [];
    for (const match of matches) {
      found.push(finding(match, migration, context));
    }
    return found;
  };
  const inCell = (model: SemanticModel, cell: ICellModel): readonly IFinding[] => {
    const context = { model, settings };
    return findingsOf(context, migration.detectIn?.(cell, context) ?? []);
  };
  const inNotebook = (model: SemanticModel): readonly IFinding[] => {
    const context = { model, settings };
    return findingsOf(context, migration.detect?.(context) ?? []);
  };
  const rewritten = (model: SemanticModel, { match }: IFinding): IOutcome =>
    rewrite(match, migration, { model, settings });
  const reported = (
    model: SemanticModel,
    isAllowed: ((finding: IFinding) => boolean) | null
  ): readonly IReported[] => {
    const counts = new Map<string, number>();
    const found = migration.detectIn ? model.collect(inCell) : model.memo(inNotebook);
    return found.map(f => {
      const count = counts.get(f.anchor) ?? 0;
      counts.set(f.anchor, count + 1);
      const isRewritten = !isAllowed?.(f) && migration.rewrite;
      return { finding: f, count, outcome: isRewritten ? model.memo(rewritten, f) : noOutcome };
    });
  };
  const all = (model: SemanticModel): readonly IReported[] => reported(model, null);
  return {
    migration,
    report: (model, isAllowed) => (isAllowed ? reported(model, isAllowed) : model.memo(all))
  };
}

function finding(match: IMatch<unknown>, migration: IMigration, context: IDetectContext): IFinding {
  const { at } = match;
  const isNode = at instanceof SyntaxNode;
  const cell = isNode ? context.model.cellOf(at) : at.cell;
  const place = isNode ? 'source' : at.place;
  const { start, end } = isNode ? at : (at.range ?? { start: 0, end: 0 });
  const lines = isNode ? at.cell.lines : new LineIndex(cell.source);
  return {
    match,
    cell,
    place,
    offsets: { start, end },
    range: { start: lines.position(start), end: lines.position(end) },
    anchor: match.anchor ?? (isNode ? at.text.replace(/\s+/g, ' ') : place),
    message: migration.message(match, context)
  };
}

const order: readonly Applicability[] = ['manual', 'suggested', 'safe'];

function rewrite(match: IMatch<unknown>, migration: IMigration, context: IDetectContext): IOutcome {
  const edit = new EditBuilder(context.model);
  const result = migration.rewrite?.(match, {
    ...context,
    edit,
    decline: reason => ({ declined: reason })
  });
  if (!result) {
    return noOutcome;
  }
  if (isDeclined(result)) {
    return { fix: null, declined: result.declined };
  }
  const magic = edit.brokenMagic();
  if (magic !== null) {
    return {
      fix: null,
      declined: `\`${magic}\` takes one line only; put the code on lines of its own first.`
    };
  }
  const applicability =
    order.indexOf(result.applicability) > order.indexOf(migration.applicability)
      ? migration.applicability
      : result.applicability;
  return {
    fix: { title: result.title, applicability, edit: edit.build(), risks: result.risks ?? [] },
    declined: null
  };
}
