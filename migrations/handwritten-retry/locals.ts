/** Names that a retry loop only uses for itself: values for a report, and a wait that grows from attempt to attempt. */
import {
  keywordArgument,
  positionalArguments,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { bindingsOf, type IRetryLoop } from './shape';
import { isStable, type IGrowing } from './waits';

/** `wait = 2 ** attempt` or `text = str(error)` in the handler, read nowhere else. */
export function isTemporary(model: SemanticModel, loop: IRetryLoop, s: SyntaxNode): boolean {
  const n = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const left = n?.kind === 'assignment' ? n.child('left') : null;
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  return (
    binding !== null &&
    n?.child('right') !== null &&
    bindingsOf(model, binding).length === 1 &&
    model.blindMention(binding.name) === null &&
    model.references(binding).every(r => loop.steps.some(step => r.node.isInside(step)))
  );
}

/** `delay *= 2`, `delay += 1`, `delay = min(delay * 2, 60)` after the wait, with `delay = 1` above the loop. */
export function growthOf(model: SemanticModel, loop: IRetryLoop, s: SyntaxNode): IGrowing | null {
  const n = s.kind === 'expression_statement' ? s.namedChildren[0] : null;
  const left = n?.child('left');
  const changed = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (!n || !left || !changed) {
    return null;
  }
  const all = bindingsOf(model, changed);
  const first = all.find(b => b !== changed);
  const statement = first?.statement?.parent;
  if (
    all.length !== 2 ||
    !first?.isPlain ||
    !first.value ||
    !/^(integer|float|identifier)$/.test(first.value.kind) ||
    !isStable(first.value, { model, loop: loop.node }) ||
    statement?.parent !== loop.node.parent ||
    (statement?.start ?? 0) > loop.node.start ||
    [first, changed].some(b =>
      model.references(b).some(r => !loop.steps.some(step => r.node.isInside(step)))
    ) ||
    model.blindMention(first.name) !== null
  ) {
    return null;
  }
  const grown = change(model, n, left.text);
  const isPlain = (v: SyntaxNode | null): boolean =>
    v !== null && isStable(v, { model, loop: loop.node });
  if (!grown || !isPlain(grown.by) || (grown.cap && !isBelow(first.value, grown.cap))) {
    return null;
  }
  return { name: left.text, first: first.value, ...grown };
}

type Change = Pick<IGrowing, 'operator' | 'by' | 'cap'>;

function change(model: SemanticModel, n: SyntaxNode, name: string): Change | null {
  const right = n.child('right');
  if (n.kind === 'augmented_assignment') {
    const operator = n.child('operator')?.text.slice(0, -1) ?? '';
    return right && /^[*+]$/.test(operator) ? { operator, by: right, cap: null } : null;
  }
  if (right?.kind === 'call' && model.qualifiedName(right.child('function')) === 'builtins.min') {
    const given = positionalArguments(right);
    const inner = given.find(a => a.kind === 'binary_operator');
    const cap = given.find(a => a !== inner);
    const grown =
      inner && cap && given.length === 2 && !keywordArgument(right, 'key')
        ? plainChange(inner, name)
        : null;
    return grown && { ...grown, cap: cap ?? null };
  }
  return right ? plainChange(right, name) : null;
}

/** `delay * 2`, `2 * delay`, `delay + 1`. */
function plainChange(n: SyntaxNode, name: string): Change | null {
  const operator = n.kind === 'binary_operator' ? (n.child('operator')?.text ?? '') : '';
  const [left, right] = [n.child('left'), n.child('right')];
  const by = left?.text === name ? right : right?.text === name ? left : null;
  return by && /^[*+]$/.test(operator) ? { operator, by, cap: null } : null;
}

/** The first wait is not cut by the limit: both are numbers, the smaller one first. */
function isBelow(first: SyntaxNode, cap: SyntaxNode): boolean {
  const [a, b] = [Number(first.text), Number(cap.text)];
  return a <= b;
}
