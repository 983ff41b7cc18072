/**
 * The analysis worker: the engine with the whole catalogue, behind messages. Jobs run one after another; each starts in a task of
 * its own, so that a cancellation that arrives meanwhile is seen first.
 */
import { catalogue } from '../../migrations';
import { PythonParser } from '../core';
import { loadParserAssets } from '../host/assets.browser';
import { AnalysisService } from './analysisService';
import type { AnalysisReply, AnalysisRequest } from './protocol';

interface IScope {
  postMessage(reply: AnalysisReply): void;
  onmessage: ((event: MessageEvent<AnalysisRequest>) => void) | null;
}

const scope = self as unknown as IScope;
const ready = (async () =>
  new AnalysisService(await PythonParser.create(await loadParserAssets()), catalogue))();
// Each job reports the failure itself; without this the browser would report it once more as unhandled.
ready.catch(() => undefined);

const cancelled = new Set<number>();
let last: Promise<void> = Promise.resolve();

scope.onmessage = ({ data: request }) => {
  if (request.cancel) {
    cancelled.add(request.id);
    return;
  }
  const { id, job } = request;
  last = last.then(async () => {
    await new Promise(resolve => setTimeout(resolve, 0));
    try {
      const service = await ready;
      if (cancelled.delete(id)) {
        service.remember(job);
        return;
      }
      scope.postMessage(
        service.reply(id, job, progress => scope.postMessage({ id, kind: 'progress', progress }))
      );
    } catch (reason) {
      await ready.then(
        service => service.forgetAnswers(),
        () => undefined
      );
      scope.postMessage({
        id,
        kind: 'failed',
        reason: reason instanceof Error ? reason.message : String(reason)
      });
    }
  });
};
