/**
 * Puts right one shape of tree-sitter-python 0.25: after another item it reads `*f(x)` as a call of `*f`. Python unpacks what the call
 * gives, and so does the tree after this.
 */
import type { CellSyntax } from './cellSyntax';
import type { SyntaxNode } from './node';

type Mutable = { -readonly [K in keyof SyntaxNode]: SyntaxNode[K] };

/** Repairs every unpacked call of a cell in place; finds nothing to do the second time. */
export function repairSplats(cell: CellSyntax): void {
  for (const splat of cell.nodes('list_splat')) {
    const call = splat.parent;
    const around = call?.parent;
    const name = splat.children.find(c => c.named && c.kind !== 'comment');
    if (call?.kind !== 'call' || !around || splat.field !== 'function' || !name) {
      continue;
    }
    const [s, c, n] = [splat, call, name] as [Mutable, Mutable, Mutable];
    around.children = around.children.map(c => (c === call ? splat : c));
    splat.children = splat.children.map(c => (c === name ? call : c));
    call.children = call.children.map(c => (c === splat ? name : c));
    [s.end, s.field, s.parent] = [call.end, call.field, around];
    [c.start, c.field, c.parent] = [name.start, null, splat];
    [n.field, n.parent] = ['function', call];
  }
}
