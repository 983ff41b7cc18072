import {
  agreedBy,
  approvalRule,
  missingApproval,
  missingText,
  type IReviewRules
} from './approval';
import { decide, standingOf } from './review';
import { emptyReview, type DecisionState, type IReview } from './reviewFile';

const finding = { id: 'abc', migration: 'hardcoded-secret' };
const code = 'key = ""';

/** Decisions one after the other, each by somebody who knew the ones before. */
function reviewed(...decisions: readonly [string, DecisionState, string?][]): IReview {
  return decisions.reduce<IReview>(
    (review, [by, state, about = code], i) =>
      decide(finding, state, { by, at: `2026-01-0${i + 1}` }, undefined, { code: about })(review),
    emptyReview
  );
}

const agreed = (review: IReview): readonly string[] => agreedBy(standingOf(review, 'abc'), [code]);

const rules: IReviewRules = {
  approvals: 2,
  required: [],
  habits: { 'hardcoded-secret': { required: ['Ada Lovelace'] }, 'dict-config': { approvals: 1 } }
};

function missing(review: IReview, applying?: string): string | null {
  const rule = approvalRule(rules, finding.migration);
  const found = missingApproval(rule, standingOf(review, 'abc'), [code], applying);
  return found && missingText(found);
}

it('people agree once, in the order in which they did', () => {
  expect(agreed(emptyReview)).toEqual([]);
  expect(agreed(reviewed(['Ada', 'accepted'], ['Ben', 'accepted'], ['Ada', 'accepted']))).toEqual([
    'Ada',
    'Ben'
  ]);
});

it('an agreement does not outlive a rejection or a change of the code', () => {
  expect(agreed(reviewed(['Ada', 'accepted'], ['Ben', 'rejected'], ['Cy', 'accepted']))).toEqual([
    'Cy'
  ]);
  expect(agreed(reviewed(['Ada', 'accepted', 'old = 1'], ['Ben', 'accepted']))).toEqual(['Ben']);
});

it('two people who accept apart from each other both count', () => {
  const ada = reviewed(['Ada', 'accepted']);
  const ben = reviewed(['Ben', 'accepted']);
  const joined = { ...ada, decisions: new Map([...ada.decisions, ...ben.decisions]) };
  expect([...agreed(joined)].sort()).toEqual(['Ada', 'Ben']);
});

it('says who is missing', () => {
  expect(missing(emptyReview)).toBe('Ada Lovelace and 1 more');
  expect(missing(reviewed(['Ben', 'accepted']))).toBe('Ada Lovelace');
  expect(missing(reviewed(['ada  lovelace', 'accepted']))).toBe('1 more person');
  expect(missing(reviewed(['ada lovelace', 'accepted'], ['Ben', 'accepted']))).toBeNull();
  expect(missing(reviewed(['Ben', 'accepted']), 'Ada Lovelace')).toBeNull();
});

it('a habit may ask for other things than the rest', () => {
  expect(approvalRule(rules, 'dict-config')).toEqual({ approvals: 1, required: [] });
  expect(approvalRule(rules, 'hardcoded-secret')).toEqual({
    approvals: 2,
    required: ['Ada Lovelace']
  });
  expect(approvalRule(rules, 'unsafe-load')).toEqual({ approvals: 2, required: [] });
});
