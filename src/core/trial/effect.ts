/** What a tried fix saves or costs: the one cell where time, and the one where memory, changed most. */
import type { ITrialReport } from './trialReport';

export interface IEffect {
  readonly kind: 'time' | 'memory';
  /** Index of the cell, from 0. */
  readonly cell: number;
  /** Seconds, or bytes at the peak. */
  readonly before: number;
  readonly after: number;
}

/** Below these a difference says nothing: on a busy machine times scatter, and the interpreter's own allocations by some 100 kB. */
const least = {
  time: { absolute: 0.05, relative: 0.25 },
  memory: { absolute: 500_000, relative: 0.1 }
} as const;

/**
 * The effects that are more than noise, time first.
 *
 * @param affected - indexes of the cells that the fix can change; others differ by chance
 */
export function effectsOf(report: ITrialReport, affected: readonly number[]): IEffect[] {
  const cells = report.cells.filter(c => affected.includes(c.cell));
  return (['time', 'memory'] as const).flatMap(kind => {
    const field = kind === 'time' ? 'seconds' : 'peakBytes';
    const found = cells
      .filter(c => kind === 'memory' || comesAgain(c))
      .flatMap((c): IEffect[] => {
        const before = c.before[field];
        const after = c.after[field];
        return before === null || after === null ? [] : [{ kind, cell: c.cell, before, after }];
      })
      .filter(e => isMoreThanNoise(e))
      .sort((a, b) => Math.abs(b.before - b.after) - Math.abs(a.before - a.after));
    return found.slice(0, 1);
  });
}

/** True when the pair of slower runs says the same as the pair of plain ones: one alone may have met a busy moment. */
function comesAgain({ before, after }: ITrialReport['cells'][number]): boolean {
  const changes = [
    [before.seconds, after.seconds],
    [before.tracedSeconds, after.tracedSeconds]
  ].map(([one, other]) =>
    one === null || other === null ? 0 : (one - other) / Math.max(one, other, 1e-9)
  );
  return (
    changes.every(c => c >= least.time.relative) || changes.every(c => c <= -least.time.relative)
  );
}

function isMoreThanNoise({ kind, before, after }: IEffect): boolean {
  const change = Math.abs(before - after);
  const { absolute, relative } = least[kind];
  return change >= absolute && change >= relative * Math.max(before, after);
}

/** An amount as people read it: `26.8 MB`, `0.11 s`. */
export function amountText(kind: IEffect['kind'], amount: number): string {
  if (kind === 'memory') {
    return amount >= 1e6 ? `${round(amount / 1e6)} MB` : `${round(amount / 1e3)} kB`;
  }
  return amount >= 1 ? `${round(amount)} s` : `${round(amount * 1000)} ms`;
}

/** `18 times faster`, `42 % less memory`, `30 % slower`. */
export function effectText({ kind, before, after }: IEffect): string {
  const isBetter = after < before;
  const word =
    kind === 'time' ? (isBetter ? 'faster' : 'slower') : isBetter ? 'less memory' : 'more memory';
  const [large, small] = isBetter ? [before, after] : [after, before];
  if (kind === 'time') {
    const ratio = large / Math.max(small, 1e-6);
    return ratio >= 1.95
      ? `${round(ratio)} times ${word}`
      : `${Math.round((ratio - 1) * 100)} % ${word}`;
  }
  if (isBetter && small / large < 0.01) {
    return 'under 1 % of what it was';
  }
  return isBetter
    ? `${Math.round((1 - small / large) * 100)} % ${word}`
    : `${round(large / Math.max(small, 1))} times as much`;
}

function round(value: number): string {
  return value >= 100
    ? value.toFixed(0)
    : value >= 10
      ? value.toFixed(1).replace(/\.0$/, '')
      : value.toFixed(2).replace(/\.?0+$/, '');
}
