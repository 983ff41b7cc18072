/** Where attributes are written: `a.b = value`. Syntax only. */
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';

/** A place where an attribute is written, with the value where it is one expression. */
export interface IAttributeStore {
  readonly target: SyntaxNode;
  readonly value: SyntaxNode | null;
}

/** Every write of an attribute in a cell, by the attribute's name. */
export function attributeStores(syntax: CellSyntax): ReadonlyMap<string, IAttributeStore[]> {
  const stores = new Map<string, IAttributeStore[]>();
  for (const target of syntax.nodes('attribute')) {
    const store = storeOf(target);
    if (store) {
      const name = target.child('attribute')?.text ?? '';
      const list = stores.get(name);
      if (list) {
        list.push({ target, value: store.value });
      } else {
        stores.set(name, [{ target, value: store.value }]);
      }
    }
  }
  return stores;
}

const patterns = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'tuple',
  'list',
  'parenthesized_expression'
]);

/** How an attribute is written (`a.b = value`), or null when it is only read. The value is null for unpacking, `+=`, `for`, `with`. */
function storeOf(attribute: SyntaxNode): { value: SyntaxNode | null } | null {
  let n = attribute;
  while (n.parent && patterns.has(n.parent.kind)) {
    n = n.parent;
  }
  const parent = n.parent;
  if (parent?.kind === 'as_pattern_target') {
    return { value: null };
  }
  if (n.field !== 'left' || !parent) {
    return null;
  }
  switch (parent.kind) {
    case 'assignment': {
      let value = parent.child('right');
      if (!value) {
        return null;
      }
      while (value?.kind === 'assignment') {
        value = value.child('right');
      }
      return { value: n === attribute ? value : null };
    }
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return { value: null };
  }
  return null;
}
