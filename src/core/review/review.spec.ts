import * as fc from 'fast-check';
import {
  acceptedIn,
  addComment,
  commentsOf,
  decide,
  decisionOf,
  hideHabit,
  restoreDecision,
  standingOf,
  type ReviewChange
} from './review';
import {
  emptyReview,
  entryKey,
  parseReview,
  printReview,
  reviewPath,
  withoutMarkers,
  type IDecision,
  type IReview
} from './reviewFile';

const stamp = { by: 'Ana', at: '2026-01-02T03:04:05.000Z' };
const ben = { by: 'Ben', at: '2026-01-01T00:00:00.000Z' };
const finding = { id: 'abc', migration: 'dict-config' };

function read(text: string): IReview {
  const result = parseReview(text);
  if (!result.ok) {
    throw new Error(result.reason);
  }
  return result.review;
}

/** What two people have who started from the same review: all lines of both, as git joins them. */
function union(a: IReview, b: IReview): IReview {
  const lines = (review: IReview): string[] => printReview(review).trim().split('\n').slice(1, -2);
  return read(`{\n${[...lines(a), ...lines(b)].join('\n')}\n"schemaVersion": 2\n}`);
}

const line = fc.string({ maxLength: 20, unit: 'binary' });
const change: fc.Arbitrary<ReviewChange> = fc.oneof(
  fc
    .tuple(
      fc.string({ minLength: 1, maxLength: 3 }),
      fc.constantFrom('accepted' as const, 'rejected' as const, 'deferred' as const),
      line,
      line,
      line
    )
    .map(([id, state, by, at, reason]) =>
      decide({ id, migration: 'm' }, state, { by, at }, reason)
    ),
  fc
    .tuple(fc.string({ minLength: 1, maxLength: 3 }), line, line)
    .map(([id, by, text]) => addComment(id, text, { by, at: stamp.at })),
  fc.constantFrom('a', 'b').map(name => hideHabit(name, true))
);
const review = fc
  .array(change, { maxLength: 12 })
  .map(changes => changes.reduce((r, c) => c(r), emptyReview));

describe('the review file', () => {
  it('is read back as it was written', () => {
    fc.assert(
      fc.property(review, value => {
        const text = printReview(value);
        expect(printReview(read(text))).toBe(text);
        expect(read(text).decisions.size).toBe(value.decisions.size);
        expect(read(text).comments.size).toBe(value.comments.size);
      })
    );
  });

  it('is a review file again, with all of both, when the lines of two are joined', () => {
    fc.assert(
      fc.property(review, review, (a, b) => {
        const both = union(a, b);
        for (const key of [...a.decisions.keys(), ...b.decisions.keys()]) {
          expect(both.decisions.has(key)).toBe(true);
        }
        for (const key of [...a.comments.keys(), ...b.comments.keys()]) {
          expect(both.comments.has(key)).toBe(true);
        }
        expect(printReview(both)).toBe(printReview(union(b, a)));
      })
    );
  });

  it('does not depend on the order in which decisions were made', () => {
    const a = decide({ id: 'a', migration: 'm' }, 'accepted', stamp);
    const b = decide({ id: 'b', migration: 'm' }, 'rejected', stamp, 'later');
    expect(printReview(a(b(emptyReview)))).toBe(printReview(b(a(emptyReview))));
  });

  it('has one entry a line, sorted, and ends with the version and a line end', () => {
    const text = printReview(decide(finding, 'rejected', stamp, ' not here ')(emptyReview));
    expect(text.replace(/[0-9a-f]{16}/, 'HASH')).toBe(`{
  "decision abc HASH": {"after":[],"at":"2026-01-02T03:04:05.000Z","by":"Ana","migration":"dict-config","reason":"not here","state":"rejected"},
  "schemaVersion": 2
}
`);
  });

  it('keeps entries and fields that it does not know', () => {
    const decided = printReview(decide(finding, 'accepted', stamp)(emptyReview));
    const text = decided
      .replace('"by"', '"because":{"x":1},"by"')
      .replace('  "schemaVersion"', '  "future": {"x":1},\n  "schemaVersion"');
    expect(printReview(read(text))).toBe(text);
  });

  it('of version 1 is read, with the same keys for everybody', () => {
    const decision = { state: 'rejected', migration: 'm', ...stamp, reason: 'no' };
    const old = {
      schemaVersion: 1,
      decisions: { abc: decision },
      comments: { abc: [{ ...ben, text: 'one' }] },
      hiddenHabits: ['b']
    };
    const value = read(JSON.stringify(old));
    expect(decisionOf(value, 'abc')).toMatchObject(decision);
    expect(commentsOf(value, 'abc')).toEqual([{ ...ben, text: 'one' }]);
    expect(value.hiddenHabits).toEqual(['b']);
    expect(printReview(read(printReview(value)))).toBe(printReview(value));
    expect(printReview(union(value, read(JSON.stringify(old))))).toBe(printReview(value));
  });

  it.each([
    ['{', 'it is not valid JSON'],
    ['[]', 'its field schemaVersion is not as expected'],
    ['{"a": 1,\n<<<<<<< HEAD\n', 'it is not valid JSON (line 2, a merge marker)'],
    ['{"schemaVersion": 3}', 'it was written by a newer Anneal (version 3 of the file)'],
    ['{"schemaVersion": 1}', 'its field decisions is not as expected'],
    [
      '{"schemaVersion": 1, "decisions": {"a": {"state": "maybe"}}}',
      'its field decisions.a.state is not as expected'
    ],
    [
      '{"decision a b": {"state": "maybe"}, "schemaVersion": 2}',
      'its field decision a b.state is not as expected'
    ],
    ['{"comment a b": 1, "schemaVersion": 2}', 'its field comment a b is not as expected']
  ])('is refused when damaged or newer: %s', (text, reason) => {
    expect(parseReview(text)).toEqual({ ok: false, reason });
  });

  it('is whole again without the marks of a conflict', () => {
    const entries = ['accepted' as const, 'rejected' as const].map(state =>
      printReview(decide(finding, state, stamp)(emptyReview)).split('\n')
    );
    const [[, ours], [, theirs]] = entries;
    const text = `{\n<<<<<<< HEAD\n${ours}\n||||||| base\n=======\n${theirs}\n>>>>>>> b\n  "schemaVersion": 2\n}\n`;
    expect(parseReview(text).ok).toBe(false);
    expect(read(withoutMarkers(text)).decisions.size).toBe(2);
  });

  it('of an empty text is empty', () => {
    expect(parseReview(' \n')).toEqual({ ok: true, review: emptyReview });
  });

  it('lies beside the notebook', () => {
    expect(reviewPath('a/b.c.ipynb')).toBe('a/b.c.anneal.json');
  });
});

describe('a review', () => {
  const accepted = decide(finding, 'accepted', stamp)(emptyReview);

  it('keeps every decision, and the last one stands', () => {
    const rejected = decide(finding, 'rejected', ben, 'no')(accepted);
    expect(decisionOf(rejected, 'abc')).toMatchObject({ state: 'rejected', reason: 'no' });
    const standing = standingOf(rejected, 'abc');
    // Ben's clock is behind: who knew of the other is what counts.
    expect(standing?.history.map(d => [d.by, d.state])).toEqual([
      ['Ana', 'accepted'],
      ['Ben', 'rejected']
    ]);
    const again = decide(finding, 'accepted', stamp)(rejected);
    expect(decisionOf(again, 'abc')).toMatchObject({ state: 'accepted' });
    expect(standingOf(again, 'abc')?.history).toHaveLength(3);
    expect(decisionOf(again, 'abc')?.reason).toBeUndefined();
    expect(decisionOf(emptyReview, 'toString')).toBeNull();
    expect(commentsOf(emptyReview, 'constructor')).toEqual([]);
  });

  it('restores what stood before, and keeps on record what was in between', () => {
    const before = decisionOf(accepted, 'abc');
    const applied = decide(finding, 'applied', ben)(accepted);
    const undone = restoreDecision('abc', before, ben)(applied);
    expect(decisionOf(undone, 'abc')).toMatchObject({ state: 'accepted', by: 'Ana' });
    expect(standingOf(undone, 'abc')?.history.map(d => d.state)).toEqual([
      'accepted',
      'applied',
      'accepted'
    ]);
    const open = restoreDecision('abc', null, ben)(undone);
    expect(decisionOf(open, 'abc')).toBeNull();
    expect(standingOf(open, 'abc')).toMatchObject({ state: 'open', heads: [{ by: 'Ben' }] });
    expect(standingOf(open, 'abc')?.history).toHaveLength(4);
    expect(restoreDecision('abc', null, ben)(emptyReview)).toBe(emptyReview);
  });

  it('shows two decisions made apart as disputed until one who knows both decides', () => {
    const rejected = decide(finding, 'rejected', ben, 'no')(emptyReview);
    const both = union(accepted, rejected);
    expect(standingOf(both, 'abc')).toMatchObject({
      state: 'disputed',
      heads: [
        { by: 'Ben', state: 'rejected' },
        { by: 'Ana', state: 'accepted' }
      ]
    });
    expect(decisionOf(both, 'abc')).toBeNull();
    expect(acceptedIn(both).size).toBe(0);
    const settled = decide(finding, 'accepted', ben)(both);
    expect(standingOf(settled, 'abc')).toMatchObject({ state: 'accepted', heads: [{ by: 'Ben' }] });
    expect(standingOf(settled, 'abc')?.history).toHaveLength(3);
    expect([...acceptedIn(settled)]).toEqual(['abc']);
  });

  it('is undisputed where two agree, and where one applied what the other accepted', () => {
    const alike = decide(finding, 'accepted', ben)(emptyReview);
    expect(standingOf(union(accepted, alike), 'abc')?.state).toBe('accepted');
    const applied = decide(finding, 'applied', ben)(emptyReview);
    expect(standingOf(union(accepted, applied), 'abc')?.state).toBe('applied');
    const rejected = decide(finding, 'rejected', ben)(emptyReview);
    expect(standingOf(union(rejected, applied), 'abc')?.state).toBe('disputed');
  });

  it('loses no decision where a damaged file lets them replace each other in a circle', () => {
    const one: IDecision = { state: 'accepted', migration: 'm', ...stamp, after: ['two'] };
    const two: IDecision = { state: 'rejected', migration: 'm', ...ben, after: ['one'] };
    const circle: IReview = {
      ...emptyReview,
      decisions: new Map([
        ['abc one', one],
        ['abc two', two]
      ])
    };
    expect(standingOf(circle, 'abc')).toMatchObject({ state: 'disputed' });
    expect(standingOf(circle, 'abc')?.heads).toHaveLength(2);
  });

  it('hides a habit once, sorted, and shows it again', () => {
    const both = hideHabit('a', true)(hideHabit('b', true)(hideHabit('a', true)(emptyReview)));
    expect(both.hiddenHabits).toEqual(['a', 'b']);
    expect(read(printReview(both))).toEqual(both);
    const none = hideHabit('a', false)(hideHabit('b', false)(both));
    expect(printReview(none)).toBe(printReview(emptyReview));
  });

  it('collects comments in the order of time', () => {
    const second = addComment('abc', 'two', stamp)(emptyReview);
    const both = addComment('abc', 'one ', ben)(second);
    expect(commentsOf(both, 'abc').map(c => [c.by, c.text])).toEqual([
      ['Ben', 'one'],
      ['Ana', 'two']
    ]);
    expect([...both.comments.keys()]).toContain(entryKey('abc', { ...ben, text: 'one' }));
  });
});
