/** What to list of the findings, and the ways to the review and the export. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';
import type { Grouping, Scope } from './listing';
import type { IPanelActions } from './state';
import type { ChangeView, IPanelView } from './view';

/** The view that is chosen here; the filter is left out where there is nothing to filter. */
export interface IToolsProps {
  readonly view: IPanelView;
  readonly change: ChangeView;
  readonly hasFindings: boolean;
  readonly actions: Pick<IPanelActions, 'review' | 'exportPackage'>;
  readonly trans: TranslationBundle;
}

/** The controls above the list. */
export function Tools({
  view,
  change,
  hasFindings,
  actions,
  trans
}: IToolsProps): React.JSX.Element {
  return (
    <div className="anneal-Tools" role="search">
      {hasFindings ? (
        <>
          <input
            type="search"
            className="jp-mod-styled"
            placeholder={trans.__('Filter…')}
            aria-label={trans.__('Filter findings')}
            value={view.query}
            onChange={e => change({ query: e.target.value })}
            onKeyDown={e => e.stopPropagation()}
          />
          <HTMLSelect
            aria-label={trans.__('Group by')}
            value={view.grouping}
            onChange={e => change({ grouping: e.target.value as Grouping })}
            options={[
              { label: trans.__('By habit'), value: 'habit' },
              { label: trans.__('By cell'), value: 'cell' }
            ]}
          />
          <HTMLSelect
            aria-label={trans.__('Scope')}
            value={view.scope}
            onChange={e => change({ scope: e.target.value as Scope })}
            options={[
              { label: trans.__('All cells'), value: 'all' },
              { label: trans.__('This cell'), value: 'cell' },
              { label: trans.__('New only'), value: 'new' }
            ]}
          />
        </>
      ) : null}
      <div className="anneal-Tools-ways">
        <button
          className="anneal-Button jp-mod-styled"
          data-action="review"
          title={trans.__('Decide as a team, in a tab of its own')}
          onClick={() => actions.review(null)}
        >
          {trans.__('Review')}
        </button>
        <button
          className="anneal-Button jp-mod-styled"
          data-action="export"
          title={trans.__('Write this notebook as a Python package and verify it')}
          onClick={actions.exportPackage}
        >
          {trans.__('Export')}
        </button>
      </div>
    </div>
  );
}
