/** Who must agree to a suggestion before it is applied, and who did: the rules of a project, held against its review. */
import { isSameCode } from './reviewedCode';
import type { IStanding } from './review';

/** What one habit asks for. */
export interface IApprovalRule {
  /** How many different people must accept. */
  readonly approvals: number;
  /** Names of people who must be among them. */
  readonly required: readonly string[];
}

/** The rules of a project: one for all habits, and what some habits ask for instead. */
export interface IReviewRules extends IApprovalRule {
  readonly habits: Readonly<Record<string, Partial<IApprovalRule>>>;
}

/** One person who accepts is enough. */
export const defaultReviewRules: IReviewRules = { approvals: 1, required: [], habits: {} };

/** Whose agreement a suggestion lacks. */
export interface IMissingApproval {
  /** Required people who did not accept, as the rules spell them. */
  readonly people: readonly string[];
  /** How many more people must accept beside those. */
  readonly others: number;
}

/** The rule for one habit. */
export function approvalRule(rules: IReviewRules, migration: string): IApprovalRule {
  const { approvals, required } = rules;
  return { approvals, required, ...rules.habits[migration] };
}

/**
 * The people who accepted what stands now, in the order in which they did: since anybody last said something else, and on this code.
 *
 * @param texts - the code of all cells without secrets, see `shownTexts`
 */
export function agreedBy(standing: IStanding | null, texts: readonly string[]): readonly string[] {
  const history = standing?.history ?? [];
  const said = history.map(d => d.state === 'accepted' || d.state === 'applied');
  const agreed = history.slice(said.lastIndexOf(false) + 1).filter(d => isSameCode(d, texts));
  return [...new Map(agreed.map(d => [nameKey(d.by), d.by])).values()];
}

/**
 * What is missing before a suggestion may be applied; null when nothing is.
 *
 * @param applying - the person who applies it now, which is a way to agree
 */
export function missingApproval(
  rule: IApprovalRule,
  standing: IStanding | null,
  texts: readonly string[],
  applying?: string
): IMissingApproval | null {
  const agreed = new Set(
    [...agreedBy(standing, texts), ...(applying === undefined ? [] : [applying])].map(nameKey)
  );
  const people = rule.required.filter(name => !agreed.has(nameKey(name)));
  const others = Math.max(0, rule.approvals - agreed.size - people.length);
  return people.length || others ? { people, others } : null;
}

/** "Ada and 1 more person": who is missing, for people. */
export function missingText({ people, others }: IMissingApproval): string {
  const more = others === 0 ? [] : [people.length ? `${others} more` : personCount(others)];
  const all = [...people, ...more];
  return all.length < 2
    ? all.join('')
    : `${all.slice(0, -1).join(', ')} and ${all[all.length - 1]}`;
}

const personCount = (n: number): string => (n === 1 ? '1 more person' : `${n} more people`);

/** Names differ in case and spaces between git and Jupyter; that makes no other person. */
const nameKey = (name: string): string => name.trim().replace(/\s+/g, ' ').toLowerCase();
