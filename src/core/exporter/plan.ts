/** What an export will write, as plain data: shown to a person before anything is written. Types only. */
import type { IRecordableFunction, IRecording } from './recorded/recording';

/** What is known of the notebook's own environment; from the live kernel, or from the interpreter on the command line. */
export interface IEnvironmentFacts {
  /** e.g. `3.11.7`. */
  readonly python: string | null;
  /** Import name (first part) → distributions that provide it, with their installed versions. */
  readonly distributions: Readonly<
    Record<string, { readonly name: string; readonly version: string }>
  >;
}

export interface IExportOptions {
  /** Name of the notebook file without its extension. */
  readonly notebookName: string;
  /** Package name; proposed from the notebook's name when left out. */
  readonly name?: string;
  readonly environment?: IEnvironmentFacts;
  /** ONNX models that the package carries in `models/`, with their cases. */
  readonly models?: readonly IPackagedModel[];
  /** Fixes that went in before the export. */
  readonly refactors?: readonly IRefactor[];
  /** Notebook names that the fixes took away, with the reason: verification does not look for them. */
  readonly removed?: Readonly<Record<string, string>>;
  /** Calls of the package's functions in a run of the notebook: they become tests. */
  readonly recording?: IRecording;
}

/** `models/<name>.onnx` and `models/<name>.cases.npz` of a package. */
export interface IPackagedModel {
  readonly name: string;
  /** How many nodes of each operator: a deep model is compared with a wider tolerance. */
  readonly ops: Readonly<Record<string, number>>;
}

/** A fix that went in before the export; `cell` is 0-based. */
export interface IRefactor {
  readonly migration: string;
  readonly title: string;
  readonly cell: number;
}

/** Where (a part of) a cell went. */
export type Placement =
  | {
      readonly kind: 'module';
      readonly module: string;
      readonly symbols: readonly string[];
      readonly reason: string;
    }
  | {
      readonly kind: 'step';
      readonly module: string;
      readonly step: string;
      readonly reason: string;
    }
  | { readonly kind: 'thin-notebook'; readonly reason: string }
  | { readonly kind: 'left-out'; readonly reason: string };

export interface ICellPlacement {
  readonly cell: { readonly index: number; readonly id: string };
  readonly placements: readonly Placement[];
}

export interface IPlannedModule {
  /** File name without `.py`, e.g. `pipeline`. */
  readonly name: string;
  /** Its name before a person chose another. */
  readonly proposed: string;
  readonly role: string;
  /** Public functions, classes and constants, in order. */
  readonly symbols: readonly string[];
  /** 0-based indices of the cells it is made from. */
  readonly cells: readonly number[];
}

export interface IPlannedStep {
  readonly name: string;
  readonly module: string;
  /** Why it stands there. */
  readonly reason: string;
  /** A comment in the code decides its module: only there it can be changed. */
  readonly isFixed: boolean;
  readonly cells: readonly number[];
  /** Notebook variables it takes and gives back. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A function, class or constant that a module holds. */
export interface IPlannedDefinition {
  readonly name: string;
  readonly module: string;
  readonly reason: string;
  /** 0-based index of its cell. */
  readonly cell: number;
  /** It is offered by the package itself. */
  readonly isEntry: boolean;
  /** A comment in the code decides its module: only there it can be changed. */
  readonly isFixed: boolean;
}

/** What a person asks of the export and cannot have; nothing is written while there is one. */
export interface IPlanProblem {
  /** 0-based index of the cell that asks; null for a choice of the plan. */
  readonly cell: number | null;
  /** What cannot be done, why, and the cure. */
  readonly message: string;
}

export interface IPlannedDependency {
  readonly importName: string;
  readonly distribution: string;
  /** Installed in the notebook's environment; null when not known. */
  readonly version: string | null;
  /** As it will stand in `pyproject.toml`, e.g. `pandas>=2.2`. */
  readonly requirement: string;
}

export interface IExportPlan {
  readonly package: string;
  readonly title: string;
  readonly modules: readonly IPlannedModule[];
  readonly steps: readonly IPlannedStep[];
  readonly definitions: readonly IPlannedDefinition[];
  /** The functions among them, with what a run can record of each. */
  readonly functions: readonly IRecordableFunction[];
  readonly problems: readonly IPlanProblem[];
  /** One entry for every cell of the notebook, Markdown included. */
  readonly cells: readonly ICellPlacement[];
  readonly dependencies: readonly IPlannedDependency[];
  readonly requiresPython: string;
  /** Names of environment variables that the code reads. */
  readonly environment: readonly string[];
  /** Things a person should know before agreeing. */
  readonly notes: readonly string[];
  /** True when the entry point is a coroutine. */
  readonly isAsync: boolean;
}

/** A file of the package; paths are relative to its root, `/`-separated. */
export interface IPackageFile {
  readonly path: string;
  readonly text: string;
}
