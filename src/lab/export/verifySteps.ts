/** The verification as steps of a run: what is announced, and what the server's reports change. */
import type { TranslationBundle } from '@jupyterlab/translation';
import { verifyReportSchema, type IVerifyReport } from '../../core/report/verifyReport';
import { kernelOf, runServerJob, type IJobStep } from '../serverJob';
import type { IExportHost } from './exportHost';
import type { RunSteps } from './runSteps';

/** What comes before every run of the notebook on the server. */
export function saveStep(trans: TranslationBundle): [string, string] {
  return ['save', trans.__('Save notebook')];
}

/**
 * The steps that every verification has.
 *
 * @param isSaved the notebook is saved in an earlier step of the same run
 */
export function verifySteps(trans: TranslationBundle, isSaved = false): [string, string][] {
  return [
    ...(isSaved ? [] : [saveStep(trans)]),
    ['notebook-1', trans.__('Run notebook (1 of 2)')],
    ['notebook-2', trans.__('Run notebook (2 of 2): learn what varies')],
    ['package', trans.__('Run package')],
    ['compare', trans.__('Compare variables and outputs')]
  ];
}

/**
 * Saves the notebook and verifies the package that is written, each of which shows in the steps.
 * @throws JobCancelled, ServerRefusal, ServerPartMissing, or Error with the reason of the engine
 */
export async function verifyWritten(
  host: IExportHost,
  folder: string,
  steps: RunSteps,
  signal: AbortSignal
): Promise<IVerifyReport> {
  const { session, server, contents, trans } = host;
  await saveToRun(host, steps);
  const report = await runServerJob(
    server,
    'verify',
    {
      notebook: contents.localPath(session.panel.context.path),
      package: contents.localPath(folder),
      ...kernelOf(session.panel)
    },
    verifyReportSchema,
    step => showStep(steps, step, trans),
    signal
  );
  steps.settle(['now', 'next'], 'done');
  return report;
}

/** Saves the notebook, which the server runs as it lies on disk. */
export async function saveToRun({ session }: IExportHost, steps: RunSteps): Promise<void> {
  const { context } = session.panel;
  steps.begin('save');
  if (context.model.dirty && !session.isReadOnly) {
    await context.save();
  }
  steps.end('save');
}

/** Shows what the server said of one step. */
export function showStep(
  steps: RunSteps,
  { step, state, cell, cells, seconds }: IJobStep,
  trans: TranslationBundle
): void {
  if (step === 'notebook-3' && steps.stateOf(step) === null) {
    // Only a difference that may be chance brings a third run, so it is not announced before.
    steps.add(step, trans.__('Run notebook once more: is the difference chance?'));
  }
  if (steps.stateOf(step) === null) {
    return;
  }
  if (state === 'done') {
    steps.end(step, seconds);
    return;
  }
  if (steps.stateOf(step) !== 'now') {
    steps.begin(step);
  }
  const isCounted = cell !== null && cells !== null;
  steps.update(step, {
    detail: isCounted ? trans.__('Cell %1/%2', cell + 1, cells) : '',
    fraction: isCounted && cells > 0 ? Math.min(1, cell / cells) : null
  });
}
