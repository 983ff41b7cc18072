/** One suggestion of a review: what it changes, what people decided and said, and what can be done. Buttons come first. */
import type { Extension } from '@codemirror/state';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { CommentForm } from '../panel/FindingForms';
import { Diff } from '../panel/Diff';
import { Facts } from '../panel/Facts';
import { Preview } from '../panel/Preview';
import { Rich } from '../Rich';
import { applicabilityWord, longPlace } from '../words';
import { DecisionForm } from './DecisionForm';
import type { IReviewActions, IReviewItem } from './state';
import { Thread } from './Thread';
import { decisionSentence, moment, stateNote, stateWord } from './words';

export interface IReviewDetailProps {
  readonly item: IReviewItem;
  readonly actions: IReviewActions;
  readonly canDecide: boolean;
  readonly firstDay: string;
  readonly extensions: Extension;
  readonly trans: TranslationBundle;
}

type Mode = 'none' | 'rejected' | 'deferred' | 'comment';

export function ReviewDetail(props: IReviewDetailProps): React.JSX.Element {
  const { item, actions, trans, firstDay } = props;
  const { suggestion } = item;
  const { id, diagnostic, state } = suggestion;
  const [mode, setMode] = React.useState<Mode>('none');
  const heading = `anneal-review-${id}`;
  return (
    <article className="anneal-Card anneal-Review-detail" aria-labelledby={heading}>
      <h3 id={heading} tabIndex={-1}>
        <Rich
          text={suggestion.message || item.habit || trans.__('A finding that is not recorded')}
        />
      </h3>
      <Buttons {...props} mode={mode} onMode={setMode} />
      {mode === 'rejected' || mode === 'deferred' ? (
        <DecisionForm
          key={mode}
          state={mode}
          count={1}
          firstDay={firstDay}
          trans={trans}
          onSubmit={input => actions.decide([item], input)}
          onDone={() => setMode('none')}
        />
      ) : mode === 'comment' ? (
        <CommentForm
          id={id}
          drafts={actions}
          trans={trans}
          onSend={text => actions.comment(item, text)}
          onDone={() => setMode('none')}
        />
      ) : null}
      <p className="anneal-Card-place">
        <span className="anneal-Review-state" data-state={state}>
          {stateWord(state, trans)}
        </span>
        {diagnostic ? ` · ${applicabilityWord(diagnostic, trans)}` : ''}
        {suggestion.migration ? (
          <>
            {' · '}
            <code>{suggestion.migration}</code>
          </>
        ) : null}
        {' · '}
        {diagnostic
          ? longPlace(diagnostic, diagnostic.cell.index + 1, trans)
          : suggestion.cell === null
            ? trans.__('no cell')
            : trans.__('Cell %1', suggestion.cell + 1)}
      </p>
      <Note {...props} />
      <ThenAndNow {...props} />
      <Change {...props} />
      <Decisions {...props} />
      <Thread comments={suggestion.comments} trans={trans} />
    </article>
  );
}

function Buttons({
  item,
  actions,
  canDecide,
  trans,
  mode,
  onMode
}: IReviewDetailProps & { mode: Mode; onMode: (mode: Mode) => void }): React.JSX.Element {
  const { suggestion, canAccept, missing } = item;
  const { state, diagnostic, standing, cell } = suggestion;
  const isGone = diagnostic === null;
  const isAgreed = state === 'accepted' && missing === null;
  const toggle = (wanted: Mode): void => onMode(mode === wanted ? 'none' : wanted);
  const button = (
    action: string,
    label: string,
    isOn: boolean,
    onClick: () => void,
    more: Partial<React.ButtonHTMLAttributes<HTMLButtonElement>> & { keys?: string } = {}
  ): React.JSX.Element => {
    const { keys, className = '', ...rest } = more;
    return (
      <button
        key={action}
        className={`anneal-Button jp-mod-styled ${className}`.trim()}
        data-action={action}
        aria-disabled={!isOn}
        {...(keys ? { 'aria-keyshortcuts': keys } : {})}
        {...rest}
        onClick={() => isOn && onClick()}
      >
        {label}
      </button>
    );
  };
  return (
    <div className="anneal-Card-actions" role="group" aria-label={trans.__('Actions')}>
      {isAgreed
        ? button('apply', trans.__('Apply'), !isGone, () => actions.applyOne(item), {
            title: trans.__('Puts the fix into the notebook'),
            className: 'jp-mod-accept'
          })
        : button(
            'accept',
            trans.__('Accept'),
            canDecide && canAccept,
            () => actions.decide([item], { state: 'accepted' }),
            {
              keys: 'A',
              className: 'jp-mod-accept',
              title: canAccept
                ? trans.__('Wanted. The notebook stays as it is until it is applied')
                : trans.__('There is no fix to accept')
            }
          )}
      {button('reject', trans.__('Reject'), canDecide && !isGone, () => toggle('rejected'), {
        keys: 'R',
        'aria-expanded': mode === 'rejected'
      })}
      {button('defer', trans.__('Defer'), canDecide && !isGone, () => toggle('deferred'), {
        keys: 'D',
        'aria-expanded': mode === 'deferred'
      })}
      {standing && standing.state !== 'open' && state !== 'open'
        ? button('reopen', trans.__('Reopen'), canDecide, () => actions.reopen([item]), {
            keys: 'O',
            title: trans.__('Takes the decision back; it stays on record')
          })
        : null}
      {button('comment', trans.__('Comment'), canDecide, () => toggle('comment'), {
        keys: 'C',
        'aria-expanded': mode === 'comment'
      })}
      {button('go', trans.__('Go to cell'), cell !== null, () => actions.goTo(item), {
        keys: 'G'
      })}
      {button('link', trans.__('Copy link'), true, () => actions.copyLink(item), { keys: 'L' })}
    </div>
  );
}

function Note({ item, trans }: IReviewDetailProps): React.JSX.Element | null {
  const { suggestion } = item;
  const note = stateNote(suggestion.state, trans);
  return (
    <>
      {item.missing !== null ? (
        <p className="anneal-Review-note" data-view="missing">
          {trans.__('The project asks for more agreement. Still to accept: %1.', item.missing)}
        </p>
      ) : note ? (
        <p className="anneal-Review-note">{note}</p>
      ) : null}
      {suggestion.successors.length ? (
        <p>
          {trans.__('In its place now:')}{' '}
          {suggestion.successors.map((d, i) => (
            <React.Fragment key={d.id}>
              {i ? '; ' : ''}
              <Rich text={d.message} />
            </React.Fragment>
          ))}
        </p>
      ) : null}
    </>
  );
}

/** Old against new, where the code changed since the decision; the old alone, where its cell is gone. */
function ThenAndNow({
  item,
  actions,
  extensions,
  trans
}: IReviewDetailProps): React.JSX.Element | null {
  const { state, standing } = item.suggestion;
  const codes = React.useMemo(
    () => (state === 'stale' ? actions.thenAndNow(item) : null),
    [item, state, actions]
  );
  const old = standing?.heads.find(d => d.code !== undefined)?.code;
  if (codes) {
    return (
      <section className="anneal-Preview-cell" data-view="then-and-now">
        <h4>{trans.__('The code then and now')}</h4>
        <Diff {...codes} extensions={extensions} asList={false} trans={trans} />
      </section>
    );
  }
  return (state === 'orphaned' || state === 'stale') && old !== undefined ? (
    <section className="anneal-Preview-cell">
      <h4>{trans.__('The code that was decided on')}</h4>
      <pre className="anneal-Review-code">{old}</pre>
    </section>
  ) : null;
}

function Change({
  item,
  actions,
  extensions,
  trans
}: IReviewDetailProps): React.JSX.Element | null {
  const { diagnostic } = item.suggestion;
  const preview = React.useMemo(() => actions.preview(item), [item, actions]);
  if (!diagnostic) {
    return null;
  }
  return (
    <>
      <Facts diagnostic={diagnostic} preview={preview} trans={trans} />
      {preview ? <Preview preview={preview} extensions={extensions} trans={trans} /> : null}
    </>
  );
}

function Decisions({ item, trans }: IReviewDetailProps): React.JSX.Element | null {
  const { standing } = item.suggestion;
  if (!standing) {
    return null;
  }
  return (
    <section className="anneal-Comments">
      <h4>{trans.__('Decisions')}</h4>
      <ul>
        {standing.history.map((decision, i) => (
          <li key={i} data-current={standing.heads.includes(decision)}>
            <span className="anneal-Comment-by">{moment(decision.at)}</span>{' '}
            {decisionSentence(decision, trans)}
            {standing.heads.includes(decision) ? null : ` (${trans.__('replaced')})`}
          </li>
        ))}
      </ul>
    </section>
  );
}
