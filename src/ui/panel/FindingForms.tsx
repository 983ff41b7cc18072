/** What a person types about a finding: a reason in one line, or a comment for its thread. Escape closes a form. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IPanelActions } from './state';

/** Asks for a reason in one line. */
export function ReasonForm({
  label,
  button,
  action,
  isRequired = false,
  onSubmit,
  onDone,
  trans
}: {
  label: string;
  button: string;
  /** Names the button for tests. */
  action: string;
  isRequired?: boolean;
  onSubmit: (reason: string) => void;
  onDone: () => void;
  trans: TranslationBundle;
}): React.JSX.Element {
  const [reason, setReason] = React.useState('');
  const isReady = !isRequired || reason.trim() !== '';
  return (
    <form
      className="anneal-Form"
      onSubmit={e => {
        e.preventDefault();
        if (isReady) {
          onSubmit(reason);
          onDone();
        }
      }}
    >
      <label>
        {label}
        <input
          className="jp-mod-styled"
          value={reason}
          required={isRequired}
          autoFocus
          onChange={e => setReason(e.target.value)}
          onKeyDown={e => {
            e.stopPropagation();
            if (e.key === 'Escape') {
              onDone();
            }
          }}
        />
      </label>
      <div className="anneal-Form-buttons">
        <button
          className="anneal-Button jp-mod-styled"
          type="submit"
          data-action={action}
          aria-disabled={!isReady}
        >
          {button}
        </button>
        <CancelButton onDone={onDone} trans={trans} />
      </div>
    </form>
  );
}

/** A comment for the thread of a finding; what is typed survives closing the card. */
export function CommentForm({
  id,
  drafts,
  trans,
  onSend,
  onDone
}: {
  id: string;
  drafts: Pick<IPanelActions, 'draft' | 'setDraft'>;
  trans: TranslationBundle;
  onSend: (text: string) => void;
  onDone: () => void;
}): React.JSX.Element {
  const [text, setText] = React.useState(drafts.draft(id));
  const send = (): void => {
    if (text.trim() !== '') {
      onSend(text);
      drafts.setDraft(id, '');
      onDone();
    }
  };
  return (
    <form
      className="anneal-Form"
      onSubmit={e => {
        e.preventDefault();
        send();
      }}
    >
      <label>
        {trans.__('Comment')}
        <textarea
          className="jp-mod-styled"
          value={text}
          rows={3}
          autoFocus
          onChange={e => {
            setText(e.target.value);
            drafts.setDraft(id, e.target.value);
          }}
          onKeyDown={e => {
            e.stopPropagation();
            if (e.key === 'Escape') {
              onDone();
            } else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
              send();
            }
          }}
        />
      </label>
      <div className="anneal-Form-buttons">
        <button className="anneal-Button jp-mod-styled" type="submit" data-action="comment-send">
          {trans.__('Send')}
        </button>
        <CancelButton onDone={onDone} trans={trans} />
      </div>
    </form>
  );
}

function CancelButton({
  onDone,
  trans
}: {
  onDone: () => void;
  trans: TranslationBundle;
}): React.JSX.Element {
  return (
    <button className="anneal-Link" type="button" onClick={onDone}>
      {trans.__('Cancel')}
    </button>
  );
}
