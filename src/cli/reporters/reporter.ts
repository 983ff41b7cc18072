/** What every output format of `anneal check` gets and gives. */
import type { INotebookReport, IPosition } from '../../core';

/** A finding's true place in the `.ipynb` file. */
export interface IFilePlace {
  readonly start: IPosition;
  readonly end: IPosition;
}

export type ICheckedFile =
  | {
      readonly report: INotebookReport;
      /** Of the findings, in their order. */
      readonly places: readonly IFilePlace[];
      readonly suppressedPlaces: readonly IFilePlace[];
    }
  | { readonly path: string; readonly reason: string };

export type Reporter = (files: readonly ICheckedFile[]) => string;

/** The findings of all files with their places. */
export function* findings(files: readonly ICheckedFile[]): IterableIterator<{
  path: string;
  diagnostic: INotebookReport['diagnostics'][number];
  place: IFilePlace;
}> {
  for (const file of files) {
    if ('report' in file) {
      for (const [i, diagnostic] of file.report.diagnostics.entries()) {
        yield { path: file.report.path, diagnostic, place: file.places[i] };
      }
    }
  }
}

/** Relative, `/`-separated: what SARIF and GitHub expect. */
export function reportPath(path: string): string {
  return path.split('\\').join('/').replace(/^\.\//, '');
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
