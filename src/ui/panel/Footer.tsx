/** Below the list: all safe fixes at once, and what is hidden with the way back. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { plain, Rich } from '../Rich';
import { allowedBy, shortPlace } from '../words';
import type { IFinding, IPanelActions, IPanelState } from './state';

/** What is hidden, and whether that is what the list shows. */
export interface IFooterProps {
  readonly state: IPanelState;
  readonly actions: Pick<IPanelActions, 'goTo' | 'showHabit'>;
  readonly showAside: boolean;
  readonly onAside: () => void;
  readonly onBatch: (findings: readonly IFinding[]) => void;
  readonly trans: TranslationBundle;
}

/** The end of the panel. */
export function Footer({
  state,
  actions,
  trans,
  showAside,
  onAside,
  onBatch
}: IFooterProps): React.JSX.Element {
  // A fix that moves a key to .env is applied by itself, with its own notice.
  const safe = state.findings.filter(
    f =>
      f.diagnostic.fix &&
      f.diagnostic.applicability === 'safe' &&
      !f.diagnostic.fix.edit.environment?.length
  );
  return (
    <div className="anneal-Footer">
      {safe.length ? (
        <button
          className="anneal-Button jp-mod-styled"
          data-action="batch"
          onClick={() => onBatch(safe)}
        >
          {trans._n('Apply %1 safe fix…', 'Apply %1 safe fixes…', safe.length)}
        </button>
      ) : null}
      {state.setAside.length ? (
        <button className="anneal-Link" aria-pressed={showAside} onClick={onAside}>
          {showAside
            ? trans.__('Back to open findings')
            : trans.__('Hidden: %1', asideText(state.setAside, trans))}
        </button>
      ) : null}
      {state.suppressed.length ? (
        <details className="anneal-Hidden" data-hidden="allowed">
          <summary>{trans.__('Hidden: %1 allowed', state.suppressed.length)}</summary>
          <ul>
            {state.suppressed.map(({ finding, reason, kind }) => (
              <li key={finding.diagnostic.id}>
                <Rich text={finding.diagnostic.message} />{' '}
                <span className="anneal-Row-place">{reason ?? allowedBy(kind, trans)}</span>{' '}
                <button
                  className="anneal-Link"
                  aria-label={trans.__('Go to: %1', plain(finding.diagnostic.message))}
                  onClick={() => actions.goTo(finding.diagnostic.cell.id, finding)}
                >
                  {shortPlace(finding.diagnostic, finding.cellNumber, trans)}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {state.hiddenHabits.length ? (
        <details className="anneal-Hidden">
          <summary>
            {trans._n('Hidden: %1 habit', 'Hidden: %1 habits', state.hiddenHabits.length)}
          </summary>
          <ul>
            {state.hiddenHabits.map(({ migration, title, count }) => (
              <li key={migration}>
                <Rich text={title} /> ({count}){' '}
                <button
                  className="anneal-Link"
                  data-action="show-habit"
                  onClick={() => actions.showHabit(migration)}
                >
                  {trans.__('Show again')}
                </button>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}

/** "1 rejected, 2 deferred". */
function asideText(findings: readonly IFinding[], trans: TranslationBundle): string {
  const rejected = findings.filter(f => f.state === 'rejected').length;
  const deferred = findings.length - rejected;
  return [
    ...(rejected ? [trans.__('%1 rejected', rejected)] : []),
    ...(deferred ? [trans.__('%1 deferred', deferred)] : [])
  ].join(', ');
}
