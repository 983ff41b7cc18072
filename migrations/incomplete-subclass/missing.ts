/** Which methods a class leaves out, and which of them matter. Reads only. */
import {
  decorators,
  docstring,
  ownerClass,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { abstractMethods, empty, type Ancestor, type IHierarchy } from './hierarchy';

export interface IMissing {
  readonly method: string;
  /** Name of the class that asks for it. */
  readonly base: string;
  /** True when Python refuses to create the object; false when the method raises once it is called. */
  readonly isAbstract: boolean;
}

/** Methods that the first class of the order has to write and does not. */
export function missingMethods(model: SemanticModel, hierarchy: IHierarchy): IMissing[] {
  const { order } = hierarchy;
  const names = new Set<string>();
  for (const entry of order.slice(1)) {
    for (const name of typeof entry === 'string'
      ? (abstractMethods[entry] ?? [])
      : (model.scopeOf(entry)?.bindings.keys() ?? [])) {
      names.add(name);
    }
  }
  return [...names].flatMap(name => missing(model, hierarchy, name) ?? []);
}

function missing(
  model: SemanticModel,
  { order, isAbstract }: IHierarchy,
  name: string
): IMissing | null {
  const index = order.findIndex(entry => mayBind(model, entry, name));
  const entry = order[index];
  if (index < 1) {
    return null;
  }
  if (typeof entry === 'string') {
    return isAbstract && abstractMethods[entry]?.includes(name)
      ? { method: name, base: entry.split('.').pop() ?? entry, isAbstract: true }
      : null;
  }
  const bindings = model
    .scopeOf(entry)
    ?.bindings.get(name)
    ?.filter(b => b.kind !== 'annotation');
  const last = bindings?.at(-1);
  const definition = last?.kind === 'function' ? last.statement : null;
  const base = entry.child('name')?.text ?? '';
  // A method that is bound on a condition may be another one.
  if (!definition || ownerClass(definition) !== entry) {
    return null;
  }
  if (isAbstract && isMarkedAbstract(model, definition)) {
    return { method: name, base, isAbstract: true };
  }
  const isTakenAway = order.slice(index + 1).some(e => mayBind(model, e, name));
  return onlyRaises(model, definition) &&
    !isTakenAway &&
    !bindsAttribute(order, name) &&
    isCalled(model, order, name)
    ? { method: name, base, isAbstract: false }
    : null;
}

function mayBind(model: SemanticModel, entry: Ancestor, name: string): boolean {
  if (typeof entry === 'string') {
    return Object.hasOwn(abstractMethods, entry) || !empty.test(entry);
  }
  return (model.scopeOf(entry)?.bindings.get(name) ?? []).some(b => b.kind !== 'annotation');
}

function isMarkedAbstract(model: SemanticModel, definition: SyntaxNode): boolean {
  return decorators(definition).some(d =>
    /^abc\.abstract(method|property|classmethod|staticmethod)$/.test(model.qualifiedName(d) ?? '')
  );
}

/** Nothing but an optional docstring and `raise NotImplementedError`; a gap left as an exercise is no interface. */
function onlyRaises(model: SemanticModel, method: SyntaxNode): boolean {
  const body = method.child('body');
  const doc = docstring(body);
  const statements = (body?.namedChildren ?? []).filter(s => s !== doc);
  const [only] = statements;
  if (statements.length !== 1 || only.kind !== 'raise_statement') {
    return false;
  }
  const value = only.namedChildren[0] ?? null;
  const raised = value?.kind === 'call' ? value.child('function') : value;
  return (
    model.qualifiedName(raised) === 'builtins.NotImplementedError' &&
    !method.cell.comments.some(
      c =>
        c.start >= method.start &&
        c.end <= method.end &&
        /todo|fixme|optional|your (code|turn|answer)/i.test(c.text)
    ) &&
    !/\boptional/i.test(doc?.text ?? '')
  );
}

/** `self.area = …`: the object gets its own. */
function bindsAttribute(order: readonly Ancestor[], name: string): boolean {
  return order.some(
    entry =>
      typeof entry !== 'string' &&
      [...entry.walk()].some(
        n =>
          n.kind === 'attribute' &&
          n.child('attribute')?.text === name &&
          !(n.parent?.kind === 'call' && n.field === 'function')
      )
  );
}

/** Calls of methods of a name. */
function methodCalls(model: SemanticModel, name: string): readonly SyntaxNode[] {
  return model.collect(methodCallsIn).flatMap(c => (c.name === name ? [c.call] : []));
}

function methodCallsIn(
  _model: SemanticModel,
  { syntax }: ICellModel
): readonly { readonly call: SyntaxNode; readonly name: string }[] {
  return syntax.nodes('call').flatMap(call => {
    const target = call.child('function');
    const name = target?.kind === 'attribute' ? target.child('attribute')?.text : undefined;
    return name === undefined ? [] : [{ call, name }];
  });
}

/** A method that nobody calls hurts nobody: called on an object of the class, or on `self` in the class or one of its bases. */
function isCalled(model: SemanticModel, order: readonly Ancestor[], name: string): boolean {
  for (const call of model.memo(methodCalls, name)) {
    const owner = call.child('function')?.child('object') ?? null;
    const method = owner?.text === 'self' ? call.ancestor('function_definition') : null;
    const home = method ? call.ancestor('class_definition') : null;
    if (home ? order.includes(home) : model.typeOf(owner)?.definition === order[0]) {
      return true;
    }
  }
  return false;
}
