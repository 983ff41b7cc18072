/**
 * Types that a running kernel held right after a cell ran. They say what was there once, in that run: nothing that a safe fix may
 * rest on.
 */
import { hashText } from '../notebook/hash';
import type { ICell } from '../notebook/notebook';

export interface IObservedCell {
  /** Hash of the source that ran: what the cell became since binds other values. */
  readonly hash: string;
  /** Full names of types by the names that held them, as the type itself says it: `pandas.core.frame.DataFrame`, `builtins.int`. */
  readonly types: Readonly<Record<string, string>>;
}

/** By id of the cell that ran. */
export type Observed = Readonly<Record<string, IObservedCell>>;

export const nothingObserved: Observed = {};

/** The type that a name had after a cell ran as it stands; null when that was not seen. */
export function observedIn(observed: Observed, { id, source }: ICell, name: string): string | null {
  // Names such as `constructor` mean nothing on their own.
  const seen = Object.hasOwn(observed, id) ? observed[id] : null;
  return seen && Object.hasOwn(seen.types, name) && seen.hash === hashText(source)
    ? seen.types[name]
    : null;
}
