/** What an export will write, as plain data: shown to a person before anything is written. Types only. */

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
  /** ONNX models that are exported along, by variable. */
  readonly models?: readonly string[];
  /** Fixes that went in before the export. */
  readonly refactors?: readonly IRefactor[];
  /** Notebook names that the fixes took away, with the reason: verification does not look for them. */
  readonly removed?: Readonly<Record<string, string>>;
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
  readonly role: string;
  /** Public functions, classes and constants, in order. */
  readonly symbols: readonly string[];
  /** 0-based indices of the cells it is made from. */
  readonly cells: readonly number[];
}

export interface IPlannedStep {
  readonly name: string;
  readonly cells: readonly number[];
  /** Notebook variables it takes and gives back. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
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
