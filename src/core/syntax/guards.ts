/** Small questions about nodes that many rooms ask. */
import type { SyntaxNode } from './node';

/** The node without any parentheses around it. */
export function unparenthesized(node: SyntaxNode): SyntaxNode {
  let n = node;
  while (n.kind === 'parenthesized_expression' && n.namedChildren.length === 1) {
    n = n.namedChildren[0];
  }
  return n;
}

/** The static value of a string literal: plain or concatenated, no interpolation. Null for anything else. */
export function stringValue(node: SyntaxNode | null): string | null {
  if (!node) {
    return null;
  }
  const n = unparenthesized(node);
  if (n.kind === 'concatenated_string') {
    let all = '';
    for (const part of n.namedChildren) {
      const value = stringValue(part);
      if (value === null) {
        return null;
      }
      all += value;
    }
    return all;
  }
  if (n.kind !== 'string' || n.namedChildren.some(c => c.kind === 'interpolation')) {
    return null;
  }
  const open = n.childOfKind('string_start');
  const close = n.childOfKind('string_end');
  if (!open || !close) {
    return null;
  }
  const prefix = open.text.replace(/['"]+$/, '').toLowerCase();
  const body = n.cell.source.slice(open.end, close.start);
  return prefix.includes('r') ? body : unescape(body);
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v'
};

function unescape(body: string): string {
  return body.replace(
    /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^}]*\}|[\s\S])/g,
    (whole, code: string) => {
      if (code in simpleEscapes) {
        return simpleEscapes[code];
      }
      if (/^[xuU]/.test(code)) {
        const point = parseInt(code.slice(1), 16);
        return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      }
      return /^[0-7]/.test(code) ? String.fromCodePoint(parseInt(code, 8)) : whole;
    }
  );
}

/** Positional arguments of a call (splats included), in order. */
export function positionalArguments(call: SyntaxNode): SyntaxNode[] {
  const list = call.child('arguments');
  if (!list) {
    return [];
  }
  return list.kind === 'generator_expression'
    ? [list]
    : list.namedChildren.filter(
        a => a.kind !== 'keyword_argument' && a.kind !== 'dictionary_splat'
      );
}

/** The value of a keyword argument, or null. */
export function keywordArgument(call: SyntaxNode, name: string): SyntaxNode | null {
  for (const a of call.child('arguments')?.namedChildren ?? []) {
    if (a.kind === 'keyword_argument' && a.child('name')?.text === name) {
      return a.child('value');
    }
  }
  return null;
}

/** True for `*args` or `**kwargs` among the arguments of a call. */
export function hasSplat(call: SyntaxNode): boolean {
  return (call.child('arguments')?.namedChildren ?? []).some(
    a => a.kind === 'list_splat' || a.kind === 'dictionary_splat'
  );
}

/** The first statement of a body when it is a docstring. */
export function docstring(body: SyntaxNode | null): SyntaxNode | null {
  const first = body?.namedChildren[0];
  const value = first?.kind === 'expression_statement' ? first.namedChildren[0] : null;
  return value?.kind === 'string' || value?.kind === 'concatenated_string'
    ? (first as SyntaxNode)
    : null;
}

/** True when the function is declared with `async def`. */
export function isAsync(definition: SyntaxNode): boolean {
  return definition.children.some(c => c.kind === 'async');
}

/** The function definition whose body runs this node (class bodies are looked through), or null at the top level. */
export function enclosingFunction(node: SyntaxNode): SyntaxNode | null {
  for (let n = node.parent, below = node; n; below = n, n = n.parent) {
    if ((n.kind === 'function_definition' || n.kind === 'lambda') && below.field === 'body') {
      return n;
    }
  }
  return null;
}

/** `async`, `yield`, `return` … : all nodes of a kind in a function's own body, nested functions left out. */
export function* ownNodes(
  definition: SyntaxNode,
  ...kinds: readonly string[]
): IterableIterator<SyntaxNode> {
  const body = definition.child('body');
  if (!body) {
    return;
  }
  const stack: SyntaxNode[] = [body];
  while (stack.length) {
    const n = stack.pop() as SyntaxNode;
    if (kinds.includes(n.kind)) {
      yield n;
    }
    if (n.kind !== 'function_definition' && n.kind !== 'lambda' && n.kind !== 'class_definition') {
      for (let i = n.children.length - 1; i >= 0; i--) {
        stack.push(n.children[i]);
      }
    }
  }
}
