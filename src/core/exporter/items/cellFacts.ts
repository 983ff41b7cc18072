/** Small questions about the code of a cell: what runs later, what texts name, what Python would refuse. */
import type { Scope } from '../../semantic/scope';
import type { SyntaxNode } from '../../syntax/node';

/** True when code of the scope runs in a function, a lambda or a generator that may outlive the statement. */
export function runsLater(scope: Scope): boolean {
  for (let s: Scope | null = scope; s; s = s.parent) {
    if (s.kind === 'function' || s.kind === 'lambda') {
      return true;
    }
    if (s.kind === 'comprehension' && s.node?.kind === 'generator_expression') {
      return true;
    }
  }
  return false;
}

const frameReaders =
  /^(?:query|eval|sql|sqldf|ols|logit|probit|glm|gls|wls|poisson|mixedlm|dmatrix|dmatrices|quantreg|evaluate|timeit|repeat|run|runctx)$/;

/** Identifiers in the strings of calls that are known to look into the caller's frame, and in annotations written as text. */
export function mentionedNames(nodes: readonly SyntaxNode[]): Set<string> {
  const found = annotatedNames(nodes);
  for (const node of nodes) {
    for (const call of node.walk()) {
      const target = call.kind === 'call' ? call.child('function') : null;
      const name = target?.kind === 'attribute' ? target.child('attribute')?.text : target?.text;
      if (!name || !frameReaders.test(name)) {
        continue;
      }
      for (const string of call.child('arguments')?.walk() ?? []) {
        if (string.kind === 'string_content') {
          for (const word of string.text.match(/[A-Za-z_]\w*/g) ?? []) {
            found.add(word);
          }
        }
      }
    }
  }
  return found;
}

/** `pd` of `df: "pd.DataFrame"`: whoever resolves the annotation looks the name up in the module. */
export function annotatedNames(nodes: readonly SyntaxNode[]): Set<string> {
  const found = new Set<string>();
  for (const type of nodes.flatMap(n => [...n.walk()].filter(c => c.kind === 'type'))) {
    for (const string of type.walk()) {
      const name = string.kind === 'string_content' && /^[A-Za-z_][\w.[\], |]*$/.test(string.text);
      for (const word of name ? (string.text.match(/(?<![\w.])[A-Za-z_]\w*/g) ?? []) : []) {
        found.add(word);
      }
    }
  }
  return found;
}

export function blank(source: string, from: number, to: number): boolean {
  return /\n[ \t\f]*\r?\n/.test(source.slice(from, to));
}

/** What stands where Python allows none, as the end of a sentence: "`return` stands outside a function"; or null. */
export function misplaced(root: SyntaxNode): string | null {
  const stack: { node: SyntaxNode; loop: boolean }[] = root.children.map(node => ({
    node,
    loop: false
  }));
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { node, loop } = next;
    if (node.kind === 'return_statement') {
      return '`return` stands outside a function';
    }
    if (node.kind === 'yield') {
      return '`yield` stands outside a function';
    }
    if (!loop && (node.kind === 'break_statement' || node.kind === 'continue_statement')) {
      return `\`${node.text}\` stands outside a function`;
    }
    if (
      node.kind === 'function_definition' ||
      node.kind === 'lambda' ||
      node.kind === 'class_definition'
    ) {
      continue;
    }
    const isLoop = node.kind === 'for_statement' || node.kind === 'while_statement';
    for (const child of node.children) {
      stack.push({ node: child, loop: loop || (isLoop && child.field === 'body') });
    }
  }
  return awaitsInVain(root, true) ? '`await` stands in a function that is not `async`' : null;
}

/** Ruff reads such a function, Python does not. */
function awaitsInVain(node: SyntaxNode, allowed: boolean): boolean {
  if (node.kind === 'await' || node.kind === 'async') {
    return !allowed;
  }
  const isFunction = node.kind === 'function_definition';
  const inside = isFunction
    ? node.childOfKind('async') !== null
    : node.kind !== 'lambda' && allowed;
  return node.children.some(c => {
    const isOwn = c.field === 'body' || !(isFunction || node.kind === 'lambda');
    return !(isFunction && c.kind === 'async') && awaitsInVain(c, isOwn ? inside : allowed);
  });
}
