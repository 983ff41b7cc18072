/** Which reads put up with a missing name. */
import { stringValue, type SyntaxNode } from '../../src/core';

/** True for a read whose failure is expected: in a `try` that handles errors, or in a test that wants it. */
export function isGuarded(node: SyntaxNode): boolean {
  for (let n = node, outer = node.parent; outer; n = outer, outer = outer.parent) {
    if (
      outer.kind === 'try_statement' &&
      n.field === 'body' &&
      outer.childOfKind('except_clause')
    ) {
      return true;
    }
    if (outer.kind === 'with_statement' && /\b(raises|suppress|assertRaises)\(/.test(outer.text)) {
      return true;
    }
  }
  return false;
}

/** What is looked for in `name`: the `"key"` of `"key" in cfg`; null for another comparison. */
export function isTestedIn(name: SyntaxNode): SyntaxNode | null {
  const { parent } = name;
  const text = parent?.text ?? '';
  const [left, right] = parent?.namedChildren ?? [];
  return right === name && /\bin\b/.test(text.slice(left.text.length)) && stringValue(left) !== null
    ? left
    : null;
}
