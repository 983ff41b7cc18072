/** Which findings make `anneal check` end with status 1: those that are as loud as the project says. */
import { catalogue } from '../../migrations';
import {
  failLevels,
  tierOf,
  tierOfFinding,
  type IAnalyzeOptions,
  type FailLevel,
  type IReportedDiagnostic
} from '../core';

/** What the project says of the notebook of a finding. */
export interface IFailRule {
  readonly options: IAnalyzeOptions;
  readonly failOn: FailLevel;
}

/** True for a finding that is at least as loud as `failOn`. */
export function isFailure(
  { migration, declined }: IReportedDiagnostic,
  { options, failOn }: IFailRule
): boolean {
  const found = catalogue.find(m => m.name === migration);
  const tier = found ? tierOfFinding(tierOf(found, options), declined) : 'normal';
  return failLevels.indexOf(tier === 'notebook' ? 'normal' : tier) >= failLevels.indexOf(failOn);
}
