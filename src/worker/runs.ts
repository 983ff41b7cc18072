/** Lists that travel again and again with few changes: what the other side has is named by its place in the list of before. */

/** A part of a list: so many items of the list of before, or new ones. */
export type Run<T> =
  { readonly from: number; readonly count: number } | { readonly items: readonly T[] };

/** @param placeOf where the list of before has an item; undefined where it has not */
export function toRuns<T>(
  items: readonly T[],
  placeOf: (item: T, index: number) => number | undefined
): Run<T>[] {
  const runs: ({ from: number; count: number } | { items: T[] })[] = [];
  items.forEach((item, i) => {
    const place = placeOf(item, i);
    const last = runs.at(-1);
    if (place === undefined) {
      if (last && 'items' in last) {
        last.items.push(item);
      } else {
        runs.push({ items: [item] });
      }
    } else if (last && 'from' in last && last.from + last.count === place) {
      last.count++;
    } else {
      runs.push({ from: place, count: 1 });
    }
  });
  return runs;
}

/** @throws Error when the list of before has no such items (a fault of the sender) */
export function fromRuns<T>(runs: readonly Run<T>[], before: readonly T[]): T[] {
  return runs.flatMap(run => {
    if ('items' in run) {
      return run.items;
    }
    if (run.from + run.count > before.length) {
      throw new Error('Something was named that was never sent.');
    }
    return before.slice(run.from, run.from + run.count);
  });
}
