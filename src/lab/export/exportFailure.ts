/** What a person is told when an export did not go through. */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IExportState } from '../../ui/export/state';
import { AnalysisCancelled } from '../../worker/client';
import { ServerPartMissing, ServerRefusal } from '../server';
import { JobCancelled } from '../serverJob';

/** Turns the server's part on. */
export const enableCommand = 'jupyter server extension enable jupyterlab_anneal';

/** Why a run ended early. */
export type ExportFailure =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'foreign'; readonly foreign: NonNullable<IExportState['foreign']> }
  | { readonly kind: 'server-missing' | 'failed'; readonly problem: string };

/** @param isWritten the package is on disk, so that only its verification failed */
export function failureOf(
  reason: unknown,
  notebook: string,
  isWritten: boolean,
  trans: TranslationBundle
): ExportFailure {
  if (reason instanceof JobCancelled || reason instanceof AnalysisCancelled) {
    return { kind: 'cancelled' };
  }
  if (reason instanceof ServerPartMissing) {
    return {
      kind: 'server-missing',
      problem: trans.__(
        'Export needs the Anneal server extension; checking works without it. Run `%1`, then restart JupyterLab.',
        enableCommand
      )
    };
  }
  if (reason instanceof ServerRefusal && reason.body.reason === 'foreign') {
    const { foreign, count } = reason.body;
    return {
      kind: 'foreign',
      foreign: {
        message: reason.message,
        files: Array.isArray(foreign) ? foreign.map(String) : [],
        count: typeof count === 'number' ? count : 0
      }
    };
  }
  return {
    kind: 'failed',
    problem: isWritten
      ? trans.__('Not verified. %1 The package is written.', sentenceOf(reason))
      : trans.__('Not exported. %1 %2 is unchanged.', sentenceOf(reason), notebook)
  };
}

/** An error as a sentence for people. */
export function sentenceOf(reason: unknown): string {
  const text = reason instanceof Error ? reason.message : String(reason);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
