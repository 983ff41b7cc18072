/** The plan as a drawing: cells on the left, modules with what they hold on the right. Plain numbers; drawn elsewhere. */
import type { IExportPlan } from '../../core/exporter/plan';

export interface IGraphNode {
  readonly id: string;
  readonly kind: 'cells' | 'definition' | 'step' | 'left-out';
  /** 0-based indices of the cells that it stands for or is made from. */
  readonly cells: readonly number[];
  /** Name of the definition or step; empty for cells. */
  readonly name: string;
  /** Module that holds it; empty for cells. */
  readonly module: string;
  readonly reason: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface IGraphBox {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface IGraphEdge {
  readonly from: IGraphNode;
  readonly to: IGraphNode;
  /** An SVG path. */
  readonly path: string;
}

export interface IPlanGraph {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly IGraphNode[];
  readonly parts: readonly IGraphNode[];
  readonly boxes: readonly IGraphBox[];
  readonly edges: readonly IGraphEdge[];
}

export const rowHeight = 26;
const cellWidth = 118;
const gap = 120;
const boxHead = 26;
const boxGap = 14;

type Part = Omit<IGraphNode, 'x' | 'y' | 'width'>;

export function graphOf(plan: IExportPlan): IPlanGraph {
  const parts: Part[] = [
    ...plan.definitions.map(d => ({
      id: `definition ${d.name}`,
      kind: 'definition' as const,
      cells: [d.cell],
      name: d.name,
      module: d.module,
      reason: d.reason
    })),
    ...plan.steps.map(s => ({
      id: `step ${s.name}`,
      kind: 'step' as const,
      cells: s.cells,
      name: s.name,
      module: s.module,
      reason: s.reason
    }))
  ];
  const leftOut = plan.cells
    .filter(c => c.placements.every(p => p.kind === 'left-out'))
    .map(c => c.cell.index);
  const groups = new Map<string, Part[]>();
  for (const { name } of plan.modules) {
    groups.set(
      `${name}.py`,
      parts.filter(p => p.module === name)
    );
  }
  if (leftOut.length) {
    const left: Part = {
      id: 'left-out',
      kind: 'left-out',
      cells: leftOut,
      name: '',
      module: '',
      reason: ''
    };
    groups.set('', [left]);
  }
  const longest = Math.max(
    ...[...groups].flatMap(([n, all]) => [n, ...all.map(p => p.name)]).map(n => n.length),
    12
  );
  const width = Math.min(420, 44 + longest * 8);
  const x = cellWidth + gap;
  const boxes: IGraphBox[] = [];
  const placed: IGraphNode[] = [];
  let y = 1;
  for (const [name, members] of groups) {
    const height = boxHead + Math.max(1, members.length) * rowHeight + 6;
    boxes.push({ name, x, y, width, height });
    members.forEach((part, i) =>
      placed.push({ ...part, x: x + 8, y: y + boxHead + i * rowHeight, width: width - 16 })
    );
    y += height + boxGap;
  }
  const cells = cellNodes(placed, y - boxGap);
  const edges = cells.flatMap(from =>
    placed
      .filter(to => to.cells.some(c => from.cells.includes(c)))
      .map(to => ({ from, to, path: curve(from, to) }))
  );
  const bottom = Math.max(y - boxGap, ...cells.map(c => c.y + rowHeight));
  return { width: x + width + 1, height: bottom + 1, cells, parts: placed, boxes, edges };
}

/** Neighbouring cells that go to the same places are one node. */
function cellNodes(parts: readonly IGraphNode[], height: number): IGraphNode[] {
  const targets = new Map<number, string>();
  for (const part of parts) {
    for (const cell of part.cells) {
      targets.set(cell, `${targets.get(cell) ?? ''}\n${part.id}`);
    }
  }
  const groups: { cells: number[]; key: string }[] = [];
  for (const [cell, key] of [...targets].sort(([a], [b]) => a - b)) {
    const last = groups[groups.length - 1];
    if (last && last.key === key) {
      last.cells.push(cell);
    } else {
      groups.push({ cells: [cell], key });
    }
  }
  const step = Math.max(rowHeight + 8, groups.length > 1 ? height / groups.length : 0);
  return groups.map(({ cells }, i) => ({
    id: `cells ${cells[0]}`,
    kind: 'cells',
    cells,
    name: '',
    module: '',
    reason: '',
    x: 1,
    y: 1 + i * step,
    width: cellWidth
  }));
}

function curve(from: IGraphNode, to: IGraphNode): string {
  const [x1, y1] = [from.x + from.width, from.y + rowHeight / 2 - 2];
  const [x2, y2] = [to.x - 8, to.y + rowHeight / 2 - 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/** The node that an arrow key leads to; the node itself at an edge. */
export function neighbour(graph: IPlanGraph, id: string, key: string): string {
  const columns = [graph.cells, graph.parts];
  const column = columns.findIndex(nodes => nodes.some(n => n.id === id));
  if (column < 0) {
    return id;
  }
  const nodes = columns[column];
  const at = nodes.findIndex(n => n.id === id);
  switch (key) {
    case 'ArrowDown':
      return nodes[Math.min(at + 1, nodes.length - 1)].id;
    case 'ArrowUp':
      return nodes[Math.max(at - 1, 0)].id;
    case 'Home':
      return nodes[0].id;
    case 'End':
      return nodes[nodes.length - 1].id;
    case 'ArrowRight':
      return graph.edges.find(e => e.from.id === id)?.to.id ?? id;
    case 'ArrowLeft':
      return graph.edges.find(e => e.to.id === id)?.from.id ?? id;
    default:
      return id;
  }
}
