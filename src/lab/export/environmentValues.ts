/** Values of keys that an exported package reads from its own `.env`. */
import { ServerRefusal } from '../server';
import type { IExportHost } from './exportHost';

/**
 * Writes them; a value that is there already stays.
 * @param literals the name of each key with its value as the notebook spells it
 * @returns what a person has to know
 */
export async function writeEnvironment(
  { session, server, trans }: IExportHost,
  folder: string,
  literals: ReadonlyMap<string, string>
): Promise<string[]> {
  const notes: string[] = [];
  if (!literals.size) {
    return notes;
  }
  const values = await session.decode([...literals.values()]);
  for (const [i, name] of [...literals.keys()].entries()) {
    const value = values[i];
    if (value === null) {
      notes.push(trans.__('The value of %1 is no plain text: write it into .env.', name));
      continue;
    }
    try {
      await server.request('POST', 'environment', { folder, values: { [name]: value } });
    } catch (reason) {
      if (!(reason instanceof ServerRefusal && reason.body.reason === 'exists')) {
        throw reason;
      }
      notes.push(trans.__('%1/.env has another value for %2; it was kept.', folder, name));
    }
  }
  return notes;
}
