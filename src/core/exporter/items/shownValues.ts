/** `_`, `__`, `Out[3]` and `_3`: values that a notebook has shown. The package keeps what it shows, and these ask for it. */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';
import type { ITextEdit } from '../../text/edit';
import type { IItem } from './items';

/** Names of the helpers, as the package has them. */
export interface IShownNames {
  readonly last: string;
  readonly byCell: string;
}

/** Reads of shown values, as calls of the helpers. */
export function shownEdits(model: SemanticModel, item: IItem, names: IShownNames): ITextEdit[] {
  const edits: ITextEdit[] = [];
  for (const { node, call } of shownReads(model, item)) {
    if (call) {
      const helper = call.back === null ? names.byCell : names.last;
      const argument = call.back === null ? call.cell : call.back === 1 ? '' : call.back;
      edits.push({ start: node.start, end: node.end, text: `${helper}(${argument})` });
    }
  }
  return edits;
}

/** Says which shown values the package cannot ask for; null when there are none. */
export function shownNote(model: SemanticModel, items: readonly IItem[]): string | null {
  const lost = items.flatMap(i => [...shownReads(model, i)]).find(r => !r.call);
  return lost
    ? `\`${lost.node.text}\` asks the notebook for what it has run or shown, which a package cannot answer: give the value a name.`
    : null;
}

interface IShownRead {
  readonly node: SyntaxNode;
  /** The last value but so many, or that of a cell; null when it cannot be told which. */
  readonly call: { readonly back: number | null; readonly cell: number } | null;
}

function* shownReads(model: SemanticModel, item: IItem): IterableIterator<IShownRead> {
  for (const map of [item.reads, item.captures]) {
    for (const [name, references] of map) {
      if (!/^(?:_{1,3}|_\d+|Out|_oh|In|_ih)$/.test(name) || model.moduleBindings(name).length) {
        continue;
      }
      for (const { node } of references) {
        if (/^_+$/.test(name)) {
          yield { node, call: { back: name.length, cell: -1 } };
          continue;
        }
        const parent = node.parent?.kind === 'subscript' ? node.parent : null;
        const subscript = parent?.child('value') === node ? parent.child('subscript') : null;
        const number = /^_\d/.test(name)
          ? name.slice(1)
          : /^(?:Out|_oh)$/.test(name) && subscript?.kind === 'integer'
            ? subscript.text
            : null;
        const cell = number === null ? undefined : numbered(model, Number(number));
        yield {
          node: /^_\d/.test(name) || !parent ? node : parent,
          call: cell === undefined ? null : { back: null, cell }
        };
      }
    }
  }
}

/** The cell that a kernel gives a number when all cells run from the top; it does not count empty ones. */
function numbered(model: SemanticModel, number: number): number | undefined {
  return model.cells.filter(c => c.cell.source.trim() !== '')[number - 1]?.cell.index;
}
