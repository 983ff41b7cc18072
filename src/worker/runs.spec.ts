import fc from 'fast-check';
import { fromRuns, toRuns } from './runs';

describe('runs', () => {
  it('give the list again, whatever was added, moved or removed', () => {
    const list = fc.uniqueArray(fc.nat({ max: 20 }));
    fc.assert(
      fc.property(list, list, (before, now) => {
        const runs = toRuns(now, item => {
          const place = before.indexOf(item);
          return place < 0 ? undefined : place;
        });
        expect(fromRuns(runs, before)).toEqual(now);
        const sent = runs.flatMap(run => ('items' in run ? run.items : []));
        expect(sent).toEqual(now.filter(item => !before.includes(item)));
      })
    );
  });

  it('name what stays by its place', () => {
    const before = ['a', 'b', 'c', 'd'];
    const now = ['a', 'b', 'x', 'd', 'c'];
    const place = (item: string): number | undefined =>
      before.includes(item) ? before.indexOf(item) : undefined;
    expect(toRuns(now, place)).toEqual([
      { from: 0, count: 2 },
      { items: ['x'] },
      { from: 3, count: 1 },
      { from: 2, count: 1 }
    ]);
    expect(() => fromRuns([{ from: 3, count: 2 }], before)).toThrow('never sent');
  });
});
