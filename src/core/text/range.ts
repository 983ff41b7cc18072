/** Half-open ranges of UTF-16 offsets within the source of one cell, and line/column positions. Knows nothing of cells. */

/** A half-open range `[start, end)` of UTF-16 offsets. */
export interface IRange {
  readonly start: number;
  readonly end: number;
}

/** A position for people and files: line and column count from 1, columns in UTF-16 units. */
export interface IPosition {
  readonly line: number;
  readonly column: number;
}

/** True when the two ranges share at least one character, or one is empty and lies strictly inside the other. */
export function overlaps(a: IRange, b: IRange): boolean {
  if (a.start === a.end && b.start === b.end) {
    return a.start === b.start;
  }
  return a.start < b.end && b.start < a.end;
}

/** True when `inner` lies within `outer` (equal ranges count). */
export function contains(outer: IRange, inner: IRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
