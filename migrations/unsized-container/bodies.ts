/** What the bodies of `size()` and `get(i)` show: that one counts elements, and which object the other one reads by number. */
import { ownNodes, unparenthesized, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface IHolder {
  /** `self.rows` in `self.rows[i]`. */
  readonly owner: SyntaxNode;
  /** False when the number is also calculated with, so that not every one below `len(owner)` need be a sample. */
  readonly isOnlyIndexed: boolean;
  /** `.iloc[i]` reads a row of a table. */
  readonly isByRow: boolean;
}

const counters =
  /^_*(n|num|size|length|len|count|total|n_\w+|num_\w+|\w+_(size|count|len|length))$/;

/** True when every `return` gives a number of elements: `len(…)`, `x.shape[0]`, `x.size(0)`, or a count that was kept. */
export function lengthOf(method: SyntaxNode): boolean {
  const back = [...ownNodes(method, 'return_statement')];
  return back.length > 0 && back.every(r => r.namedChildren[0] && isCount(r.namedChildren[0]));
}

function isCount(node: SyntaxNode): boolean {
  const n = unparenthesized(node);
  if (n.kind === 'call') {
    const target = n.child('function');
    return (
      target?.text === 'len' ||
      (target?.kind === 'attribute' &&
        target.child('attribute')?.text === 'size' &&
        n.child('arguments')?.text === '(0)')
    );
  }
  if (n.kind === 'subscript') {
    const owner = n.child('value');
    return (
      owner?.kind === 'attribute' &&
      owner.child('attribute')?.text === 'shape' &&
      n.child('subscript')?.text === '0'
    );
  }
  return (
    n.kind === 'attribute' &&
    n.child('object')?.text === 'self' &&
    counters.test(n.child('attribute')?.text ?? '')
  );
}

/** The attribute of `self` that a method reads by the number it gets. */
export function sampleHolder(method: SyntaxNode, parameter: string): IHolder | null {
  let owner: SyntaxNode | null = null;
  let isByRow = false;
  let isOnlyIndexed = true;
  for (const n of ownNodes(method, 'identifier')) {
    if (n.text !== parameter || n.field === 'attribute' || n.field === 'name') {
      continue;
    }
    const { parent } = n;
    if (parent?.kind === 'subscript' && n.field === 'subscript') {
      const value = parent.child('value') as SyntaxNode;
      const isRow = value.kind === 'attribute' && value.child('attribute')?.text === 'iloc';
      const held = isRow ? (value.child('object') as SyntaxNode) : value;
      const isOwn = held.kind === 'attribute' && held.child('object')?.text === 'self';
      if (isOwn && parent.childrenOf('subscript')[0] === n && !owner) {
        owner = held;
        isByRow = isRow;
      }
    } else if (parent?.kind === 'slice' || parent?.kind === 'binary_operator') {
      isOnlyIndexed = false;
    }
  }
  return owner && { owner, isByRow, isOnlyIndexed };
}

/** False for what is read by key: dictionaries, and tables without `.iloc`. */
export function isSequence(model: SemanticModel, { owner, isByRow }: IHolder): boolean {
  const name = model.typeOf(owner)?.name ?? '';
  const isMapping =
    /^builtins\.(dict|set|frozenset|str)$|(^|\.)(\w*[dD]ict|Counter|\w*Mapping)$/.test(name);
  return !isMapping && (isByRow || !/^pandas\./.test(name));
}
