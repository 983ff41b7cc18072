/**
 * Messages between a page and the worker that runs a model, and the job itself. Plain data, types only.
 */

import type { IProviderRun, IReportInput } from '../core/parity/buildReport';
import type { ICases } from '../core/parity/cases';
import type { IBisect } from '../core/parity/bisectSchema';
import type { IParityReport, Provider } from '../core/parity/reportSchema';
import type { ITensor } from '../core/parity/tensor';
import type { IBisectJob } from './bisect';
import type { IInside, IInsideJob } from './taps';

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

/** A comparison: the parts of a report, with the model as bytes. */
export type IReportJob = Omit<IReportInput, 'model'> & { readonly model: Uint8Array };

export type OnnxRequest =
  | { readonly id: number; readonly kind: 'run'; readonly job: IRunJob }
  | { readonly id: number; readonly kind: 'bisect'; readonly job: IBisectJob }
  | { readonly id: number; readonly kind: 'inside'; readonly job: IInsideJob }
  | { readonly id: number; readonly kind: 'cases'; readonly bytes: Uint8Array }
  | { readonly id: number; readonly kind: 'report'; readonly input: IReportJob };

export type OnnxReply =
  | { readonly id: number; readonly kind: 'progress'; readonly progress: IRunProgress }
  | { readonly id: number; readonly kind: 'ran'; readonly run: IProviderRun }
  | { readonly id: number; readonly kind: 'bisected'; readonly bisect: IBisect }
  | { readonly id: number; readonly kind: 'insideRead'; readonly values: IInside }
  | { readonly id: number; readonly kind: 'casesRead'; readonly cases: ICases }
  | { readonly id: number; readonly kind: 'reported'; readonly report: IParityReport }
  | { readonly id: number; readonly kind: 'failed'; readonly reason: string };
