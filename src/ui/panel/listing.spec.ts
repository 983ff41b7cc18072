/** What the panel lists and in which order: list, card and status bar must agree. */
import { nullTranslator } from '@jupyterlab/translation';
import { countsOf, countText, filterFindings, groupFindings, neighboursOf } from './listing';
import type { IFinding } from './state';

const trans = nullTranslator.load('jupyterlab_anneal');

interface IGiven {
  readonly id: string;
  readonly cell?: number;
  readonly tier?: 'normal' | 'quiet' | 'act-now';
  readonly applicability?: 'safe' | 'suggested' | 'manual';
}

const finding = ({ id, cell = 0, tier = 'normal', applicability = 'safe' }: IGiven): IFinding =>
  ({
    diagnostic: {
      id,
      migration: `habit-${id}`,
      message: `message of ${id}`,
      why: 'because',
      tier,
      applicability,
      cell: { id: `cell-${cell}`, index: cell }
    },
    cellNumber: cell + 1,
    habit: `Habit ${id}`,
    group: cell === 0 ? 'Memory' : 'Resources',
    isQuiet: tier === 'quiet'
  }) as unknown as IFinding;

const findings = [
  finding({ id: 'a', tier: 'quiet' }),
  finding({ id: 'b', cell: 1, applicability: 'suggested' }),
  finding({ id: 'c', cell: 1, tier: 'act-now', applicability: 'suggested' }),
  finding({ id: 'd' })
];
const ids = (list: readonly IFinding[]): string => list.map(f => f.diagnostic.id).join('');
const everything = { query: '', scope: 'all', kind: null } as const;
const context = { activeCellId: 'cell-1', firstIds: new Set(['a', 'b', 'c']) };

describe('the list', () => {
  it('puts what should not wait first and what is very common last', () => {
    const groups = groupFindings(findings, 'habit', trans);
    expect(groups.map(g => `${g.title}: ${ids(g.findings)}`)).toEqual([
      'Act now: c',
      'Resources: b',
      'Memory: d',
      'Habit a: a'
    ]);
    expect(groups.map(g => g.isQuiet)).toEqual([false, false, false, true]);
  });

  it('follows the cells when asked for', () => {
    const groups = groupFindings(findings, 'cell', trans);
    expect(groups.map(g => `${g.title}: ${ids(g.findings)}`)).toEqual([
      'Cell 2: bc',
      'Cell 1: d',
      'Habit a: a'
    ]);
  });

  it('filters by words, by kind, by cell and by what is new', () => {
    const filter = (part: Partial<Parameters<typeof filterFindings>[1]>): string =>
      ids(filterFindings(findings, { ...everything, ...part }, context));
    expect(filter({})).toBe('abcd');
    expect(filter({ query: 'MEMORY message' })).toBe('ad');
    expect(filter({ kind: 'suggested' })).toBe('bc');
    expect(filter({ scope: 'cell' })).toBe('bc');
    expect(filter({ scope: 'new' })).toBe('d');
  });
});

describe('the neighbours of a finding', () => {
  const order = ['a', 'b', 'c', 'd'];

  it('are those of the list', () => {
    expect(neighboursOf('b', order, new Set(order))).toEqual({
      index: 1,
      total: 4,
      previous: 'a',
      next: 'c'
    });
  });

  it('pass over what is gone, and keep the place of what was just applied', () => {
    expect(neighboursOf('b', order, new Set(['d']))).toEqual({
      index: 1,
      total: 4,
      previous: null,
      next: 'd'
    });
  });

  it('are unknown for what the list does not show', () => {
    expect(neighboursOf('z', order, new Set(order))).toBeNull();
  });
});

describe('the counts', () => {
  it('tell marked findings from very common ones', () => {
    const counts = countsOf(findings);
    expect(counts).toEqual({ loud: 3, quiet: 1, urgent: 1 });
    expect(countText(counts, trans)).toBe('3 findings, 1 quiet');
    expect(countText({ loud: 0, quiet: 2, urgent: 0 }, trans)).toBe('2 quiet findings');
    expect(countText({ loud: 1, quiet: 0, urgent: 0 }, trans)).toBe('1 finding');
    expect(countText({ loud: 0, quiet: 0, urgent: 0 }, trans)).toBe('');
  });
});
