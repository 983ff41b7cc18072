/** What one cell says by itself, indexed: its scopes, and who is meant by which node. Depends on nothing but the cell's syntax. */
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import { attributeStores, type IAttributeStore } from './attributeStores';
import { bindCell } from './binder';
import { allScopes, type Binding, type Reference, type Scope } from './scope';

export interface ICellTables {
  readonly module: Scope;
  /** All scopes of the cell, outer ones first. */
  readonly scopes: readonly Scope[];
  readonly scopeOfNode: ReadonlyMap<SyntaxNode, Scope>;
  readonly bindingOfNode: ReadonlyMap<SyntaxNode, Binding>;
  readonly referenceOfNode: ReadonlyMap<SyntaxNode, Reference>;
  /** Every read by its spelling, in the order of the scopes. */
  readonly reads: ReadonlyMap<string, readonly Reference[]>;
  /** Writes of attributes by the attribute's name. */
  readonly stores: ReadonlyMap<string, readonly IAttributeStore[]>;
}

const known = new WeakMap<CellSyntax, ICellTables>();

/** The tables of a cell; made once, since an unchanged cell keeps its syntax. */
export function tablesOf(syntax: CellSyntax): ICellTables {
  let tables = known.get(syntax);
  if (!tables) {
    tables = makeTables(syntax);
    known.set(syntax, tables);
  }
  return tables;
}

function makeTables(syntax: CellSyntax): ICellTables {
  const module = bindCell(syntax);
  const scopes = [...allScopes(module)];
  const scopeOfNode = new Map<SyntaxNode, Scope>();
  const bindingOfNode = new Map<SyntaxNode, Binding>();
  const referenceOfNode = new Map<SyntaxNode, Reference>();
  const reads = new Map<string, Reference[]>();
  for (const scope of scopes) {
    if (scope.node) {
      scopeOfNode.set(scope.node, scope);
    }
    for (const list of scope.bindings.values()) {
      for (const b of list) {
        if (b.node) {
          bindingOfNode.set(b.node, b);
        }
      }
    }
    for (const r of scope.references) {
      referenceOfNode.set(r.node, r);
      const list = reads.get(r.name);
      if (list) {
        list.push(r);
      } else {
        reads.set(r.name, [r]);
      }
    }
  }
  return {
    module,
    scopes,
    scopeOfNode,
    bindingOfNode,
    referenceOfNode,
    reads,
    stores: attributeStores(syntax)
  };
}

const attributes = new WeakMap<CellSyntax, ReadonlyMap<string, readonly SyntaxNode[]>>();

/** The attributes of a cell, read or written, by their names. */
export function attributesIn(syntax: CellSyntax): ReadonlyMap<string, readonly SyntaxNode[]> {
  let found = attributes.get(syntax);
  if (!found) {
    const made = new Map<string, SyntaxNode[]>();
    for (const node of syntax.nodes('attribute')) {
      const name = node.child('attribute')?.text ?? '';
      const list = made.get(name);
      if (list) {
        list.push(node);
      } else {
        made.set(name, [node]);
      }
    }
    attributes.set(syntax, (found = made));
  }
  return found;
}

const names = new WeakMap<CellSyntax, ReadonlySet<string>>();

/** The names that a cell binds or reads, in any scope. */
export function namesIn(syntax: CellSyntax): ReadonlySet<string> {
  let found = names.get(syntax);
  if (!found) {
    const { reads, scopes } = tablesOf(syntax);
    const made = new Set(reads.keys());
    for (const scope of scopes) {
      for (const name of scope.bindings.keys()) {
        made.add(name);
      }
    }
    names.set(syntax, (found = made));
  }
  return found;
}
