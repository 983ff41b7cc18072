/** Which cells count as staying when others come, go or are moved. */
import fc from 'fast-check';
import { keptPlaces, orders } from './keptPlaces';

describe('cells that stay where they are', () => {
  it.each([
    ['abcd', 'abcd', [0, 1, 2, 3]],
    ['abcd', 'abxcd', [0, 1, undefined, 2, 3]],
    ['abcd', 'acd', [0, 2, 3]],
    ['abcd', 'bcda', [1, 2, 3, undefined]],
    ['abcd', 'dabc', [undefined, 0, 1, 2]],
    ['', 'ab', [undefined, undefined]],
    ['ab', '', []]
  ])('are as many as possible: %s → %s', (before, after, kept) => {
    expect(keptPlaces([...before], [...after])).toEqual(kept);
  });

  it('keep their number and their order, whatever comes, goes or moves', () => {
    const cells = fc.uniqueArray(fc.nat({ max: 12 }).map(String), { maxLength: 12 });
    fc.assert(
      fc.property(cells, cells, (before, after) => {
        const kept = keptPlaces(before, after);
        const stay = kept.filter(i => i !== undefined);
        expect(stay).toEqual([...stay].sort((a, b) => a - b));
        kept.forEach((place, i) => {
          if (place !== undefined) {
            expect(before[place]).toBe(after[i]);
          }
        });
        const numbers = orders(kept) ?? [];
        expect(numbers).toHaveLength(after.length);
        expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
        expect(new Set(numbers).size).toBe(after.length);
        kept.forEach((place, i) => {
          if (place !== undefined) {
            expect(numbers[i]).toBe(place);
          }
        });
      }),
      { numRuns: 200 }
    );
  });

  it('have no number between them at some time', () => {
    const next = (below: number): readonly number[] | null => orders([0, undefined, below]);
    let below = 1;
    let count = 0;
    for (let found = next(below); found; found = next(below), count++) {
      below = found[1];
    }
    expect(count).toBeGreaterThan(40);
    expect(orders([0, undefined, below])).toBeNull();
  });
});
