/** Asks the notebook's live kernel which distributions provide some imports. One silent request; the notebook does not notice. */
import type { ISessionContext } from '@jupyterlab/apputils';
import * as z from 'zod';
import type { IEnvironmentFacts } from '../../core/exporter/plan';
import { askSilently } from '../kernelQuestion';

const factsSchema = z.object({
  python: z.string(),
  distributions: z.record(z.string(), z.object({ name: z.string(), version: z.string() }))
});

/** One expression without a statement, so that no name of the notebook's namespace is touched. */
function question(names: readonly string[]): string {
  const list = JSON.stringify(names.filter(name => /^\w+$/.test(name)));
  return (
    '(lambda m, f: __import__("json").dumps({"python": __import__("platform").python_version(), "distributions": ' +
    '{n: {"name": m.metadata(f[n][0])["Name"], "version": m.version(f[n][0])} ' +
    `for n in ${list} if f.get(n)}}))(` +
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
  const answer = await askSilently(context.session?.kernel, question(names), timeout);
  return answer === null ? null : factsSchema.parse(JSON.parse(answer));
}
