/** From what was typed (files, folders, globs) to notebooks, in a stable order. Respects `.gitignore` files within folders. */
import ignore from 'ignore';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';

const skipped = [
  '**/.ipynb_checkpoints/**',
  '**/node_modules/**',
  '**/.git/**',
  '**/.venv/**',
  '**/venv/**',
  '**/site-packages/**'
];

export interface IInputs {
  /** Paths as the user would write them, sorted. */
  readonly files: readonly string[];
  readonly errors: readonly { readonly path: string; readonly reason: string }[];
}

export async function findNotebooks(paths: readonly string[]): Promise<IInputs> {
  const files = new Set<string>();
  const errors: { path: string; reason: string }[] = [];
  for (const path of paths) {
    if (existsSync(path)) {
      if (statSync(path).isDirectory()) {
        const found = await glob('**/*.ipynb', {
          cwd: path,
          ignore: skipped,
          dot: false,
          expandDirectories: false
        });
        const ignored = ignoredIn(path);
        for (const file of found) {
          if (!ignored(file)) {
            files.add(join(path, file));
          }
        }
      } else {
        files.add(path);
      }
    } else if (isDynamicPattern(path)) {
      const found = await glob(path, { ignore: skipped, expandDirectories: false });
      if (!found.length) {
        errors.push({ path, reason: 'No file matches this pattern.' });
      }
      found.forEach(f => files.add(f));
    } else {
      errors.push({ path, reason: 'There is no such file or folder.' });
    }
  }
  return { files: [...files].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)), errors };
}

/** A test by the `.gitignore` of the folder and of the folders above it up to the repository's root. */
function ignoredIn(folder: string): (file: string) => boolean {
  const rules: { base: string; test: ReturnType<typeof ignore> }[] = [];
  for (let at = resolve(folder); ; at = dirname(at)) {
    const file = join(at, '.gitignore');
    if (existsSync(file)) {
      rules.push({ base: at, test: ignore().add(readFileSync(file, 'utf8')) });
    }
    if (existsSync(join(at, '.git')) || at === dirname(at)) {
      break;
    }
  }
  return file =>
    rules.some(({ base, test }) => {
      const path = relative(base, resolve(folder, file)).split(sep).join('/');
      return path !== '' && !path.startsWith('..') && test.ignores(path);
    });
}
