/** `--accept safe|suggested|review`: `review` takes what the review file beside the notebook says is accepted. */
import type { Acceptance } from '../core';
import { acceptedIds } from './reviewFile';

export type AcceptFlag = 'safe' | 'suggested' | 'review';

export function acceptanceOf(flag: AcceptFlag, notebookPath: string): Acceptance {
  return flag === 'review' ? { ids: acceptedIds(notebookPath) } : flag;
}
