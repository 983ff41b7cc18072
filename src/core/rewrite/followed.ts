/** The reads of a variable, followed into functions of the notebook that are only ever called with it. */
import type { SemanticModel } from '../semantic/model';
import type { Binding, Reference } from '../semantic/scope';
import { enclosingFunction, positionalArguments } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';

/** All reads of the variable that some bindings in one scope make. */
export function readsOf(model: SemanticModel, bindings: readonly Binding[]): readonly Reference[] {
  const [first] = bindings;
  return first.scope.kind === 'module'
    ? model.usesOf(first.name)
    : [...new Set(bindings.flatMap(b => model.references(b)))];
}

/** All bindings of the variable that a binding belongs to. */
export function siblings(model: SemanticModel, binding: Binding): readonly Binding[] {
  return binding.scope.kind === 'module'
    ? model.moduleBindings(binding.name)
    : (binding.scope.bindings.get(binding.name) ?? []);
}

/**
 * The reads of the parameter that gets the variable in this argument; null when the function is not known, is called with something
 * else as well, or binds the parameter again.
 */
export function followed(model: SemanticModel, argument: Reference): readonly Reference[] | null {
  const call = argument.node.ancestor('call');
  const definition = call && model.callee(call);
  if (!call || definition?.kind !== 'function_definition' || enclosingFunction(definition)) {
    return null;
  }
  const name = definition.child('name')?.text ?? '';
  const parameter = parameterOf(call, definition, argument.node);
  const bindings = model.scopeOf(definition)?.bindings.get(parameter ?? '') ?? [];
  const calls = model.usesOf(name);
  const isAlwaysSo = calls.every(use => {
    const other = use.node.parent;
    if (other?.kind !== 'call' || use.node.field !== 'function') {
      return false;
    }
    const given = argumentsOf(other).find(a => parameterOf(other, definition, a) === parameter);
    const reference = given ? model.referenceAt(given) : null;
    return (
      reference?.name === argument.name &&
      reference.scope.resolve(reference.name)?.kind ===
        argument.scope.resolve(argument.name)?.kind &&
      (reference.scope.resolve(reference.name)?.kind === 'module' ||
        reference.scope === argument.scope)
    );
  });
  return parameter !== null &&
    calls.length > 0 &&
    isAlwaysSo &&
    bindings.length === 1 &&
    !model.blindMention(name)
    ? model.references(bindings[0])
    : null;
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  return (call.child('arguments')?.namedChildren ?? []).flatMap(a =>
    a.kind === 'keyword_argument' ? (a.child('value') ?? []) : [a]
  );
}

/** The name of the parameter without a default that an argument is bound to. */
function parameterOf(
  call: SyntaxNode,
  definition: SyntaxNode,
  argument: SyntaxNode
): string | null {
  const names = (definition.child('parameters')?.namedChildren ?? []).map(p =>
    p.kind === 'identifier'
      ? p.text
      : p.kind === 'typed_parameter' && p.namedChildren[0]?.kind === 'identifier'
        ? p.namedChildren[0].text
        : null
  );
  if (argument.parent?.kind === 'keyword_argument') {
    const name = argument.parent.child('name')?.text ?? '';
    return names.includes(name) ? name : null;
  }
  const before = positionalArguments(call);
  const at = before.indexOf(argument);
  const isPlain = at >= 0 && before.slice(0, at).every(a => a.kind !== 'list_splat');
  return isPlain && names.slice(0, at + 1).every(n => n !== null) ? (names[at] ?? null) : null;
}
