/** Asks the server what writing a package would change in its folder. */
import * as z from 'zod';
import { redact } from '../../core/analysis/secrets';
import { changeStates, type IFileChange } from '../../core/exporter/changes';
import type { IPackageFile } from '../../core/exporter/plan';
import type { AnnealServer } from '../server';
import type { ICarriedFile } from './carriedModels';

const answerSchema = z.object({
  isPackage: z.boolean(),
  files: z.array(
    z.object({ path: z.string(), state: z.enum(changeStates), before: z.string().nullable() })
  )
});

export interface IFolderChanges {
  /** Anneal exported into the folder before. */
  readonly isPackage: boolean;
  readonly changes: readonly IFileChange[];
}

/** @param secrets values that are drawn as dots: what is on disk may be older than a fix that moved them */
export async function askFolder(
  server: AnnealServer,
  folder: string,
  files: readonly (IPackageFile | ICarriedFile)[],
  secrets: readonly string[],
  signal?: AbortSignal
): Promise<IFolderChanges> {
  const answer = answerSchema.parse(
    await server.request('POST', 'package/changes', { folder, files }, signal)
  );
  const texts = new Map(files.map(f => [f.path, 'text' in f ? f.text : null]));
  return {
    isPackage: answer.isPackage,
    changes: answer.files.map(({ path, state, before }) => ({
      path,
      state,
      before: before === null ? null : redact(before, secrets),
      after: texts.get(path) ?? null
    }))
  };
}

/** Says whether two answers would look the same to a person. */
export function changesKey(folder: string, { changes }: IFolderChanges): string {
  return JSON.stringify([folder, changes]);
}
