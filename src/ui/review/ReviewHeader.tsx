/** The head of a review: how far it is, who takes part, what is new, and what stands in the way. */
import React from 'react';
import type { IReviewViewProps } from './ReviewView';
import { moment, waitingText } from './words';

export function ReviewHeader({
  state,
  actions,
  trans,
  applicable,
  onApply,
  onNews
}: IReviewViewProps & {
  /** How many accepted fixes can be applied together. */
  applicable: number;
  onApply: () => void;
  onNews: () => void;
}): React.JSX.Element {
  const { decided, total, me, here, lastVisit, problem, waiting } = state;
  const news = state.items.reduce((n, item) => n + item.news, 0);
  const progress = trans.__('%1 of %2 decided', decided, total);
  return (
    <div className="anneal-Review-head">
      <div className="anneal-Review-title">
        <h2>{trans.__('Review: %1', state.notebookName)}</h2>
        {total ? (
          <>
            <progress value={decided} max={total} aria-label={progress} />
            <span className="anneal-Review-progress">{progress}</span>
          </>
        ) : null}
        {applicable ? (
          <button
            className="anneal-Button jp-mod-styled jp-mod-accept"
            data-action="apply-accepted"
            onClick={onApply}
          >
            {trans.__('Apply %1 accepted…', applicable)}
          </button>
        ) : null}
      </div>
      <p className="anneal-Review-people">
        {me === null
          ? trans.__('Your first decision asks for your name.')
          : trans.__('You decide as %1.', me)}{' '}
        {state.canRename ? (
          <button className="anneal-Link" data-action="rename" onClick={actions.rename}>
            {me === null ? trans.__('Give a name') : trans.__('Change name')}
          </button>
        ) : null}{' '}
        {here.length ? trans._n('%2 is here.', '%2 are here.', here.length, here.join(', ')) : null}
      </p>
      {news && lastVisit ? (
        <p className="anneal-Review-people">
          {trans._n(
            '%1 decision or comment of others since your visit on %2.',
            '%1 decisions and comments of others since your visit on %2.',
            news,
            moment(lastVisit)
          )}{' '}
          <button className="anneal-Link" data-action="news" onClick={onNews}>
            {trans.__('Show')}
          </button>
        </p>
      ) : null}
      {problem ? <p className="anneal-Review-note">{problem}</p> : null}
      {waiting ? <p className="anneal-Review-note">{waitingText(waiting, trans)}</p> : null}
      {state.failure && state.items.length ? (
        <p className="anneal-Review-note">
          {state.failure}{' '}
          <button className="anneal-Link" onClick={actions.check}>
            {trans.__('Check again')}
          </button>
        </p>
      ) : null}
    </div>
  );
}
