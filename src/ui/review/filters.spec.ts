import type { ISuggestion, SuggestionState } from '../../core/review/suggestions';
import { filterItems, nextUndecided, noFilter } from './filters';
import type { IReviewItem } from './state';

function item(id: string, state: SuggestionState, more: Partial<IReviewItem> = {}): IReviewItem {
  const suggestion: ISuggestion = {
    id,
    state,
    migration: `m-${id}`,
    message: `Message of ${id}`,
    cell: 0,
    diagnostic: null,
    standing: null,
    comments: [{ by: 'Ben', at: '2026-01-02T03:04:05.000Z', text: `Said of-${id}` }],
    successors: []
  };
  return {
    suggestion,
    finding: null,
    habit: 'Habit',
    people: [],
    news: 0,
    canAccept: true,
    missing: null,
    ...more
  };
}

const items = [
  item('a', 'accepted', { people: ['Ana'] }),
  item('b', 'open', { news: 2 }),
  item('c', 'disputed', { people: ['Ana', 'Ben'] }),
  item('d', 'stale'),
  item('e', 'rejected')
];
const ids = (list: readonly IReviewItem[]): string => list.map(i => i.suggestion.id).join('');

describe('filters of a review', () => {
  it('list by state, person, habit, words and what is new', () => {
    const shown = (part: Partial<typeof noFilter>): string =>
      ids(filterItems(items, { ...noFilter, ...part }, null));
    expect(shown({})).toBe('abcde');
    expect(shown({ state: 'disputed' })).toBe('c');
    expect(shown({ state: 'news' })).toBe('b');
    expect(shown({ person: 'Ana' })).toBe('ac');
    expect(shown({ migration: 'm-d' })).toBe('d');
    expect(shown({ text: 'SAID of-e' })).toBe('e');
    expect(shown({ text: 'said nothing' })).toBe('');
    expect(shown({ person: 'Ana', state: 'accepted' })).toBe('a');
  });

  it('keep what is being read', () => {
    expect(ids(filterItems(items, { ...noFilter, state: 'open' }, 'e'))).toBe('be');
  });

  it('walk to what needs a decision, around the ends', () => {
    expect(nextUndecided(items, 'a', 1)).toBe('b');
    expect(nextUndecided(items, 'd', 1)).toBe('b');
    expect(nextUndecided(items, 'b', -1)).toBe('d');
    expect(nextUndecided(items, null, 1)).toBe('b');
    expect(nextUndecided([items[0], items[4]], 'a', 1)).toBeNull();
  });
});
