/**
 * Which bindings of a name can be in force where the name is read. Works on one list of bindings in order, with the branches
 * and loops around them; no fixpoint is needed since Python has no goto: only an enclosing loop runs text again.
 * The answer may name too many bindings, never too few.
 */
import type { SyntaxNode } from '../syntax/node';
import type { Binding } from './scope';

/** A branch of a control statement around a node; `control` is the whole statement. */
interface IRegion {
  readonly control: SyntaxNode;
  readonly branch: SyntaxNode;
}

const exclusive = new Set(['if_statement', 'match_statement', 'conditional_expression']);
const loops = new Set(['for_statement', 'while_statement']);

/** Branches around a node from the outermost to the innermost, within the function or module that runs it. */
export function regions(node: SyntaxNode): IRegion[] {
  const found: IRegion[] = [];
  for (let below = node, n = node.parent; n; below = n, n = n.parent) {
    switch (n.kind) {
      case 'if_statement':
      case 'for_statement':
      case 'while_statement':
      case 'try_statement':
        if (
          below.kind === 'block' ||
          below.kind === 'elif_clause' ||
          below.kind === 'else_clause' ||
          below.kind === 'except_clause'
        ) {
          found.push({ control: n, branch: below });
        }
        break;
      case 'case_clause':
        found.push({ control: n.ancestor('match_statement') ?? n, branch: n });
        break;
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
        // It may run no time at all.
        found.push({ control: n, branch: n });
        break;
      case 'conditional_expression':
        if (n.namedChildren[1] !== below) {
          found.push({ control: n, branch: below });
        }
        break;
      case 'boolean_operator':
        if (below.field === 'right') {
          found.push({ control: n, branch: below });
        }
        break;
      case 'function_definition':
      case 'lambda':
        if (below.field === 'body') {
          return found.reverse();
        }
        break;
    }
  }
  return found.reverse();
}

/** True when the binding is made only on some paths through the code that holds it. */
export function isConditional(binding: Binding): boolean {
  return binding.node !== null && regions(binding.node).length > 0;
}

export interface IPlaced {
  readonly binding: Binding;
  /** Total order over the whole notebook: order of the cell, then offset from which the binding is in force. */
  readonly cell: number;
}

/** The bindings that reach a read, and the first cell that was looked at for it: what stands above does not matter. */
export interface IReaching {
  readonly bindings: Binding[];
  readonly from: number;
}

/** The bindings that reach a read: see `reachOf`. */
export function reachingBindings(
  list: readonly IPlaced[],
  node: SyntaxNode,
  cell: number
): Binding[] {
  return reachOf(list, node, cell).bindings;
}

/**
 * The bindings that reach a read.
 *
 * @param list bindings of one name in one scope, in order
 * @param node the reading node
 * @param cell order of the cell that holds it
 */
export function reachOf(list: readonly IPlaced[], node: SyntaxNode, cell: number): IReaching {
  const here = regions(node);
  const hereBranches = new Set(here.map(r => r.branch));
  const loop = outermostLoop(node);
  const found: Binding[] = [];
  let from = -Infinity;
  const before = (p: IPlaced): boolean =>
    p.cell < cell || (p.cell === cell && p.binding.effective <= node.start);
  for (let i = list.length - 1; i >= 0; i--) {
    const p = list[i];
    const b = p.binding;
    if (!before(p)) {
      // Text further down runs earlier only when a loop around the read comes round again.
      if (loop && p.cell === cell && b.node?.isInside(loop) && b.kind !== 'delete') {
        found.push(b);
      }
      continue;
    }
    if (b.isLate) {
      found.push(b);
      continue;
    }
    const there = b.node ? regions(b.node) : [];
    const apart = there.some(
      r =>
        exclusive.has(r.control.kind) &&
        !hereBranches.has(r.branch) &&
        here.some(h => h.control === r.control)
    );
    if (apart && !(loop && b.node?.isInside(loop))) {
      continue;
    }
    // The variable of a `for` is in force in its body; after the loop it may be unbound, but then the name is too.
    const outer = b.kind === 'for' ? there.filter(r => r.control !== b.statement) : there;
    const dominates = !apart && outer.every(r => hereBranches.has(r.branch));
    if (b.kind !== 'delete' && b.kind !== 'annotation') {
      found.push(b);
    }
    if (dominates && b.kind !== 'annotation') {
      const certain = b.kind !== 'for' || b.node === null || isIn(node, b.statement);
      if (certain) {
        from = p.cell;
        break;
      }
    }
  }
  // A function that declares the name global may have run before, wherever it stands.
  for (const p of list) {
    if (p.binding.isLate && !found.includes(p.binding)) {
      found.push(p.binding);
    }
  }
  return { bindings: list.map(p => p.binding).filter(b => found.includes(b)), from };
}

/** The outermost loop of the running function that evaluates the node again: in its body, or as the condition of `while`. */
function outermostLoop(node: SyntaxNode): SyntaxNode | null {
  let found: SyntaxNode | null = null;
  for (let below = node, n = node.parent; n; below = n, n = n.parent) {
    if (
      loops.has(n.kind) &&
      (below.field === 'body' || (n.kind === 'while_statement' && below.field === 'condition'))
    ) {
      found = n;
    } else if (
      (n.kind === 'function_definition' || n.kind === 'lambda') &&
      below.field === 'body'
    ) {
      break;
    }
  }
  return found;
}

function isIn(node: SyntaxNode, outer: SyntaxNode | null): boolean {
  return outer !== null && node.isInside(outer);
}
