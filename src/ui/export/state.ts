/** What the export tab shows, as plain data, and what a person can do in it. Types only. */
import type { IFileChange } from '../../core/exporter/changes';
import type { IExportPlan } from '../../core/exporter/plan';
import type { IVerifyReport } from '../../core/report/verifyReport';

export type FixChoice = 'accepted' | 'safe' | 'suggested' | 'none';

export type StepState = 'next' | 'now' | 'done' | 'stopped' | 'failed';

export interface IStep {
  readonly key: string;
  readonly label: string;
  readonly state: StepState;
  /** e.g. "Cell 14 of 38". */
  readonly detail: string;
  readonly seconds: number | null;
  /** Between 0 and 1 when the total is known. */
  readonly fraction: number | null;
}

export interface IExportState {
  readonly notebookName: string;
  readonly phase: 'planning' | 'plan' | 'running' | 'stopped' | 'done' | 'failed';
  readonly name: string;
  readonly folder: string;
  /** Why name or folder cannot be used, with a proposal. */
  readonly nameProblem: { readonly text: string; readonly proposal: string } | null;
  readonly choice: FixChoice;
  /** How many fixes each choice takes along. */
  readonly choiceCounts: Readonly<Record<FixChoice, number>>;
  readonly verify: boolean;
  /** Tests of the functions are made from calls that a run of the notebook records. */
  readonly record: boolean;
  readonly plan: IExportPlan | null;
  /** The notebook can be written, and so can choices of the plan. */
  readonly canChoose: boolean;
  readonly files: readonly string[];
  /** Models beside the notebook that cannot go along. */
  readonly leftModels: readonly {
    readonly path: string;
    readonly reason: 'size' | 'unreadable';
  }[];
  /** What writing would change in the folder; null as long as nobody looked. */
  readonly changes: readonly IFileChange[] | null;
  /** Anneal exported into the folder before. */
  readonly isPackage: boolean;
  /** The export stopped, so that a person sees what changes in the folder. */
  readonly isAsking: boolean;
  readonly appliedFixes: readonly {
    readonly title: string;
    readonly cell: number;
    readonly applicability: string;
  }[];
  readonly steps: readonly IStep[];
  readonly elapsed: number;
  /** Files in the way; the tab asks what to do. */
  readonly foreign: {
    readonly message: string;
    readonly files: readonly string[];
    readonly count: number;
  } | null;
  /** What did not happen, what is unchanged, the cure. */
  readonly problem: string | null;
  readonly isServerMissing: boolean;
  readonly isWritten: boolean;
  readonly notes: readonly string[];
  readonly report: IVerifyReport | null;
}

export interface IRunOptions {
  /** Replace files that a person made or edited. */
  readonly replace?: boolean;
  /** Leave out files that a person edited, and write the others. */
  readonly keep?: boolean;
  /** The changes of the folder are on the screen. */
  readonly isSeen?: boolean;
}

export interface IExportActions {
  setName(name: string): void;
  setFolder(folder: string): void;
  setChoice(choice: FixChoice): void;
  setVerify(verify: boolean): void;
  setRecord(record: boolean): void;
  /** Gives a module another name. */
  renameModule(module: string, name: string): void;
  /** Puts a function, class or constant into a module; null for where the plan proposes it. */
  moveDefinition(name: string, module: string | null): void;
  /** Puts a step into a module; null for the pipeline. */
  moveStep(name: string, module: string | null): void;
  refresh(): void;
  run(options?: IRunOptions): void;
  verifyNow(): void;
  cancel(): void;
  openFolder(): void;
  deletePackage(): void;
  saveReport(): void;
  goToCell(index: number): void;
  copyServerCommand(): void;
  backToPlan(): void;
}
