/** Types as they stand in an annotation, with full names: `int`, `list[str]`, `pandas.DataFrame`, `@Row` for a class of the notebook. */
import type { IInferredType, SemanticModel, SyntaxNode } from '../../src/core';

export type TypeText = string;

/** What the rooms of this migration ask each other; null always means "not sure". */
export interface ITypes {
  readonly model: SemanticModel;
  /** True when types that a running kernel held count, where the notebook does not say one. */
  readonly isSeeing: boolean;
  of(expression: SyntaxNode | null): TypeText | null;
  parameter(definition: SyntaxNode, parameter: SyntaxNode): TypeText | null;
  returned(definition: SyntaxNode): TypeText | null;
  /** Tries out a type for a parameter: true when `holds` says so while the parameter is taken to have it. */
  suppose(parameter: SyntaxNode, type: TypeText, holds: () => boolean): boolean;
}

export const scalars: ReadonlySet<string> = new Set(['int', 'float', 'str', 'bool', 'bytes']);

/** The type without what stands in its brackets: what is still sure of a list that others may have filled since. */
export function rootOf(type: TypeText): TypeText {
  return type.includes(' | ') ? type : type.replace(/\[.*$/, '');
}

/** The one type that covers all; ints pass for floats (PEP 484), `None` makes it optional, anything else is not sure. */
export function join(types: readonly (TypeText | null)[]): TypeText | null {
  if (!types.length || types.includes(null)) {
    return null;
  }
  const all = new Set((types as TypeText[]).flatMap(t => t.split(' | ')));
  const isOptional = all.delete('None');
  const rest = [...all];
  if (!rest.length) {
    return 'None';
  }
  let one: TypeText | null = null;
  if (rest.length === 1) {
    [one] = rest;
  } else if (rest.every(t => t === 'int' || t === 'float')) {
    one = 'float';
  } else if (/^(list|dict|set)\b/.test(rest[0]) && rest.every(t => rootOf(t) === rootOf(rest[0]))) {
    one = rootOf(rest[0]);
  }
  return one && isOptional ? `${one} | None` : one;
}

const libraryClasses =
  /^(pandas\.(DataFrame|Series)|numpy\.ndarray|torch\.Tensor|torch\.nn\.Module|pathlib\.Path|torch\.optim\.Optimizer|torch\.utils\.data\.(DataLoader|TensorDataset)|collections\.(Counter|OrderedDict|deque))$/;

/** What the core knows about an expression, in the words of this migration. */
export function fromModel(model: SemanticModel, type: IInferredType | null): TypeText | null {
  if (!type || type.isClass) {
    return null;
  }
  if (type.definition) {
    const bindings = model.moduleBindings(type.name);
    return bindings.length === 1 && bindings[0].statement === type.definition
      ? `@${type.name}`
      : null;
  }
  const builtin = /^builtins\.(int|float|str|bool|bytes|list|dict|set|frozenset)$/.exec(type.name);
  if (builtin) {
    return builtin[1];
  }
  if (/^torch\.nn\.[A-Z]/.test(type.name) && model.isInstance(type, 'torch.nn.Module')) {
    return 'torch.nn.Module';
  }
  if (/^torch\.optim\.[A-Z]/.test(type.name)) {
    return 'torch.optim.Optimizer';
  }
  return libraryClasses.test(type.name) ? type.name : null;
}

const plain = new Set([...scalars, 'list', 'dict', 'set', 'tuple']);

/** What an annotation in the notebook says, where it is a plain one. */
export function fromAnnotation(model: SemanticModel, annotation: SyntaxNode): TypeText | null {
  const node = annotation.kind === 'type' ? annotation.namedChildren[0] : annotation;
  if (!node) {
    return null;
  }
  if (node.kind === 'binary_operator' && node.child('operator')?.text === '|') {
    return join(['left', 'right'].map(f => fromAnnotation(model, node.child(f) ?? node)));
  }
  if (node.kind === 'generic_type') {
    const text = node.text.replace(/\s+/g, '').replace(/,/g, ', ');
    const words = text.match(/[\w.]+/g) ?? [];
    return words.every(w => plain.has(w) && model.isBuiltin(w)) ? text : null;
  }
  if (node.kind === 'none') {
    return 'None';
  }
  const name = model.qualifiedName(node);
  const builtin = /^builtins\.(int|float|str|bool|bytes|list|dict|set)$/.exec(name ?? '');
  if (builtin) {
    return builtin[1];
  }
  if (name && libraryClasses.test(name)) {
    return name;
  }
  const bindings = node.kind === 'identifier' ? model.moduleBindings(node.text) : [];
  return bindings.length === 1 && bindings[0].kind === 'class' ? `@${node.text}` : null;
}
