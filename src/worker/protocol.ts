/**
 * The messages between a page and its analysis worker. Types only; everything is plain data.
 *
 * Cells travel once, and so do findings: those that the other side already has are named by their places in what was sent before, so
 * that a keystroke in one cell does not copy the outputs of all others.
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
  IResolvedOptions,
  TrialRequest
} from '../core';
import type { IExportOptions, IExportPlan, IPackageFile } from '../core/exporter/plan';
import type { Run } from './runs';

export interface IWireNotebook {
  /** Names the notebook among those of the page. */
  readonly key: string;
  /** Null when it is as it was sent before. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Places are those in the notebook as it was sent before. */
  readonly cells: readonly Run<ICell>[];
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
  /** What has to run to try the fix of a finding. */
  | {
      readonly kind: 'trial';
      readonly notebook: IWireNotebook;
      readonly diagnostic: IDiagnostic;
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

/** An answer as sent: see `answers.ts`. */
export interface IPackedAnswer {
  /** The request whose answer the places are in; null when nothing is left out. */
  readonly base: number | null;
  readonly rest: Omit<IAnalysis, 'diagnostics'>;
  readonly diagnostics: readonly Run<IDiagnostic>[];
  /** Null when they are as they were. */
  readonly habits: IAnalysisAnswer['habits'] | null;
  readonly hidden: IAnalysisAnswer['hidden'];
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
  readonly trial: TrialRequest;
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
  | {
      readonly id: number;
      readonly kind: 'analyzed';
      readonly key: string;
      readonly answer: IPackedAnswer;
    }
  | {
      readonly id: number;
      readonly kind: 'done';
      readonly answer: IAnswers[Exclude<keyof IAnswers, 'analyze'>];
    }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };
