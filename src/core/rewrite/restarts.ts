/** Cells that restart the kernel: what they and the cells above them define is gone below. */
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';

/** The last cell above a place that restarts the kernel, as notebooks do once they have installed something; null when there is none. */
export function restartAbove(
  model: SemanticModel,
  place: SyntaxNode | CellSyntax
): CellSyntax | null {
  const order = model.orderOf(place);
  const above = model.memo(restarts).filter(cell => model.orderOf(cell) < order);
  return above.at(-1) ?? null;
}

function restarts(model: SemanticModel): readonly CellSyntax[] {
  return model.collect(restartsIn);
}

function restartsIn(_model: SemanticModel, { syntax }: ICellModel): readonly CellSyntax[] {
  const ends = syntax
    .nodes('call')
    .some(call => /(^|\.)do_shutdown$|^os\.(_exit|kill)$/.test(call.child('function')?.text ?? ''));
  return ends ? [syntax] : [];
}
