/** Which suggestions of a review are listed. Pure. */
import type { SuggestionState } from '../../core/review/suggestions';
import type { IReviewItem } from './state';

/** What a person wants to see. */
export interface IFilter {
  /** `news`: with decisions or comments of others since the last visit. */
  readonly state: SuggestionState | 'all' | 'news';
  /** Empty: everybody. */
  readonly person: string;
  /** Name of a migration; empty: all habits. */
  readonly migration: string;
  readonly text: string;
}

/** Everything is listed. */
export const noFilter: IFilter = { state: 'all', person: '', migration: '', text: '' };

/** The states in the order in which they are offered: what needs somebody first. */
export const states: readonly SuggestionState[] = [
  'open',
  'disputed',
  'stale',
  'accepted',
  'applied',
  'rejected',
  'deferred',
  'orphaned'
];

/**
 * The items that pass a filter.
 *
 * @param keptId - stays in the list whatever the filter says, so that what is being read does not vanish when it is decided
 */
export function filterItems(
  items: readonly IReviewItem[],
  { state, person, migration, text }: IFilter,
  keptId: string | null
): readonly IReviewItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ suggestion: s, people, habit, news }) => {
    const said = [
      s.message,
      s.migration,
      habit,
      ...people,
      ...s.comments.map(c => c.text),
      ...(s.standing?.heads ?? []).map(d => d.reason ?? '')
    ];
    return (
      s.id === keptId ||
      ((state === 'all' || (state === 'news' ? news > 0 : s.state === state)) &&
        (person === '' || people.includes(person)) &&
        (migration === '' || s.migration === migration) &&
        words.every(word => said.some(part => part.toLowerCase().includes(word))))
    );
  });
}

/** The next or previous suggestion that needs a decision, around the end; null when none does. */
export function nextUndecided(
  items: readonly IReviewItem[],
  currentId: string | null,
  step: 1 | -1
): string | null {
  const at = items.findIndex(item => item.suggestion.id === currentId);
  for (let i = 1; i <= items.length; i++) {
    const { suggestion } = items[(at + step * i + 2 * items.length) % items.length];
    if (['open', 'disputed', 'stale'].includes(suggestion.state)) {
      return suggestion.id;
    }
  }
  return null;
}
