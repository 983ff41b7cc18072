/** Why a finding is one, what its fix does, and what a person agrees to by taking it. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import type { IDiagnostic } from '../../core';
import { Rich } from '../Rich';
import { changeSummary } from './Preview';
import type { IPreview } from './state';

/** What a card or a review shows of a finding. */
export interface IFactsProps {
  readonly diagnostic: Pick<IDiagnostic, 'why' | 'declined' | 'fix'>;
  readonly preview: IPreview | null;
  /** Id of the reason why there is no fix, for buttons that refer to it. */
  readonly reasonId?: string;
  readonly trans: TranslationBundle;
}

/** A list of terms and what stands behind them. */
export function Facts({ diagnostic, preview, reasonId, trans }: IFactsProps): React.JSX.Element {
  return (
    <dl className="anneal-Card-facts">
      <dt>{trans.__('Why')}</dt>
      <dd>
        <Rich text={diagnostic.why} />
      </dd>
      {diagnostic.declined ? (
        <>
          <dt>{trans.__('No fix')}</dt>
          <dd id={reasonId}>
            <Rich text={diagnostic.declined} />
          </dd>
        </>
      ) : null}
      {diagnostic.fix ? (
        <>
          <dt>{trans.__('Fix')}</dt>
          <dd>
            <Rich text={diagnostic.fix.title} />
          </dd>
        </>
      ) : null}
      {diagnostic.fix?.risks.length ? (
        <>
          <dt>{trans.__('Be aware')}</dt>
          <dd>
            <ul>
              {diagnostic.fix.risks.map(risk => (
                <li key={risk}>
                  <Rich text={risk} />
                </li>
              ))}
            </ul>
          </dd>
        </>
      ) : null}
      {preview ? (
        <>
          <dt>{trans.__('Change')}</dt>
          <dd>{changeSummary(preview, trans)}</dd>
        </>
      ) : null}
    </dl>
  );
}
