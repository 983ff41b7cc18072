/** E4: the report of a verification. Worst first; "equal" is folded; nothing compared is never called equal. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { statusOrder, type ComparedStatus } from '../../core/report/statusOrder';
import type { IVerifyReport } from '../../core/report/verifyReport';
import type { IExportViewProps } from './ExportView';
import { Fold } from './Fold';

export function VerifyView(props: IExportViewProps & { report: IVerifyReport }): React.JSX.Element {
  const { report, state, actions, trans } = props;
  const [filter, setFilter] = React.useState<ComparedStatus | null>(null);
  const words = statusWords(trans);
  const variables = [...report.variables].sort(
    (a, b) =>
      statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status) || (a.name < b.name ? -1 : 1)
  );
  const counts = statusOrder.map(status => ({
    status,
    count: variables.filter(v => v.status === status).length
  }));
  const shown = variables.filter(v => (filter ? v.status === filter : v.status !== 'equal'));
  const { notebookSeconds, packageSeconds } = report.runs;
  const seconds = (value: number | null): string =>
    value === null ? trans.__('not run') : trans.__('%1 s', value.toFixed(1));
  const because = typeof report.because === 'string' ? report.because : '';
  return (
    <section
      className="anneal-Verify"
      data-verdict={report.verdict}
      aria-labelledby="anneal-verify-title"
    >
      <h2 id="anneal-verify-title">
        <span className="anneal-Verdict" aria-hidden="true">
          {{ equal: '=', different: '≠', inconclusive: '?' }[report.verdict]}
        </span>{' '}
        {verdictWord(report.verdict, trans)}
      </h2>
      <p>{because || sentence(report, trans)}</p>
      <div className="anneal-Export-bar">
        <button
          className="anneal-Button jp-mod-styled"
          data-action="again"
          onClick={actions.verifyNow}
        >
          {trans.__('Run again')}
        </button>
        <button
          className="anneal-Button jp-mod-styled"
          data-action="save"
          onClick={actions.saveReport}
        >
          {trans.__('Save .md')}
        </button>
        <button
          className="anneal-Button jp-mod-styled"
          data-action="open-folder"
          onClick={actions.openFolder}
        >
          {trans.__('Open folder')}
        </button>
        <button className="anneal-Button jp-mod-styled" onClick={actions.backToPlan}>
          {trans.__('Back to plan')}
        </button>
      </div>
      <p>
        {trans.__(
          'Notebook %1 · Package %2 · %3 · %4',
          seconds(notebookSeconds),
          seconds(packageSeconds),
          trans.__('2 notebook runs'),
          state.folder
        )}
      </p>
      <div className="anneal-Export-bar" role="group" aria-label={trans.__('Show')}>
        {counts.map(({ status, count }) => (
          <button
            key={status}
            className="anneal-Button jp-mod-styled"
            aria-pressed={filter === status}
            disabled={count === 0}
            onClick={() => setFilter(filter === status ? null : status)}
          >
            {words[status]} {count}
          </button>
        ))}
      </div>
      {shown.length ? (
        <VariableTable {...props} rows={shown} />
      ) : variables.length ? (
        <p>
          {trans._n('The %1 variable is equal.', 'All %1 variables are equal.', variables.length)}
        </p>
      ) : null}
      <Fold title={outputTitle(report, trans)}>
        <ul>
          {report.outputs.map((output, i) => (
            <li key={i}>
              <button className="anneal-Link" onClick={() => actions.goToCell(output.cell)}>
                {trans.__('Cell %1', output.cell + 1)}
              </button>{' '}
              {words[output.status]}
              {output.detail ? `: ${output.detail}` : ''}
            </li>
          ))}
        </ul>
      </Fold>
      <Fold title={trans.__('What was compared, and how')}>
        <p>
          {trans.__(
            'The notebook ran twice and the package once, each in a fresh process of the notebook’s own environment. What differs between the two notebook runs is not counted.'
          )}
        </p>
        <ul>
          {(report.notes ?? []).map(note => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}

function VariableTable({
  rows,
  actions,
  trans
}: IExportViewProps & { rows: IVerifyReport['variables'] }): React.JSX.Element {
  const words = statusWords(trans);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return (
    <table className="anneal-Table" data-view="variables">
      <thead>
        <tr>
          <th scope="col">{trans.__('Variable')}</th>
          <th scope="col">{trans.__('Status and value')}</th>
          <th scope="col">{trans.__('Because')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.name} data-status={row.status}>
            <th scope="row">
              <code>{row.name}</code>
              {typeof row.madeIn === 'number' ? (
                <button
                  className="anneal-Link anneal-Table-side"
                  onClick={() => actions.goToCell(row.madeIn as number)}
                >
                  {trans.__('Cell %1', row.madeIn + 1)}
                </button>
              ) : null}
            </th>
            <td>
              <strong>{words[row.status]}</strong>
              {text(row.notebook) === text(row.package) ? (
                <span className="anneal-Table-side">{text(row.notebook)}</span>
              ) : (
                <>
                  <span className="anneal-Table-side">{trans.__('Notebook')}</span>
                  {text(row.notebook)}
                  <span className="anneal-Table-side">{trans.__('Package')}</span>
                  {text(row.package)}
                </>
              )}
            </td>
            <td>
              {text(row.because) || row.detail}
              {text(row.step) ? (
                <span className="anneal-Table-side">
                  {trans.__('Made in')} <code>{breakable(text(row.step))}</code>
                </span>
              ) : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A dotted name that may go on in the next line after a dot or colon, not within a word. */
function breakable(name: string): React.ReactNode {
  return name.split(/(?<=[.:])/).map((part, i) => (
    <React.Fragment key={i}>
      {part}
      <wbr />
    </React.Fragment>
  ));
}

export function verdictWord(verdict: IVerifyReport['verdict'], trans: TranslationBundle): string {
  switch (verdict) {
    case 'equal':
      return trans.__('Equal');
    case 'different':
      return trans.__('Different');
    case 'inconclusive':
      return trans.__('Inconclusive');
  }
}

function statusWords(trans: TranslationBundle): Record<ComparedStatus, string> {
  return {
    different: trans.__('Different'),
    missing: trans.__('Missing'),
    nondeterministic: trans.__('Nondeterministic'),
    incomparable: trans.__('Not comparable'),
    close: trans.__('Close'),
    equal: trans.__('Equal')
  };
}

function sentence(report: IVerifyReport, trans: TranslationBundle): string {
  const total = report.variables.length;
  const different = report.variables.filter(v => v.status === 'different').length;
  return report.verdict === 'inconclusive'
    ? trans.__('Nothing could be compared.')
    : trans.__('%1 of %2 variables differ.', different, total);
}

function outputTitle(report: IVerifyReport, trans: TranslationBundle): string {
  const count = (status: string): number => report.outputs.filter(o => o.status === status).length;
  return trans.__(
    'Outputs %1: equal %2, different %3, nondeterministic %4',
    report.outputs.length,
    count('equal'),
    count('different'),
    count('nondeterministic')
  );
}
