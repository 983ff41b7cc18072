/** Names of the environment variables that the notebook's code reads. Names only, never values. */
import type { SemanticModel } from '../../semantic/model';
import { positionalArguments, stringValue } from '../../syntax/guards';

export function environmentNames(model: SemanticModel): string[] {
  const found = new Set<string>();
  for (const node of model.nodes('subscript', 'call')) {
    const target = node.kind === 'subscript' ? node.child('value') : node.child('function');
    const name = model.qualifiedName(target) ?? target?.text ?? '';
    const reads =
      node.kind === 'subscript'
        ? /^(?:os\.)?environ$/.test(name) &&
          !(node.parent?.kind === 'assignment' && node.parent.child('left') === node)
        : /^(?:os\.)?(?:getenv|environ\.get)$|^(?:decouple\.config|env|require_env)$/.test(name);
    if (reads) {
      const key = stringValue(
        node.kind === 'subscript' ? node.child('subscript') : (positionalArguments(node)[0] ?? null)
      );
      if (key && /^[A-Za-z_]\w*$/.test(key)) {
        found.add(key);
      }
    }
  }
  return [...found].sort();
}
