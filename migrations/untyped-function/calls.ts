/** Who calls a function, and who is handed the function itself. Names calls that may be meant rather than too few. */
import {
  hasSplat,
  keywordArgument,
  ownerClass,
  positionalArguments,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface ICalls {
  readonly calls: readonly SyntaxNode[];
  /** True when no other call can be meant. */
  readonly isComplete: boolean;
}

/** These call what they are given and look at nothing else. */
const plainReceivers =
  /^(builtins\.(map|filter|sorted|min|max)|functools\.(partial|reduce)|threading\.Thread|multiprocessing\.Process|numpy\.vectorize|asyncio\.to_thread)$/;
const plainMethods = new Set(
  'apply map applymap transform agg aggregate pipe submit imap starmap register_forward_hook sort'.split(
    ' '
  )
);

/** True for a method that is called by its name: `__init__` is called by the name of its class. */
export function isCalledAsMethod(definition: SyntaxNode): boolean {
  return ownerClass(definition) !== null && definition.child('name')?.text !== '__init__';
}

/** The calls of a function, or of a class for its `__init__`. */
export function callsOf(model: SemanticModel, definition: SyntaxNode): ICalls {
  const owner = ownerClass(definition);
  const called = (owner ?? definition).child('name')?.text ?? '';
  const calls: SyntaxNode[] = [];
  let isComplete = model.blindMention(called) === null && !(owner && hasSubclass(model, called));
  for (const { node } of model.usesOf(called)) {
    const { parent } = node;
    if (parent?.kind === 'call' && node.field === 'function') {
      calls.push(parent);
    } else if (!owner || parent?.kind !== 'type') {
      isComplete = false;
    }
  }
  return { calls, isComplete };
}

/** Where a function itself is handed on to code that is not known; methods are not followed. */
export function handedOn(model: SemanticModel, definition: SyntaxNode): SyntaxNode[] {
  return ownerClass(definition)
    ? []
    : model
        .usesOf(definition.child('name')?.text ?? '')
        .map(({ node }) => node)
        .filter(
          node =>
            !(node.parent?.kind === 'call' && node.field === 'function') &&
            !isPlainlyReceived(model, node)
        );
}

/** Any call of a method of that name counts, whatever it is called on. */
export function methodCalls(model: SemanticModel, name: string): ICalls {
  const calls: SyntaxNode[] = [];
  let isComplete = !/^__/.test(name) && model.blindMention(name) === null;
  for (const attribute of model.attributesNamed(name)) {
    const { parent } = attribute;
    if (parent?.kind === 'call' && attribute.field === 'function') {
      calls.push(parent);
    } else {
      isComplete = false;
    }
  }
  return { calls, isComplete };
}

/** True when calls from outside of the notebook cannot be meant: no base class is a library's. */
export function hasOwnBasesOnly(model: SemanticModel, owner: SyntaxNode): boolean {
  return (owner.child('superclasses')?.namedChildren ?? []).every(
    b => model.moduleBindings(b.text)[0]?.kind === 'class' || b.text === 'object'
  );
}

function isPlainlyReceived(model: SemanticModel, node: SyntaxNode): boolean {
  const place = node.parent?.kind === 'keyword_argument' ? node.parent : node;
  const call = place.parent?.kind === 'argument_list' ? place.parent.parent : null;
  const target = call?.child('function') ?? null;
  return (
    plainReceivers.test(model.qualifiedName(target) ?? '') ||
    (target?.kind === 'attribute' && plainMethods.has(target.child('attribute')?.text ?? ''))
  );
}

/**
 * What a call passes for a parameter.
 *
 * @param index position among the parameters, `self` counted
 * @param shift 1 where `self` is not written in the call
 * @returns null when it leaves the parameter out, `unknown` when that cannot be seen
 */
export function argumentFor(
  call: SyntaxNode,
  name: string,
  index: number | null,
  shift: number
): SyntaxNode | null | 'unknown' {
  const keyword = keywordArgument(call, name);
  if (keyword) {
    return keyword;
  }
  return hasSplat(call)
    ? 'unknown'
    : ((index === null ? null : positionalArguments(call)[index - shift]) ?? null);
}

/** Names of the classes that a class names as its bases. */
function basesOf(definition: SyntaxNode): string[] {
  return (definition.child('superclasses')?.namedChildren ?? []).map(b => b.text);
}

function hasSubclass(model: SemanticModel, name: string): boolean {
  return model.collect(baseNamesIn).includes(name);
}

function baseNamesIn(_model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.nodes('class_definition').flatMap(basesOf);
}

/** True for a method of which a class above or below in the notebook has one of the same name too. Ask through `model.memo`. */
export function isRelated(model: SemanticModel, definition: SyntaxNode): boolean {
  const owner = ownerClass(definition);
  const method = definition.child('name')?.text ?? '';
  const relatives = (owner ? linksOf(owner) : []).flatMap(link => model.memo(linked, link));
  return relatives.some(c => c !== owner && model.scopeOf(c)?.bindings.has(method) === true);
}

/** How a class is tied to others: they name it as a base, it names them, or both name the same. */
function linksOf(owner: SyntaxNode): string[] {
  const own = owner.child('name')?.text ?? '';
  return [`below ${own}`, ...basesOf(owner).flatMap(base => [`named ${base}`, `below ${base}`])];
}

function linked(model: SemanticModel, link: string): readonly SyntaxNode[] {
  return model.memo(classesByLink).get(link) ?? [];
}

function classesByLink(model: SemanticModel): ReadonlyMap<string, readonly SyntaxNode[]> {
  const all = new Map<string, SyntaxNode[]>();
  for (const definition of model.collect(classesIn)) {
    const name = definition.child('name')?.text ?? '';
    for (const link of [`named ${name}`, ...basesOf(definition).map(base => `below ${base}`)]) {
      const list = all.get(link);
      if (list) {
        list.push(definition);
      } else {
        all.set(link, [definition]);
      }
    }
  }
  return all;
}

function classesIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('class_definition');
}
