/** Asks the notebook's live kernel which distributions provide some imports. One silent request; the notebook does not notice. */
import type { ISessionContext } from '@jupyterlab/apputils';
import * as z from 'zod';
import type { IEnvironmentFacts } from '../../core/exporter/plan';

const factsSchema = z.object({
  python: z.string(),
  distributions: z.record(z.string(), z.object({ name: z.string(), version: z.string() }))
});

/** One expression without a statement, so that no name of the notebook's namespace is touched. Hexadecimal survives `repr`. */
function question(names: readonly string[]): string {
  const list = JSON.stringify(names.filter(name => /^\w+$/.test(name)));
  return (
    '(lambda m, f: __import__("json").dumps({"python": __import__("platform").python_version(), "distributions": ' +
    '{n: {"name": m.metadata(f[n][0])["Name"], "version": m.version(f[n][0])} ' +
    `for n in ${list} if f.get(n)}}).encode().hex())(` +
    '*(lambda m: (m, m.packages_distributions()))(__import__("importlib.metadata", fromlist=["version"])))'
  );
}

/**
 * @returns null when there is no kernel, it is busy, or it does not answer in time; then the plan says that versions are not known
 */
export async function askKernel(
  context: ISessionContext,
  names: readonly string[],
  timeout = 8000
): Promise<IEnvironmentFacts | null> {
  const kernel = context.session?.kernel;
  if (!kernel || (kernel.status !== 'idle' && kernel.status !== 'unknown')) {
    return null;
  }
  const future = kernel.requestExecute({
    code: '',
    silent: true,
    store_history: false,
    user_expressions: { anneal: question(names) }
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), timeout);
  });
  const reply = await Promise.race([future.done, late]);
  clearTimeout(timer);
  if (!reply) {
    future.dispose();
    return null;
  }
  const { content } = reply;
  if (content.status !== 'ok') {
    return null;
  }
  const answer = z
    .object({ data: z.object({ 'text/plain': z.string() }) })
    .safeParse(content.user_expressions?.anneal);
  const hex = answer.success ? /^'([0-9a-f]*)'$/.exec(answer.data.data['text/plain'])?.[1] : null;
  if (!hex) {
    return null;
  }
  const bytes = Uint8Array.from(hex.match(/../g) ?? [], pair => parseInt(pair, 16));
  return factsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}
