import type { IDiagnostic, ISuppressedDiagnostic } from '../analysis/diagnostic';
import type { INotebook } from '../notebook/notebook';
import { addComment, decide, restoreDecision, type ReviewChange } from './review';
import { emptyReview, type IReview } from './reviewFile';
import { codeThenAndNow, progressOf, suggestionsOf } from './suggestions';

const stamp = { by: 'Ana', at: '2026-01-02T03:04:05.000Z' };
const day = '2026-06-01';

function diagnostic(id: string, index: number, hasFix = true): IDiagnostic {
  return {
    id,
    migration: 'm',
    cell: { index, id: `cell-${index}` },
    place: 'source',
    offsets: { start: 0, end: 1 },
    range: { start: { line: 1, column: 1 }, end: { line: 1, column: 2 } },
    message: `message of ${id}`,
    why: 'why',
    tier: 'normal',
    applicability: hasFix ? 'safe' : 'manual',
    fix: hasFix ? { title: 't', applicability: 'safe', edit: { cells: [] }, risks: [] } : null,
    declined: null
  };
}

const notebook: INotebook = {
  metadata: {},
  cells: [0, 1, 2].map(index => ({
    id: `cell-${index}`,
    index,
    kind: 'code',
    source: 'x',
    executionCount: null,
    outputs: [],
    metadata: {}
  }))
};

function after(...changes: ReviewChange[]): IReview {
  return changes.reduce((r, change) => change(r), emptyReview);
}

function states(
  review: IReview,
  diagnostics: readonly IDiagnostic[],
  suppressed: readonly ISuppressedDiagnostic[] = []
): [string, string][] {
  return suggestionsOf(review, notebook, { diagnostics, suppressed }, ['x'], day).map(s => [
    s.id,
    s.state
  ]);
}

describe('the suggestions of a review', () => {
  const a = diagnostic('a', 0);
  const gone = diagnostic('gone', 1);
  const lost = diagnostic('lost', 7);

  it('stand in the order of the notebook, each with its state', () => {
    const review = after(
      decide(a, 'accepted', stamp),
      decide(gone, 'rejected', stamp, 'no'),
      decide(lost, 'accepted', stamp),
      decide(diagnostic('done', 1), 'applied', stamp),
      addComment('said', 'what of this?', stamp)
    );
    const next = diagnostic('next', 1);
    const list = suggestionsOf(
      review,
      notebook,
      { diagnostics: [a, next], suppressed: [] },
      ['x'],
      day
    );
    expect(list.map(s => [s.id, s.state, s.cell])).toEqual([
      ['a', 'accepted', 0],
      ['next', 'open', 1],
      ['done', 'applied', 1],
      ['gone', 'stale', 1],
      ['lost', 'orphaned', null],
      ['said', 'orphaned', null]
    ]);
    expect(list[3]).toMatchObject({ message: 'message of gone', successors: [{ id: 'next' }] });
    expect(progressOf(list)).toEqual({ decided: 2, total: 3 });
  });

  it('leave out findings without a fix that nobody spoke of, allowed ones, and what was taken back', () => {
    const manual = diagnostic('manual', 0, false);
    expect(states(emptyReview, [manual])).toEqual([]);
    expect(states(after(addComment('manual', 'hm', stamp)), [manual])).toEqual([
      ['manual', 'open']
    ]);
    const allowed = { ...a, suppression: { kind: 'tag' as const, reason: null } };
    expect(states(after(decide(a, 'accepted', stamp)), [], [allowed])).toEqual([]);
    const back = after(decide(gone, 'accepted', stamp), restoreDecision('gone', null, stamp));
    expect(states(back, [])).toEqual([]);
    expect(states(back, [gone])).toEqual([['gone', 'open']]);
  });

  it('are stale when the code that was decided on stands nowhere any more', () => {
    const on = (code: string): IReview => after(decide(a, 'accepted', stamp, undefined, { code }));
    expect(states(on('x'), [a])).toEqual([['a', 'accepted']]);
    expect(states(on('y'), [a])).toEqual([['a', 'stale']]);
  });

  it('are open again when the day has come, and when an applied one is found again', () => {
    const until = (date: string): IReview =>
      after(decide(a, 'deferred', stamp, undefined, { until: date }));
    expect(states(until('2026-06-02'), [a])).toEqual([['a', 'deferred']]);
    expect(states(until(day), [a])).toEqual([['a', 'open']]);
    expect(states(after(decide(a, 'applied', stamp)), [a])).toEqual([['a', 'open']]);
  });

  it('name the code then and now: of the finding, of its successor, or of its cell', () => {
    const codes = (id: string, found: readonly IDiagnostic[]): unknown => {
      const review = after(
        decide(diagnostic(id, 1), 'accepted', stamp, undefined, { code: 'old' })
      );
      const analysis = { diagnostics: found, suppressed: [] };
      const [suggestion] = suggestionsOf(review, notebook, analysis, ['x'], day).filter(
        s => s.id === id
      );
      return codeThenAndNow(suggestion, { ...notebook, cells }, ['key']);
    };
    const cells = notebook.cells.map(c => ({ ...c, source: 'use(key)\nmore' }));
    expect(codes('a', [diagnostic('a', 1)])).toEqual({ before: 'old', after: 'use(••••)' });
    expect(codes('gone', [diagnostic('next', 1)])).toEqual({ before: 'old', after: 'use(••••)' });
    expect(codes('gone', [])).toEqual({ before: 'old', after: 'use(••••)\nmore' });
    expect(codeThenAndNow(suggestionOf('lost'), notebook, [])).toBeNull();
  });
});

function suggestionOf(id: string): ReturnType<typeof suggestionsOf>[number] {
  const review = after(decide(diagnostic(id, 7), 'accepted', stamp, undefined, { code: 'old' }));
  return suggestionsOf(review, notebook, { diagnostics: [], suppressed: [] }, ['x'], day)[0];
}
