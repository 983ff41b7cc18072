/** One decision on all ticked suggestions. Each button says how many it is about. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { DecisionForm } from './DecisionForm';
import type { IDecisionInput, IReviewActions, IReviewItem } from './state';

export function BatchBar({
  items,
  actions,
  canDecide,
  firstDay,
  trans,
  onClear
}: {
  items: readonly IReviewItem[];
  actions: IReviewActions;
  canDecide: boolean;
  firstDay: string;
  trans: TranslationBundle;
  onClear: () => void;
}): React.JSX.Element {
  const [mode, setMode] = React.useState<'none' | 'rejected' | 'deferred'>('none');
  const present = items.filter(item => item.finding);
  const acceptable = present.filter(item => item.canAccept);
  const decided = items.filter(({ suggestion: s }) => s.standing && s.state !== 'open');
  const decide = (chosen: readonly IReviewItem[], input: IDecisionInput): void => {
    actions.decide(chosen, input);
    onClear();
  };
  const button = (
    action: string,
    label: string,
    chosen: readonly IReviewItem[],
    onClick: () => void
  ): React.JSX.Element => {
    const isOn = canDecide && chosen.length > 0;
    return (
      <button
        className="anneal-Button jp-mod-styled"
        data-action={action}
        aria-disabled={!isOn}
        onClick={() => isOn && onClick()}
      >
        {label}
      </button>
    );
  };
  return (
    <section className="anneal-Review-batch" aria-label={trans.__('Decide on what is ticked')}>
      <div className="anneal-Card-actions">
        <span>{trans.__('%1 ticked', items.length)}</span>
        {button('batch-accept', trans.__('Accept %1', acceptable.length), acceptable, () =>
          decide(acceptable, { state: 'accepted' })
        )}
        {button('batch-reject', trans.__('Reject %1…', present.length), present, () =>
          setMode('rejected')
        )}
        {button('batch-defer', trans.__('Defer %1…', present.length), present, () =>
          setMode('deferred')
        )}
        {button('batch-reopen', trans.__('Reopen %1', decided.length), decided, () => {
          actions.reopen(decided);
          onClear();
        })}
        <button className="anneal-Link" onClick={onClear}>
          {trans.__('Untick all')}
        </button>
      </div>
      {mode === 'none' ? null : (
        <DecisionForm
          key={mode}
          state={mode}
          count={present.length}
          firstDay={firstDay}
          trans={trans}
          onSubmit={input => decide(present, input)}
          onDone={() => setMode('none')}
        />
      )}
    </section>
  );
}
