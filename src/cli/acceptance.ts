/** `--accept safe|suggested|review`: `review` takes what the review file beside the notebook says is accepted. */
import { missingText, shownTexts, type Acceptance, type Engine, type INotebook } from '../core';
import type { IProjectRules } from './projectFile';
import { say } from './output';
import { acceptedIds } from './reviewFile';

/** What `--accept` may say. */
export type AcceptFlag = 'safe' | 'suggested' | 'review';

/** Which fixes a command applies to a notebook. */
export function acceptanceOf(
  flag: AcceptFlag,
  notebookPath: string,
  engine: Engine,
  notebook: INotebook,
  { options, review }: IProjectRules
): Acceptance {
  if (flag !== 'review') {
    return flag;
  }
  const texts = shownTexts(notebook, engine.secrets(notebook, options));
  const { ids, missing } = acceptedIds(notebookPath, texts, review);
  for (const [id, approval] of missing) {
    say(`not applied (${id}): it needs ${missingText(approval)}.`);
  }
  return { ids };
}
