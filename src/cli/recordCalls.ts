/** Records calls of a notebook's functions for the tests of its package. The run is done by the Python engine. */
import { recordingSchema, recordRequest, type IPreparedExport, type IRecording } from '../core';
import type { Progress } from './output';
import { runVerifyEngine } from './verifyEngine';

const words: Readonly<Record<string, string>> = {
  record: 'Run the notebook and record calls of its functions',
  replay: 'Repeat the recorded calls in the package'
};

/**
 * @param prepared the package without the tests; the calls are repeated in it
 * @param secrets texts that are never recorded
 * @throws UsageError when the engine cannot start or was ended
 */
export async function recordCalls(
  notebook: string,
  prepared: IPreparedExport,
  secrets: readonly string[],
  run: { readonly python: string; readonly timeout: string; readonly progress: Progress }
): Promise<IRecording> {
  const request = recordRequest(prepared.plan.functions, prepared.files);
  if (!request) {
    return { functions: [], stopped: null };
  }
  return runVerifyEngine({
    python: run.python,
    args: [notebook, '--record', '--timeout', run.timeout, '--python', run.python],
    input: JSON.stringify({ ...request, secrets }),
    report: recordingSchema,
    progress: run.progress,
    words
  });
}
