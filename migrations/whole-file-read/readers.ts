/** What goes through lines once and keeps nothing that is still lazy: loops, comprehensions, builtins. */
import { type SemanticModel, type SyntaxNode } from '../../src/core';

const eager: ReadonlySet<string> = new Set(
  ['sum', 'set', 'frozenset', 'sorted', 'dict', 'min', 'max', 'any', 'all']
    .map(n => `builtins.${n}`)
    .concat('collections.Counter')
);
const lazy: ReadonlySet<string> = new Set(
  ['enumerate', 'map', 'filter', 'zip'].map(n => `builtins.${n}`)
);
const collecting: ReadonlySet<string> = new Set(['builtins.list', 'builtins.tuple']);

/** The loop, comprehension or call that goes through the items of `lines`, or null when something may keep or count them. */
export function readerOf(model: SemanticModel, lines: SyntaxNode): SyntaxNode | null {
  let n = lines;
  for (;;) {
    const parent: SyntaxNode | null = n.parent;
    switch (parent?.kind) {
      case 'for_statement':
        return parent.child('right') === n && !parent.children.some(c => c.kind === 'async')
          ? parent
          : null;
      case 'for_in_clause': {
        const around = parent.parent as SyntaxNode;
        const isFirst = around.children.find(c => c.kind === 'for_in_clause') === parent;
        if (!isFirst || parent.child('right') !== n) {
          return null;
        }
        if (around.kind !== 'generator_expression') {
          return around;
        }
        n = around;
        break;
      }
      case 'call':
      case 'argument_list': {
        const call: SyntaxNode | null = parent.kind === 'call' ? parent : parent.parent;
        const name = call?.kind === 'call' ? model.qualifiedName(call.child('function')) : null;
        if (!call || !name || call.child('function') === n) {
          return null;
        }
        // `list(f.readlines())` by itself keeps them all; `list(map(float, f.readlines()))` keeps other things.
        if (eager.has(name) || (collecting.has(name) && n !== lines)) {
          return call;
        }
        if (!lazy.has(name)) {
          return null;
        }
        n = call;
        break;
      }
      default:
        return null;
    }
  }
}
