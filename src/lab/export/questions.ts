/** What a person is asked before something is lost. */
import type { IExportHost } from './exportHost';

/** @param count how many files are in the way */
export function isSureToReplace(
  { trans, confirm }: IExportHost,
  folder: string,
  count: number
): Promise<boolean> {
  return confirm(
    trans.__('Replace files?'),
    trans.__(
      '%1 files in %2 that Anneal did not write, or that were edited since, are replaced or kept beside the package. Replaced files cannot be brought back.',
      count,
      folder
    ),
    trans.__('Replace')
  );
}

/** Asks before an exported package is deleted. */
export function isSureToDelete({ trans, confirm }: IExportHost, folder: string): Promise<boolean> {
  return confirm(
    trans.__('Delete package?'),
    trans.__('Only files that Anneal wrote into %1 and nobody changed are deleted.', folder),
    trans.__('Delete package')
  );
}
