/** The suggestions of a review as rows: a tick for decisions on several, and a button that shows one. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';
import { plain, Rich } from '../Rich';
import { findingIcon, shortPlace } from '../words';
import type { IReviewItem } from './state';
import { stateWord } from './words';

const pageSize = 100;

export interface IReviewListProps {
  readonly items: readonly IReviewItem[];
  readonly currentId: string | null;
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (ids: ReadonlySet<string>) => void;
  readonly onSelect: (id: string) => void;
  readonly trans: TranslationBundle;
}

export function ReviewList(props: IReviewListProps): React.JSX.Element {
  const { items, ticked, onTick, trans, currentId } = props;
  const [limit, setLimit] = React.useState(pageSize);
  const ids = items.map(item => item.suggestion.id);
  const all = ids.length > 0 && ids.every(id => ticked.has(id));
  // What is shown is always in the list, also far down.
  const shown = Math.max(limit, ids.indexOf(currentId ?? '') + 1);
  return (
    <section className="anneal-Review-list" aria-label={trans.__('Suggestions')}>
      <label className="anneal-Review-all">
        <input
          type="checkbox"
          data-action="tick-all"
          checked={all}
          disabled={!ids.length}
          onChange={() => onTick(new Set(all ? [] : ids))}
        />
        {trans._n('Tick the %1 shown', 'Tick all %1 shown', ids.length)}
      </label>
      <ul>
        {items.slice(0, shown).map(item => (
          <Row key={item.suggestion.id} {...props} item={item} />
        ))}
      </ul>
      {items.length > shown ? (
        <button className="anneal-Link" onClick={() => setLimit(shown + pageSize)}>
          {trans.__('Show %1 more', Math.min(pageSize, items.length - shown))}
        </button>
      ) : null}
    </section>
  );
}

function Row({
  item,
  currentId,
  ticked,
  onTick,
  onSelect,
  trans
}: IReviewListProps & { item: IReviewItem }): React.JSX.Element {
  const { suggestion, news, missing } = item;
  const { id, state, diagnostic, cell, comments } = suggestion;
  const isCurrent = id === currentId;
  const title = suggestion.message || item.habit || trans.__('A finding that is not recorded');
  const place = diagnostic
    ? shortPlace(diagnostic, diagnostic.cell.index + 1, trans)
    : cell === null
      ? trans.__('no cell')
      : trans.__('Cell %1', cell + 1);
  const facts = [
    stateWord(state, trans),
    ...(missing === null ? [] : [trans.__('needs %1', missing)]),
    place,
    ...(comments.length ? [trans._n('%1 comment', '%1 comments', comments.length)] : []),
    ...(news ? [trans.__('%1 new', news)] : [])
  ];
  const Icon = diagnostic && findingIcon(diagnostic);
  return (
    <li className="anneal-Review-item">
      <input
        type="checkbox"
        tabIndex={isCurrent ? 0 : -1}
        aria-label={trans.__('Tick: %1', plain(title))}
        checked={ticked.has(id)}
        onChange={() => {
          const next = new Set(ticked);
          if (!next.delete(id)) {
            next.add(id);
          }
          onTick(next);
        }}
      />
      <button
        className="anneal-Review-row"
        data-id={id}
        data-state={state}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isCurrent ? 'true' : undefined}
        aria-label={[plain(title), ...facts].join(', ')}
        onClick={() => onSelect(id)}
      >
        <span className="anneal-Review-rowTitle">
          {Icon ? <Icon.react tag="span" className="anneal-Icon" /> : null}
          <span>
            <Rich text={title} />
          </span>
        </span>
        <span className="anneal-Review-facts">
          <span className="anneal-Review-state" data-state={state}>
            {facts[0]}
          </span>
          {facts.slice(1).map(fact => (
            <span key={fact}>{fact}</span>
          ))}
        </span>
      </button>
    </li>
  );
}
