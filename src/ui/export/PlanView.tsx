/** E1: what an export will write, before anything is written. A table first; the diagram is a second view of it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IExportPlan } from '../../core/exporter/plan';
import { Rich } from '../Rich';
import { cellList } from '../words';
import type { IExportViewProps } from './ExportView';

export function PlanView(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  const { plan, state, renderDiagram, trans } = props;
  const [view, setView] = React.useState<'table' | 'diagram'>('table');
  const counts = placementCounts(plan);
  return (
    <section className="anneal-Plan" aria-labelledby="anneal-plan-title">
      <p className="anneal-Plan-counts">
        {trans.__(
          '%1: %2 placed, %3 notebook only, %4 left out',
          trans._n('%1 cell', '%1 cells', plan.cells.length),
          counts.placed,
          counts.notebook,
          counts.leftOut
        )}
      </p>
      <div className="anneal-Export-bar">
        <h2 id="anneal-plan-title">{trans.__('Plan')}</h2>
        {renderDiagram ? (
          <span role="group" aria-label={trans.__('View of the plan')}>
            <button
              className="anneal-Button jp-mod-styled"
              aria-pressed={view === 'table'}
              onClick={() => setView('table')}
            >
              {trans.__('Table')}
            </button>
            <button
              className="anneal-Button jp-mod-styled"
              aria-pressed={view === 'diagram'}
              data-action="diagram"
              onClick={() => setView('diagram')}
            >
              {trans.__('Diagram')}
            </button>
          </span>
        ) : null}
      </div>
      {view === 'diagram' && renderDiagram ? (
        <Diagram text={diagramOf(plan, trans)} render={renderDiagram} trans={trans} />
      ) : (
        <Modules {...props} />
      )}
      {plan.notes.map(note => (
        <p key={note} className="anneal-Plan-note">
          <Rich text={note} />
        </p>
      ))}
      <Fold title={trans.__('Where each cell goes (%1)', plan.cells.length)}>
        <CellTable {...props} />
      </Fold>
      <Fold title={trans.__('Left out (%1)', counts.leftOut)} open={counts.leftOut > 0}>
        <ul>
          {plan.cells
            .filter(c => c.placements.every(p => p.kind === 'left-out'))
            .map(c => (
              <li key={c.cell.id}>
                <CellButton {...props} index={c.cell.index} />{' '}
                <Rich text={c.placements.map(p => p.reason).join(' ')} />
              </li>
            ))}
        </ul>
      </Fold>
      <Fold title={trans.__('Fixes that go in (%1)', state.appliedFixes.length)}>
        <ul>
          {state.appliedFixes.map((fix, i) => (
            <li key={i}>
              <Rich text={fix.title} /> · {trans.__('Cell %1', fix.cell)} · {fix.applicability}
            </li>
          ))}
        </ul>
      </Fold>
      <Fold title={trans.__('Dependencies (%1)', plan.dependencies.length)} open>
        <table className="anneal-Table">
          <thead>
            <tr>
              <th scope="col">{trans.__('Import')}</th>
              <th scope="col">{trans.__('Distribution')}</th>
              <th scope="col">{trans.__('In the kernel')}</th>
              <th scope="col">{trans.__('Requirement')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.dependencies.map(d => (
              <tr key={d.importName}>
                <td>
                  <code>{d.importName}</code>
                </td>
                <td>{d.distribution}</td>
                <td>{d.version ?? trans.__('not known')}</td>
                <td>
                  <code>{d.requirement}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Fold>
      <Fold title={trans.__('Files (%1)', state.files.length)}>
        <ul className="anneal-Files">
          {state.files.map(file => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}

function Modules({ plan, trans }: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  return (
    <table className="anneal-Table" data-view="modules">
      <thead>
        <tr>
          <th scope="col">{trans.__('Module')}</th>
          <th scope="col">{trans.__('From')}</th>
          <th scope="col">{trans.__('Holds')}</th>
          <th scope="col">{trans.__('Role')}</th>
        </tr>
      </thead>
      <tbody>
        {plan.modules.map(module => (
          <tr key={module.name}>
            <th scope="row">
              <code>{`${module.name}.py`}</code>
            </th>
            <td>
              {module.cells.length
                ? cellList(
                    module.cells.map(c => c + 1),
                    trans
                  )
                : '–'}
            </td>
            <td>
              {module.symbols.map((symbol, i) => (
                <React.Fragment key={symbol}>
                  {i > 0 ? ', ' : ''}
                  <code>{symbol}</code>
                </React.Fragment>
              ))}
            </td>
            <td>{module.role}</td>
          </tr>
        ))}
        {plan.steps.map(step => (
          <tr key={`step-${step.name}`}>
            <th scope="row">
              <code>{step.name}()</code>
            </th>
            <td>
              {cellList(
                step.cells.map(c => c + 1),
                trans
              )}
            </td>
            <td>
              {trans.__(
                'takes %1, gives %2',
                step.inputs.join(', ') || trans.__('nothing'),
                step.outputs.join(', ') || trans.__('nothing')
              )}
            </td>
            <td>{trans.__('step')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CellTable(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  const { plan, trans } = props;
  return (
    <table className="anneal-Table">
      <thead>
        <tr>
          <th scope="col">{trans.__('Cell')}</th>
          <th scope="col">{trans.__('Goes to')}</th>
          <th scope="col">{trans.__('Because')}</th>
        </tr>
      </thead>
      <tbody>
        {plan.cells.map(({ cell, placements }) => (
          <tr key={cell.id}>
            <th scope="row">
              <CellButton {...props} index={cell.index} />
            </th>
            <td>
              {placements
                .map(p =>
                  p.kind === 'module'
                    ? `${p.module}.py`
                    : p.kind === 'step'
                      ? `${p.module}.py: ${p.step}()`
                      : p.kind === 'thin-notebook'
                        ? trans.__('notebook')
                        : trans.__('left out')
                )
                .join(', ')}
            </td>
            <td>
              <Rich text={[...new Set(placements.map(p => p.reason))].join(' ')} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CellButton({
  index,
  actions,
  trans
}: IExportViewProps & { index: number }): React.JSX.Element {
  return (
    <button className="anneal-Link" onClick={() => actions.goToCell(index)}>
      {trans.__('Cell %1', index + 1)}
    </button>
  );
}

export function Fold({
  title,
  open,
  children
}: {
  title: string;
  open?: boolean;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <details className="anneal-Fold" open={open}>
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Diagram({
  text,
  render,
  trans
}: {
  text: string;
  render: (text: string, host: HTMLElement) => Promise<void>;
  trans: TranslationBundle;
}): React.JSX.Element {
  const host = React.useRef<HTMLDivElement>(null);
  const [failed, setFailed] = React.useState(false);
  React.useEffect(() => {
    host.current!.replaceChildren();
    render(text, host.current!).catch(() => setFailed(true));
  }, [text, render]);
  return (
    <div className="anneal-Diagram">
      <div ref={host} />
      {failed ? <p>{trans.__('The diagram could not be drawn. The table has the same.')}</p> : null}
    </div>
  );
}

/** How many cells go into the package, only into the thin notebook, or nowhere. */
export function placementCounts(plan: IExportPlan): {
  placed: number;
  notebook: number;
  leftOut: number;
} {
  let [placed, notebook, leftOut] = [0, 0, 0];
  for (const { placements } of plan.cells) {
    if (placements.some(p => p.kind === 'module' || p.kind === 'step')) {
      placed++;
    } else if (placements.some(p => p.kind === 'thin-notebook')) {
      notebook++;
    } else {
      leftOut++;
    }
  }
  return { placed, notebook, leftOut };
}

const maxNodes = 40;

/** The plan as a Mermaid flowchart: cells, modules, entry point; modules only when there are many cells. */
export function diagramOf(plan: IExportPlan, trans: TranslationBundle): string {
  const cells = new Set(plan.modules.flatMap(m => m.cells));
  const withCells = cells.size + plan.modules.length + 1 <= maxNodes;
  const lines = [
    'flowchart LR',
    `accTitle: ${trans.__('Plan of %1', plan.package)}`,
    `accDescr: ${trans.__('Which cells become which module, and what the entry point runs.')}`
  ];
  if (withCells) {
    for (const cell of [...cells].sort((a, b) => a - b)) {
      lines.push(`c${cell}["${trans.__('Cell %1', cell + 1)}"]`);
    }
  }
  for (const [i, module] of plan.modules.entries()) {
    lines.push(`m${i}["${module.name}.py"]`);
    if (withCells) {
      module.cells.forEach(cell => lines.push(`c${cell} --> m${i}`));
    }
    lines.push(`m${i} --> run`);
  }
  lines.push(`run(["python -m ${plan.package}"])`);
  return lines.join('\n');
}
