/** What a fix does when it runs: whether values agree, and what time and memory it saves. Measured only when a person asks. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { amountText, effectsOf, effectText, type IEffect } from '../../core/trial/effect';
import type { ITrialReport } from '../../core/trial/trialReport';
import { Rich } from '../Rich';
import type { ITrialActions, TrialState } from './trialState';

export interface ITrialProps {
  readonly trial: TrialState | null;
  readonly actions: ITrialActions;
  readonly trans: TranslationBundle;
}

/** More names than these are counted. */
const maxNamed = 8;

export function Trial({ trial, actions, trans }: ITrialProps): React.JSX.Element {
  return (
    <section className="anneal-Trial" aria-label={trans.__('Effect when it runs')}>
      {trial?.kind === 'running' ? (
        <p role="status">
          {runningText(trial, trans)}{' '}
          <button
            className="anneal-Button jp-mod-styled"
            data-action="stop-measuring"
            onClick={actions.stop}
          >
            {trans.__('Stop')}
          </button>
        </p>
      ) : (
        <>
          {trial?.kind === 'done' ? (
            <Result trial={trial} actions={actions} trans={trans} />
          ) : trial ? (
            <p role="alert">{trans.__('Not measured. %1', trial.problem)}</p>
          ) : null}
          <button
            className="anneal-Button jp-mod-styled"
            data-action="measure"
            title={trans.__(
              'Values compared, time and memory measured; your kernel and notebook stay as they are'
            )}
            onClick={actions.start}
          >
            {trial ? trans.__('Measure again') : trans.__('Measure the effect')}
          </button>
          {trial ? null : (
            <p className="anneal-Trial-note">
              {trans.__(
                'Runs the cells up to the last one concerned, twice without and twice with this fix, in fresh processes and a copy of the folder. Requests to other services are made again each time.'
              )}
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Result({
  trial,
  actions,
  trans
}: ITrialProps & { readonly trial: Extract<TrialState, { kind: 'done' }> }): React.JSX.Element {
  const { report, affected, at } = trial;
  const effects = effectsOf(report, affected);
  const { missingModule } = report;
  const install = `%pip install ${missingModule ?? ''}`;
  return (
    <>
      <p className="anneal-Trial-verdict" data-verdict={report.verdict} role="status">
        {verdictText(report, trans)}
      </p>
      {missingModule ? (
        <button
          className="anneal-Button jp-mod-styled"
          data-action="copy-install"
          onClick={() => actions.copy(install)}
        >
          {trans.__('Copy %1', install)}
        </button>
      ) : null}
      <Changes report={report} trans={trans} />
      {effects.map(effect => (
        <Bars key={effect.kind} effect={effect} trans={trans} />
      ))}
      {report.verdict === 'equal' && !effects.length ? (
        <p>{trans.__('Time and memory stay as they were, as far as two runs each show.')}</p>
      ) : null}
      {report.notes.map(note => (
        <p key={note}>{note}</p>
      ))}
      <p className="anneal-Trial-note">
        {trans.__('Measured at %1 in fresh processes, two runs each.', at)}
      </p>
    </>
  );
}

/** Names whose values differ, or are of another kind on purpose. */
function Changes({
  report,
  trans
}: {
  readonly report: ITrialReport;
  readonly trans: TranslationBundle;
}): React.JSX.Element | null {
  const changed = [
    ...report.variables
      .filter(v => ['different', 'missing', 'converted'].includes(v.status))
      .map(v => ({ name: `\`${v.name}\``, detail: v.detail })),
    ...report.outputs
      .filter(o => o.status === 'different')
      .map(o => ({ name: trans.__('Output of Cell %1', o.cell + 1), detail: o.detail }))
  ];
  if (!changed.length) {
    return null;
  }
  const more = changed.length - maxNamed;
  return (
    <ul className="anneal-Trial-changes">
      {changed.slice(0, maxNamed).map(({ name, detail }) => (
        <li key={name}>
          <Rich text={name} />
          {detail ? `: ${detail}` : ''}
        </li>
      ))}
      {more > 0 ? <li>{trans._n('%1 more', '%1 more', more)}</li> : null}
    </ul>
  );
}

/** Two bars on one scale: without the fix, and with it. */
function Bars({
  effect,
  trans
}: {
  readonly effect: IEffect;
  readonly trans: TranslationBundle;
}): React.JSX.Element {
  const { kind, cell, before, after } = effect;
  const largest = Math.max(before, after);
  const title =
    kind === 'time'
      ? trans.__('Time of Cell %1: %2', cell + 1, effectText(effect))
      : trans.__('Memory of Cell %1 at its peak: %2', cell + 1, effectText(effect));
  const rows: [string, number][] = [
    [trans.__('without'), before],
    [trans.__('with'), after]
  ];
  return (
    <figure className="anneal-Trial-effect" data-effect={kind}>
      <figcaption>{title}</figcaption>
      {rows.map(([word, amount]) => (
        <div key={word} className="anneal-Trial-row">
          <span className="anneal-Trial-word">{word}</span>
          <span className="anneal-Trial-track" aria-hidden="true">
            <span
              className="anneal-Trial-bar"
              data-better={amount < largest}
              style={{ width: `${Math.max(1, (amount / largest) * 100)}%` }}
            />
          </span>
          <span className="anneal-Trial-amount">{amountText(kind, amount)}</span>
        </div>
      ))}
    </figure>
  );
}

function runningText(
  { step, cellNumber }: Extract<TrialState, { kind: 'running' }>,
  trans: TranslationBundle
): string {
  const words: Readonly<Record<string, string>> = {
    'before-memory': trans.__('Running without the fix, memory followed (1 of 4)'),
    before: trans.__('Running without the fix (2 of 4)'),
    after: trans.__('Running with the fix (3 of 4)'),
    'after-memory': trans.__('Running with the fix, memory followed (4 of 4)'),
    'before-again': trans.__('Running without the fix once more: is the difference chance?')
  };
  const what = (step && words[step]) || trans.__('Starting');
  return cellNumber === null ? `${what}…` : trans.__('%1: Cell %2…', what, cellNumber);
}

function verdictText(report: ITrialReport, trans: TranslationBundle): string {
  if (report.missingModule) {
    return trans.__(
      "Not measured. The fix needs %1, which the notebook's environment does not have.",
      report.missingModule
    );
  }
  return report.verdict === 'equal' ? trans.__('Same values: %1', report.because) : report.because;
}
