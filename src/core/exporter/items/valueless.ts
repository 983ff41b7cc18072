/** Calls that certainly give None: a notebook shows nothing for them, and the package need not ask. */
import type { SemanticModel } from '../../semantic/model';
import type { SyntaxNode } from '../../syntax/node';

const valueless =
  /^(?:builtins\.print|(?:matplotlib\.pyplot|matplotlib\.pylab|pylab)\.(?:show|close|clf|cla|tight_layout|subplots_adjust|grid|rc|rcdefaults|xscale|yscale)|seaborn\.(?:set|set_theme|set_style|set_context|set_palette|despine)|numpy\.(?:save|savez|savez_compressed|savetxt|set_printoptions|fill_diagonal|random\.(?:seed|shuffle))|random\.(?:seed|shuffle)|pandas\.(?:set_option|reset_option)|torch\.(?:save|set_printoptions)|time\.sleep|os\.(?:mkdir|makedirs|remove|chdir))$/;

/** True for a call of a known function, or of one of the notebook's own, that never returns a value. */
export function givesNothing(model: SemanticModel, call: SyntaxNode): boolean {
  const target = call.child('function');
  const name = model.qualifiedName(target);
  if (name !== null && valueless.test(name)) {
    return true;
  }
  const bindings = target?.kind === 'identifier' ? model.moduleBindings(target.text) : [];
  return bindings.length === 1 && bindings[0].kind === 'function' && returnsNothing(bindings[0]);
}

function returnsNothing({ statement }: { readonly statement: SyntaxNode | null }): boolean {
  // A decorator may put anything in the function's place, and a coroutine or a generator is itself a value.
  if (
    statement?.kind !== 'function_definition' ||
    statement.parent?.kind === 'decorated_definition' ||
    statement.children.some(c => c.kind === 'async')
  ) {
    return false;
  }
  return [...own(statement)].every(
    n => n.kind !== 'yield' && (n.kind !== 'return_statement' || n.namedChildren.length === 0)
  );
}

/** The nodes of a function without those of functions inside it. */
function* own(node: SyntaxNode): IterableIterator<SyntaxNode> {
  for (const child of node.children) {
    if (!/^(?:function_definition|class_definition|lambda)$/.test(child.kind)) {
      yield child;
      yield* own(child);
    }
  }
}
