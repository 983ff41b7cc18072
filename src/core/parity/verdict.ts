/**
 * From measurements to a level, and from levels to one verdict: the worst one always wins.
 *
 * Nothing is averaged and nothing is assumed: no case, no output or no run is never a pass.
 */

import { levels } from './metrics';
import type { IOutputMetrics, Level } from './metrics';

/** Facts beside the level. */
export const flagKinds = [
  'nondeterministic',
  'nonfinite',
  'degenerate',
  'not-run',
  'stale',
  'insufficient',
  'note'
] as const;
export type FlagKind = (typeof flagKinds)[number];

export interface IFlag {
  readonly kind: FlagKind;
  readonly detail: string;
}

/** Words of the levels as people read them. */
export const levelWords: Record<Level, string> = {
  exact: 'Exact',
  equivalent: 'Equivalent',
  close: 'Close',
  'task-equivalent': 'Task-equivalent',
  degraded: 'Degraded',
  mismatch: 'Mismatch',
  'not-run': 'Not run'
};

/** Level of one output from its measurements (its own `verdict` field is not read). */
export function levelOf(m: Omit<IOutputMetrics, 'verdict'>): Level {
  if (m.structural !== null || m.degenerate || m.nonfinite.disagree > 0) {
    return 'mismatch';
  }
  if (m.bit_equal) {
    return 'exact';
  }
  if (m.tau_strict <= 1) {
    return 'equivalent';
  }
  if (m.tau <= 1) {
    return 'close';
  }
  // without class scores there is no task to be equivalent in
  if (m.top1 && m.snr_db >= 40 && m.cos1m <= 1e-4 && m.top1.flips === m.top1.explainable) {
    return 'task-equivalent';
  }
  // agreement of the largest entry alone is no excuse for values that are a third off
  if (m.snr_db >= 20 || (m.top1 && m.top1.agree >= 0.99 && m.snr_db >= 10)) {
    return 'degraded';
  }
  return 'mismatch';
}

/** The worst of some levels; nothing compared is `not-run`, never a pass. */
export function worst(all: readonly Level[]): Level {
  return all.length === 0
    ? 'not-run'
    : all.reduce((a, b) => (levels.indexOf(b) > levels.indexOf(a) ? b : a));
}

/** Whether a level counts as passing: close or better. */
export function passes(level: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf('close');
}
