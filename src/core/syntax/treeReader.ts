/**
 * Copies a tree of tree-sitter into plain nodes. The cursor of web-tree-sitter carries its state into WebAssembly memory and back for
 * every question. The functions that it calls there leave the state where the next one finds it, so a whole tree is read through
 * them alone. They are no part of the documented interface: the version is pinned, and `treeReader.spec.ts` compares with the cursor.
 */
import { Parser, type Language, type Tree } from 'web-tree-sitter';
import type { CellSyntax } from './cellSyntax';
import { SyntaxNode } from './node';

/** Functions of tree-sitter's WebAssembly. Node and cursor are those that the function before left behind. */
interface IRuntime {
  _ts_tree_root_node_wasm(tree: number): void;
  _ts_node_has_error_wasm(tree: number): number;
  _ts_tree_cursor_new_wasm(tree: number): void;
  _ts_tree_cursor_delete_wasm(tree: number): void;
  _ts_tree_cursor_goto_first_child_wasm(tree: number): number;
  _ts_tree_cursor_goto_next_sibling_wasm(tree: number): number;
  _ts_tree_cursor_goto_parent_wasm(tree: number): number;
  _ts_tree_cursor_current_node_type_id_wasm(tree: number): number;
  _ts_tree_cursor_current_node_is_named_wasm(tree: number): number;
  _ts_tree_cursor_current_node_is_missing_wasm(tree: number): number;
  _ts_tree_cursor_current_field_id_wasm(tree: number): number;
  _ts_tree_cursor_start_index_wasm(tree: number): number;
  _ts_tree_cursor_end_index_wasm(tree: number): number;
}

/** The one runtime of this process: starting tree-sitter again changes nothing. */
let runtime: IRuntime | undefined;

/** Starts tree-sitter from the bytes of its WebAssembly; must be done before a parser is made. */
export async function startTreeSitter(wasmBinary: Uint8Array): Promise<void> {
  // The options of the first start become the module with all its functions.
  const options = { wasmBinary };
  await Parser.init(options);
  if (isRuntime(options)) {
    runtime = options;
  }
}

function isRuntime(value: object): value is IRuntime {
  return '_ts_tree_cursor_new_wasm' in value;
}

/** What a number of the grammar stands for. */
interface IKind {
  readonly kind: string;
  readonly named: boolean;
}

export interface IReadTree {
  readonly root: SyntaxNode;
  /** Offset of the first error, or null. */
  readonly error: number | null;
}

export class TreeReader {
  constructor(private readonly _language: Language) {
    if (!runtime) {
      throw new Error('This version of web-tree-sitter keeps its functions elsewhere.');
    }
    this._runtime = runtime;
  }

  private readonly _runtime: IRuntime;
  private readonly _kinds: (IKind | undefined)[] = [];

  /** Copies a tree whose offsets are shifted by `shift`, and enters its named nodes in the cell's index. */
  read(tree: Tree, cell: CellSyntax, shift: number): IReadTree {
    const { _runtime: r } = this;
    const address = (tree as unknown as { readonly 0: number })[0];
    r._ts_tree_root_node_wasm(address);
    const hasError = r._ts_node_has_error_wasm(address) !== 0;
    r._ts_tree_cursor_new_wasm(address);
    try {
      const root = this._node(address, cell, shift, null);
      const error = { at: hasError ? -1 : null };
      this._copyBelow(root, address, shift, error);
      return { root, error: error.at === -1 ? 0 : error.at };
    } finally {
      r._ts_tree_cursor_delete_wasm(address);
    }
  }

  /** @param error `at` is -1 where an error is still to be found, and its offset afterwards */
  private _copyBelow(
    root: SyntaxNode,
    address: number,
    shift: number,
    error: { at: number | null }
  ): void {
    const { _runtime: r } = this;
    // Children whose parent is not complete; a list is cut out of it once its length is known.
    const pending: SyntaxNode[] = [];
    const starts: number[] = [];
    let count = 0;
    let node = root;
    let down = true;
    for (;;) {
      if (error.at === -1 && down && this._isWrong(node, address)) {
        error.at = node.start - shift;
      }
      if (down && r._ts_tree_cursor_goto_first_child_wasm(address)) {
        starts.push(count);
      } else if (r._ts_tree_cursor_goto_next_sibling_wasm(address)) {
        node = node.parent as SyntaxNode;
      } else if (r._ts_tree_cursor_goto_parent_wasm(address)) {
        node = node.parent as SyntaxNode;
        const start = starts.pop() as number;
        node.children = pending.slice(start, count);
        count = start;
        down = false;
        continue;
      } else {
        return;
      }
      node = this._node(address, root.cell, shift, node);
      pending[count++] = node;
      down = true;
    }
  }

  private _isWrong({ kind }: SyntaxNode, address: number): boolean {
    return (
      kind === 'ERROR' || this._runtime._ts_tree_cursor_current_node_is_missing_wasm(address) !== 0
    );
  }

  /** The node under the cursor, without its children. */
  private _node(
    address: number,
    cell: CellSyntax,
    shift: number,
    parent: SyntaxNode | null
  ): SyntaxNode {
    const { _runtime: r } = this;
    const { kind, named } = this._kind(address);
    const node = new SyntaxNode(
      cell,
      kind,
      r._ts_tree_cursor_start_index_wasm(address) + shift,
      r._ts_tree_cursor_end_index_wasm(address) + shift,
      named,
      this._language.fields[r._ts_tree_cursor_current_field_id_wasm(address)] ?? null,
      parent
    );
    if (named) {
      const list = cell.byKind.get(kind);
      if (list) {
        list.push(node);
      } else {
        cell.byKind.set(kind, [node]);
      }
    }
    return node;
  }

  private _kind(address: number): IKind {
    const id = this._runtime._ts_tree_cursor_current_node_type_id_wasm(address);
    return (this._kinds[id] ??= {
      kind: this._language.types[id] || 'ERROR',
      named: this._runtime._ts_tree_cursor_current_node_is_named_wasm(address) !== 0
    });
  }
}
