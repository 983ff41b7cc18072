/** What reading later would change: names that get another value in between, and names that the block leaves behind. */
import { cellName, type Binding, type SemanticModel, type SyntaxNode } from '../../src/core';
import type { IBatchLoop, IDataset } from './loops';
import type { Source } from './sources';

/** Why a loop needs its size anew in every round; null when it does not. */
export function sizeObstacle({ loop, size }: IBatchLoop): string | null {
  const name = size.text.split('.')[0];
  const changed = assignedIn(loop, size.text) ?? assignedIn(loop, name);
  return changed
    ? `\`${name}\` changes in the loop, in line ${changed.cell.lines.position(changed.start).line}.`
    : null;
}

function assignedIn(loop: SyntaxNode, name: string): SyntaxNode | null {
  for (const n of loop.walk()) {
    if (
      (n.kind === 'assignment' || n.kind === 'augmented_assignment') &&
      n.child('left')?.text === name
    ) {
      return n;
    }
  }
  return null;
}

/** Why a block, or a call, cannot be put where it runs later: a name that it reads or binds is in the way. */
export function laterObstacle(
  model: SemanticModel,
  dataset: IDataset,
  source: Source
): string | null {
  const code = 'block' in source ? source.block : source.call;
  const last = dataset.loops[dataset.loops.length - 1].loop;
  const where = (n: SyntaxNode): string =>
    `line ${n.cell.lines.position(n.start).line} of ${cellName(model, n)}`;
  const isInside = (b: Binding): boolean => b.node?.isInside(code) ?? false;
  for (const n of code.walk()) {
    if (n.kind === 'await' || n.kind === 'yield' || n.kind === 'return_statement') {
      return `The block waits, yields or returns, in ${where(n)}.`;
    }
    if (n.kind !== 'identifier' || n.text === dataset.name) {
      continue;
    }
    const bound = model.bindingAt(n);
    const outside = bound && model.references(bound).find(r => !r.node.isInside(code));
    if (outside) {
      return `\`${n.text}\` from the block that reads the file is used in ${where(outside.node)}.`;
    }
    const reference = model.referenceAt(n);
    const found = reference ? model.definitions(reference) : [];
    if (found.some(isInside) && !found.every(isInside)) {
      return `\`${n.text}\` goes on from before the block that reads the file.`;
    }
    const again = found.some(isInside) ? null : reboundBefore(model, found, code, last);
    if (again?.node) {
      return `\`${n.text}\` gets another value in ${where(again.node)}, before the batches are read.`;
    }
  }
  return null;
}

/** A binding of the same name below the code, before or within the loop. */
function reboundBefore(
  model: SemanticModel,
  found: readonly Binding[],
  code: SyntaxNode,
  last: SyntaxNode
): Binding | null {
  const [binding] = found;
  if (!binding) {
    return null;
  }
  const all =
    binding.scope.kind === 'module'
      ? model.moduleBindings(binding.name)
      : (binding.scope.bindings.get(binding.name) ?? []);
  const place = (n: SyntaxNode): [number, number] => [model.orderOf(n), n.start];
  const isAfter = (a: [number, number], b: [number, number]): boolean =>
    a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);
  return (
    all.find(
      b =>
        b.node !== null &&
        b.kind !== 'import' &&
        isAfter(place(b.node), place(code)) &&
        !isAfter(place(b.node), [model.orderOf(last), last.end])
    ) ?? null
  );
}
