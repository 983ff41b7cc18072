/**
 * The messages between a page and its analysis worker. Types only; everything is plain data.
 *
 * Cells travel once: a cell that the worker already has is named by its id alone, so that a keystroke in one cell does not
 * copy the outputs of all others.
 */
import type {
  Acceptance,
  Group,
  IAnalysis,
  IAnalyzeOptions,
  ICell,
  IDiagnostic,
  INamedText,
  INotebookEdit,
  IRange,
  IResolvedOptions
} from '../core';
import type { IExportOptions, IExportPlan, IPackageFile } from '../core/exporter/plan';

/** A cell as sent: whole when it is new or changed, otherwise its id and place. */
export type WireCell =
  | { readonly known: false; readonly cell: ICell }
  | { readonly known: true; readonly id: string; readonly index: number };

export interface IWireNotebook {
  /** Names the notebook among those of the page. */
  readonly key: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly WireCell[];
}

export type AnalysisJob =
  | {
      readonly kind: 'analyze';
      readonly notebook: IWireNotebook;
      readonly options: IAnalyzeOptions;
    }
  | {
      readonly kind: 'fix';
      readonly notebook: IWireNotebook;
      readonly accept: Acceptance;
      readonly options: IAnalyzeOptions;
    }
  | {
      readonly kind: 'prepare';
      readonly notebook: IWireNotebook;
      readonly accept: Acceptance;
      readonly options: IExportOptions;
      readonly analyze: IAnalyzeOptions;
    }
  /** From a person's settings and the project's file to the options of the other jobs. */
  | {
      readonly kind: 'configure';
      readonly person: unknown;
      readonly project: INamedText | null;
      readonly path: string;
    }
  /** The edit that writes down why a finding is right. */
  | {
      readonly kind: 'allow';
      readonly notebook: IWireNotebook;
      readonly diagnostic: IDiagnostic;
      readonly reason: string;
    }
  /** Turns Python string literals into the text that they stand for. Secret on both ways. */
  | { readonly kind: 'decode'; readonly literals: readonly string[] }
  | { readonly kind: 'forget'; readonly key: string };

/** What is shown of a migration. */
export interface IHabit {
  readonly title: string;
  readonly group: Group;
}

export interface IAnalysisAnswer {
  readonly analysis: IAnalysis;
  /** By name of the migration. */
  readonly habits: Readonly<Record<string, IHabit>>;
  /** Where secret values stand in the cells' sources, by cell id: ranges only. */
  readonly hidden: Readonly<Record<string, readonly IRange[]>>;
}

export interface IFixAnswer {
  /** The changed and new cells of the result, in order, and the order of all ids. */
  readonly order: readonly string[];
  readonly cells: readonly ICell[];
  readonly applied: readonly IDiagnostic[];
  readonly skipped: readonly { readonly id: string; readonly reason: string }[];
  /** Source text of literals that move to `.env`, by variable name. Secret. */
  readonly environment: ReadonlyMap<string, string>;
}

export interface IPrepareAnswer {
  readonly plan: IExportPlan;
  readonly files: readonly IPackageFile[];
  readonly applied: readonly IDiagnostic[];
  /** Source text of literals that belong into the package's `.env`, by variable name. Secret. */
  readonly environment: ReadonlyMap<string, string>;
}

export type AllowAnswer =
  | { readonly ok: true; readonly edit: INotebookEdit }
  | { readonly ok: false; readonly reason: string };

/** What each kind of job answers. */
export interface IAnswers {
  readonly analyze: IAnalysisAnswer;
  readonly fix: IFixAnswer;
  readonly prepare: IPrepareAnswer;
  readonly configure: IResolvedOptions;
  readonly allow: AllowAnswer;
  readonly decode: readonly (string | null)[];
  readonly forget: null;
}

export interface IProgress {
  readonly done: number;
  readonly total: number;
}

export type AnalysisRequest =
  | { readonly id: number; readonly cancel?: false; readonly job: AnalysisJob }
  | { readonly id: number; readonly cancel: true };

export type AnalysisReply =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: IProgress }
  | { readonly id: number; readonly kind: 'done'; readonly answer: IAnswers[keyof IAnswers] }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };
