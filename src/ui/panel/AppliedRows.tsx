/** The fixes that were applied since the notebook was opened, each with its Undo. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { caretDownIcon, caretRightIcon } from '@jupyterlab/ui-components';
import React from 'react';
import { plain, Rich } from '../Rich';
import { cellList } from '../words';
import type { IApplied, IPanelActions } from './state';

/** With more rows the group starts closed, so that the findings stay in sight. */
const openLimit = 2;

/** What was applied, and whether a person opened or closed the group. */
export interface IAppliedRowsProps {
  readonly applied: readonly IApplied[];
  readonly isOpen: boolean | undefined;
  readonly onToggle: (open: boolean) => void;
  readonly actions: Pick<IPanelActions, 'open' | 'undo'>;
  readonly trans: TranslationBundle;
}

/** A group of the list. */
export function AppliedRows({
  applied,
  isOpen = applied.length <= openLimit,
  onToggle,
  actions,
  trans
}: IAppliedRowsProps): React.JSX.Element | null {
  if (!applied.length) {
    return null;
  }
  const Caret = isOpen ? caretDownIcon : caretRightIcon;
  return (
    <section className="anneal-Group">
      <h3>
        <button
          className="anneal-Group-header"
          aria-expanded={isOpen}
          onClick={() => onToggle(!isOpen)}
        >
          <Caret.react tag="span" className="anneal-Icon" />
          <span className="anneal-Group-title">{trans.__('Applied')}</span>
          <span className="anneal-Count">{applied.length}</span>
        </button>
      </h3>
      {isOpen ? (
        <ul>
          {applied.map(each => (
            <li key={each.finding.diagnostic.id} className="anneal-Applied">
              <button
                className="anneal-Row"
                onClick={() => actions.open(each.finding.diagnostic.id)}
              >
                <span className="anneal-Row-title">
                  <Rich text={each.finding.diagnostic.message} />
                </span>
              </button>
              <span className="anneal-Row-place">
                {cellList(each.cellNumbers, trans)}
                {' · '}
                {each.at}
              </span>
              <button
                className="anneal-Button jp-mod-styled"
                aria-disabled={!each.canUndo}
                title={each.canUndo ? undefined : trans.__('The fixed lines changed since')}
                aria-label={trans.__('Undo: %1', plain(each.finding.diagnostic.message))}
                onClick={() => each.canUndo && actions.undo(each)}
              >
                {trans.__('Undo')}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
