/** Recording calls of the notebook's functions as steps of a run. */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  recordingSchema,
  type IRecording,
  type IRecordRequest
} from '../../core/exporter/recorded/recording';
import { stoppedSentence } from '../../core/exporter/recorded/recordedReport';
import { kernelOf, runServerJob } from '../serverJob';
import type { IExportHost } from './exportHost';
import type { PackageDraft } from './packageDraft';
import type { RunSteps } from './runSteps';
import { saveToRun, showStep } from './verifySteps';

/** The steps that every recording has. */
export function recordSteps(trans: TranslationBundle): [string, string][] {
  return [
    ['record', trans.__('Run notebook and record calls of its functions')],
    ['replay', trans.__('Repeat the recorded calls in the package')]
  ];
}

/**
 * Saves the notebook and records calls in a run of it on the server, each of which shows in the steps.
 * @throws JobCancelled, ServerRefusal, ServerPartMissing, or Error with the reason of the engine
 */
export async function recordCalls(
  host: IExportHost,
  request: IRecordRequest,
  steps: RunSteps,
  signal: AbortSignal
): Promise<IRecording> {
  const { session, server, contents, trans } = host;
  await saveToRun(host, steps);
  const notebook = contents.localPath(session.panel.context.path);
  const recording = await runServerJob(
    server,
    'record',
    { notebook, ...request, ...kernelOf(session.panel) },
    recordingSchema,
    step => showStep(steps, step, trans),
    signal
  );
  endRecording(steps);
  return recording;
}

/** Nothing is left to record. */
export function endRecording(steps: RunSteps): void {
  for (const key of ['record', 'replay']) {
    if (steps.stateOf(key) !== 'done') {
      steps.end(key, 0);
    }
  }
}

/** What a person should know of the tests once they are written. */
export function recordingNotes(draft: PackageDraft, trans: TranslationBundle): string[] {
  const { recording, tests } = draft;
  const notes = [
    tests.length
      ? trans.__('Tests from a run: %1', tests.join(', '))
      : trans.__('No tests from a run: the reason for each function is in migration-report.md.')
  ];
  return recording?.stopped ? [...notes, stoppedSentence(recording.stopped)] : notes;
}
