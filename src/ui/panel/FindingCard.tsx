/** One finding with its reason, its preview and what can be done. Buttons come first and stay in place. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { Rich } from '../Rich';
import { applicabilityWord, cellList, longPlace } from '../words';
import { Thread } from '../review/Thread';
import { decisionSentence, stateNote } from '../review/words';
import { CommentForm, ReasonForm } from './FindingForms';
import { Facts } from './Facts';
import type { INeighbours } from './listing';
import { Preview } from './Preview';
import { Trial } from './Trial';
import type { IApplied, IFinding, IPanelActions } from './state';

/** The finding and what may be done with it. */
export interface IFindingCardProps {
  readonly finding: IFinding;
  readonly applied: IApplied | null;
  /** False when the last check did not find it any more. */
  readonly isPresent: boolean;
  /** Its place in the list; null when the list does not show it. */
  readonly place: INeighbours | null;
  readonly actions: IPanelActions;
  readonly extensions: Extension;
  readonly canDecide: boolean;
  readonly trans: TranslationBundle;
}

/** The card of a finding, in place of the list. */
export function FindingCard(props: IFindingCardProps): React.JSX.Element {
  const { finding, applied, isPresent, place, actions, trans } = props;
  const { diagnostic } = finding;
  const headingId = `anneal-card-${diagnostic.id}`;
  const step = (label: string, action: string, id: string | null): React.JSX.Element => (
    <button
      className="anneal-Button jp-mod-styled"
      data-action={action}
      aria-disabled={!id}
      onClick={() => id && actions.open(id)}
    >
      {label}
    </button>
  );
  return (
    <div className="anneal-Card-page">
      <nav className="anneal-Card-nav" aria-label={trans.__('Findings')}>
        <button className="anneal-Button jp-mod-styled" onClick={() => actions.open(null)}>
          {trans.__('Back')}
        </button>
        <span className="anneal-Card-position">
          {place ? trans.__('%1 of %2', place.index + 1, place.total) : null}
        </span>
        {step(trans.__('Previous'), 'previous', place?.previous ?? null)}
        {step(trans.__('Next'), 'next', place?.next ?? null)}
      </nav>
      <article className="anneal-Card" aria-labelledby={headingId}>
        <h3 id={headingId} tabIndex={-1}>
          <Rich text={diagnostic.message} />
        </h3>
        {applied ? (
          <Applied {...props} applied={applied} />
        ) : isPresent ? (
          <Open key={diagnostic.id} {...props} />
        ) : (
          <p>{trans.__('No longer found: the code changed.')}</p>
        )}
      </article>
    </div>
  );
}

function Open(props: IFindingCardProps): React.JSX.Element {
  const { finding, place, actions, trans, canDecide } = props;
  const { diagnostic, cellNumber, state, standing } = finding;
  const [mode, setMode] = React.useState<'none' | 'reject' | 'comment' | 'allow'>('none');
  const preview = React.useMemo(() => actions.preview(finding), [finding, actions]);
  const stale = preview?.staleCell ?? null;
  const reasonId = `anneal-why-not-${diagnostic.id}`;
  const note = stateNote(state, trans);
  const takeBack = {
    accepted: trans.__('Take back acceptance'),
    rejected: trans.__('Take back rejection'),
    deferred: trans.__('Take back deferral')
  }[state as string];
  return (
    <>
      <div className="anneal-Card-actions" role="group" aria-label={trans.__('Actions')}>
        {stale !== null ? (
          <button className="anneal-Button jp-mod-styled jp-mod-accept" onClick={actions.check}>
            {trans.__('Refresh preview')}
          </button>
        ) : diagnostic.fix ? (
          <button
            className="anneal-Button jp-mod-styled jp-mod-accept"
            data-action="apply"
            title={trans.__('Changes the notebook as shown below; Undo takes it back')}
            onClick={() => actions.apply(finding)}
          >
            {trans.__('Apply')}
          </button>
        ) : null}
        {takeBack ? (
          <button
            className="anneal-Button jp-mod-styled"
            aria-disabled={!canDecide}
            onClick={() => canDecide && actions.restore(finding)}
          >
            {takeBack}
          </button>
        ) : (
          <>
            {diagnostic.fix ? (
              <button
                className="anneal-Button jp-mod-styled"
                data-action="accept"
                aria-disabled={!canDecide}
                title={trans.__('The notebook stays as it is; the next export has the fix')}
                onClick={() => canDecide && actions.accept(finding)}
              >
                {trans.__('Accept for export')}
              </button>
            ) : null}
            <button
              className="anneal-Button jp-mod-styled"
              data-action="reject"
              aria-disabled={!canDecide}
              aria-expanded={mode === 'reject'}
              title={trans.__('Nobody who works on this notebook is shown it again')}
              onClick={() => canDecide && setMode(mode === 'reject' ? 'none' : 'reject')}
            >
              {trans.__('Reject')}
            </button>
          </>
        )}
        <button
          className="anneal-Button jp-mod-styled"
          data-action="comment"
          aria-disabled={!canDecide}
          aria-expanded={mode === 'comment'}
          onClick={() => canDecide && setMode(mode === 'comment' ? 'none' : 'comment')}
        >
          {trans.__('Comment')}
        </button>
        <button
          className="anneal-Button jp-mod-styled"
          data-action="allow"
          aria-expanded={mode === 'allow'}
          title={trans.__(
            'Writes a comment into the cell, so that nobody is shown this finding again'
          )}
          onClick={() => setMode(mode === 'allow' ? 'none' : 'allow')}
        >
          {trans.__('Allow here…')}
        </button>
      </div>
      {mode === 'reject' ? (
        <ReasonForm
          key="reject"
          label={trans.__('Reason (optional)')}
          button={trans.__('Reject finding')}
          action="reject-confirm"
          onSubmit={reason => actions.reject(finding, reason, place?.next)}
          onDone={() => setMode('none')}
          trans={trans}
        />
      ) : mode === 'allow' ? (
        <ReasonForm
          key="allow"
          label={trans.__('Why it is right here; written as a comment into the cell')}
          button={trans.__('Write comment')}
          action="allow-confirm"
          isRequired
          trans={trans}
          onSubmit={reason => actions.allow(finding, reason, place?.next)}
          onDone={() => setMode('none')}
        />
      ) : mode === 'comment' ? (
        <CommentForm
          id={diagnostic.id}
          drafts={actions}
          trans={trans}
          onSend={text => actions.comment(finding, text)}
          onDone={() => setMode('none')}
        />
      ) : null}
      <p className="anneal-Card-place">
        {diagnostic.fix
          ? applicabilityWord(diagnostic, trans)
          : diagnostic.declined
            ? trans.__('No fix here')
            : trans.__('Advice only')}
        {' · '}
        <code>{diagnostic.migration}</code>
        {' · '}
        <button
          className="anneal-Link"
          data-action="go"
          title={trans.__('Go to cell')}
          onClick={() => actions.goTo(diagnostic.cell.id, finding)}
        >
          {longPlace(diagnostic, cellNumber, trans)}
        </button>
      </p>
      {state === 'open' ? null : (
        <p className="anneal-Card-decision">
          {[
            ...(standing?.heads ?? []).map(d => `${decisionSentence(d, trans)}.`),
            ...(note ? [note] : [])
          ].join(' ')}
        </p>
      )}
      <Facts diagnostic={diagnostic} preview={preview} reasonId={reasonId} trans={trans} />
      {stale !== null ? (
        <p className="anneal-Stale-note">
          {trans.__('Cell %1 changed after this preview. Apply is off.', stale)}
        </p>
      ) : null}
      {preview ? <Preview preview={preview} {...props} /> : null}
      {diagnostic.fix && !diagnostic.fix.edit.environment?.length && stale === null ? (
        <Trial
          trial={actions.trial(finding)}
          actions={{
            start: () => actions.measure(finding),
            stop: () => actions.stopMeasuring(finding),
            copy: actions.copy
          }}
          trans={trans}
        />
      ) : null}
      <Thread comments={finding.comments} trans={trans} />
      <button
        className="anneal-Link"
        data-action="hide-habit"
        aria-disabled={!canDecide}
        onClick={() => canDecide && actions.hideHabit(diagnostic.migration)}
      >
        {trans.__('Hide this habit in this notebook')}
      </button>
    </>
  );
}

function Applied({
  applied,
  place,
  actions,
  trans
}: IFindingCardProps & { applied: IApplied }): React.JSX.Element {
  return (
    <>
      <div className="anneal-Card-actions" role="group" aria-label={trans.__('Actions')}>
        <button
          className="anneal-Button jp-mod-styled"
          data-action="undo"
          aria-disabled={!applied.canUndo}
          onClick={() => applied.canUndo && actions.undo(applied)}
        >
          {trans.__('Undo')}
        </button>
        <button
          className="anneal-Button jp-mod-styled"
          onClick={() => actions.open(place?.next ?? null)}
        >
          {place?.next ? trans.__('Next finding') : trans.__('Back to list')}
        </button>
      </div>
      <p>{trans.__('Applied to %1, %2', cellList(applied.cellNumbers, trans), applied.at)}</p>
      <p>
        {applied.canUndo
          ? applied.spansCells
            ? trans.__('Undo works until these lines change; also Z in command mode.')
            : trans.__('Undo works until these lines change; also Ctrl+Z in the cell.')
          : applied.obstacle === null
            ? trans.__('Undo is off: a cell of this fix is gone.')
            : trans.__('Undo is off: the fixed lines of Cell %1 changed since.', applied.obstacle)}
      </p>
    </>
  );
}
