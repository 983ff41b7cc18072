/** What the findings panel shows, as plain data, and what a person can do in it. Types only. */
import type {
  IBlindCell,
  IDiagnostic,
  ISuppression,
  IUnusedSuppression
} from '../../core/analysis/diagnostic';
import type { ICell } from '../../core/notebook/notebook';
import type { IStanding } from '../../core/review/review';
import type { IComment } from '../../core/review/reviewFile';
import type { SuggestionState } from '../../core/review/suggestions';
import type { TrialState } from './trialState';

export interface IFinding {
  readonly diagnostic: IDiagnostic;
  /** 1-based, as JupyterLab's status bar counts. */
  readonly cellNumber: number;
  readonly habit: string;
  readonly group: string;
  readonly isQuiet: boolean;
  /** What people decided, as it holds for the code as it is now. */
  readonly state: SuggestionState;
  readonly standing: IStanding | null;
  readonly comments: readonly IComment[];
}

/** One cell of a preview: its text now and after the fix, secrets already hidden. */
export interface ICellChange {
  readonly cellId: string;
  /** 1-based; null for a new cell. */
  readonly cellNumber: number | null;
  readonly kind: 'changed' | 'added' | 'cleared';
  readonly before: string;
  readonly after: string;
}

export interface IPreview {
  readonly changes: readonly ICellChange[];
  /** 1-based number of the cell that changed since, if any. */
  readonly staleCell: number | null;
  /** Environment variables that take over a literal. */
  readonly environment: readonly string[];
}

export interface IApplied {
  readonly finding: IFinding;
  readonly at: string;
  readonly cellNumbers: readonly number[];
  readonly canUndo: boolean;
  /** 1-based number of the cell that stands in the way of Undo. */
  readonly obstacle: number | null;
  readonly spansCells: boolean;
}

/** A finding that a person allowed, with what they said. */
export interface ISuppressed {
  readonly finding: IFinding;
  readonly reason: string | null;
  readonly kind: ISuppression['kind'];
}

export interface IBatch {
  readonly title: string;
  readonly rows: readonly { readonly finding: IFinding; readonly preview: IPreview }[];
}

/** Something a person has to know after an action: what did not happen, what is unchanged. */
export interface IMessage {
  readonly kind: 'alert' | 'status';
  readonly text: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface IPanelState {
  readonly kind: 'no-notebook' | 'other-language' | 'ready';
  readonly notebookName: string;
  /** Tells open notebooks apart, also two of the same name. */
  readonly notebookId: string;
  /** Language of the notebook when it is not Python. */
  readonly language: string;
  /** The check that runs now, after 400 ms. */
  readonly checking: { readonly done: number; readonly total: number } | null;
  /** False until the first check ended. */
  readonly hasResult: boolean;
  readonly failure: string | null;
  /** A person stopped the last check. */
  readonly isStopped: boolean;
  readonly codeCells: number;
  readonly cells: readonly Pick<ICell, 'id' | 'index' | 'kind'>[];
  readonly blind: readonly IBlindCell[];
  readonly faults: readonly { readonly migration: string; readonly reason: string }[];
  /** All but rejected and deferred ones. */
  readonly findings: readonly IFinding[];
  /** Rejected and deferred ones. */
  readonly setAside: readonly IFinding[];
  /** Findings that comments, tags or the project's file allow. */
  readonly suppressed: readonly ISuppressed[];
  /** Comments and tags that allow nothing. */
  readonly unusedSuppressions: readonly IUnusedSuppression[];
  /** Habits that are hidden in this notebook, with the number of their findings. */
  readonly hiddenHabits: readonly {
    readonly migration: string;
    readonly title: string;
    readonly count: number;
  }[];
  readonly applied: readonly IApplied[];
  readonly reviewProblem: string | null;
  /** How many decisions and comments wait for the server. */
  readonly waiting: number;
  readonly message: IMessage | null;
  readonly openId: string | null;
  readonly activeCellId: string | null;
}

export interface IPanelActions {
  open(id: string | null): void;
  show(finding: IFinding): void;
  goTo(cellId: string, finding?: IFinding): void;
  preview(finding: IFinding): IPreview | null;
  /** What is known of the fix from running it; null when it was not tried. */
  trial(finding: IFinding): TrialState | null;
  /** Runs the notebook without and with the fix. */
  measure(finding: IFinding): void;
  stopMeasuring(finding: IFinding): void;
  copy(text: string): void;
  batch(findings: readonly IFinding[]): IBatch;
  apply(finding: IFinding): void;
  applyAll(findings: readonly IFinding[]): void;
  accept(finding: IFinding): void;
  /** Rejects a finding; when its card is open, `next` is shown in its place. */
  reject(finding: IFinding, reason: string, next?: string | null): void;
  /** Writes a comment with the reason into the notebook, so that the finding is allowed there. */
  allow(finding: IFinding, reason: string, next?: string | null): void;
  restore(finding: IFinding): void;
  comment(finding: IFinding, text: string): void;
  undo(applied: IApplied): void;
  hideHabit(migration: string): void;
  showHabit(migration: string): void;
  check(): void;
  stop(): void;
  exportPackage(): void;
  review(id: string | null): void;
  openNotebook(): void;
  focusNotebook(): void;
  clearMessage(): void;
  draft(id: string): string;
  setDraft(id: string, text: string): void;
}
