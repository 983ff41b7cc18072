/** The classes of the notebook whose objects a function is given, and what they have. */
import {
  hasSplat,
  keywordArgument,
  ownerClass,
  positionalArguments,
  type ICellModel,
  type IInferredType,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IDemand } from './demand';

/** Method name → how many classes define it. */
export function classesByMethod(model: SemanticModel): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of model.collect(methodNamesIn)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function methodNamesIn(model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax
    .nodes('class_definition')
    .flatMap(definition =>
      [...(model.scopeOf(definition)?.bindings ?? [])].flatMap(([name, bindings]) =>
        bindings.some(b => b.kind === 'function') ? [name] : []
      )
    );
}

/** The different classes that the calls of the notebook pass for the parameter, in order. */
export function passedClasses(model: SemanticModel, demand: IDemand): IInferredType[] {
  const { definition, parameter, name } = demand;
  const list = (definition.child('parameters')?.namedChildren ?? []).filter(
    p => !/separator$/.test(p.kind)
  );
  const shift = ownerClass(definition) ? 1 : 0;
  const found = new Map<SyntaxNode, IInferredType>();
  for (const call of callsOf(model, definition)) {
    const argument =
      keywordArgument(call, name) ??
      (hasSplat(call) ? null : positionalArguments(call)[list.indexOf(parameter) - shift]);
    for (const type of argument ? typesIn(model, argument) : []) {
      if (type.definition && !type.isClass) {
        found.set(type.definition, type);
      }
    }
  }
  return [...found.values()];
}

function callsOf(model: SemanticModel, definition: SyntaxNode): SyntaxNode[] {
  const name = definition.child('name')?.text ?? '';
  if (ownerClass(definition)) {
    return [...model.nodes('call')].filter(
      call =>
        call.child('function')?.child('attribute')?.text === name &&
        model.callee(call) === definition
    );
  }
  return model.usesOf(name).flatMap(({ node }) => {
    const call = node.field === 'function' && node.parent?.kind === 'call' ? node.parent : null;
    return call && model.callee(call) === definition ? [call] : [];
  });
}

/** What an argument can be: itself, or each item of the list that a loop takes it from. */
function typesIn(model: SemanticModel, argument: SyntaxNode): IInferredType[] {
  const type = model.typeOf(argument);
  if (type) {
    return [type];
  }
  const reference = argument.kind === 'identifier' ? model.referenceAt(argument) : null;
  return (reference ? model.definitions(reference) : []).flatMap(b => {
    const isItem = b.kind === 'for' && b.node === b.statement?.child('left');
    return isItem
      ? itemsOf(model, b.value)
      : b.isPlain && b.value
        ? only(model.typeOf(b.value))
        : [];
  });
}

function itemsOf(model: SemanticModel, iterable: SyntaxNode | null): IInferredType[] {
  let list = iterable;
  if (list?.kind === 'identifier') {
    const reference = model.referenceAt(list);
    const bindings = reference ? model.definitions(reference) : [];
    list = bindings.length === 1 && bindings[0].isPlain ? bindings[0].value : null;
  }
  return list && /^(list|tuple|set)$/.test(list.kind)
    ? list.namedChildren.flatMap(item => only(model.typeOf(item)))
    : [];
}

function only(type: IInferredType | null): IInferredType[] {
  return type ? [type] : [];
}

/** The method of each class, or null when one of them has none that is a plain method. */
export function methodsOf(
  model: SemanticModel,
  classes: readonly IInferredType[],
  name: string
): SyntaxNode[] | null {
  const found = classes.map(c => model.methodOf(c, name));
  return found.every(m => m !== null && m.parent?.kind !== 'decorated_definition')
    ? (found as SyntaxNode[])
    : null;
}

/** True when objects of the class surely have an attribute of that name: in the class, or set on `self` in one of its methods. */
export function hasAttribute(model: SemanticModel, type: IInferredType, name: string): boolean {
  const { definition } = type;
  if (!definition) {
    return false;
  }
  return (
    model.scopeOf(definition)?.bindings.has(name) === true ||
    definition.cell
      .nodes('attribute')
      .some(
        a =>
          a.field === 'left' &&
          a.parent?.kind === 'assignment' &&
          a.child('attribute')?.text === name &&
          a.child('object')?.text === 'self' &&
          a.isInside(definition)
      )
  );
}

/** A class of the notebook above all of them that has every method already: that is their type. */
export function sharesBase(
  model: SemanticModel,
  classes: readonly IInferredType[],
  methods: readonly string[]
): boolean {
  for (const definition of model.nodes('class_definition')) {
    const name = definition.child('name')?.text ?? '';
    const base = { name, definition, isClass: false };
    if (
      classes.every(c => derives(model, c, definition)) &&
      methods.every(m => model.methodOf(base, m))
    ) {
      return true;
    }
  }
  return false;
}

function derives(model: SemanticModel, type: IInferredType, base: SyntaxNode, depth = 0): boolean {
  if (type.definition === base) {
    return true;
  }
  const bases = type.definition?.child('superclasses')?.namedChildren ?? [];
  return (
    depth < 8 &&
    bases.some(b => {
      const bindings = b.kind === 'identifier' ? model.moduleBindings(b.text) : [];
      const definition = bindings.length === 1 ? bindings[0].statement : null;
      return (
        definition?.kind === 'class_definition' &&
        derives(model, { name: b.text, definition, isClass: false }, base, depth + 1)
      );
    })
  );
}
