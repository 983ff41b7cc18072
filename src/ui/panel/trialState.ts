/** What is known of a tried fix, as plain data. Types only. */
import type { ITrialReport } from '../../core/trial/trialReport';

export type TrialState =
  | {
      readonly kind: 'running';
      /** Name of the run, as the engine calls it; null before the first. */
      readonly step: string | null;
      /** 1-based number of the cell that runs. */
      readonly cellNumber: number | null;
    }
  | {
      readonly kind: 'done';
      readonly report: ITrialReport;
      /** Indexes of the cells that the fix can change, from 0. */
      readonly affected: readonly number[];
      readonly at: string;
    }
  | { readonly kind: 'failed'; readonly problem: string };

export interface ITrialActions {
  /** Runs the notebook without and with the fix. */
  readonly start: () => void;
  readonly stop: () => void;
  readonly copy: (text: string) => void;
}
