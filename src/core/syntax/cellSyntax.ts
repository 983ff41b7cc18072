/** The syntax of one cell: its masked Python, tree, index by kind, comments and magics. Immutable; cached by source. */
import type { IMagic } from '../notebook/magics';
import { LineIndex } from '../text/lineIndex';
import type { SyntaxNode } from './node';

/** A piece of Python inside a magic, parsed on its own at its true offset. */
export interface IFragment {
  readonly magic: IMagic;
  readonly root: SyntaxNode;
}

export class CellSyntax {
  constructor(
    readonly source: string,
    /** Same length as `source`, magics replaced. */
    readonly python: string,
    readonly language: string | null,
    readonly magics: readonly IMagic[]
  ) {}

  /** Null only when the cell is blind or not Python. */
  root: SyntaxNode | null = null;
  fragments: readonly IFragment[] = [];
  /** Why the cell could not be read, or null. */
  blind: string | null = null;

  get lines(): LineIndex {
    return (this._lines ??= new LineIndex(this.source));
  }

  /** All nodes of a kind in source order, fragments of magics included. */
  nodes(kind: string): readonly SyntaxNode[] {
    return this.byKind.get(kind) ?? [];
  }

  /** All nodes of some kinds in source order, outer ones first. */
  nodesOf(kinds: readonly string[]): readonly SyntaxNode[] {
    if (kinds.length === 1) {
      return this.nodes(kinds[0]);
    }
    const key = kinds.join();
    let found = this._mixed.get(key);
    if (!found) {
      found = kinds
        .flatMap(kind => this.nodes(kind))
        .sort((a, b) => a.start - b.start || b.end - a.end);
      this._mixed.set(key, found);
    }
    return found;
  }

  get comments(): readonly SyntaxNode[] {
    return this.nodes('comment');
  }

  readonly byKind = new Map<string, SyntaxNode[]>();
  private readonly _mixed = new Map<string, readonly SyntaxNode[]>();
  private _lines: LineIndex | undefined;
}
