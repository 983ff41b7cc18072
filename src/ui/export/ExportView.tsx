/** The export tab: plan (E1), steps (E2), stopped (E3) and the report (E4). Data and callbacks come from outside. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { needsDecision } from '../../core/exporter/changes';
import { PlanView } from './PlanView';
import type { FixChoice, IExportActions, IExportState, IStep } from './state';
import { VerifyView } from './VerifyView';

export interface IExportViewProps {
  readonly state: IExportState;
  readonly actions: IExportActions;
  readonly trans: TranslationBundle;
}

export function ExportView(props: IExportViewProps): React.JSX.Element {
  const { state, actions, trans } = props;
  const showsPlan = state.phase === 'planning' || state.phase === 'plan';
  return (
    <div className="anneal-Export" data-phase={state.phase}>
      <Problem {...props} />
      {showsPlan ? (
        <>
          {state.isAsking ? (
            <section className="anneal-Question anneal-mod-look" role="alert" data-view="asking">
              <p>
                {trans.__(
                  '%1 holds an earlier export. Nothing is written yet: look at what changes, then export.',
                  state.folder
                )}
              </p>
            </section>
          ) : null}
          <Head {...props} />
          {state.plan ? (
            <PlanView {...props} plan={state.plan} />
          ) : (
            <p role="status">{trans.__('Planning the package…')}</p>
          )}
        </>
      ) : (
        <>
          {state.report ? null : <Steps {...props} />}
          {state.phase === 'stopped' || (state.phase === 'failed' && state.isWritten) ? (
            <div className="anneal-Export-bar">
              <Written {...props} />
            </div>
          ) : null}
          {state.phase === 'failed' && !state.isWritten ? (
            <div className="anneal-Export-bar">
              <button className="anneal-Button jp-mod-styled" onClick={actions.backToPlan}>
                {trans.__('Back to plan')}
              </button>
            </div>
          ) : null}
          {state.report ? (
            <VerifyView {...props} report={state.report} />
          ) : state.phase === 'done' ? (
            <>
              <h2>{trans.__('%1 is written', state.folder)}</h2>
              <p>
                {trans._n('%1 file. Not verified.', '%1 files. Not verified.', state.files.length)}
              </p>
              <div className="anneal-Export-bar">
                <Written {...props} />
              </div>
            </>
          ) : null}
          {state.notes.length ? (
            <ul className="anneal-Export-notes">
              {state.notes.map(note => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          ) : null}
        </>
      )}
    </div>
  );
}

function Written({ actions, trans }: IExportViewProps): React.JSX.Element {
  return (
    <>
      <button
        className="anneal-Button jp-mod-styled jp-mod-accept"
        data-action="verify"
        onClick={actions.verifyNow}
      >
        {trans.__('Verify now')}
      </button>
      <button
        className="anneal-Button jp-mod-styled"
        data-action="open-folder"
        onClick={actions.openFolder}
      >
        {trans.__('Open folder')}
      </button>
      <button
        className="anneal-Button jp-mod-styled"
        data-action="delete"
        onClick={actions.deletePackage}
      >
        {trans.__('Delete package')}
      </button>
      <button className="anneal-Button jp-mod-styled" onClick={actions.backToPlan}>
        {trans.__('Back to plan')}
      </button>
    </>
  );
}

function Problem({ state, actions, trans }: IExportViewProps): React.JSX.Element | null {
  if (state.foreign) {
    const { message, files, count } = state.foreign;
    return (
      <section className="anneal-Question" role="alert">
        <p>{trans.__('Not exported. %1', message)}</p>
        <ul>
          {files.slice(0, 10).map(file => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
        <div className="anneal-Export-bar">
          <button
            className="anneal-Button jp-mod-styled jp-mod-accept"
            data-action="other-folder"
            onClick={actions.backToPlan}
          >
            {trans.__('Choose another folder')}
          </button>
          <button
            className="anneal-Button jp-mod-styled"
            data-action="replace"
            onClick={() => actions.run({ replace: true })}
          >
            {trans._n('Replace this %1 file…', 'Replace these %1 files…', count)}
          </button>
        </div>
      </section>
    );
  }
  if (state.problem === null) {
    return null;
  }
  return (
    <section className="anneal-Question" role="alert">
      <p>{state.problem}</p>
      {state.isServerMissing ? (
        <button className="anneal-Button jp-mod-styled" onClick={actions.copyServerCommand}>
          {trans.__('Copy command')}
        </button>
      ) : null}
    </section>
  );
}

function Head({ state, actions, trans }: IExportViewProps): React.JSX.Element {
  const choices: [FixChoice, string][] = [
    ['accepted', trans.__('safe + accepted (%1)', state.choiceCounts.accepted)],
    ['safe', trans.__('safe (%1)', state.choiceCounts.safe)],
    ['suggested', trans.__('all suggested (%1)', state.choiceCounts.suggested)],
    ['none', trans.__('none')]
  ];
  const canRun =
    state.plan !== null && state.nameProblem === null && state.plan.problems.length === 0;
  const edited = state.isPackage ? (state.changes ?? []).filter(needsDecision).length : 0;
  const isSeen = state.changes !== null;
  const describe = trans.__(
    'Runs the notebook once in a process of its own, and writes tests of its functions from the calls that are seen'
  );
  return (
    <form
      className="anneal-Export-head"
      onSubmit={event => {
        event.preventDefault();
        if (canRun) {
          actions.run({ isSeen, keep: edited > 0 });
        }
      }}
    >
      <div className="anneal-Export-bar">
        <button
          type="submit"
          className="anneal-Button jp-mod-styled jp-mod-accept"
          data-action="export"
          aria-disabled={!canRun}
        >
          {edited > 0
            ? trans._n('Export, keep my edited file', 'Export, keep my %1 edited files', edited)
            : state.verify
              ? trans.__('Export and verify')
              : trans.__('Export')}
        </button>
        {edited > 0 ? (
          <button
            type="button"
            className="anneal-Button jp-mod-styled"
            data-action="replace-edited"
            aria-disabled={!canRun}
            onClick={() => (canRun ? actions.run({ isSeen, replace: true }) : undefined)}
          >
            {trans._n('Replace it too…', 'Replace them too…', edited)}
          </button>
        ) : null}
        <label>
          {trans.__('Name')}{' '}
          <input
            className="jp-mod-styled"
            value={state.name}
            spellCheck={false}
            onChange={event => actions.setName(event.target.value)}
          />
        </label>
        <label>
          {trans.__('Folder')}{' '}
          <input
            className="jp-mod-styled"
            value={state.folder}
            spellCheck={false}
            onChange={event => actions.setFolder(event.target.value)}
          />
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.verify}
            onChange={event => actions.setVerify(event.target.checked)}
          />{' '}
          {trans.__('Verify')}
        </label>
        <label title={describe}>
          <input
            type="checkbox"
            checked={state.record}
            aria-description={describe}
            data-action="record"
            onChange={event => actions.setRecord(event.target.checked)}
          />{' '}
          {trans.__('Tests from a run')}
        </label>
        <button type="button" className="anneal-Button jp-mod-styled" onClick={actions.refresh}>
          {trans.__('Plan again')}
        </button>
      </div>
      {state.nameProblem ? (
        <p role="alert">
          {state.nameProblem.text}{' '}
          <button
            type="button"
            className="anneal-Link"
            onClick={() => actions.setName(state.nameProblem!.proposal)}
          >
            {trans.__('Use %1', state.nameProblem.proposal)}
          </button>
        </p>
      ) : null}
      <fieldset className="anneal-Export-bar">
        <legend>{trans.__('Fixes')}</legend>
        {choices.map(([choice, label]) => (
          <label key={choice}>
            <input
              type="radio"
              name="anneal-fixes"
              checked={state.choice === choice}
              onChange={() => actions.setChoice(choice)}
            />{' '}
            {label}
          </label>
        ))}
      </fieldset>
    </form>
  );
}

function Steps({ state, actions, trans }: IExportViewProps): React.JSX.Element {
  const words: Record<IStep['state'], string> = {
    next: trans.__('next'),
    now: trans.__('now'),
    done: trans.__('done'),
    stopped: trans.__('stopped'),
    failed: trans.__('failed')
  };
  const current = state.steps.find(step => step.state === 'now');
  const stopped = state.steps.find(step => step.state === 'stopped');
  const minutes = Math.floor(state.elapsed / 60);
  const seconds = String(Math.floor(state.elapsed % 60)).padStart(2, '0');
  return (
    <section className="anneal-Steps" aria-label={trans.__('Progress')}>
      <div className="anneal-Export-bar">
        <h2>
          {state.phase === 'running'
            ? trans.__('Exporting %1', state.name)
            : trans.__('Export of %1', state.name)}
        </h2>
        {state.elapsed >= 3 ? <span>{`${minutes}:${seconds}`}</span> : null}
        {state.phase === 'running' ? (
          <button
            className="anneal-Button jp-mod-styled"
            data-action="cancel"
            onClick={actions.cancel}
          >
            {trans.__('Cancel')}
          </button>
        ) : null}
      </div>
      {stopped ? (
        <p>
          {trans.__('Stopped during "%1".', stopped.label)}{' '}
          {state.isWritten
            ? trans._n(
                'The %1 file is written. Not verified.',
                'The %1 files are written. Not verified.',
                state.files.length
              )
            : trans.__('Nothing was written.')}
        </p>
      ) : null}
      <ol>
        {state.steps.map(step => (
          <li
            key={step.key}
            data-state={step.state}
            aria-current={step.state === 'now' ? 'step' : undefined}
          >
            <span className="anneal-Step-state">{words[step.state]}</span>
            <span className="anneal-Step-label">{step.label}</span>
            <span className="anneal-Step-detail">{step.detail}</span>
            <span className="anneal-Step-seconds">
              {step.seconds === null ? '' : trans.__('%1 s', step.seconds.toFixed(1))}
            </span>
            {step.state === 'now' && step.fraction !== null ? (
              <div
                className="anneal-Bar"
                role="progressbar"
                aria-label={step.label}
                aria-valuemin={0}
                aria-valuemax={100}
                aria-valuenow={Math.round(step.fraction * 100)}
                aria-valuetext={`${step.label}, ${step.detail}`}
              >
                <span style={{ width: `${step.fraction * 100}%` }} />
              </div>
            ) : null}
          </li>
        ))}
      </ol>
      <div className="anneal-visuallyHidden" role="status">
        {current?.label ?? ''}
      </div>
    </section>
  );
}
