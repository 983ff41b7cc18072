/** A class of the notebook with its bases, its subclasses in the notebook, and how they are used. Reads only. */
import type { ICellModel, Reference, SemanticModel, SyntaxNode } from '../../src/core';

export interface IBase {
  readonly node: SyntaxNode;
  /** The class in the notebook, or null when it comes from elsewhere. */
  readonly definition: SyntaxNode | null;
}

export interface IClass {
  readonly definition: SyntaxNode;
  readonly name: string;
  readonly bases: readonly IBase[];
  /** Bases of it and of its ancestors that the notebook does not define. */
  readonly roots: readonly SyntaxNode[];
  /** True when it or an ancestor names a metaclass other than `ABCMeta`. */
  readonly metaclass: boolean;
  /** Reads of the name. */
  readonly uses: readonly Reference[];
  /** Names bound in its body, and in those of its bases up to (not including) the head of the family. */
  readonly provides: ReadonlySet<string>;
}

export interface IFamily extends IClass {
  readonly subclasses: readonly IClass[];
  /** True when it is abstract already: `ABC` or `ABCMeta` among its ancestors. */
  readonly isAbstract: boolean;
  /** Names that its own bases in the notebook bind. */
  readonly inherited: ReadonlySet<string>;
}

const abstract = new Set(['abc.ABC', 'typing.Protocol', 'abc.ABCMeta']);

export function familyOf(model: SemanticModel, definition: SyntaxNode): IFamily {
  const head = classOf(model, definition, new Set());
  const below = new Set(model.memo(subclassesOf, definition));
  const ancestors = ancestorsOf(model, definition);
  return {
    ...head,
    subclasses: [...below].map(d => classOf(model, d, below)),
    isAbstract: [definition, ...ancestors].some(
      d =>
        basesOf(model, d).some(b => abstract.has(model.qualifiedName(b.node) ?? '')) ||
        abstract.has(model.qualifiedName(metaclassOf(d)) ?? '')
    ),
    inherited: new Set(ancestors.flatMap(d => [...(model.scopeOf(d)?.bindings.keys() ?? [])]))
  };
}

/** All classes of the notebook that derive from a class, through any number of steps. */
function subclassesOf(model: SemanticModel, definition: SyntaxNode): readonly SyntaxNode[] {
  const all = model.collect(derivedIn).filter(d => d.definition !== definition);
  const below = new Set<SyntaxNode>([definition]);
  for (let before = 0; before !== below.size;) {
    before = below.size;
    for (const d of all) {
      if (d.bases.some(b => below.has(b))) {
        below.add(d.definition);
      }
    }
  }
  below.delete(definition);
  return [...below];
}

interface IDerived {
  readonly definition: SyntaxNode;
  readonly bases: readonly SyntaxNode[];
}

/** The classes of a cell that derive from classes of the notebook. */
function derivedIn(model: SemanticModel, { syntax }: ICellModel): readonly IDerived[] {
  return syntax.nodes('class_definition').flatMap(definition => {
    const bases = basesOf(model, definition).flatMap(b => b.definition ?? []);
    return bases.length ? [{ definition, bases }] : [];
  });
}

/** Bases that are known to have no metaclass, or one that goes with `ABC`. */
export function isHarmlessBase(model: SemanticModel, base: SyntaxNode): boolean {
  const plain = base.kind === 'subscript' ? (base.child('value') ?? base) : base;
  const name = model.qualifiedName(plain) ?? '';
  return (
    /^builtins\.(object|dict|list|set|tuple|str|int|float|Exception|\w+Error)$/.test(name) ||
    /^(abc|collections|collections\.abc|threading)\.\w+$/.test(name) ||
    /^typing\.(Generic|Protocol|Callable|Iterator|Iterable)$/.test(name) ||
    /^torch\.nn\.(modules\.\w+\.)?Module$/.test(name) ||
    /^torch\.utils\.data\.(dataset\.)?(Dataset|IterableDataset|Sampler)$/.test(name) ||
    /^(pytorch_lightning|lightning|lightning\.pytorch)\.Lightning(Data)?Module$/.test(name) ||
    /^sklearn\.base\.\w+$/.test(name) ||
    /^pydantic\.BaseModel$/.test(name) ||
    /^(gym|gymnasium)\.(Env|Wrapper)$/.test(name)
  );
}

/** As a base, in an annotation, `isinstance`, `issubclass`, `super`, or an attribute of the class: nothing is created. */
export function isHarmlessUse(model: SemanticModel, use: Reference): boolean {
  const subscript = use.node.parent?.kind === 'subscript' && use.node.field === 'value';
  const node = subscript ? (use.node.parent as SyntaxNode) : use.node;
  const { parent } = node;
  if (
    parent?.kind === 'argument_list' &&
    (parent.field === 'superclasses' ||
      /^builtins\.(isinstance|issubclass|super|help)$/.test(
        model.qualifiedName(parent.parent?.child('function') ?? null) ?? ''
      ))
  ) {
    return true;
  }
  if (parent?.kind === 'tuple' && parent.parent?.kind === 'argument_list') {
    return /^builtins\.(isinstance|issubclass)$/.test(
      model.qualifiedName(parent.parent.parent?.child('function') ?? null) ?? ''
    );
  }
  return (
    node.ancestor('type') !== null || (parent?.kind === 'attribute' && node.field === 'object')
  );
}

function classOf(
  model: SemanticModel,
  definition: SyntaxNode,
  family: ReadonlySet<SyntaxNode>
): IClass {
  const name = definition.child('name')?.text ?? '';
  const line = [definition, ...ancestorsOf(model, definition)];
  const provides = new Set(model.scopeOf(definition)?.bindings.keys() ?? []);
  for (const d of ancestorsOf(model, definition).filter(a => family.has(a))) {
    for (const bound of model.scopeOf(d)?.bindings.keys() ?? []) {
      provides.add(bound);
    }
  }
  return {
    definition,
    name,
    provides,
    bases: basesOf(model, definition),
    roots: line.flatMap(d => basesOf(model, d).flatMap(b => (b.definition === null ? b.node : []))),
    metaclass: line.some(d => {
      const meta = metaclassOf(d);
      return meta !== null && model.qualifiedName(meta) !== 'abc.ABCMeta';
    }),
    uses: model.usesOf(name)
  };
}

function basesOf(model: SemanticModel, definition: SyntaxNode): IBase[] {
  return (definition.child('superclasses')?.namedChildren ?? [])
    .filter(n => n.kind !== 'keyword_argument')
    .map(node => {
      const plain = node.kind === 'subscript' ? (node.child('value') ?? node) : node;
      const reference = model.referenceAt(plain);
      const bindings = reference ? model.definitions(reference) : [];
      const own = bindings.length === 1 && bindings[0].kind === 'class' ? bindings[0] : null;
      return { node, definition: own?.statement === definition ? null : (own?.statement ?? null) };
    });
}

function metaclassOf(definition: SyntaxNode): SyntaxNode | null {
  const argument = definition
    .child('superclasses')
    ?.namedChildren.find(
      a => a.kind === 'keyword_argument' && a.child('name')?.text === 'metaclass'
    );
  return argument?.child('value') ?? null;
}

function ancestorsOf(
  model: SemanticModel,
  definition: SyntaxNode,
  found: SyntaxNode[] = []
): SyntaxNode[] {
  for (const { definition: base } of basesOf(model, definition)) {
    if (base && !found.includes(base)) {
      found.push(base);
      ancestorsOf(model, base, found);
    }
  }
  return found;
}
