/** The notebooks below a folder, checkpoints left out, in a stable order. */
import fs from 'node:fs';
import path from 'node:path';

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

/** The value after `name` in the arguments, taken out of them; undefined when it is not there. */
export function option(args: string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}
