/** The findings panel: which screen it shows, below the name of the notebook. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { Message } from '../Message';
import { Findings } from './Findings';
import type { IPanelActions, IPanelState } from './state';
import { usePanelView } from './view';

/** What the panel shows and what can be done in it. */
export interface IPanelProps {
  readonly state: IPanelState;
  readonly actions: IPanelActions;
  readonly extensions: Extension;
  readonly trans: TranslationBundle;
}

/** The whole panel. */
export function Panel(props: IPanelProps): React.JSX.Element {
  const { state, actions, trans } = props;
  const [view, change] = usePanelView(state.notebookId, () =>
    state.hasResult ? new Set(state.findings.map(f => f.diagnostic.id)) : null
  );
  const [isHelpOpen, setHelpOpen] = React.useState(false);
  return (
    <div
      className="anneal-Panel"
      data-anneal-state={state.kind === 'ready' && state.hasResult ? 'ready' : state.kind}
    >
      <div className="anneal-Panel-header">
        <h2>{trans.__('Anneal')}</h2>
        <span className="anneal-Panel-notebook" title={state.notebookName}>
          {state.notebookName}
        </span>
        {state.kind === 'ready' ? (
          <button
            className="anneal-Help"
            aria-label={trans.__('Keys')}
            title={trans.__('Keys')}
            aria-expanded={isHelpOpen}
            onClick={() => setHelpOpen(!isHelpOpen)}
          >
            ?
          </button>
        ) : null}
      </div>
      {state.kind === 'no-notebook' ? (
        <p className="anneal-Note">{trans.__('Open a Python notebook to see its habits here.')}</p>
      ) : state.kind === 'other-language' ? (
        <p className="anneal-Note">
          {trans.__('Anneal reads Python only. This notebook runs %1.', state.language)}
        </p>
      ) : (
        <Findings
          {...props}
          key={state.notebookId}
          view={view}
          change={change}
          isHelpOpen={isHelpOpen}
          onHelp={() => setHelpOpen(!isHelpOpen)}
        />
      )}
      <Message message={state.message} onClose={actions.clearMessage} trans={trans} />
    </div>
  );
}
