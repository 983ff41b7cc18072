/** Which notebooks a script works on, as its arguments say. */
import fs from 'node:fs';
import path from 'node:path';

/** The notebooks below a folder, checkpoints left out, in a stable order. */
export function notebooksBelow(folder: string): string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) {
        return entry.name === '.ipynb_checkpoints' ? [] : notebooksBelow(full);
      }
      return entry.isFile() && entry.name.endsWith('.ipynb') ? [full] : [];
    })
    .sort();
}

/** The first `limit` notebooks below the folder that is the next argument; null, with the reason said, when there are none. */
export function corpus(
  [folder]: readonly string[],
  limit: number,
  script: string
): { readonly folder: string; readonly files: readonly string[] } | null {
  if (!folder || !fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    console.error(`A folder with notebooks is needed. Run: npm run ${script} -- FOLDER`);
    return null;
  }
  const files = notebooksBelow(folder).slice(0, limit);
  if (!files.length) {
    console.error(`No notebook is below ${folder}.`);
    return null;
  }
  return { folder, files };
}

/** The value after `name` in the arguments, taken out of them; undefined when it is not there. */
export function option(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}
