/** Why a decision was not recorded, for people. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { DecisionOutcome } from './decisions';

/** A sentence that says what did not happen and what cures it; null when it was recorded. */
export function outcomeProblem(outcome: DecisionOutcome, trans: TranslationBundle): string | null {
  switch (outcome) {
    case 'recorded':
      return null;
    case 'unnamed':
      return trans.__('Not recorded. A decision needs a name; decide again and give one.');
    case 'read-only':
      return trans.__('Not recorded. Decisions are read-only; the reason stands above.');
    case 'gone':
      return trans.__('Not recorded. The notebook changed, and this finding is no longer there.');
  }
}
