/** The card of several fixes at once: ticked rows, a diff each, and a button that says how much changes. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { Rich } from '../Rich';
import { shortPlace } from '../words';
import { Preview } from './Preview';
import type { IFinding, IPanelActions } from './state';

export interface IBatchCardProps {
  readonly findings: readonly IFinding[];
  readonly actions: Pick<IPanelActions, 'batch' | 'applyAll'>;
  /** The heading; safe fixes when left out. */
  readonly title?: string;
  readonly extensions: Extension;
  readonly trans: TranslationBundle;
  readonly onClose: () => void;
}

export function BatchCard({
  findings,
  actions,
  extensions,
  trans,
  onClose,
  title = trans.__('Safe fixes')
}: IBatchCardProps): React.JSX.Element {
  const [off, setOff] = React.useState<ReadonlySet<string>>(new Set());
  const { rows } = React.useMemo(() => actions.batch(findings), [findings, actions]);
  const chosen = rows.filter(r => !off.has(r.finding.diagnostic.id));
  const cells = new Set(chosen.flatMap(r => r.preview.changes.map(c => c.cellId)));
  const toggle = (id: string): void => {
    const next = new Set(off);
    if (!next.delete(id)) {
      next.add(id);
    }
    setOff(next);
  };
  return (
    <div className="anneal-Card-page">
      <nav className="anneal-Card-nav" aria-label={trans.__('Findings')}>
        <button className="anneal-Button jp-mod-styled" onClick={onClose}>
          {trans.__('Back')}
        </button>
      </nav>
      <article className="anneal-Card" aria-labelledby="anneal-batch-title">
        <h3 id="anneal-batch-title" tabIndex={-1}>
          {title}
        </h3>
        <div className="anneal-Card-actions">
          <button
            className="anneal-Button jp-mod-styled jp-mod-accept"
            data-action="apply-batch"
            aria-disabled={chosen.length === 0}
            title={chosen.length ? undefined : trans.__('Tick at least one fix')}
            onClick={() => {
              if (chosen.length) {
                actions.applyAll(chosen.map(r => r.finding));
                onClose();
              }
            }}
          >
            {trans.__(
              'Apply %1 in %2',
              trans._n('%1 fix', '%1 fixes', chosen.length),
              trans._n('%1 cell', '%1 cells', cells.size)
            )}
          </button>
        </div>
        <p>
          {trans.__('Untick what you do not want. One Undo takes back all that you apply here.')}
        </p>
        <ul className="anneal-Batch">
          {rows.map(({ finding, preview }) => {
            const { id, message } = finding.diagnostic;
            return (
              <li key={id}>
                <label>
                  <input type="checkbox" checked={!off.has(id)} onChange={() => toggle(id)} />
                  <span>
                    <Rich text={message} />
                  </span>
                  <span className="anneal-Row-place">
                    {shortPlace(finding.diagnostic, finding.cellNumber, trans)}
                  </span>
                </label>
                <Preview preview={preview} extensions={extensions} trans={trans} />
              </li>
            );
          })}
        </ul>
      </article>
    </div>
  );
}
