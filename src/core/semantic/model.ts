/**
 * The semantic model of a notebook: the scopes of every cell joined by Python's rules for one shared namespace, in document order.
 * Answers who binds a name, who reads it, what an expression is called across imports, and what depends on what.
 * Infers no more than it can show; where it cannot know it answers null or the larger set.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import { bindCell } from './binder';
import { builtinNames, kernelNames } from './builtins';
import { CellGraph } from './cellGraph';
import { reachingBindings, type IPlaced } from './flow';
import { collectMutations, type IMutation } from './mutations';
import { allScopes, type Binding, type Reference, type Scope } from './scope';
import { TypeInference, type IInferredType } from './types';

/** One cell with all that is known of it. Markdown and raw cells are not here. */
export interface ICellModel {
  readonly cell: ICell;
  readonly syntax: CellSyntax;
  readonly module: Scope;
}

export class SemanticModel {
  constructor(
    readonly notebook: INotebook,
    syntaxOf: (cell: ICell) => CellSyntax
  ) {
    this.cells = notebook.cells
      .filter(cell => cell.kind === 'code')
      .map(cell => {
        const syntax = syntaxOf(cell);
        return { cell, syntax, module: scopesOf(syntax) };
      });
    this.cells.forEach((c, order) => {
      this._order.set(c.syntax, order);
      for (const scope of allScopes(c.module)) {
        if (scope.node) {
          this._scopeOfNode.set(scope.node, scope);
        }
        for (const list of scope.bindings.values()) {
          for (const b of list) {
            if (b.node) {
              this._bindingOfNode.set(b.node, b);
            }
          }
        }
        for (const r of scope.references) {
          this._referenceOfNode.set(r.node, r);
        }
      }
      for (const [name, list] of c.module.bindings) {
        const all = this._moduleBindings.get(name) ?? [];
        all.push(...list.map(binding => ({ binding, cell: order })));
        this._moduleBindings.set(name, all);
      }
    });
    for (const list of this._moduleBindings.values()) {
      list.sort((a, b) => a.cell - b.cell || a.binding.effective - b.binding.effective);
    }
  }

  /** Code cells in document order, blind and foreign ones included (their scopes are empty). */
  readonly cells: readonly ICellModel[];

  /** Every node of a kind in the notebook, in document order. */
  *nodes(...kinds: readonly string[]): IterableIterator<SyntaxNode> {
    for (const c of this.cells) {
      yield* c.syntax.nodesOf(kinds);
    }
  }

  /** All scopes of the notebook. */
  *scopes(): IterableIterator<Scope> {
    for (const c of this.cells) {
      yield* allScopes(c.module);
    }
  }

  /** Number of the code cell (0-based among code cells) that holds a node or syntax. */
  orderOf(at: SyntaxNode | CellSyntax): number {
    return this._order.get('cell' in at ? at.cell : at) as number;
  }

  cellOf(at: SyntaxNode | CellSyntax): ICell {
    return this.cells[this.orderOf(at)].cell;
  }

  /** The scope of a function, class, lambda or comprehension node. */
  scopeOf(definition: SyntaxNode): Scope | null {
    return this._scopeOfNode.get(definition) ?? null;
  }

  /** The scope whose code a node belongs to. */
  scopeAround(node: SyntaxNode): Scope {
    for (let n: SyntaxNode | null = node, below = node; n; below = n, n = n.parent) {
      const scope = n === node ? undefined : this._scopeOfNode.get(n);
      if (
        scope &&
        (n.kind.endsWith('comprehension') ||
          n.kind === 'generator_expression' ||
          below.field === 'body')
      ) {
        return scope;
      }
    }
    return this.cells[this.orderOf(node)].module;
  }

  referenceAt(node: SyntaxNode): Reference | null {
    return this._referenceOfNode.get(node) ?? null;
  }

  bindingAt(node: SyntaxNode): Binding | null {
    return this._bindingOfNode.get(node) ?? null;
  }

  /** Names bound in the notebook's namespace by any cell. */
  get moduleNames(): IterableIterator<string> {
    return this._moduleBindings.keys();
  }

  /** Bindings of a notebook name in document order, `del` included. */
  moduleBindings(name: string): readonly Binding[] {
    let found = this._bindingsByName.get(name);
    if (!found) {
      found = (this._moduleBindings.get(name) ?? []).map(p => p.binding);
      this._bindingsByName.set(name, found);
    }
    return found;
  }

  /** True when some cell imports `*` from a module, so that unknown names may come from there. */
  get hasStarImport(): boolean {
    return this.cells.some(c => c.module.starImports.length > 0);
  }

  /** True for a name that no cell binds and Python defines. */
  isBuiltin(name: string): boolean {
    return builtinNames.has(name) && !this._moduleBindings.has(name);
  }

  /** The first blind or foreign cell whose text mentions a name: what it does with the name is not known. */
  blindMention(name: string): ICell | null {
    const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`);
    const found = this.cells.find(c => c.syntax.root === null && word.test(c.syntax.source));
    return found?.cell ?? null;
  }

  /** True for a name that nothing in the notebook, Python or the kernel defines. */
  isUnknown(reference: Reference): boolean {
    return !this.hasStarImport && this.isUnbound(reference);
  }

  /** The same, but for names that only a star import can bind. */
  isUnbound(reference: Reference): boolean {
    const scope = reference.scope.resolve(reference.name);
    return (
      (!scope || scope.kind === 'module') &&
      !this._moduleBindings.has(reference.name) &&
      !builtinNames.has(reference.name) &&
      !kernelNames.has(reference.name)
    );
  }

  /**
   * Bindings that can be in force at a read, in document order. Reads inside functions see every binding of a notebook name,
   * since the function may be called at any later time (late binding). Empty for builtins and unknown names.
   */
  definitions(reference: Reference): readonly Binding[] {
    let found = this._definitions.get(reference);
    if (!found) {
      found = this._resolve(reference);
      this._definitions.set(reference, found);
    }
    return found;
  }

  /** Reads that can see a binding, in document order. */
  references(binding: Binding): readonly Reference[] {
    if (!this._uses) {
      this._uses = new Map();
      for (const scope of this.scopes()) {
        for (const r of scope.references) {
          for (const b of this.definitions(r)) {
            const list = this._uses.get(b);
            if (list) {
              list.push(r);
            } else {
              this._uses.set(b, [r]);
            }
          }
        }
      }
    }
    return this._uses.get(binding) ?? [];
  }

  /** All reads, in any cell or function, that mean the notebook's name (not a local one of the same spelling). */
  usesOf(name: string): readonly Reference[] {
    if (!this._usesByName) {
      this._usesByName = new Map();
      for (const scope of this.scopes()) {
        for (const r of scope.references) {
          if (this._ownerOf(r)?.kind === 'module') {
            const list = this._usesByName.get(r.name);
            if (list) {
              list.push(r);
            } else {
              this._usesByName.set(r.name, [r]);
            }
          }
        }
      }
    }
    return this._usesByName.get(name) ?? [];
  }

  /**
   * The full name of what an identifier or attribute chain means, through imports and aliases:
   * `nn.Linear` → `torch.nn.Linear`, `open` → `builtins.open`. Null when it is not certain.
   */
  qualifiedName(node: SyntaxNode | null): string | null {
    if (node?.kind === 'attribute') {
      const owner = this.qualifiedName(node.child('object'));
      const name = node.child('attribute')?.text;
      return owner && name ? `${owner}.${name}` : null;
    }
    if (node?.kind !== 'identifier') {
      return null;
    }
    if (this._depth > 0) {
      // Within a chain of aliases the answer depends on how long the chain is already.
      return this._qualifiedName(node);
    }
    let name = this._qualifiedNames.get(node);
    if (name === undefined) {
      name = this._qualifiedName(node);
      this._qualifiedNames.set(node, name);
    }
    return name;
  }

  private _qualifiedName(node: SyntaxNode): string | null {
    const reference = this._referenceOfNode.get(node);
    if (!reference) {
      return this._bindingOfNode.get(node)?.imported ?? null;
    }
    const scope = reference.scope.resolve(reference.name);
    if (scope?.kind === 'module' && this.isBuiltin(reference.name)) {
      return `builtins.${reference.name}`;
    }
    const bindings = this.definitions(reference);
    let common: string | null = null;
    for (const b of bindings) {
      let name = b.imported;
      // `Linear = nn.Linear` is an alias as good as an import.
      if (
        !name &&
        b.isPlain &&
        b.value &&
        b.value !== node &&
        b.kind === 'assignment' &&
        this._depth < 8
      ) {
        this._depth++;
        name =
          b.value.kind === 'identifier' || b.value.kind === 'attribute'
            ? this.qualifiedName(b.value)
            : null;
        this._depth--;
      }
      if (!name || (common !== null && common !== name)) {
        return null;
      }
      common = name;
    }
    return common;
  }

  /** What an expression is known to be, or null. */
  typeOf(node: SyntaxNode | null): IInferredType | null {
    return node ? this._types.infer(node) : null;
  }

  /** True when the type is `base` (a qualified name such as `torch.nn.Module`) or a class of the notebook that derives from it. */
  isInstance(type: IInferredType | null, base: string): boolean {
    return type !== null && this._types.isSubclass(type, base);
  }

  /** The method of a class of the notebook, its bases in the notebook included, or null. */
  methodOf(type: IInferredType, name: string): SyntaxNode | null {
    return type.definition ? this._types.method(type.definition, name) : null;
  }

  /** The function, method or class of the notebook that a call certainly runs, or null. */
  callee(call: SyntaxNode): SyntaxNode | null {
    return this._types.callee(call);
  }

  /** Changes of objects in place, in document order. */
  get mutations(): readonly IMutation[] {
    return (this._mutations ??= collectMutations(this));
  }

  get graph(): CellGraph {
    return (this._graph ??= new CellGraph(this));
  }

  /** The scope that a read means. A class body looks outside for what it has not bound yet (`class A: x = x`). */
  private _ownerOf(reference: Reference): Scope | null {
    const scope = reference.scope.resolve(reference.name);
    if (scope?.kind === 'class' && scope.parent && scope === reference.scope) {
      const first = Math.min(...(scope.bindings.get(reference.name) ?? []).map(b => b.effective));
      if (first > reference.node.start) {
        const outer = scope.parent.resolve(reference.name);
        if (outer && (outer.kind !== 'module' || this._moduleBindings.has(reference.name))) {
          return outer;
        }
      }
    }
    return scope;
  }

  private _resolve(reference: Reference): readonly Binding[] {
    const scope = this._ownerOf(reference);
    if (!scope) {
      return [];
    }
    if (scope.kind === 'module') {
      const list = this._moduleBindings.get(reference.name) ?? [];
      if (reference.isLate) {
        return list.map(p => p.binding).filter(isValue);
      }
      const found = reachingBindings(list, reference.node, this.orderOf(reference.node));
      // Nothing above: the notebook relies on another order; any binding may be meant.
      return found.length ? found : list.map(p => p.binding).filter(isValue);
    }
    const list = [...(scope.bindings.get(reference.name) ?? [])]
      .sort((a, b) => a.effective - b.effective)
      .map(binding => ({ binding, cell: 0 }));
    if (scope !== reference.scope && runsLater(reference.scope, scope)) {
      return list.map(p => p.binding).filter(isValue);
    }
    const found = reachingBindings(list, reference.node, 0);
    return found.length ? found : list.map(p => p.binding).filter(isValue);
  }

  private readonly _order = new Map<CellSyntax, number>();
  private readonly _scopeOfNode = new Map<SyntaxNode, Scope>();
  private readonly _bindingOfNode = new Map<SyntaxNode, Binding>();
  private readonly _referenceOfNode = new Map<SyntaxNode, Reference>();
  private readonly _moduleBindings = new Map<string, IPlaced[]>();
  private readonly _bindingsByName = new Map<string, readonly Binding[]>();
  private readonly _definitions = new Map<Reference, readonly Binding[]>();
  private readonly _qualifiedNames = new Map<SyntaxNode, string | null>();
  private readonly _types = new TypeInference(this);
  private _uses: Map<Binding, Reference[]> | undefined;
  private _usesByName: Map<string, Reference[]> | undefined;
  private _mutations: readonly IMutation[] | undefined;
  private _graph: CellGraph | undefined;
  private _depth = 0;
}

/** Scopes depend on the cell's syntax only, so an unchanged cell is bound once. */
const bound = new WeakMap<CellSyntax, Scope>();

function scopesOf(syntax: CellSyntax): Scope {
  let module = bound.get(syntax);
  if (!module) {
    module = bindCell(syntax);
    bound.set(syntax, module);
  }
  return module;
}

function isValue(binding: Binding): boolean {
  return binding.kind !== 'delete' && binding.kind !== 'annotation';
}

/** True when a function or lambda lies between the reading scope and the owner of the name. */
function runsLater(from: Scope, owner: Scope): boolean {
  for (let s: Scope | null = from; s && s !== owner; s = s.parent) {
    if (s.kind === 'function' || s.kind === 'lambda') {
      return true;
    }
  }
  return false;
}
