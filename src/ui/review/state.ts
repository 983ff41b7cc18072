/** What the review of a notebook shows, as plain data, and what a person can do in it. Types only. */
import type { ISuggestion } from '../../core/review/suggestions';
import type { IBatch, IFinding, IMessage, IPreview } from '../panel/state';

/** One suggestion as the review shows it. */
export interface IReviewItem {
  readonly suggestion: ISuggestion;
  /** The finding as it is now; null when it is gone. */
  readonly finding: IFinding | null;
  /** Title of the habit. */
  readonly habit: string;
  /** Everybody who decided or commented. */
  readonly people: readonly string[];
  /** How many decisions and comments of others came since the last visit. */
  readonly news: number;
  /** A fix that can be accepted. */
  readonly canAccept: boolean;
  /** Who still has to accept what is accepted already; null when nobody. */
  readonly missing: string | null;
}

/** What a decision says beside its state. */
export interface IDecisionInput {
  readonly state: 'accepted' | 'rejected' | 'deferred';
  readonly reason?: string;
  /** `YYYY-MM-DD`. */
  readonly until?: string;
}

/** The review of one notebook. */
export interface IReviewState {
  readonly notebookName: string;
  /** Python, or not; null before the notebook was read. */
  readonly isPython: boolean | null;
  readonly hasResult: boolean;
  readonly failure: string | null;
  readonly items: readonly IReviewItem[];
  readonly decided: number;
  readonly total: number;
  /** The name that decisions carry; null while it is not known. */
  readonly me: string | null;
  /** The name can be changed here. */
  readonly canRename: boolean;
  /** Others who have the notebook open. */
  readonly here: readonly string[];
  /** When this browser looked at the review before; null at the first time. */
  readonly lastVisit: string | null;
  readonly problem: string | null;
  readonly waiting: number;
  readonly message: IMessage | null;
  /** The suggestion that is shown. */
  readonly currentId: string | null;
  /** Tomorrow, as `YYYY-MM-DD`: the first day until which something can be deferred. */
  readonly firstDay: string;
}

/** What a person can do in a review. */
export interface IReviewActions {
  select(id: string): void;
  preview(item: IReviewItem): IPreview | null;
  /** The code of the decision and the code now; null where one of them is not known. */
  thenAndNow(item: IReviewItem): { readonly before: string; readonly after: string } | null;
  decide(items: readonly IReviewItem[], input: IDecisionInput): void;
  reopen(items: readonly IReviewItem[]): void;
  comment(item: IReviewItem, text: string): void;
  goTo(item: IReviewItem): void;
  copyLink(item: IReviewItem): void;
  applyOne(item: IReviewItem): void;
  batch(findings: readonly IFinding[]): IBatch;
  applyAll(findings: readonly IFinding[]): void;
  rename(): void;
  check(): void;
  clearMessage(): void;
  draft(id: string): string;
  setDraft(id: string, text: string): void;
}
