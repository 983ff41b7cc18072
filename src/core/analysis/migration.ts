/** The unit of the catalogue: one habit, how it is found, what is said, how it is rewritten. Types and `defineMigration` only. */
import type { ICell } from '../notebook/notebook';
import type { EditBuilder } from '../rewrite/editBuilder';
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { SyntaxNode } from '../syntax/node';
import type { IRange } from '../text/range';
import type { Applicability, Place, Tier } from './diagnostic';

/** Chapters of the catalogue, in the order in which they are shown. */
export const groups = [
  'Secrets',
  'Memory',
  'Resources',
  'Concurrency',
  'Configuration and types',
  'Interfaces',
  'Autograd and serialisation',
  'Dependencies',
  'Notebook state'
] as const;
export type Group = (typeof groups)[number];

/** A choice that users may make for one migration, offered in the Lab's settings and in `anneal.toml`. */
export interface IMigrationSetting {
  /** One word, camelCase. */
  readonly name: string;
  readonly title: string;
  /** One sentence, what each value does. */
  readonly description: string;
  readonly default: string | number | boolean;
  /** The allowed values of a text; left out where any will do. */
  readonly values?: readonly string[];
  /** The least value of a number. Numbers are whole. */
  readonly minimum?: number;
}

/** Settings of one migration as the user wrote them; each migration reads what it knows. */
export type MigrationSettings = Readonly<Record<string, unknown>>;

export interface IDetectContext {
  readonly model: SemanticModel;
  readonly settings: MigrationSettings;
}

/** A place that is no syntax node: an output, metadata, an attachment, Markdown, or a range in a source. */
export interface ICellPlace {
  readonly cell: ICell;
  readonly place: Place;
  /** In the cell's source; left out for other places. */
  readonly range?: IRange;
}

/** What `detect` yields: computed once, used by the message and by the rewrite. */
export interface IMatch<S> {
  readonly at: SyntaxNode | ICellPlace;
  readonly data: S;
  /**
   * What the finding's identity hangs on, when the text of `at` says too much (a whole function) or must not be used (a secret).
   * Equal anchors are told apart by their order in the notebook.
   */
  readonly anchor?: string;
}

/** A refusal to fix, with the reason: "`rows` is indexed in cell 7". */
export interface IDeclined {
  readonly declined: string;
}

export interface IRewrite {
  /** Imperative: "Turn rows() into a generator". */
  readonly title: string;
  /** `safe` only when the rewrite proved that nothing observable changes. Never above the migration's own. */
  readonly applicability: 'safe' | 'suggested';
  /** What a person has to agree to; required for `suggested`. */
  readonly risks?: readonly string[];
}

export interface IRewriteContext extends IDetectContext {
  /** Collects the edits of this fix; dropped when the rewrite declines. */
  readonly edit: EditBuilder;
  decline(reason: string): IDeclined;
}

export interface IMigration<S = unknown> {
  /** Folder name, kebab-case: the pattern found. */
  readonly name: string;
  /** The habit in plain words, for headings: "Dictionary used as configuration". */
  readonly title: string;
  /** One row of the README table; at most 80 characters, ends with a full stop. */
  readonly summary: string;
  readonly group: Group;
  readonly tier: Tier;
  /** The highest applicability that `rewrite` may give; `manual` when there is no rewrite. */
  readonly applicability: Applicability;
  readonly since: string;
  /** Prior art, e.g. `ruff:SIM115`. */
  readonly sources: readonly string[];
  /** Not run unless the user turns it on: for habits that are often right as they are. */
  readonly isOptIn?: boolean;
  /** What users may choose besides whether it runs. */
  readonly settings?: readonly IMigrationSetting[];
  /** One sentence: the effect on the user. */
  readonly why: string;
  /**
   * Finds the habit in one cell; called for each cell, and again only for cells that changed or that learn something new from others.
   * Everything it yields stands in that cell. Either this or `detect`.
   */
  detectIn?(cell: ICellModel, context: IDetectContext): Iterable<IMatch<S>>;
  /** Finds the habit in the whole notebook, for habits that are no matter of one cell: costs the whole notebook after every edit. */
  detect?(context: IDetectContext): Iterable<IMatch<S>>;
  /** One sentence: what is there, at most 60 characters where it can be, code in backticks, no full stop. */
  message(match: IMatch<S>, context: IDetectContext): string;
  rewrite?(match: IMatch<S>, context: IRewriteContext): IRewrite | IDeclined;
  /**
   * The secret values that this migration sees in the notebook, as they would stand in a text. No other fix may carry one of
   * them, and no report may print one.
   */
  secrets?(context: IDetectContext): Iterable<string>;
}

/**
 * Gives a migration its type; `S` is inferred from what `detect` yields.
 *
 * @throws TypeError when it has both ways to detect, or none
 */
export function defineMigration<S>(migration: IMigration<S>): IMigration {
  if ((migration.detect === undefined) === (migration.detectIn === undefined)) {
    throw new TypeError(`${migration.name} needs either detect or detectIn.`);
  }
  // The analyzer hands each match back to the migration that made it, so S never leaves its migration.
  return migration as unknown as IMigration;
}

export function isDeclined(result: IRewrite | IDeclined): result is IDeclined {
  return 'declined' in result;
}
