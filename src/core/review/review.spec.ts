import * as fc from 'fast-check';
import { addComment, commentsOf, decide, decisionOf, hideHabit, restoreDecision } from './review';
import { emptyReview, parseReview, printReview, reviewPath, type IReview } from './reviewFile';

const stamp = { by: 'Ana', at: '2026-01-02T03:04:05.000Z' };
const finding = { id: 'abc', migration: 'dict-config' };

const id = fc.string({ minLength: 1, maxLength: 12 }).filter(key => key !== '__proto__');
const line = fc.string({ maxLength: 20, unit: 'binary' });
const review: fc.Arbitrary<IReview> = fc.record({
  schemaVersion: fc.constant(1 as const),
  decisions: fc.dictionary(
    id,
    fc.record({
      state: fc.constantFrom('accepted' as const, 'rejected' as const, 'applied' as const),
      migration: line,
      by: line,
      at: line,
      reason: line
    })
  ),
  comments: fc.dictionary(
    id,
    fc.array(fc.record({ by: line, at: line, text: line }), { maxLength: 3 })
  )
});

describe('the review file', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(review, value => {
        const read = parseReview(printReview(value));
        expect(read.ok && read.review).toEqual({
          ...value,
          decisions: { ...value.decisions },
          comments: { ...value.comments }
        });
      })
    );
  });

  it('does not depend on the order in which decisions were made', () => {
    const a = decide({ id: 'a', migration: 'm' }, 'accepted', stamp);
    const b = decide({ id: 'b', migration: 'm' }, 'rejected', stamp, 'later');
    expect(printReview(a(b(emptyReview)))).toBe(printReview(b(a(emptyReview))));
  });

  it('has one field a line, sorted, and ends with a line end', () => {
    const text = printReview(decide(finding, 'rejected', stamp, ' not here ')(emptyReview));
    expect(text).toBe(`{
  "comments": {},
  "decisions": {
    "abc": {
      "at": "2026-01-02T03:04:05.000Z",
      "by": "Ana",
      "migration": "dict-config",
      "reason": "not here",
      "state": "rejected"
    }
  },
  "schemaVersion": 1
}
`);
  });

  it('keeps fields that it does not know', () => {
    const text = printReview({ ...emptyReview, future: { x: 1 } } as IReview);
    const read = parseReview(text);
    expect(read.ok && printReview(read.review)).toBe(text);
  });

  it.each([
    ['{', 'it is not valid JSON'],
    ['{"a": 1,\n<<<<<<< HEAD\n', 'it is not valid JSON (line 2, a merge marker)'],
    ['{"schemaVersion": 2}', 'it was written by a newer Anneal (version 2 of the file)'],
    ['{"schemaVersion": 1}', 'its field decisions is not as expected'],
    [
      '{"schemaVersion": 1, "decisions": {"a": {"state": "maybe"}}}',
      'its field decisions.a.state is not as expected'
    ]
  ])('is refused when damaged or newer: %s', (text, reason) => {
    expect(parseReview(text)).toEqual({ ok: false, reason });
  });

  it('of an empty text is empty', () => {
    expect(parseReview(' \n')).toEqual({ ok: true, review: emptyReview });
  });

  it('lies beside the notebook', () => {
    expect(reviewPath('a/b.c.ipynb')).toBe('a/b.c.anneal.json');
  });
});

describe('a review', () => {
  it('keeps the last decision, takes it back, and knows no decision by the name of a method', () => {
    const accepted = decide(finding, 'accepted', stamp)(emptyReview);
    const rejected = decide(finding, 'rejected', stamp, 'no')(accepted);
    expect(decisionOf(rejected, 'abc')).toMatchObject({ state: 'rejected', reason: 'no' });
    const before = decisionOf(accepted, 'abc');
    expect(restoreDecision('abc', before)(rejected)).toEqual(accepted);
    expect(restoreDecision('abc', null)(rejected)).toEqual(emptyReview);
    expect(decisionOf(emptyReview, 'toString')).toBeNull();
    expect(commentsOf(emptyReview, 'constructor')).toEqual([]);
  });

  it('drops the reason of an older decision', () => {
    const rejected = decide(finding, 'rejected', stamp, 'no')(emptyReview);
    const accepted = decide(finding, 'accepted', stamp)(rejected);
    expect(printReview(accepted)).not.toContain('reason');
  });

  it('hides a habit once, sorted, and shows it again', () => {
    const both = hideHabit('a', true)(hideHabit('b', true)(hideHabit('a', true)(emptyReview)));
    expect(both.hiddenHabits).toEqual(['a', 'b']);
    expect(parseReview(printReview(both))).toEqual({ ok: true, review: both });
    const none = hideHabit('a', false)(hideHabit('b', false)(both));
    expect(printReview(none)).toBe(printReview(emptyReview));
  });

  it('collects comments in order', () => {
    const first = addComment('abc', 'one ', stamp)(emptyReview);
    const second = addComment('abc', 'two', { ...stamp, by: 'Ben' })(first);
    expect(commentsOf(second, 'abc').map(c => [c.by, c.text])).toEqual([
      ['Ana', 'one'],
      ['Ben', 'two']
    ]);
  });
});
