/** Why a fix was not applied, for people. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Refusal } from './applyEdits';
import type { AnnealSession } from './session';

/** A sentence that says what did not happen and what is unchanged. */
export function refusalText(
  session: AnnealSession,
  refusal: Refusal,
  trans: TranslationBundle
): string {
  switch (refusal.kind) {
    case 'read-only':
      return trans.__('Not applied. %1 is read-only.', session.panel.title.label);
    case 'overlap':
      return trans.__(
        'Not applied. Two fixes edit the same lines of Cell %1; no cell was edited.',
        refusal.cell + 1
      );
    case 'stale':
      return refusal.cell === null
        ? trans.__('Not applied. A cell of this preview is gone; no cell was edited.')
        : trans.__(
            'Not applied. Cell %1 changed after this preview; no cell was edited.',
            refusal.cell + 1
          );
  }
}
