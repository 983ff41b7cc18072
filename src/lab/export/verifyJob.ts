/** A verification on the server: start, follow by long polling, cancel. */
import * as z from 'zod';
import { verifyEventSchema, type IVerifyReport } from '../../core/report/verifyReport';
import type { AnnealServer } from '../server';

const answerSchema = z.looseObject({
  events: z.array(z.looseObject({ event: z.string() })),
  next: z.int(),
  done: z.boolean()
});

export interface IVerifyStep {
  readonly step: string;
  readonly state: string;
  /** 0-based. */
  readonly cell: number | null;
  readonly cells: number | null;
  readonly seconds: number | null;
}

export interface IVerifyRequest {
  readonly notebook: string;
  readonly package: string;
  readonly kernelName?: string;
  readonly timeout?: number;
}

/** Thrown when a person cancelled. */
export class VerifyCancelled extends Error {}

/**
 * @param signal - cancels: the server ends its runs, never the user's kernel
 * @throws VerifyCancelled, ServerRefusal, ServerPartMissing, or Error with the reason of the engine
 */
export async function verifyPackage(
  server: AnnealServer,
  request: IVerifyRequest,
  onStep: (step: IVerifyStep) => void,
  signal: AbortSignal
): Promise<IVerifyReport> {
  const { id } = z
    .looseObject({ id: z.string() })
    .parse(await server.request('POST', 'verify', request));
  const cancel = (): void => {
    // The job is asked to end; polling then stops by the same signal.
    server.request('DELETE', `verify/${id}`).catch(() => undefined);
  };
  signal.addEventListener('abort', cancel, { once: true });
  try {
    if (signal.aborted) {
      cancel();
    }
    for (let since = 0; ;) {
      let answer;
      try {
        answer = answerSchema.parse(
          await server.request('GET', `verify/${id}?since=${since}`, undefined, signal)
        );
      } catch (reason) {
        if (signal.aborted) {
          throw new VerifyCancelled();
        }
        throw reason;
      }
      since = answer.next;
      for (const event of answer.events) {
        if (event.event === 'cancelled') {
          throw new VerifyCancelled();
        }
        if (event.event === 'error') {
          throw new Error(
            typeof event.message === 'string' ? event.message : 'The verification stopped.'
          );
        }
        const read = verifyEventSchema.safeParse(event);
        if (!read.success) {
          continue;
        }
        if (read.data.event === 'report') {
          return read.data.report;
        }
        if (read.data.event === 'step') {
          const { step, state, cell, cells, seconds } = read.data;
          onStep({
            step,
            state,
            cell: cell ?? null,
            cells: cells ?? null,
            seconds: seconds ?? null
          });
        }
      }
      if (answer.done) {
        throw new Error('The verification ended without a report.');
      }
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
