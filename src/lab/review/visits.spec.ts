import { addComment, decide } from '../../core/review/review';
import { emptyReview } from '../../core/review/reviewFile';
import { Visits } from './visits';

const stamp = { by: 'Ben', at: '2026-01-02T03:04:05.000Z' };
const before = decide({ id: 'f', migration: 'm' }, 'accepted', stamp)(emptyReview);
// Made earlier, merged later: what counts is when it came to this browser.
const after = addComment('f', 'hm', { ...stamp, at: '2025-01-01T00:00:00.000Z' })(before);
const keys = [...after.decisions.keys(), ...after.comments.keys()];

const visit = (): Visits => new Visits(window.localStorage, 'a.anneal.json');
const news = (visits: Visits, me: string | null): boolean[] =>
  keys.map(key => visits.isNew(key, 'Ben', me));

beforeEach(() => window.localStorage.clear());

describe('Visits', () => {
  it('know nothing new at the first visit', () => {
    expect([visit().last, news(visit(), 'Ana')]).toEqual([null, [false, false]]);
  });

  it('show what came since the last one, and not what is one’s own', () => {
    visit().leave(before, '2026-02-01T00:00:00.000Z');
    const second = visit();
    expect([second.last, news(second, 'Ana')]).toEqual(['2026-02-01T00:00:00.000Z', [false, true]]);
    expect(news(second, 'Ben')).toEqual([false, false]);
    second.leave(after, '2026-02-02T00:00:00.000Z');
    expect(news(second, 'Ana')).toEqual([false, true]);
    expect(news(visit(), 'Ana')).toEqual([false, false]);
  });

  it('begin anew where the record is damaged', () => {
    visit().leave(before, '2026-02-01T00:00:00.000Z');
    for (const key of Object.keys(window.localStorage)) {
      window.localStorage.setItem(key, '{');
    }
    expect(visit().last).toBeNull();
  });
});
