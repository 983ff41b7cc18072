/** One silent question to the notebook's live kernel: `_`, `In`, the execution count and the user's names stay as they are. */
import type { Kernel } from '@jupyterlab/services';
import * as z from 'zod';

const answerSchema = z.object({ data: z.object({ 'text/plain': z.string() }) });

/**
 * @param expression - one Python expression that gives a `str`, without a statement, so that no name of the namespace is touched
 * @param timeout - milliseconds
 * @returns null when there is no kernel, it is busy, refuses, ends, or does not answer in time
 */
export async function askSilently(
  kernel: Kernel.IKernelConnection | null | undefined,
  expression: string,
  timeout: number
): Promise<string | null> {
  if (!kernel || (kernel.status !== 'idle' && kernel.status !== 'unknown')) {
    return null;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const future = kernel.requestExecute({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false,
      // Hexadecimal survives `repr`.
      user_expressions: { anneal: `(${expression}).encode().hex()` }
    });
    const late = new Promise<null>(resolve => {
      timer = setTimeout(() => {
        resolve(null);
        future.dispose();
      }, timeout);
    });
    const reply = await Promise.race([future.done, late]);
    if (reply?.content.status !== 'ok') {
      return null;
    }
    const answer = answerSchema.safeParse(reply.content.user_expressions?.anneal);
    const hex = answer.success ? /^'([0-9a-f]*)'$/.exec(answer.data.data['text/plain'])?.[1] : null;
    return hex
      ? new TextDecoder().decode(
          Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16))
        )
      : null;
  } catch {
    // The kernel ended meanwhile.
    return null;
  } finally {
    clearTimeout(timer);
  }
}
