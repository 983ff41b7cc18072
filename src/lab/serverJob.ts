/** A job of the server's verify engine: start, follow by long polling, cancel. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import * as z from 'zod';
import { engineEventSchema } from '../core/report/verifyReport';
import type { AnnealServer } from './server';

const answerSchema = z.looseObject({
  events: z.array(z.looseObject({ event: z.string() })),
  next: z.int(),
  done: z.boolean()
});

export interface IJobStep {
  readonly step: string;
  readonly state: string;
  /** 0-based. */
  readonly cell: number | null;
  readonly cells: number | null;
  readonly seconds: number | null;
}

/** The part of a request that names the kernel of a notebook: its Python runs the job. */
export function kernelOf({ sessionContext }: NotebookPanel): { readonly kernelName?: string } {
  const kernelName = sessionContext.session?.kernel?.name || sessionContext.kernelPreference.name;
  return kernelName ? { kernelName } : {};
}

/** Thrown when a person cancelled. */
export class JobCancelled extends Error {}

/**
 * @param route - where the job is started
 * @param report - what the job's report must look like
 * @param signal - cancels: the server ends its runs, never the user's kernel
 * @throws JobCancelled, ServerRefusal, ServerPartMissing, or Error with the reason of the engine
 */
export async function runServerJob<T>(
  server: AnnealServer,
  route: string,
  request: unknown,
  report: z.ZodType<T>,
  onStep: (step: IJobStep) => void,
  signal: AbortSignal
): Promise<T> {
  const { id } = z
    .looseObject({ id: z.string() })
    .parse(await server.request('POST', route, request));
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
          throw new JobCancelled();
        }
        throw reason;
      }
      since = answer.next;
      for (const event of answer.events) {
        const read = engineEventSchema.safeParse(event);
        if (!read.success) {
          continue;
        }
        switch (read.data.event) {
          case 'cancelled':
            throw new JobCancelled();
          case 'error':
            throw new Error(read.data.message);
          case 'report':
            return report.parse(read.data.report);
          case 'step': {
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
      }
      if (answer.done) {
        throw new Error('The run ended without a report.');
      }
    }
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
