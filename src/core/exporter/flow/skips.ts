/** What becomes of names when a person skips the cell or statement that binds them. */
import { builtinNames } from '../../semantic/builtins';
import type { SemanticModel } from '../../semantic/model';
import type { Binding } from '../../semantic/scope';
import type { ICellItems, IItem } from '../items/items';
import type { IPlanProblem } from '../plan';

export interface ISkips {
  readonly problems: readonly IPlanProblem[];
  readonly notes: readonly string[];
  /** Names that the package does not have at all, with the reason. */
  readonly removed: Readonly<Record<string, string>>;
}

interface ISkipped {
  /** 0-based index of the cell. */
  readonly cell: number;
  readonly order: number;
  /** Null when all of the cell is skipped. */
  readonly item: IItem | null;
  readonly names: readonly string[];
}

export function checkSkips(model: SemanticModel, cells: readonly ICellItems[]): ISkips {
  const skipped = cells.flatMap((c, order): ISkipped[] => {
    const cell = model.cells[order].cell.index;
    return [
      ...(c.skippedNames.length ? [{ cell, order, item: null, names: c.skippedNames }] : []),
      ...c.items
        .filter(i => i.skippedNames.length)
        .map(item => ({ cell, order, item, names: item.skippedNames }))
    ];
  });
  const problems: IPlanProblem[] = [];
  const notes: string[] = [];
  const removed: Record<string, string> = {};
  const items = cells.flatMap(c => c.items);
  const isSkipped = (b: Binding): boolean =>
    skipped.some(
      s =>
        s.order === model.orderOf(b.cell) &&
        (s.item === null ||
          (b.range.start >= (s.item.nodes[0]?.start ?? s.item.end) && b.range.start < s.item.end))
    );
  for (const name of new Set(skipped.flatMap(s => s.names))) {
    const from = skipped.filter(s => s.names.includes(name));
    const cell = from[from.length - 1].cell;
    const binders = items.filter(i => i.binds.has(name) || i.lateBinds.has(name));
    if (!binders.length) {
      removed[name] = `cell ${cell + 1} is skipped`;
    }
    for (const item of items) {
      const now = item.reads.get(name) ?? [];
      const all = [...now, ...(item.captures.get(name) ?? [])].map(r => model.definitions(r));
      if (!all.some(list => list.length > 0 && list.every(isSkipped))) {
        continue;
      }
      const reader = item.cell.cell.index;
      const isThere = binders.some(b => !now.length || b.index < item.index);
      if (isThere || builtinNames.has(name)) {
        notes.push(
          `Cell ${cell + 1} is skipped: in cell ${reader + 1} \`${name}\` has the value from before.`
        );
      } else {
        problems.push({
          cell,
          message: `Cell ${cell + 1} is skipped, and cell ${reader + 1} reads \`${name}\`, which only cell ${cell + 1} makes. Skip cell ${reader + 1} too, or take \`skip\` out of cell ${cell + 1}.`
        });
        break;
      }
    }
  }
  return { problems, notes: [...new Set(notes)], removed };
}
