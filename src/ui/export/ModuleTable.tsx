/** The modules of the plan with what they hold, from which cells and why; modules are renamed and parts moved here. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IExportPlan, IPlannedModule } from '../../core/exporter/plan';
import { Rich } from '../Rich';
import { cellList } from '../words';
import type { IExportViewProps } from './ExportView';
import { MoveField, NameForm } from './MoveField';

export function ModuleTable(props: IExportViewProps & { plan: IExportPlan }): React.JSX.Element {
  const { plan, trans } = props;
  return (
    <table className="anneal-Table" data-view="modules">
      <thead>
        <tr>
          <th scope="col">{trans.__('Module')}</th>
          <th scope="col">{trans.__('From')}</th>
          <th scope="col">{trans.__('Because')}</th>
          <th scope="col">{trans.__('Stands in')}</th>
        </tr>
      </thead>
      {plan.modules.map(module => (
        <tbody key={module.name}>
          <ModuleRow {...props} module={module} />
          {plan.definitions
            .filter(d => d.module === module.name)
            .map(d => (
              <tr key={d.name} data-part={d.name}>
                <th scope="row" className="anneal-Table-part">
                  <code>{d.name}</code>
                  {d.isEntry ? (
                    <span className="anneal-Table-side">{trans.__('offered by the package')}</span>
                  ) : null}
                </th>
                <td>{fromCells([d.cell], trans)}</td>
                <td>
                  <Rich text={d.reason} />
                </td>
                <td>
                  <MoveField {...props} kind="definition" name={d.name} />
                </td>
              </tr>
            ))}
          {plan.steps
            .filter(s => s.module === module.name)
            .map(s => (
              <tr key={s.name} data-part={s.name}>
                <th scope="row" className="anneal-Table-part">
                  <code>{s.name}()</code>
                  <span className="anneal-Table-side">{trans.__('step')}</span>
                </th>
                <td>{fromCells(s.cells, trans)}</td>
                <td>
                  <Rich text={s.reason} />
                  <span className="anneal-Table-side">
                    {trans.__(
                      'takes %1, gives %2',
                      s.inputs.join(', ') || trans.__('nothing'),
                      s.outputs.join(', ') || trans.__('nothing')
                    )}
                  </span>
                </td>
                <td>
                  <MoveField {...props} kind="step" name={s.name} />
                </td>
              </tr>
            ))}
        </tbody>
      ))}
    </table>
  );
}

function ModuleRow({
  plan,
  module,
  state,
  actions,
  trans
}: IExportViewProps & { plan: IExportPlan; module: IPlannedModule }): React.JSX.Element {
  const [isNaming, setNaming] = React.useState(false);
  const button = React.useRef<HTMLButtonElement>(null);
  return (
    <tr className="anneal-Table-module" data-module={module.name}>
      <th scope="rowgroup">
        <code>{`${module.name}.py`}</code>
      </th>
      <td>{fromCells(module.cells, trans)}</td>
      <td>{module.role}</td>
      <td>
        {isNaming ? (
          <NameForm
            label={trans.__('New name of %1', `${module.name}.py`)}
            initial={module.name}
            packageName={plan.package}
            trans={trans}
            onDone={name => {
              setNaming(false);
              if (name !== null) {
                actions.renameModule(module.name, name);
              } else {
                // The button is drawn again first.
                requestAnimationFrame(() => button.current?.focus());
              }
            }}
          />
        ) : module.name === 'pipeline' ? null : (
          <button
            ref={button}
            className="anneal-Button jp-mod-styled"
            data-action="rename"
            disabled={!state.canChoose}
            aria-label={trans.__('Rename %1', `${module.name}.py`)}
            onClick={() => setNaming(true)}
          >
            {trans.__('Rename…')}
          </button>
        )}
      </td>
    </tr>
  );
}

function fromCells(cells: readonly number[], trans: TranslationBundle): string {
  return cells.length
    ? cellList(
        cells.map(c => c + 1),
        trans
      )
    : '–';
}
