/** The ONNX models beside a notebook that belong into its package: those that have recorded cases, so that they can be checked there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IWrittenFile } from './packageWriter';

/** `models/<name>.onnx` with `models/<name>.cases.npz`, as the model export writes them. */
export function modelFiles(notebookFolder: string): IWrittenFile[] {
  const folder = join(notebookFolder, 'models');
  if (!existsSync(folder)) {
    return [];
  }
  const names = readdirSync(folder);
  return names
    .filter(name => name.endsWith('.onnx'))
    .map(name => ({ model: name, cases: name.replace(/\.onnx$/, '.cases.npz') }))
    .filter(({ cases }) => names.includes(cases))
    .flatMap(({ model, cases }) => [model, cases])
    .sort()
    .map(name => ({ path: `models/${name}`, content: readFileSync(join(folder, name)) }));
}
