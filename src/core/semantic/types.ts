/**
 * A small, honest type inference: literals, calls of known classes, names with one meaning, `self` and its attributes.
 * It answers only where every path agrees. It is no type checker.
 */
import { unparenthesized } from '../syntax/guards';
import type { SyntaxNode } from '../syntax/node';
import type { IAnswer, Keys } from './keys';
import type { NotebookModel } from './notebookModel';
import { fluentMethods } from './mutationTable';

export interface IInferredType {
  /**
   * Qualified name of the class (`torch.nn.Linear`, `builtins.dict`) or, for the result of a function, the function's name with `()`:
   * `builtins.open()`. For a class of the notebook its bare name.
   */
  readonly name: string;
  /** The class definition when the notebook defines it. */
  readonly definition: SyntaxNode | null;
  /** True when the expression is the class itself rather than an instance. */
  readonly isClass: boolean;
}

/** A class of the notebook with what its bases are known to be. */
export interface IClassLine {
  readonly definition: SyntaxNode;
  readonly bases: readonly IInferredType[];
}

const literals: Readonly<Record<string, string>> = {
  string: 'builtins.str',
  concatenated_string: 'builtins.str',
  integer: 'builtins.int',
  float: 'builtins.float',
  true: 'builtins.bool',
  false: 'builtins.bool',
  none: 'builtins.None',
  list: 'builtins.list',
  list_comprehension: 'builtins.list',
  tuple: 'builtins.tuple',
  set: 'builtins.set',
  set_comprehension: 'builtins.set',
  dictionary: 'builtins.dict',
  dictionary_comprehension: 'builtins.dict',
  generator_expression: 'builtins.generator',
  lambda: 'builtins.function'
};

/** Classes below `torch.nn` that are no modules. */
const notModules = new Set([
  'torch.nn.Parameter',
  'torch.nn.ParameterList_',
  'torch.nn.Buffer',
  'torch.nn.UninitializedParameter'
]);

export class TypeInference {
  constructor(private readonly _model: NotebookModel) {}

  /**
   * The type of an expression. What depends on itself (`x = x.to(d)` in a loop) has none, and neither has anything on the way round:
   * so the answer does not hang on which expression of the circle was asked for first. (Tarjan's strongly connected components.)
   */
  infer(node: SyntaxNode): IInferredType | null {
    const known = this._inferences.get(node);
    if (known) {
      const asking = this._stack[this._stack.length - 1];
      if (known.isOpen && asking) {
        known.isCircular = true;
        asking.low = Math.min(asking.low, known.low);
      }
      this._model.noteAll(known.keys);
      return known.type;
    }
    const depth = this._opened.length;
    const own: IInference = {
      node,
      type: null,
      keys: null,
      depth,
      low: depth,
      isOpen: true,
      isCircular: false
    };
    this._inferences.set(node, own);
    this._opened.push(own);
    this._stack.push(own);
    let found: IAnswer<IInferredType | null>;
    try {
      found = this._model.capture(() => this._infer(unparenthesized(node)));
    } catch (error) {
      this._opened.splice(depth).forEach(member => this._inferences.delete(member.node));
      throw error;
    } finally {
      this._stack.pop();
    }
    const { answer, keys } = found;
    const asking = this._stack[this._stack.length - 1];
    if (own.low < depth) {
      asking.low = Math.min(asking.low, own.low);
    } else {
      const circle = this._opened.splice(depth);
      for (const member of circle) {
        member.isOpen = false;
        // Whether there is a circle depends on all that its members asked.
        member.keys = keys;
      }
      own.type = own.isCircular || circle.length > 1 ? null : answer;
    }
    this._model.noteAll(keys);
    return own.type;
  }

  /** The definition in the notebook that a call runs: function, method or class. */
  callee(call: SyntaxNode): SyntaxNode | null {
    const target = call.child('function');
    if (!target) {
      return null;
    }
    if (target.kind === 'identifier') {
      return this._onlyDefinition(target);
    }
    if (target.kind === 'attribute') {
      const owner = this.infer(target.child('object') as SyntaxNode);
      const name = target.child('attribute')?.text;
      return owner?.definition && name ? this.method(owner.definition, name) : null;
    }
    return null;
  }

  /** A method of a class of the notebook, looked up through its bases in the notebook. */
  method(definition: SyntaxNode, name: string, seen = new Set<SyntaxNode>()): SyntaxNode | null {
    if (seen.has(definition)) {
      return null;
    }
    seen.add(definition);
    const own = this._model
      .scopeOf(definition)
      ?.bindings.get(name)
      ?.filter(b => b.kind === 'function');
    if (own?.length) {
      return own[own.length - 1].statement;
    }
    for (const base of this._bases(definition)) {
      const found = base.definition ? this.method(base.definition, name, seen) : null;
      if (found) {
        return found;
      }
    }
    return null;
  }

  isSubclass(type: IInferredType, base: string, seen = new Set<SyntaxNode>()): boolean {
    if (type.name === base) {
      return true;
    }
    if (type.definition) {
      if (seen.has(type.definition)) {
        return false;
      }
      seen.add(type.definition);
      return this._bases(type.definition).some(b => this.isSubclass(b, base, seen));
    }
    return base === 'torch.nn.Module' && isTorchModule(type.name);
  }

  private _infer(node: SyntaxNode): IInferredType | null {
    const literal = literals[node.kind];
    if (literal) {
      return instance(literal);
    }
    switch (node.kind) {
      case 'identifier':
        return this._name(node);
      case 'call':
        return this._call(node);
      case 'attribute':
        return this._attribute(node);
      case 'await':
        return null;
      case 'conditional_expression':
        return agree(
          [node.namedChildren[0], node.namedChildren[2]].map(n => (n ? this.infer(n) : null))
        );
      case 'named_expression': {
        const value = node.child('value');
        return value ? this.infer(value) : null;
      }
    }
    return null;
  }

  private _name(node: SyntaxNode): IInferredType | null {
    const reference = this._model.referenceAt(node);
    if (!reference) {
      return null;
    }
    const bindings = this._model.definitions(reference);
    if (!bindings.length) {
      return null;
    }
    return agree(
      bindings.map(b => {
        if (b.kind === 'class' && b.statement) {
          return { name: b.name, definition: b.statement, isClass: true };
        }
        if (b.kind === 'function') {
          return instance('builtins.function');
        }
        if (b.kind === 'import') {
          return null;
        }
        if (b.kind === 'parameter') {
          return this._parameter(b.node, b.statement);
        }
        if (b.kind === 'augmented') {
          return null;
        }
        return b.isPlain && b.value ? this.infer(b.value) : null;
      })
    );
  }

  /** `self` in a method is an instance of its class; an annotation that names a class is believed. */
  private _parameter(name: SyntaxNode | null, parameter: SyntaxNode | null): IInferredType | null {
    const definition = name?.ancestor('function_definition', 'lambda') ?? null;
    if (!name || !parameter || definition?.kind !== 'function_definition') {
      return null;
    }
    const owner = ownerClass(definition);
    const first = definition.child('parameters')?.namedChildren[0];
    if (owner && first === parameter && parameter.kind === 'identifier' && !isStatic(definition)) {
      return {
        name: owner.child('name')?.text ?? '',
        definition: owner,
        isClass: isClassMethod(definition)
      };
    }
    const annotation = parameter.child('type')?.namedChildren[0];
    return annotation ? this._asClass(annotation) : null;
  }

  private _asClass(node: SyntaxNode): IInferredType | null {
    if (node.kind === 'identifier') {
      const definition = this._onlyDefinition(node);
      if (definition?.kind === 'class_definition') {
        return { name: node.text, definition, isClass: false };
      }
    }
    const name = this._model.qualifiedName(node);
    return name && /\.[A-Z]\w*$|^builtins\.(dict|list|set|str|int|float|bool|tuple)$/.test(name)
      ? instance(name)
      : null;
  }

  private _call(node: SyntaxNode): IInferredType | null {
    const target = node.child('function');
    if (!target) {
      return null;
    }
    const name = this._model.qualifiedName(target);
    if (name) {
      if (
        /^builtins\.(dict|list|set|frozenset|tuple|str|int|float|bool|bytes|bytearray)$/.test(name)
      ) {
        return instance(name);
      }
      const last = name.slice(name.lastIndexOf('.') + 1);
      return instance(/^_*[A-Z]/.test(last) ? name : `${name}()`);
    }
    if (target.kind === 'identifier') {
      const definition = this._onlyDefinition(target);
      return definition?.kind === 'class_definition'
        ? { name: target.text, definition, isClass: false }
        : null;
    }
    if (target.kind === 'attribute') {
      const owner = this.infer(target.child('object') as SyntaxNode);
      const method = target.child('attribute')?.text ?? '';
      if (!owner) {
        return null;
      }
      if (owner.isClass && !owner.definition) {
        return null;
      }
      if (fluentMethods.has(method) && !owner.isClass) {
        return owner;
      }
      return owner.definition ? null : instance(`${owner.name}.${method}()`);
    }
    return null;
  }

  /** `self.layer`: every assignment to the attribute, in the class, its bases or from outside, must agree. */
  private _attribute(node: SyntaxNode): IInferredType | null {
    const owner = this.infer(node.child('object') as SyntaxNode);
    const name = node.child('attribute')?.text;
    if (!owner?.definition || !name) {
      return null;
    }
    const family = this._family(owner.definition);
    const assigned: (IInferredType | null)[] = [];
    for (const store of this._model.storesOf(name)) {
      const object = store.target.child('object') as SyntaxNode;
      const target = this.infer(object);
      if (
        target?.definition
          ? family.has(target.definition)
          : target === null && this._model.qualifiedName(object) === null
      ) {
        assigned.push(store.value ? this.infer(store.value) : null);
      }
    }
    return assigned.length ? agree(assigned) : null;
  }

  /** A class of the notebook with its bases in the notebook. */
  private _family(definition: SyntaxNode, found = new Set<SyntaxNode>()): Set<SyntaxNode> {
    if (!found.has(definition)) {
      found.add(definition);
      for (const base of this._bases(definition)) {
        if (base.definition) {
          this._family(base.definition, found);
        }
      }
    }
    return found;
  }

  /** A class of the notebook and those of the notebook that it derives from, each with the types of its bases. */
  lineOf(definition: SyntaxNode): IClassLine[] {
    return [...this._family(definition)].map(d => ({ definition: d, bases: this._bases(d) }));
  }

  private _bases(definition: SyntaxNode): IInferredType[] {
    const found: IInferredType[] = [];
    for (const base of definition.child('superclasses')?.namedChildren ?? []) {
      if (base.kind === 'identifier') {
        const own = this._onlyDefinition(base);
        if (own?.kind === 'class_definition' && own !== definition) {
          found.push({ name: base.text, definition: own, isClass: false });
          continue;
        }
      }
      const name = this._model.qualifiedName(base);
      if (name) {
        found.push(instance(name));
      }
    }
    return found;
  }

  /** The function or class that a name means, when only one can be in force. */
  private _onlyDefinition(identifier: SyntaxNode): SyntaxNode | null {
    const reference = this._model.referenceAt(identifier);
    const bindings = reference ? this._model.definitions(reference) : [];
    const only = bindings.length === 1 ? bindings[0] : null;
    return only && (only.kind === 'function' || only.kind === 'class') ? only.statement : null;
  }

  private readonly _inferences = new Map<SyntaxNode, IInference>();
  /** Running inferences, outer ones first. */
  private readonly _stack: IInference[] = [];
  /** Inferences whose circle is not closed yet, the running ones among them. */
  private readonly _opened: IInference[] = [];
}

interface IInference {
  readonly node: SyntaxNode;
  type: IInferredType | null;
  keys: Keys | null;
  /** Its place among the open ones. */
  readonly depth: number;
  /** The lowest place that it leads back to. */
  low: number;
  isOpen: boolean;
  isCircular: boolean;
}

/** The class whose body directly holds a function definition, or null. */
export function ownerClass(definition: SyntaxNode): SyntaxNode | null {
  let n = definition.parent;
  if (n?.kind === 'decorated_definition') {
    n = n.parent;
  }
  return n?.kind === 'block' && n.parent?.kind === 'class_definition' ? n.parent : null;
}

/** Decorators of a function or class as nodes (without the `@`). */
export function decorators(definition: SyntaxNode): SyntaxNode[] {
  return definition.parent?.kind === 'decorated_definition'
    ? definition.parent.children
        .filter(c => c.kind === 'decorator')
        .flatMap(d => d.namedChildren[0] ?? [])
    : [];
}

function isStatic(definition: SyntaxNode): boolean {
  return decorators(definition).some(d => d.text === 'staticmethod');
}

function isClassMethod(definition: SyntaxNode): boolean {
  return decorators(definition).some(d => d.text === 'classmethod');
}

function instance(name: string): IInferredType {
  return { name, definition: null, isClass: false };
}

function isTorchModule(name: string): boolean {
  return (
    (/^torch\.nn\.(modules\.\w+\.)?[A-Z]\w*$/.test(name) && !notModules.has(name)) ||
    /^(pytorch_lightning|lightning|lightning\.pytorch)\.LightningModule$/.test(name)
  );
}

function agree(types: readonly (IInferredType | null)[]): IInferredType | null {
  const [first] = types;
  return first &&
    types.every(
      t =>
        t !== null &&
        t.name === first.name &&
        t.definition === first.definition &&
        t.isClass === first.isClass
    )
    ? first
    : null;
}
