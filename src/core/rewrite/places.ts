/** How places are named in texts for people. */
import type { SemanticModel } from '../semantic/model';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';

/** `cell 7`: cells count from 1, Markdown cells included. */
export function cellName(model: SemanticModel, at: SyntaxNode | CellSyntax): string {
  return `cell ${model.cellOf(at).index + 1}`;
}

/** The code of a node on one line, cut to a length that fits into a sentence. */
export function shortText(node: SyntaxNode, limit = 40): string {
  const text = node.text.replace(/\s+/g, ' ');
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
