/** Asks for what a decision needs: why not, or until when. Escape closes it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IDecisionInput } from './state';

export function DecisionForm({
  state,
  count,
  firstDay,
  trans,
  onSubmit,
  onDone
}: {
  state: 'rejected' | 'deferred';
  /** How many suggestions it is about. */
  count: number;
  firstDay: string;
  trans: TranslationBundle;
  onSubmit: (input: IDecisionInput) => void;
  onDone: () => void;
}): React.JSX.Element {
  const [reason, setReason] = React.useState('');
  const [until, setUntil] = React.useState('');
  const isReady = state === 'rejected' ? reason.trim() !== '' : until >= firstDay;
  const onKeyDown = (event: React.KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === 'Escape') {
      onDone();
    }
  };
  const label =
    state === 'rejected'
      ? trans._n('Reject %1 suggestion', 'Reject %1 suggestions', count)
      : trans._n('Defer %1 suggestion', 'Defer %1 suggestions', count);
  return (
    <form
      className="anneal-Form"
      aria-label={label}
      onKeyDown={onKeyDown}
      onSubmit={event => {
        event.preventDefault();
        if (isReady) {
          onSubmit({ state, reason, ...(state === 'deferred' ? { until } : {}) });
          onDone();
        }
      }}
    >
      {state === 'deferred' ? (
        <label>
          {trans.__('Ask again on')}
          <input
            className="jp-mod-styled"
            type="date"
            name="until"
            min={firstDay}
            required
            autoFocus
            value={until}
            onChange={e => setUntil(e.target.value)}
          />
        </label>
      ) : null}
      <label>
        {state === 'rejected'
          ? trans.__('Reason, so that nobody has to ask')
          : trans.__('Reason (optional)')}
        <input
          className="jp-mod-styled"
          name="reason"
          required={state === 'rejected'}
          autoFocus={state === 'rejected'}
          value={reason}
          onChange={e => setReason(e.target.value)}
        />
      </label>
      <div className="anneal-Card-actions">
        <button
          className="anneal-Button jp-mod-styled jp-mod-accept"
          type="submit"
          data-action="decision-confirm"
          aria-disabled={!isReady}
        >
          {label}
        </button>
        <button className="anneal-Button jp-mod-styled" type="button" onClick={onDone}>
          {trans.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
