/**
 * Syntax nodes as plain objects, copied out of tree-sitter once per cell so that nothing keeps WASM memory alive and
 * no later step pays for crossing into WASM. Offsets are UTF-16 units of the cell's source.
 */
import type { IRange } from '../text/range';
import type { CellSyntax } from './cellSyntax';

/** Most nodes are leaves: they share one list. */
const none: readonly SyntaxNode[] = [];

export class SyntaxNode implements IRange {
  constructor(
    readonly cell: CellSyntax,
    readonly kind: string,
    readonly start: number,
    readonly end: number,
    readonly named: boolean,
    readonly field: string | null,
    readonly parent: SyntaxNode | null
  ) {}

  /** Children in source order, punctuation and comments included. Set when the tree is read, and never after. */
  children: readonly SyntaxNode[] = none;

  private _named: readonly SyntaxNode[] | null = null;

  /** The text as written, magics included. */
  get text(): string {
    return this.cell.source.slice(this.start, this.end);
  }

  /** Children in source order without punctuation and comments. */
  get namedChildren(): readonly SyntaxNode[] {
    return (this._named ??= this.children.length
      ? this.children.filter(c => c.named && c.kind !== 'comment')
      : none);
  }

  /** The first child in a field, such as `left` of an assignment. */
  child(field: string): SyntaxNode | null {
    for (const c of this.children) {
      if (c.field === field) {
        return c;
      }
    }
    return null;
  }

  childrenOf(field: string): SyntaxNode[] {
    return this.children.filter(c => c.field === field);
  }

  childOfKind(kind: string): SyntaxNode | null {
    return this.children.find(c => c.kind === kind) ?? null;
  }

  /** The nearest ancestor of one of the kinds, self left out. */
  ancestor(...kinds: readonly string[]): SyntaxNode | null {
    for (let n = this.parent; n; n = n.parent) {
      if (kinds.includes(n.kind)) {
        return n;
      }
    }
    return null;
  }

  isInside(outer: SyntaxNode): boolean {
    for (let n: SyntaxNode | null = this; n; n = n.parent) {
      if (n === outer) {
        return true;
      }
    }
    return false;
  }

  /** This node and all below it, in source order. */
  *walk(): IterableIterator<SyntaxNode> {
    const stack: SyntaxNode[] = [this];
    for (let node = stack.pop(); node; node = stack.pop()) {
      yield node;
      for (let i = node.children.length - 1; i >= 0; i--) {
        stack.push(node.children[i]);
      }
    }
  }

  /** The simple or compound statement that holds this node (a child of a `block` or of the module), itself included. */
  get statement(): SyntaxNode {
    let n: SyntaxNode = this;
    while (n.parent && n.parent.kind !== 'block' && n.parent.kind !== 'module') {
      n = n.parent;
    }
    return n;
  }
}
