/** The head of the panel: what was found, or what is going on, and the kinds of findings as switches. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { Applicability } from '../../core/analysis/diagnostic';
import { kindIcon, kindMeaning, kindWord } from '../words';
import { countsOf, countText } from './listing';
import type { IPanelActions, IPanelState } from './state';

const kinds: readonly Applicability[] = ['safe', 'suggested', 'manual'];

/** What the head shows and which kind of finding is asked for. */
export interface ISummaryProps {
  readonly state: IPanelState;
  readonly actions: Pick<IPanelActions, 'check' | 'stop'>;
  readonly kind: Applicability | null;
  readonly onKind: (kind: Applicability | null) => void;
  readonly trans: TranslationBundle;
}

/** One line: what was found, or what is going on. */
export function Summary({ state, actions, kind, onKind, trans }: ISummaryProps): React.JSX.Element {
  if (state.checking) {
    const { done, total } = state.checking;
    return (
      <div className="anneal-Summary">
        <p>{trans.__('Checking %1 of %2 cells', done, total)}</p>
        {state.hasResult ? null : (
          <div className="anneal-Skeleton" aria-hidden="true">
            <span />
            <span />
            <span />
          </div>
        )}
        <button className="anneal-Link" onClick={actions.stop}>
          {trans.__('Stop')}
        </button>
      </div>
    );
  }
  if (state.failure ?? (state.isStopped ? trans.__('The check was stopped.') : null)) {
    return (
      <div className="anneal-Summary">
        <p>{state.failure ?? trans.__('The check was stopped.')}</p>
        <button className="anneal-Link" onClick={actions.check}>
          {trans.__('Check again')}
        </button>
      </div>
    );
  }
  if (!state.hasResult) {
    return <div className="anneal-Summary" />;
  }
  if (!state.findings.length) {
    return (
      <div className="anneal-Summary">
        <p>{emptyText(state, trans)}</p>
      </div>
    );
  }
  return (
    <div className="anneal-Summary">
      <p>{countText(countsOf(state.findings), trans)}</p>
      <div className="anneal-Kinds" role="group" aria-label={trans.__('Show only')}>
        {kinds.map(each => {
          const count = state.findings.filter(f => f.diagnostic.applicability === each).length;
          const Icon = kindIcon(each);
          return count || kind === each ? (
            <button
              key={each}
              className="anneal-Kind"
              data-kind={each}
              aria-pressed={kind === each}
              title={kindMeaning(each, trans)}
              onClick={() => onKind(kind === each ? null : each)}
            >
              <Icon.react tag="span" className={`anneal-Icon anneal-mod-${each}`} />
              {`${count} ${kindWord(each, trans).toLowerCase()}`}
            </button>
          ) : null;
        })}
      </div>
    </div>
  );
}

/** What to say where nothing is open: nothing found, nothing left, or nothing to look at. */
function emptyText(state: IPanelState, trans: TranslationBundle): string {
  const { codeCells, blind, setAside, suppressed, hiddenHabits, applied } = state;
  if (codeCells === 0) {
    return trans.__('No code cells yet. Findings appear here as you write.');
  }
  if (setAside.length || suppressed.length || hiddenHabits.length || applied.length) {
    return trans.__('Nothing left to decide.');
  }
  const read = codeCells - blind.length;
  return read === 0
    ? trans.__('No cell could be read as Python.')
    : trans._n('No habits found in %1 cell.', 'No habits found in %1 cells.', read);
}
