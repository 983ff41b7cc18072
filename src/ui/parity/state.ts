/** What the parity tab shows, as plain data. The tab gets it and callbacks; it asks nobody itself. */

import type { IParityReport } from '../../core/parity/reportSchema';

/** A model that can be checked. */
export interface IModelChoice {
  readonly name: string;
  readonly type: string;
  readonly parameters: number;
  readonly training: boolean;
}

/** One step of a running check. */
export interface IParityStep {
  readonly text: string;
  readonly state: 'done' | 'running' | 'waiting';
}

export type ParityState =
  | { readonly stage: 'looking' }
  | {
      readonly stage: 'choose';
      readonly models: readonly IModelChoice[];
      readonly reason: string | null;
    }
  | {
      readonly stage: 'running';
      readonly model: string;
      readonly steps: readonly IParityStep[];
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly stage: 'done';
      readonly model: string;
      readonly report: IParityReport;
      readonly saved: string | null;
    }
  | { readonly stage: 'failed'; readonly reason: string; readonly cure: string };

/** What the person chose before pressing Check. */
export interface IParityChoice {
  readonly variable: string;
  /** Names of the model's arguments; empty lets the kernel find a batch. */
  readonly inputs: string;
  readonly webgpu: boolean;
  readonly wasm: boolean;
  /** Write the model and its cases beside the notebook. */
  readonly keepModel: boolean;
}

export type ReportFormat = 'json' | 'md' | 'html';

export interface IParityActions {
  check(choice: IParityChoice): void;
  cancel(): void;
  /** Looks for models again. */
  refresh(): void;
  save(format: ReportFormat): void;
}
