/** Chooses what a review lists: by state, person, habit and words. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { HTMLSelect } from '@jupyterlab/ui-components';
import React from 'react';
import { plain } from '../Rich';
import { noFilter, states, type IFilter } from './filters';
import type { IReviewItem } from './state';
import { stateWord } from './words';

export function ReviewFilters({
  items,
  filter,
  onChange,
  trans
}: {
  items: readonly IReviewItem[];
  filter: IFilter;
  onChange: (filter: IFilter) => void;
  trans: TranslationBundle;
}): React.JSX.Element {
  const chips: readonly [IFilter['state'], string, number][] = [
    ['all', trans.__('all'), items.length],
    ['news', trans.__('new to you'), items.filter(i => i.news > 0).length],
    ...states.map((state): [IFilter['state'], string, number] => [
      state,
      stateWord(state, trans),
      items.filter(i => i.suggestion.state === state).length
    ])
  ];
  const people = [...new Set(items.flatMap(i => i.people))].sort((a, b) => a.localeCompare(b));
  const habits = [
    ...new Map(items.map(i => [i.suggestion.migration, plain(i.habit)])).entries()
  ].filter(([migration]) => migration !== '');
  return (
    <div className="anneal-Review-filters" role="search">
      <div className="anneal-Review-chips" role="group" aria-label={trans.__('Filter by state')}>
        {chips
          .filter(([state, , count]) => state === 'all' || count > 0 || filter.state === state)
          .map(([state, word, count]) => (
            <button
              key={state}
              className="anneal-Button jp-mod-styled"
              data-filter={state}
              aria-pressed={filter.state === state}
              onClick={() => onChange({ ...filter, state })}
            >
              {word} <span className="anneal-Count">{count}</span>
            </button>
          ))}
      </div>
      <HTMLSelect
        aria-label={trans.__('Filter by person')}
        value={filter.person}
        onChange={e => onChange({ ...filter, person: e.target.value })}
        options={[
          { label: trans.__('Everybody'), value: '' },
          ...people.map(name => ({ label: name, value: name }))
        ]}
      />
      <HTMLSelect
        aria-label={trans.__('Filter by habit')}
        value={filter.migration}
        onChange={e => onChange({ ...filter, migration: e.target.value })}
        options={[
          { label: trans.__('All habits'), value: '' },
          ...habits.map(([value, label]) => ({ label, value }))
        ]}
      />
      <input
        type="search"
        className="jp-mod-styled"
        placeholder={trans.__('Filter…')}
        aria-label={trans.__('Filter by words')}
        value={filter.text}
        onChange={e => onChange({ ...filter, text: e.target.value })}
      />
      {filter === noFilter ? null : (
        <button className="anneal-Link" onClick={() => onChange(noFilter)}>
          {trans.__('Clear filter')}
        </button>
      )}
    </div>
  );
}
