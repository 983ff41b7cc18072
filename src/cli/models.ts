/** The ONNX models beside a notebook that belong into its package: those that have recorded cases, so that they can be checked there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IPackagedModel } from '../core';
import { inspectModel } from '../onnx/inspect';
import type { IWrittenFile } from './packageWriter';
import { UsageError } from './usageError';

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

/**
 * What the package is told of its models, by their files.
 *
 * @throws UsageError for a file that is no ONNX model
 */
export function packagedModels(files: readonly IWrittenFile[]): IPackagedModel[] {
  return files
    .filter(({ path }) => path.endsWith('.onnx'))
    .map(({ path, content }) => {
      try {
        const { ops } = inspectModel(Buffer.from(content)).facts;
        return { name: path.replace(/^models\/|\.onnx$/g, ''), ops };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UsageError(
          `${path} beside the notebook cannot be read (${reason}). Export the model again, or move it away.`
        );
      }
    });
}
