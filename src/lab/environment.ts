/**
 * Moves secret values into the `.env` file of a folder, through the server. A value is in memory only between the cell and the
 * request: never kept, shown or logged here.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { AnalysisClient } from '../worker/client';
import { ServerPartMissing, ServerRefusal, type AnnealServer } from './server';

/**
 * @param path - path of a file in the folder that gets the `.env`
 * @param literals - Python string literals by variable name
 * @returns null when written, otherwise why not; then nothing was written
 */
export async function moveToEnvironment(
  server: AnnealServer,
  client: AnalysisClient,
  path: string,
  literals: ReadonlyMap<string, string>
): Promise<string | null> {
  const names = [...literals.keys()];
  const values = await client.decode([...literals.values()]);
  const unreadable = names.find((_, i) => values[i] === null);
  if (unreadable !== undefined) {
    return `The value of ${unreadable} is no plain text; no cell was edited.`;
  }
  try {
    await server.request('POST', 'environment', {
      folder: PathExt.dirname(path),
      values: Object.fromEntries(names.map((name, i) => [name, values[i]]))
    });
    return null;
  } catch (reason) {
    if (reason instanceof ServerPartMissing) {
      return 'Moving a key to .env needs the Anneal server extension; no cell was edited. Run `jupyter server extension enable jupyterlab_anneal`, then restart JupyterLab.';
    }
    if (reason instanceof ServerRefusal) {
      return `${reason.message} No cell was edited.`;
    }
    throw reason;
  }
}
