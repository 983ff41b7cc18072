/** The words for decisions that several screens share. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDecision } from '../../core/review/reviewFile';
import type { SuggestionState } from '../../core/review/suggestions';

/** The state of a suggestion as one or two words. */
export function stateWord(state: SuggestionState, trans: TranslationBundle): string {
  return {
    open: trans.__('undecided'),
    accepted: trans.__('accepted'),
    applied: trans.__('applied'),
    rejected: trans.__('rejected'),
    deferred: trans.__('deferred'),
    disputed: trans.__('disputed'),
    stale: trans.__('changed since'),
    orphaned: trans.__('cell is gone')
  }[state];
}

/** `Ben rejected: "later"`. */
export function decisionSentence(decision: IDecision, trans: TranslationBundle): string {
  const { state, by, reason, until } = decision;
  const said = {
    open: trans.__('%1 took the decision back', by),
    accepted: trans.__('%1 accepted', by),
    applied: trans.__('%1 applied', by),
    rejected: trans.__('%1 rejected', by),
    deferred: until ? trans.__('%1 deferred until %2', by, until) : trans.__('%1 deferred', by)
  }[state];
  return reason ? trans.__('%1: %2', said, reason) : said;
}

/** What a state means for whoever looks at the suggestion now; null where the word says it all. */
export function stateNote(state: SuggestionState, trans: TranslationBundle): string | null {
  switch (state) {
    case 'accepted':
      return trans.__('It goes into the next export; Apply puts it into the notebook.');
    case 'disputed':
      return trans.__(
        'People decided differently. Whoever decides next, knowing both, settles it.'
      );
    case 'stale':
      return trans.__(
        'The code changed since the decision. Decide again on the code as it is now.'
      );
    case 'orphaned':
      return trans.__('The cell of this suggestion is gone. Decisions and thread are kept.');
    default:
      return null;
  }
}

/** A moment in the reader's own time and words. */
export function moment(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime())
    ? at
    : date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

/** What is not saved yet, and that nobody has to do anything. */
export function waitingText(count: number, trans: TranslationBundle): string {
  return trans._n(
    '%1 entry is not saved yet, because the Jupyter server cannot be reached. It is kept in this browser and saved when the server is back.',
    '%1 entries are not saved yet, because the Jupyter server cannot be reached. They are kept in this browser and saved when the server is back.',
    count
  );
}
