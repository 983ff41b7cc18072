/** E1: what an export will write, before anything is written. A table first; the diagram is a second view of it. */
import React from 'react';
import type { IExportPlan } from '../../core/exporter/plan';
import { Rich } from '../Rich';
import { ChangesView } from './ChangesView';
import type { IExportViewProps } from './ExportView';
import { Fold } from './Fold';
import { ModuleTable } from './ModuleTable';
import { PlanGraph } from './PlanGraph';

export function PlanView(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  const { plan, state, trans } = props;
  const [view, setView] = React.useState<'table' | 'diagram'>('table');
  const counts = placementCounts(plan);
  return (
    <section className="anneal-Plan" aria-labelledby="anneal-plan-title">
      <Problems {...props} />
      {state.isPackage && state.changes ? <ChangesView {...props} changes={state.changes} /> : null}
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
        <span role="group" aria-label={trans.__('View of the plan')}>
          <button
            className="anneal-Button jp-mod-styled"
            aria-pressed={view === 'table'}
            data-action="table"
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
      </div>
      {view === 'diagram' ? <PlanGraph {...props} /> : <ModuleTable {...props} />}
      {plan.notes.map(note => (
        <p key={note} className="anneal-Plan-note">
          <Rich text={note} />
        </p>
      ))}
      {state.leftModels.map(({ path, reason }) => (
        <p key={path} className="anneal-Plan-note">
          {reason === 'size'
            ? trans.__(
                '%1 does not go along: it is too large to be sent through the browser. Export with the command `anneal export`, which has no such limit.',
                path
              )
            : trans.__(
                '%1 does not go along: it cannot be read as an ONNX model. Export the model again, or move it away.',
                path
              )}
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

/** What a person asks for and cannot have. */
function Problems(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element | null {
  const { problems } = props.plan;
  return problems.length ? (
    <section className="anneal-Question" role="alert" data-view="problems">
      <p>
        {props.trans._n(
          'This request cannot be followed. Nothing is written before it is changed.',
          'These requests cannot be followed. Nothing is written before they are changed.',
          problems.length
        )}
      </p>
      <ul>
        {problems.map(({ cell, message }) => (
          <li key={message}>
            <Rich text={message} /> {cell === null ? null : <CellButton {...props} index={cell} />}
          </li>
        ))}
      </ul>
    </section>
  ) : null;
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
