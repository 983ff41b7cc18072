import * as fc from 'fast-check';
import { addComment, decide, hideHabit, standingOf, type ReviewChange } from './review';
import { deltaBetween, deltaSize, joinDelta, reviewDeltaSchema, type IReviewDelta } from './delta';
import { emptyReview, printReview, type IReview } from './reviewFile';

const at = (n: number): string => new Date(Date.UTC(2026, 0, 1) + 1000 * n).toISOString();
const accept = (by: string, id = 'f', n = 0): ReviewChange =>
  decide({ id, migration: 'm' }, 'accepted', { by, at: at(n) });
const reject = (by: string, id = 'f', n = 0): ReviewChange =>
  decide({ id, migration: 'm' }, 'rejected', { by, at: at(n) }, 'no');

function deltaOf(review: IReview, ...changes: ReviewChange[]): IReviewDelta {
  return deltaBetween(
    review,
    changes.reduce((r, change) => change(r), review)
  );
}

describe('additions to a review', () => {
  it('hold what is new, and nothing when nothing is', () => {
    const before = accept('Ana')(emptyReview);
    const delta = deltaOf(
      before,
      addComment('f', 'why?', { by: 'Ben', at: at(1) }),
      hideHabit('h', true)
    );
    expect(Object.values(delta.comments)).toEqual([{ by: 'Ben', at: at(1), text: 'why?' }]);
    expect([delta.decisions, delta.hidden, delta.shown]).toEqual([{}, ['h'], []]);
    expect([deltaSize(delta), deltaSize(deltaOf(before))]).toEqual([2, 0]);
    const shown = deltaOf(hideHabit('h', true)(before), hideHabit('h', false));
    expect(joinDelta(joinDelta(before, delta), shown).hiddenHabits).toEqual([]);
  });

  it('survive being kept as text', () => {
    const delta = deltaOf(emptyReview, accept('Ana'), hideHabit('h', true));
    expect(reviewDeltaSchema.parse(JSON.parse(JSON.stringify(delta)))).toEqual(delta);
  });

  it('of two who did not know of each other show as a disagreement, in both orders', () => {
    const known = reject('Cem')(emptyReview);
    const [ana, ben] = [deltaOf(known, accept('Ana')), deltaOf(known, reject('Ben', 'f', 1))];
    for (const order of [
      [ana, ben],
      [ben, ana]
    ]) {
      const standing = standingOf(order.reduce(joinDelta, known), 'f');
      expect([standing?.state, standing?.heads.map(d => d.by)]).toEqual([
        'disputed',
        ['Ana', 'Ben']
      ]);
    }
    // Made on what the other side holds by then, the later one would have replaced a decision that its author never saw.
    expect(standingOf(reject('Ben', 'f', 1)(joinDelta(known, ana)), 'f')?.state).toBe('rejected');
  });

  it('join to the same file in any order, and any number of times', () => {
    const one = fc.record({
      by: fc.constantFrom('Ana', 'Ben', 'Cem'),
      id: fc.constantFrom('f', 'g'),
      n: fc.nat(5),
      isAccepted: fc.boolean()
    });
    const known = accept('Ana', 'g', 9)(emptyReview);
    fc.assert(
      fc.property(fc.array(one, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (list, random) => {
        const deltas = list.map(({ by, id, n, isAccepted }) =>
          deltaOf(known, isAccepted ? accept(by, id, n) : reject(by, id, n))
        );
        const shuffled = deltas
          .map(delta => ({ delta, rank: random.next().value as number }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ delta }) => delta);
        const expected = printReview(deltas.reduce(joinDelta, known));
        expect(printReview([...shuffled, ...deltas].reduce(joinDelta, known))).toBe(expected);
      })
    );
  });
});
