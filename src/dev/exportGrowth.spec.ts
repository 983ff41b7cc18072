/** What an export costs must grow with the notebook, not with its square. Counted, not timed: the same on every machine. */
import { createEngine } from '../cli/engine';
import { prepareExport, readNotebook, SyntaxNode } from '../core';
import { benchCells, benchNotebook } from './benchNotebooks';

/** How often the export of a made notebook looks at a node of its syntax. */
async function looks(cells: number): Promise<number> {
  const read = readNotebook(benchNotebook(benchCells(cells)));
  if (!read.ok) {
    throw new Error(read.reason);
  }
  const engine = await createEngine();
  const kept = Object.getOwnPropertyDescriptor(SyntaxNode.prototype, 'child') as PropertyDescriptor;
  const child = kept.value as (field: string) => SyntaxNode | null;
  let count = 0;
  SyntaxNode.prototype.child = function (field) {
    count += 1;
    return child.call(this, field);
  };
  try {
    prepareExport(engine, read.document.notebook, 'safe', { notebookName: 'made' });
  } finally {
    Object.defineProperty(SyntaxNode.prototype, 'child', kept);
  }
  return count;
}

it('an export of twice the notebook looks at about twice the syntax', async () => {
  expect((await looks(97)) / (await looks(49))).toBeLessThan(2.5);
});
