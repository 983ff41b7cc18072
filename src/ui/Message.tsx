/** What Anneal says after something was done or went wrong: one line, for eyes and for screen readers. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IMessage } from './panel/state';
import { plain, Rich } from './Rich';

/** The message to show, if there is one. */
export interface IMessageProps {
  readonly message: IMessage | null;
  readonly onClose: () => void;
  readonly trans: TranslationBundle;
}

/** A message that stays until it is closed. The region for screen readers is there before its text: only then is it read out. */
export function Message({ message, onClose, trans }: IMessageProps): React.JSX.Element {
  return (
    <>
      <div className="anneal-visuallyHidden" role="status" aria-atomic="true">
        {message?.kind === 'status' ? plain(message.text) : ''}
      </div>
      {message ? (
        <div
          className="anneal-Message"
          data-kind={message.kind}
          {...(message.kind === 'alert' ? { role: 'alert' } : {})}
        >
          <span aria-hidden={message.kind === 'status'}>
            <Rich text={message.text} />
          </span>
          {message.action ? (
            <button className="anneal-Link" onClick={message.action.run}>
              {message.action.label}
            </button>
          ) : null}
          <button className="anneal-Link" onClick={onClose} aria-label={trans.__('Close message')}>
            ×
          </button>
        </div>
      ) : null}
    </>
  );
}
