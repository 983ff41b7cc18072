/** What a package cannot take over from a session: it runs the cells from top to bottom, in a process of its own. */
import type { INotebook } from '../../notebook/notebook';
import { codeCells } from '../../notebook/notebook';

/** Says that the stored outputs come from another order than the one the cells stand in; null when they do not. */
export function orderNote(notebook: INotebook): string | null {
  let last: { readonly cell: number; readonly count: number } | null = null;
  for (const { index, executionCount } of codeCells(notebook)) {
    if (executionCount === null) {
      continue;
    }
    if (last && executionCount < last.count) {
      return (
        `Cell ${index + 1} was last run before cell ${last.cell + 1}, which stands above it. The package runs all cells from top to bottom, ` +
        'so its results may differ from the outputs in the notebook. Run the notebook from the top to compare.'
      );
    }
    last = { cell: index, count: executionCount };
  }
  return null;
}
