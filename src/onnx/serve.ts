/**
 * The message loop of an ONNX worker: one request in, progress and one answer out.
 *
 * It answers in every case. Comparing happens here too, so that large outputs never block the page.
 */

import { buildReport } from '../core/parity/buildReport';
import type { OnnxReply, OnnxRequest } from './protocol';
import { runJob } from './session';
import type { IRunScope, IRuntime } from './session';

/** The parts of a worker's global object that the loop uses. */
export interface IWorkerScope extends IRunScope {
  onmessage: ((event: MessageEvent<OnnxRequest>) => void) | null;
  postMessage(message: OnnxReply): void;
}

/** Starts answering. */
export function serve(scope: IWorkerScope, runtime: IRuntime): void {
  scope.onmessage = event => {
    void answer(scope, runtime, event.data);
  };
}

async function answer(scope: IWorkerScope, runtime: IRuntime, request: OnnxRequest): Promise<void> {
  const { id } = request;
  try {
    if (request.kind === 'report') {
      scope.postMessage({ id, kind: 'reported', report: buildReport(request.input) });
    } else {
      const run = await runJob(runtime, scope, request.job, progress =>
        scope.postMessage({ id, kind: 'progress', progress })
      );
      scope.postMessage({ id, kind: 'ran', run });
    }
  } catch (error) {
    scope.postMessage({
      id,
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error)
    });
  }
}
