/** `--accept safe|suggested|review`: `review` takes what the review file beside the notebook says is accepted. */
import {
  shownTexts,
  type Acceptance,
  type Engine,
  type IAnalyzeOptions,
  type INotebook
} from '../core';
import { acceptedIds } from './reviewFile';

/** What `--accept` may say. */
export type AcceptFlag = 'safe' | 'suggested' | 'review';

/** Which fixes a command applies to a notebook. */
export function acceptanceOf(
  flag: AcceptFlag,
  notebookPath: string,
  engine: Engine,
  notebook: INotebook,
  options: IAnalyzeOptions
): Acceptance {
  return flag === 'review'
    ? { ids: acceptedIds(notebookPath, shownTexts(notebook, engine.secrets(notebook, options))) }
    : flag;
}
