/** Recognises classes that hold samples behind methods of their own, and works out which special methods their methods amount to. */
import {
  decorators,
  isAsync,
  ownNodes,
  unparenthesized,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { isSequence, lengthOf, sampleHolder } from './bodies';

export type Special = '__len__' | '__getitem__' | '__iter__';

export interface IContainer {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly missing: readonly Special[];
  /** What gives the length: `self.size()`, `len(self.rows)`; null where `__len__` is there, or nothing gives one. */
  readonly length: string | null;
  /** What the length is taken from, where no method says it. */
  readonly derivedFrom: string | null;
  /** Name of the method that gives one sample; null where `__getitem__` is there or none does. */
  readonly get: string | null;
  /** The method that gives the next batch, where it is the only way to the samples. */
  readonly next: SyntaxNode | null;
  /** Name of the method that goes back to the first batch. */
  readonly reset: string | null;
  /** The methods of the class that stand for the missing ones, for the message. */
  readonly instead: readonly string[];
}

const sizes = /^(get_?|num_?|n_?)?(size|len|length|count|samples|items|examples|records|rows)$/i;
const gets =
  /^(get|fetch|read|load)(_?(item|sample|example|record|row|element|datum|data_?point|image|at|by_?index))?$|^(item|sample|row|record)_?at$/i;
const nexts = /^(get_)?next_batch$|^nextBatch$/;
const resets = /^(reset|rewind|restart)$/;
const indexes = /^(i|j|k|n|ix|idx|ind|index|item|pos|position|num|number|row|\w+_(idx|index|ix))$/;
const special: readonly Special[] = ['__len__', '__getitem__', '__iter__'];
const datasets = /^torch\.utils\.data\.(dataset\.)?Dataset$/;
const harmless = /^(builtins\.object|abc\.ABC|typing\.(Generic|Protocol))$/;

export function containerOf(model: SemanticModel, definition: SyntaxNode): IContainer | null {
  const found = ownContainer(model, definition);
  // Looks at every cell, so it comes last.
  return found && !isCompletedElsewhere(model, found.name, definition) ? found : null;
}

function ownContainer(model: SemanticModel, definition: SyntaxNode): IContainer | null {
  const name = definition.child('name')?.text;
  const line = name ? ancestry(model, definition) : null;
  if (!name || !line || !isPlainClass(model, definition)) {
    return null;
  }
  const bound = (n: string): boolean => line.classes.some(c => model.scopeOf(c)?.bindings.has(n));
  if (
    bound('__getattr__') ||
    bound('__next__') ||
    // What its base gets, it gets as well.
    line.classes.slice(1).some(c => containerOf(model, c))
  ) {
    return null;
  }
  const has = Object.fromEntries(special.map(s => [s, bound(s)])) as Record<Special, boolean>;
  const methods = line.classes.flatMap(methodsOf);
  const sizeMethod = methods.find(m => isSize(m));
  const getMethod = has.__getitem__ ? null : methods.find(m => isGet(model, m));
  if (getMethod || (has.__getitem__ && !has.__len__)) {
    const item = getMethod ?? model.methodOf({ name, definition, isClass: false }, '__getitem__');
    const parameter = item && indexOf(item);
    const holder = item && parameter ? sampleHolder(item, parameter) : null;
    const derived = holder && holder.isOnlyIndexed && isSequence(model, holder) ? holder : null;
    const length = has.__len__
      ? null
      : sizeMethod
        ? call('self', sizeMethod)
        : derived && (line.isDataset || getMethod)
          ? `len(${derived.owner.text})`
          : null;
    if (!has.__len__ && !length) {
      return null;
    }
    const missing = special.filter(s => !has[s] && (s !== '__iter__' || getMethod));
    return {
      definition,
      name,
      missing,
      length,
      derivedFrom: sizeMethod || has.__len__ ? null : (derived?.owner.text ?? null),
      get: getMethod?.child('name')?.text ?? null,
      next: null,
      reset: null,
      instead: [
        ...(has.__len__ || !sizeMethod ? [] : [sizeMethod]),
        ...(getMethod ? [getMethod] : [])
      ].map(m => call('', m))
    };
  }
  const next = methods.find(m => nexts.test(m.child('name')?.text ?? '') && isInstanceMethod(m));
  if (!next || has.__iter__ || has.__getitem__) {
    return null;
  }
  const reset = methods.find(
    m => resets.test(m.child('name')?.text ?? '') && isInstanceMethod(m) && required(m).length === 0
  );
  // No `__len__` beside it: a loop gives batches, `size()` counts samples.
  return {
    definition,
    name,
    missing: ['__iter__'],
    length: null,
    derivedFrom: null,
    get: null,
    next,
    reset: reset?.child('name')?.text ?? null,
    instead: [call('', next)]
  };
}

export function methodsOf(definition: SyntaxNode): SyntaxNode[] {
  return (definition.child('body')?.namedChildren ?? []).flatMap(s => {
    const inner = s.kind === 'decorated_definition' ? s.child('definition') : s;
    return inner?.kind === 'function_definition' ? [inner] : [];
  });
}

/** Parameters without a default, `self` left out. */
export function required(method: SyntaxNode): SyntaxNode[] {
  return parameters(method).filter(p => p.kind === 'identifier' || p.kind === 'typed_parameter');
}

function parameters(method: SyntaxNode): SyntaxNode[] {
  return (method.child('parameters')?.namedChildren ?? []).slice(1);
}

function isInstanceMethod(method: SyntaxNode): boolean {
  return !isAsync(method) && !decorators(method).some(d => /staticmethod|classmethod/.test(d.text));
}

/** `size()` that takes nothing and returns a number of elements. A property counts as well. */
function isSize(method: SyntaxNode): boolean {
  return (
    sizes.test(method.child('name')?.text ?? '') &&
    isInstanceMethod(method) &&
    parameters(method).length === 0 &&
    ownNodes(method, 'yield').next().done === true &&
    lengthOf(method)
  );
}

/** `get(i)` that reads one element of what the object holds by its number. */
function isGet(model: SemanticModel, method: SyntaxNode): boolean {
  const parameter = indexOf(method);
  if (
    !gets.test(method.child('name')?.text ?? '') ||
    !parameter ||
    !isInstanceMethod(method) ||
    decorators(method).some(d => d.text === 'property') ||
    ownNodes(method, 'yield').next().done !== true
  ) {
    return false;
  }
  const holder = sampleHolder(method, parameter);
  const isNumber = /^(int|"int"|'int')$/.test(
    method
      .child('parameters')
      ?.namedChildren.find(p => p.kind === 'typed_parameter')
      ?.child('type')?.text ?? ''
  );
  return holder !== null && (isNumber || indexes.test(parameter)) && isSequence(model, holder);
}

/** Name of the only parameter that a call must give. */
function indexOf(method: SyntaxNode): string | null {
  const [only, ...others] = required(method);
  const name = only?.kind === 'typed_parameter' ? only.namedChildren[0] : only;
  return name?.kind === 'identifier' && !others.length && parameters(method)[0] === only
    ? name.text
    : null;
}

function call(owner: string, method: SyntaxNode): string {
  const name = `${owner ? `${owner}.` : ''}${method.child('name')?.text ?? ''}`;
  return decorators(method).some(d => /(^|\.)(cached_)?property$/.test(d.text))
    ? name
    : `${name}()`;
}

/** The class with its bases; null when one of them is not known to be without special methods. */
function ancestry(
  model: SemanticModel,
  definition: SyntaxNode,
  classes: SyntaxNode[] = []
): { classes: SyntaxNode[]; isDataset: boolean } | null {
  classes.push(definition);
  let isDataset = false;
  for (const base of definition.child('superclasses')?.namedChildren ?? []) {
    const plain = base.kind === 'subscript' ? (base.child('value') ?? base) : base;
    const name = model.qualifiedName(plain) ?? '';
    if (base.kind !== 'keyword_argument' && (datasets.test(name) || harmless.test(name))) {
      isDataset ||= datasets.test(name);
      continue;
    }
    const own = model.typeOf(plain)?.definition;
    const above = own && !classes.includes(own) ? ancestry(model, own, classes) : null;
    if (!above) {
      return null;
    }
    isDataset ||= above.isDataset;
  }
  return { classes, isDataset };
}

function isPlainClass(model: SemanticModel, definition: SyntaxNode): boolean {
  return decorators(definition).every(d =>
    /^dataclasses\.dataclass$/.test(
      model.qualifiedName(d.kind === 'call' ? d.child('function') : unparenthesized(d)) ?? ''
    )
  );
}

/** A later cell defines the class anew, or sets the special methods from outside: the class is written step by step. */
function isCompletedElsewhere(model: SemanticModel, name: string, definition: SyntaxNode): boolean {
  const isModule =
    definition.parent?.kind === 'module' || definition.parent?.parent?.kind === 'module';
  return (
    (isModule && model.moduleBindings(name).length > 1) ||
    model.cells.some(c =>
      new RegExp(`\\b${name}\\.__(len|getitem|iter)__\\s*=`).test(c.syntax.source)
    )
  );
}
