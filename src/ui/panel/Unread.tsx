/** What the check could not do: cells that are not Python, comments that allow nothing, checks that stopped. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IBlindCell } from '../../core/analysis/diagnostic';
import type { IPanelActions, IPanelState } from './state';

/** With more cells the list starts closed. */
const openLimit = 5;

/** The result of a check. */
export interface IUnreadProps {
  readonly state: IPanelState;
  readonly actions: Pick<IPanelActions, 'goTo'>;
  readonly trans: TranslationBundle;
}

/** The end of the list; nothing where everything was checked. */
export function Unread({ state, actions, trans }: IUnreadProps): React.JSX.Element | null {
  const { blind, faults, unusedSuppressions: unused } = state;
  if (!state.hasResult || (!blind.length && !faults.length && !unused.length)) {
    return null;
  }
  return (
    <section className="anneal-Blind">
      {blind.length ? (
        <BlindCells
          blind={blind}
          isMost={blind.length * 2 > state.codeCells}
          actions={actions}
          trans={trans}
        />
      ) : null}
      {unused.map(({ migration, isKnown, cell, line }) => (
        <p key={`${cell.id} ${line} ${migration}`}>
          <button className="anneal-Link" onClick={() => actions.goTo(cell.id)}>
            {line === null
              ? trans.__('Cell %1, tag', cell.index + 1)
              : trans.__('Cell %1:%2', cell.index + 1, line)}
          </button>{' '}
          {isKnown
            ? trans.__('allows %1, which is not found there; remove it.', migration)
            : trans.__('allows %1, a habit that does not exist.', migration)}
        </p>
      ))}
      {faults.map(fault => (
        <p key={fault.migration}>
          {trans.__('The check "%1" stopped. The others finished.', fault.migration)}
        </p>
      ))}
    </section>
  );
}

function BlindCells({
  blind,
  isMost,
  actions,
  trans
}: Omit<IUnreadProps, 'state'> & {
  blind: readonly IBlindCell[];
  isMost: boolean;
}): React.JSX.Element {
  return (
    <>
      {isMost ? (
        <p>
          {trans.__(
            'Most cells are not Python, although the notebook says so. Does it have the right kernel?'
          )}
        </p>
      ) : null}
      <details open={blind.length <= openLimit}>
        <summary>
          {trans._n('%1 cell was not checked', '%1 cells were not checked', blind.length)}
        </summary>
        <ul>
          {blind.map(cell => (
            <li key={cell.id}>
              <button className="anneal-Link" onClick={() => actions.goTo(cell.id)}>
                {trans.__('Cell %1', cell.index + 1)}
              </button>{' '}
              {cell.reason}
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
