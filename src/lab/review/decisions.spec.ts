/** What is recorded of a decision: what the person saw, and never a secret. */
import type { IDiagnostic } from '../../core/analysis/diagnostic';
import type { INotebook } from '../../core/notebook/notebook';
import { defaultReviewRules } from '../../core/review/approval';
import { hideHabit, type ReviewChange } from '../../core/review/review';
import { emptyReview, type IReview } from '../../core/review/reviewFile';
import type { Author } from './author';
import { Decisions, type IChecked } from './decisions';
import type { ReviewStore } from './reviewStore';

const source = 'x = 1\nclient("key-123")\ny = 2';
const found: IDiagnostic = {
  id: 'f',
  migration: 'm',
  cell: { index: 0, id: 'cell-1' },
  place: 'source',
  offsets: { start: 6, end: 12 },
  range: { start: { line: 2, column: 1 }, end: { line: 2, column: 7 } },
  message: 'message',
  why: 'why',
  tier: 'normal',
  applicability: 'safe',
  fix: { title: 't', applicability: 'safe', edit: { cells: [] }, risks: [] },
  declined: null
};

function notebookOf(text: string): INotebook {
  const cell = { id: 'cell-1', index: 0, kind: 'code' as const, source: text };
  return { metadata: {}, cells: [{ ...cell, executionCount: null, outputs: [], metadata: {} }] };
}

function setUp(names: readonly (string | null)[] = []): {
  decisions: Decisions;
  store: { review: IReview; problem: string | null };
  show: (text: string, diagnostics?: readonly IDiagnostic[]) => void;
} {
  let checked: IChecked | null = null;
  const store = {
    review: emptyReview,
    problem: null as string | null,
    change: async (change: ReviewChange) => {
      store.review = change(store.review);
      return true;
    }
  };
  const given = [...names];
  const author = {
    known: () => (names.length ? null : 'Ana'),
    name: async () => given.shift() ?? null,
    fallback: () => 'Anonymous Io'
  };
  const decisions = new Decisions({
    store: store as unknown as ReviewStore,
    author: author as unknown as Author,
    checked: () => checked,
    path: () => 'a.ipynb',
    rules: () => rules,
    isShared: () => false
  });
  const show = (text: string, diagnostics: readonly IDiagnostic[] = [found]): void => {
    const analysis = { diagnostics, suppressed: [] } as unknown as IChecked['analysis'];
    checked = { analysis, notebook: notebookOf(text), secrets: ['key-123'] };
  };
  show(source);
  return { decisions, store, show };
}

let rules = defaultReviewRules;
afterEach(() => {
  rules = defaultReviewRules;
});

const recorded = (review: IReview): unknown[] => [
  ...review.decisions.values(),
  ...review.comments.values()
];

describe('Decisions', () => {
  it('keep the code that was seen, and hide secrets in all that is said', async () => {
    const { decisions, store } = setUp();
    expect(await decisions.decide(['f'], 'rejected', { reason: 'uses key-123' })).toBe('recorded');
    expect(await decisions.comment('f', 'key-123?')).toBe('recorded');
    expect(recorded(store.review)).toMatchObject([
      { by: 'Ana', state: 'rejected', reason: 'uses ••••', code: 'client("••••")', cell: 'cell-1' },
      { by: 'Ana', text: '••••?' }
    ]);
  });

  it('are in force while their code stands', async () => {
    const { decisions, show } = setUp();
    await decisions.decide(['f'], 'accepted');
    expect([decisions.stateOf('f'), decisions.decisionOf('f')?.by]).toEqual(['accepted', 'Ana']);
    show(`# edited elsewhere\n${source}`);
    expect(decisions.decisionOf('f')?.by).toBe('Ana');
    show(source.replace('client(', 'server('));
    expect([decisions.stateOf('f'), decisions.decisionOf('f')]).toEqual(['stale', null]);
    expect(decisions.recorded('f')?.by).toBe('Ana');
    expect(decisions.suggestions.map(s => s.state)).toEqual(['stale']);
    show(source, []);
    expect(decisions.suggestions.map(s => s.state)).toEqual(['stale']);
    expect(await decisions.decide(['f'], 'accepted')).toBe('gone');
  });

  it('need the people whom the project asks for', async () => {
    const { decisions } = setUp();
    expect([decisions.missing(found), decisions.missing(found, true)]).toEqual([
      '1 more person',
      null
    ]);
    rules = { ...defaultReviewRules, approvals: 2, required: ['Ben'] };
    await decisions.decide(['f'], 'accepted');
    expect([decisions.missing(found), decisions.missing(found, true)]).toEqual(['Ben', 'Ben']);
  });

  it('are deferred until their day', async () => {
    const { decisions } = setUp();
    await decisions.decide(['f'], 'deferred', { until: '9999-01-31' });
    expect(decisions.stateOf('f')).toBe('deferred');
    await decisions.decide(['f'], 'deferred', { until: '2020-01-31' });
    expect(decisions.stateOf('f')).toBe('open');
  });

  it('come back with an undo, and are on record whatever happens', async () => {
    const { decisions, store } = setUp();
    await decisions.decide(['f'], 'accepted');
    const before = new Map([['f', decisions.recorded('f')]]);
    await decisions.applied([found]);
    expect(decisions.recorded('f')).toMatchObject({ state: 'applied', by: 'Anonymous Io' });
    await decisions.restore(before);
    expect(decisions.decisionOf('f')).toMatchObject({ state: 'accepted', by: 'Ana' });
    await decisions.reopen(['f']);
    expect([decisions.stateOf('f'), store.review.decisions.size]).toEqual(['open', 4]);
  });

  it('need a name, and are not made on a file that cannot be used', async () => {
    const { decisions, store } = setUp([null, 'Ben']);
    expect(await decisions.decide(['f'], 'accepted')).toBe('unnamed');
    expect(recorded(store.review)).toEqual([]);
    expect(await decisions.decide(['f'], 'accepted')).toBe('recorded');
    expect(recorded(store.review)).toMatchObject([{ by: 'Ben' }]);
    store.problem = 'Decisions are read-only.';
    expect(await decisions.decide(['f'], 'rejected')).toBe('read-only');
    store.review = hideHabit('m', true)(store.review);
    expect(store.review.decisions.size).toBe(1);
  });
});
