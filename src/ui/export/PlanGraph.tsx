/**
 * The plan as a graph of cells and modules. One tab stop; arrow keys go from node to node; below it stands where the chosen node goes,
 * why, and what can be done about it. The table beside it says the same.
 */
import React from 'react';
import type { IExportPlan } from '../../core/exporter/plan';
import { Rich } from '../Rich';
import { cellList } from '../words';
import type { IExportViewProps } from './ExportView';
import { MoveField } from './MoveField';
import { graphOf, neighbour, rowHeight, type IGraphNode, type IPlanGraph } from './planGraph';

/** More nodes than this help nobody as a drawing. */
const maxNodes = 300;

export function PlanGraph(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  const { plan, trans } = props;
  const graph = React.useMemo(() => graphOf(plan), [plan]);
  const nodes = [...graph.cells, ...graph.parts];
  const [wanted, setWanted] = React.useState<string | null>(null);
  const chosen = nodes.find(n => n.id === wanted) ?? nodes[0];
  const svg = React.useRef<SVGSVGElement>(null);
  if (!chosen) {
    return <p>{trans.__('The notebook holds no code.')}</p>;
  }
  if (nodes.length > maxNodes) {
    return (
      <p>{trans.__('The diagram would have %1 parts: the table is clearer.', nodes.length)}</p>
    );
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const next = neighbour(graph, chosen.id, event.key);
    if (next !== chosen.id || /^(?:Arrow|Home$|End$)/.test(event.key)) {
      event.preventDefault();
      setWanted(next);
      svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`)?.focus();
    }
  };
  return (
    <>
      <p id="anneal-graph-help" className="anneal-visuallyHidden">
        {trans.__(
          'Arrow keys go from cell to cell, and right and left between cells and what they become.'
        )}
      </p>
      <div className="anneal-Graph">
        <svg
          ref={svg}
          width={graph.width}
          height={graph.height}
          role="group"
          aria-label={trans.__('Plan of %1: cells and modules', plan.package)}
          aria-describedby="anneal-graph-help"
          onKeyDown={onKeyDown}
        >
          <Edges graph={graph} chosen={chosen} />
          {graph.boxes.map(box => (
            <g key={box.name} className="anneal-Graph-module" aria-hidden="true">
              <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={4} />
              <text x={box.x + 10} y={box.y + 18}>
                {box.name || trans.__('Left out')}
              </text>
            </g>
          ))}
          {nodes.map(node => (
            <Node
              key={node.id}
              node={node}
              isChosen={node === chosen}
              label={labelOf(node, graph, props)}
              text={textOf(node, props)}
              onChoose={() => setWanted(node.id)}
            />
          ))}
        </svg>
      </div>
      <Chosen {...props} node={chosen} graph={graph} />
    </>
  );
}

function Edges({ graph, chosen }: { graph: IPlanGraph; chosen: IGraphNode }): React.JSX.Element {
  const isNear = (e: IPlanGraph['edges'][number]): boolean => e.from === chosen || e.to === chosen;
  const sorted = [...graph.edges].sort((a, b) => Number(isNear(a)) - Number(isNear(b)));
  return (
    <g className="anneal-Graph-edges" aria-hidden="true">
      {sorted.map(e => (
        <path
          key={`${e.from.id} ${e.to.id}`}
          d={e.path}
          className={isNear(e) ? 'anneal-mod-chosen' : undefined}
        />
      ))}
    </g>
  );
}

function Node({
  node,
  isChosen,
  label,
  text,
  onChoose
}: {
  node: IGraphNode;
  isChosen: boolean;
  label: string;
  text: string;
  onChoose: () => void;
}): React.JSX.Element {
  return (
    <g
      className={`anneal-Graph-node anneal-mod-${node.kind}`}
      role="button"
      data-node={node.id}
      tabIndex={isChosen ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={label}
      onClick={onChoose}
      onFocus={onChoose}
    >
      <rect x={node.x} y={node.y} width={node.width} height={rowHeight - 4} rx={3} />
      <text x={node.x + 8} y={node.y + 16}>
        {text}
      </text>
    </g>
  );
}

function Chosen(
  props: IExportViewProps & { plan: IExportPlan; node: IGraphNode; graph: IPlanGraph }
): React.JSX.Element {
  const { plan, node, actions, trans } = props;
  return (
    <div className="anneal-Graph-chosen">
      {node.kind === 'cells' ? (
        <>
          <p>{labelOf(node, props.graph, props)}</p>
          <ul>
            {plan.cells
              .filter(c => node.cells.includes(c.cell.index))
              .map(c => (
                <li key={c.cell.id}>
                  <button className="anneal-Link" onClick={() => actions.goToCell(c.cell.index)}>
                    {trans.__('Cell %1', c.cell.index + 1)}
                  </button>{' '}
                  <Rich text={[...new Set(c.placements.map(p => p.reason))].join(' ')} />
                </li>
              ))}
          </ul>
        </>
      ) : node.kind === 'left-out' ? (
        <p>{labelOf(node, props.graph, props)}</p>
      ) : (
        <>
          <p>
            <code>{textOf(node, props)}</code>{' '}
            {trans.__(
              'from %1.',
              cellList(
                node.cells.map(c => c + 1),
                trans
              )
            )}{' '}
            <Rich text={node.reason} />
          </p>
          <MoveField {...props} kind={node.kind} name={node.name} hasLabel />
        </>
      )}
    </div>
  );
}

function textOf(node: IGraphNode, { trans }: IExportViewProps): string {
  switch (node.kind) {
    case 'cells':
    case 'left-out':
      return shortCells(node.cells, { trans });
    case 'step':
      return `${node.name}()`;
    case 'definition':
      return node.name;
  }
}

/** "Cell 3", "Cells 3–6", "Cells 3, 5 …". */
function shortCells(cells: readonly number[], { trans }: Pick<IExportViewProps, 'trans'>): string {
  const [first, last] = [cells[0] + 1, cells[cells.length - 1] + 1];
  if (cells.length === 1) {
    return trans.__('Cell %1', first);
  }
  return last - first === cells.length - 1
    ? trans.__('Cells %1–%2', first, last)
    : trans.__('%1 cells from %2', cells.length, first);
}

function labelOf(node: IGraphNode, graph: IPlanGraph, props: IExportViewProps): string {
  const { trans } = props;
  if (node.kind === 'cells') {
    const targets = graph.edges
      .filter(e => e.from === node)
      .map(({ to }) =>
        to.kind === 'left-out'
          ? trans.__('left out')
          : trans.__('%1 in %2', textOf(to, props), `${to.module}.py`)
      );
    return trans.__('%1 become %2', textOf(node, props), targets.join(', '));
  }
  return node.kind === 'left-out'
    ? trans.__(
        'Left out: %1',
        cellList(
          node.cells.map(c => c + 1),
          trans
        )
      )
    : trans.__('%1 in %2', textOf(node, props), `${node.module}.py`);
}
