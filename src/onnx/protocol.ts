/**
 * Messages between a page and the worker that runs a model, and the job itself. Plain data, types only.
 */

import type { IProviderRun, IReportInput } from '../core/parity/buildReport';
import type { IParityReport, Provider } from '../core/parity/reportSchema';
import type { ITensor } from '../core/parity/tensor';

/** What to run. */
export interface IRunJob {
  readonly model: Uint8Array;
  /** Inputs by name for each case. */
  readonly cases: readonly Readonly<Record<string, ITensor>>[];
  /** Timed runs after the first one; fewer when they are slow. */
  readonly warmRuns: number;
  /** Milliseconds to wait for an adapter; some drivers never answer. */
  readonly adapterTimeout: number;
}

/** A step of a job, to be shown while it runs. */
export interface IRunProgress {
  readonly provider: Provider;
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type OnnxRequest =
  | { readonly id: number; readonly kind: 'run'; readonly job: IRunJob }
  | { readonly id: number; readonly kind: 'report'; readonly input: IReportInput };

export type OnnxReply =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: IRunProgress }
  | { readonly id: number; readonly kind: 'ran'; readonly run: IProviderRun }
  | { readonly id: number; readonly kind: 'reported'; readonly report: IParityReport }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };
