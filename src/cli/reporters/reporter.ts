/** What every output format of `anneal check` gets and gives. */
import { isAbsolute, relative, sep } from 'node:path';
import type { INotebookReport, IPosition } from '../../core';
import type { IFileReplacement } from '../fileReplacements';
import type { ICellDiff } from '../findingDiff';

/** A finding's true place in the `.ipynb` file. */
export interface IFilePlace {
  readonly start: IPosition;
  readonly end: IPosition;
}

/** What the fix of a finding changes; empty where there is no fix. */
export interface IFindingDetail {
  readonly diff: readonly ICellDiff[];
  /** Null where the fix cannot be applied by a tool that knows files only. */
  readonly replacements: readonly IFileReplacement[] | null;
}

export type ICheckedFile =
  | {
      readonly report: INotebookReport;
      /** Of the findings, in their order. */
      readonly places: readonly IFilePlace[];
      readonly suppressedPlaces: readonly IFilePlace[];
      /** Of the findings, in their order; left out where no format needs them. */
      readonly details?: readonly IFindingDetail[];
    }
  | { readonly path: string; readonly reason: string };

export type Reporter = (files: readonly ICheckedFile[]) => string;

/** The findings of all files with their places. */
export function* findings(files: readonly ICheckedFile[]): IterableIterator<{
  path: string;
  diagnostic: INotebookReport['diagnostics'][number];
  place: IFilePlace;
  detail: IFindingDetail | undefined;
}> {
  for (const file of files) {
    if ('report' in file) {
      for (const [i, diagnostic] of file.report.diagnostics.entries()) {
        yield {
          path: file.report.path,
          diagnostic,
          place: file.places[i],
          detail: file.details?.[i]
        };
      }
    }
  }
}

/** `/`-separated, from the current folder where the file lies within it: what SARIF and GitHub expect. */
export function reportPath(path: string): string {
  const within = isAbsolute(path) ? relative('', path) : path;
  return (within.startsWith('..') ? path : within).split(sep).join('/').replace(/^\.\//, '');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
