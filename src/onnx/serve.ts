/**
 * The message loop of an ONNX worker: one request in, progress and one answer out.
 *
 * It answers in every case. Reading cases, hashing the model and comparing happen here too, and tensors are handed over,
 * not copied, so that large ones never block the page.
 */

import { buildReport } from '../core/parity/buildReport';
import type { OnnxReply, OnnxRequest } from './protocol';
import { readCases } from '../core/parity/cases';
import { inspectModel } from './inspect';
import { bisectJob, insideJob, runJob } from './session';
import type { IRunScope, IRuntime } from './session';

/** The parts of a worker's global object that the loop uses. */
export interface IWorkerScope extends IRunScope {
  onmessage: ((event: MessageEvent<OnnxRequest>) => void) | null;
  postMessage(message: OnnxReply, transfer?: Transferable[]): void;
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
    if (request.kind === 'cases') {
      const cases = readCases(request.bytes);
      scope.postMessage({ id, kind: 'casesRead', cases }, buffersOf(cases));
    } else if (request.kind === 'report') {
      const model = inspectModel(request.input.model).facts;
      scope.postMessage({ id, kind: 'reported', report: buildReport({ ...request.input, model }) });
    } else if (request.kind === 'bisect') {
      const found = await bisectJob(runtime, scope, request.job, progress =>
        scope.postMessage({ id, kind: 'progress', progress })
      );
      scope.postMessage({ id, kind: 'bisected', bisect: found });
    } else if (request.kind === 'inside') {
      const values = await insideJob(runtime, scope, request.job);
      scope.postMessage({ id, kind: 'insideRead', values }, buffersOf(values));
    } else {
      const run = await runJob(runtime, scope, request.job, progress =>
        scope.postMessage({ id, kind: 'progress', progress })
      );
      scope.postMessage({ id, kind: 'ran', run }, buffersOf(run));
    }
  } catch (error) {
    scope.postMessage({
      id,
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error)
    });
  }
}

/** The buffers of all tensors in a message, each once. */
function buffersOf(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) {
        found.add(value.buffer);
      }
    } else if (typeof value === 'object' && value !== null) {
      Object.values(value).forEach(visit);
    }
  };
  visit(message);
  return [...found];
}
