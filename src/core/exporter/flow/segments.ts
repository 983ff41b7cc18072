/** How the statements of a notebook are grouped before it is known what flows between the groups. */
import type { ICell } from '../../notebook/notebook';
import type { ISegment } from './dataflow';
import type { IHoist } from './hoist';
import type { IItem } from '../items/items';
import { isScratch } from '../placement/names';
import type { Wishes } from '../placement/wishes';

/** Pipeline items by section of the notebook, or by cell where it has none. */
export function baseSegments(
  items: readonly IItem[],
  h: IHoist,
  sections: readonly { readonly from: number }[],
  wishes: Wishes
): ISegment[] {
  const found: { key: number; module: string | null; items: IItem[] }[] = [];
  const moduleOf = (item: IItem): string | null =>
    item.kind === 'comment' || item.dropped !== null
      ? null
      : (wishes.ofStatement(item)?.module ?? null);
  const keyOf = (cell: ICell): number => {
    if (sections.length < 2) {
      return cell.index;
    }
    let key = -1;
    sections.forEach((s, i) => {
      if (s.from <= cell.index) {
        key = i;
      }
    });
    return key;
  };
  const works = new Set(
    items
      .filter(i => !h.kinds.has(i) && i.dropped === null && i.kind !== 'comment')
      .map(i => i.order)
  );
  for (const item of items) {
    if (h.kinds.has(item) || !works.has(item.order)) {
      continue;
    }
    const key = keyOf(item.cell.cell);
    const last = found[found.length - 1];
    const module = item.kind === 'comment' && last?.key === key ? last.module : moduleOf(item);
    if (last && last.key === key && last.module === module) {
      last.items.push(item);
    } else {
      found.push({ key, module, items: [item] });
    }
  }
  // A cell that only shows something belongs to what it shows.
  const merged: IItem[][] = [];
  for (const [i, f] of found.entries()) {
    const quiet =
      sections.length < 2 &&
      f.module === (found[i - 1]?.module ?? null) &&
      f.items.every(i => i.binds.size === 0 && i.deletes.size === 0);
    const last = merged[merged.length - 1];
    if (last && quiet) {
      last.push(...f.items);
    } else {
      merged.push([...f.items]);
    }
  }
  return merged.map((m, i) => ({ items: m, parts: [i] }));
}

export function joinSegments(
  base: readonly ISegment[],
  joins: readonly (readonly [number, number])[]
): ISegment[] {
  const linked = new Set<number>();
  for (const [from, to] of joins) {
    for (let i = from; i < to; i++) {
      linked.add(i);
    }
  }
  const result: { items: IItem[]; parts: number[] }[] = [];
  base.forEach((segment, i) => {
    const last = result[result.length - 1];
    if (last && linked.has(i - 1)) {
      last.items.push(...segment.items);
      last.parts.push(i);
    } else {
      result.push({ items: [...segment.items], parts: [i] });
    }
  });
  return result;
}

/** Variables whose final value nothing else is made from: what the notebook was written for. */
export function resultNames(segments: readonly ISegment[]): Set<string> {
  const found = new Set<string>();
  const lastBinders = new Map<string, IItem>();
  const lastConsumed = new Map<string, number>();
  for (const item of segments.flatMap(s => s.items)) {
    for (const name of item.binds.keys()) {
      lastBinders.set(name, item);
    }
    if (item.binds.size > 0) {
      for (const name of [...item.reads.keys(), ...item.captures.keys()]) {
        lastConsumed.set(name, Math.max(item.index, lastConsumed.get(name) ?? -1));
      }
    }
  }
  for (const [name, last] of lastBinders) {
    const bindings = last.binds.get(name) ?? [];
    if (
      last.definite.has(name) &&
      !isScratch(name) &&
      bindings.some(b => b.kind === 'assignment' || b.kind === 'augmented') &&
      (lastConsumed.get(name) ?? -1) <= last.index
    ) {
      found.add(name);
    }
  }
  return found;
}
