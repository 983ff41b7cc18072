/** Tells whether an evaluation records gradients that nothing uses. */
import type { ICellModel, SemanticModel, SyntaxNode } from '../../src/core';
import type { IToggle } from './toggles';

/** Names that say that gradients are taken care of, or wanted. */
const aware =
  /^(no_grad|inference_mode|set_grad_enabled|enable_grad|backward|autograd|grad|requires_grad|requires_grad_|zero_grad|step|manual_backward)$/;

/** True when the block itself calls a model and nothing in it or around it says what happens to gradients. */
export function forgetsNoGrad(model: SemanticModel, { on, body }: IToggle): boolean {
  const receivers = new Set(on.flatMap(s => s.receiver?.text ?? []));
  let isCalled = false;
  for (const statement of body) {
    for (const n of statement.walk()) {
      if (n.kind === 'identifier' && aware.test(n.text)) {
        return false;
      }
      isCalled ||= n.kind === 'call' && receivers.has(n.child('function')?.text ?? '');
    }
  }
  return isCalled && !isGuarded(model, on[0].statement);
}

/** A `with` block or a decorator around the statement that names gradients. */
function isGuarded(model: SemanticModel, statement: SyntaxNode): boolean {
  for (let n = statement.parent; n; n = n.parent) {
    const heads =
      n.kind === 'with_statement'
        ? n.children.filter(c => c.kind === 'with_clause')
        : n.kind === 'decorated_definition'
          ? n.children.filter(c => c.kind === 'decorator')
          : [];
    if (heads.some(h => [...h.walk()].some(c => c.kind === 'identifier' && aware.test(c.text)))) {
      return true;
    }
  }
  // Switched off for the whole notebook.
  return model.collect(switchedOffIn).length > 0;
}

function switchedOffIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('call')
    .filter(
      c =>
        c.child('function')?.text.endsWith('set_grad_enabled') === true &&
        c.statement.parent?.kind === 'module'
    );
}
