/** Where the segments of a pipeline bind their names. */
import type { ISegment } from './dataflow';
import type { IItem } from '../items/items';

/** The segments that bind or unbind a name, each with the first item that does. */
export function firstBinders(
  segments: readonly ISegment[]
): Map<string, { readonly at: number; readonly item: IItem }[]> {
  const found = new Map<string, { at: number; item: IItem }[]>();
  for (const [at, { items }] of segments.entries()) {
    for (const item of items) {
      for (const name of [...item.binds.keys(), ...item.deletes.keys()]) {
        const list = found.get(name);
        if (!list) {
          found.set(name, [{ at, item }]);
        } else if (list[list.length - 1].at !== at) {
          list.push({ at, item });
        }
      }
    }
  }
  return found;
}

/** True when the segment binds the name on every path and does not unbind it again. */
export function isCertain(segment: ISegment, name: string): boolean {
  let certain = false;
  for (const item of segment.items) {
    if (item.definite.has(name)) {
      certain = true;
    }
    if (item.deletes.has(name)) {
      certain = false;
    }
  }
  return certain;
}

/** The names in the order in which they are bound first. */
export function bindingOrder(segments: readonly ISegment[]): Map<string, number> {
  const order = new Map<string, number>();
  for (const s of segments) {
    for (const item of s.items) {
      for (const [name, list] of item.binds) {
        if (!order.has(name)) {
          order.set(name, item.index * 1e6 + (list[0]?.range.start ?? 0));
        }
      }
    }
  }
  return order;
}
