/** Answers the questions of the semantic model from the tables of the cells. Lazily: an answer that nobody asks for costs nothing. */
import type { ICell, INotebook } from '../notebook/notebook';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import type { IAttributeStore } from './attributeStores';
import { builtinNames, kernelNames } from './builtins';
import { CellGraph } from './cellGraph';
import { attributesIn, namesIn, tablesOf } from './cellTables';
import { reachingBindings, reachOf, type IPlaced } from './flow';
import { freeCode } from './freeNames';
import { anywhere, KeyRecorder, keys, type IAnswer, type Keys } from './keys';
import type { ICellModel, SemanticModel } from './model';
import { mutationsIn, mutationsOf, type IMutation } from './mutations';
import type { NameTables, Subject } from './nameTables';
import { nothingObserved, observedIn, type Observed } from './observed';
import type { Binding, Reference, Scope } from './scope';
import { TypeInference, type IClassLine, type IInferredType } from './types';

export class NotebookModel implements SemanticModel {
  /** @param isRecording whether `capture` is going to be asked what answers depend on; costs a little */
  constructor(
    private readonly _notebook: INotebook,
    private readonly _names: NameTables,
    isRecording = false,
    private readonly _observed: Observed = nothingObserved
  ) {
    this._cells = _names.cells;
    this._recorder = isRecording ? new KeyRecorder() : null;
  }

  get notebook(): INotebook {
    this._recorder?.note(keys.everything);
    return this._notebook;
  }

  get cells(): readonly ICellModel[] {
    this._recorder?.note(keys.everything);
    return this._cells;
  }

  /** The cells, for whoever notes by itself what it takes from them. */
  get cellModels(): readonly ICellModel[] {
    return this._cells;
  }

  /** The cell of an order; undefined when none has it. */
  cellModelAt(order: number): ICellModel | undefined {
    return this._names.cellAt(order);
  }

  /** False for what belongs to a cell that is not there, or not any more. */
  holds(subject: Subject): boolean {
    return this._names.holds(subject);
  }

  get blindCells(): readonly ICellModel[] {
    this._recorder?.note(keys.blind);
    return (this._blind ??= this._cells.filter(c => c.syntax.root === null));
  }

  cellsReading(name: string): readonly ICellModel[] {
    this._recorder?.note(keys.reads(name));
    return this._names.readers(name);
  }

  cellsBeside(id: string): readonly ICell[] {
    this._recorder?.note(keys.beside(id));
    const { cells } = this._notebook;
    const index = this._indices.get(id);
    return index === undefined
      ? []
      : [...cells.slice(Math.max(0, index - 1), index), ...cells.slice(index + 1, index + 2)];
  }

  /** The number of a cell among all cells, by its id; -1 when it is not there. */
  indexOf(id: string): number {
    this._recorder?.note(keys.index(id));
    return this._indices.get(id) ?? -1;
  }

  get metadata(): INotebook['metadata'] {
    this._recorder?.note(keys.metadata);
    return this._notebook.metadata;
  }

  *nodes(...kinds: readonly string[]): IterableIterator<SyntaxNode> {
    kinds.forEach(kind => this._recorder?.note(keys.kind(kind)));
    for (const c of this._cells) {
      yield* c.syntax.nodesOf(kinds);
    }
  }

  *scopes(): IterableIterator<Scope> {
    this._recorder?.note(keys.everything);
    for (const c of this._cells) {
      yield* tablesOf(c.syntax).scopes;
    }
  }

  orderOf(at: SyntaxNode | CellSyntax): number {
    return this._names.orderOf('cell' in at ? at.cell : at);
  }

  cellOf(at: SyntaxNode | CellSyntax): ICell {
    this._recorder?.note(keys.cell(this.orderOf(at)));
    return this._names.cellOf('cell' in at ? at.cell : at).cell;
  }

  scopeOf(definition: SyntaxNode): Scope | null {
    return tablesOf(definition.cell).scopeOfNode.get(definition) ?? null;
  }

  scopeAround(node: SyntaxNode): Scope {
    const { scopeOfNode, module } = tablesOf(node.cell);
    for (let n: SyntaxNode | null = node, below = node; n; below = n, n = n.parent) {
      const scope = n === node ? undefined : scopeOfNode.get(n);
      if (
        scope &&
        (n.kind.endsWith('comprehension') ||
          n.kind === 'generator_expression' ||
          below.field === 'body')
      ) {
        return scope;
      }
    }
    return module;
  }

  referenceAt(node: SyntaxNode): Reference | null {
    return tablesOf(node.cell).referenceOfNode.get(node) ?? null;
  }

  bindingAt(node: SyntaxNode): Binding | null {
    return tablesOf(node.cell).bindingOfNode.get(node) ?? null;
  }

  get moduleNames(): Iterable<string> {
    this._recorder?.note(keys.everything);
    return this._names.bound();
  }

  moduleBindings(name: string): readonly Binding[] {
    const placed = this._placed(name);
    let found = this._bindingsByName.get(name);
    if (!found) {
      found = placed.map(p => p.binding);
      this._bindingsByName.set(name, found);
    }
    return found;
  }

  get hasStarImport(): boolean {
    this._recorder?.note(keys.star);
    return (this._star ??= this._cells.some(c => c.module.starImports.length > 0));
  }

  isBuiltin(name: string): boolean {
    return builtinNames.has(name) && !this._isBound(name);
  }

  blindMention(name: string): ICell | null {
    const blind = this.blindCells;
    if (!blind.length) {
      return null;
    }
    const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`);
    return blind.find(c => word.test(c.syntax.source))?.cell ?? null;
  }

  isUnknown(reference: Reference): boolean {
    return !this.hasStarImport && this.isUnbound(reference);
  }

  isUnbound(reference: Reference): boolean {
    const scope = reference.scope.resolve(reference.name);
    return (
      (!scope || scope.kind === 'module') &&
      !this._isBound(reference.name) &&
      !builtinNames.has(reference.name) &&
      !kernelNames.has(reference.name)
    );
  }

  definitions(reference: Reference): readonly Binding[] {
    return this._known(this._definitions, reference, () => this._resolve(reference));
  }

  references(binding: Binding): readonly Reference[] {
    const { cell, name, scope } = binding;
    return this._known(this._uses, binding, () =>
      this._readsOf(scope.kind === 'module' ? null : cell, name).filter(r =>
        this.definitions(r).includes(binding)
      )
    );
  }

  isUsed(name: string): boolean {
    this._recorder?.note(keys.names(name));
    return this._cells.some(c => namesIn(c.syntax).has(name));
  }

  attributesNamed(name: string): readonly SyntaxNode[] {
    this._recorder?.note(keys.attributes(name));
    let found = this._attributes.get(name);
    if (!found) {
      found = this._cells.flatMap(c => attributesIn(c.syntax).get(name) ?? []);
      this._attributes.set(name, found);
    }
    return found;
  }

  usesOf(name: string): readonly Reference[] {
    this._recorder?.note(keys.reads(name));
    this._recorder?.note(keys.bindings(name));
    let found = this._usesByName.get(name);
    if (!found) {
      found = this._readsOf(null, name).filter(r => this._ownerOf(r)?.kind === 'module');
      this._usesByName.set(name, found);
    }
    return found;
  }

  qualifiedName(node: SyntaxNode | null): string | null {
    if (node?.kind === 'attribute') {
      const owner = this.qualifiedName(node.child('object'));
      const name = node.child('attribute')?.text;
      return owner && name ? `${owner}.${name}` : null;
    }
    if (node?.kind !== 'identifier') {
      return null;
    }
    // Within a chain of aliases the answer depends on how long the chain is already.
    return this._depth > 0
      ? this._qualifiedName(node)
      : this._known(this._qualifiedNames, node, () => this._qualifiedName(node));
  }

  private _qualifiedName(node: SyntaxNode): string | null {
    const reference = this.referenceAt(node);
    if (!reference) {
      return this.bindingAt(node)?.imported ?? null;
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

  typeOf(node: SyntaxNode | null): IInferredType | null {
    return node ? this._types.infer(node) : null;
  }

  get hasObserved(): boolean {
    this._recorder?.note(keys.observed);
    return Object.keys(this._observed).length > 0;
  }

  observedType({ name, cell }: Binding): string | null {
    this._recorder?.note(keys.observed);
    return observedIn(this._observed, this._names.cellOf(cell).cell, name);
  }

  isInstance(type: IInferredType | null, base: string): boolean {
    return type !== null && this._types.isSubclass(type, base);
  }

  methodOf(type: IInferredType, name: string): SyntaxNode | null {
    return type.definition ? this._types.method(type.definition, name) : null;
  }

  callee(call: SyntaxNode): SyntaxNode | null {
    return this._types.callee(call);
  }

  get mutations(): readonly IMutation[] {
    return this.collect(mutationsIn);
  }

  mutationsOf(name: string): readonly IMutation[] {
    return this.memo(mutationsOf, name);
  }

  mutationsWithin(node: SyntaxNode): readonly IMutation[] {
    return this.memo(mutationsIn, this.cellModelOf(node)).filter(m => m.node.isInside(node));
  }

  /** The cell that holds a node. Not noted: a node says which source it belongs to, and mutations hang on the source only. */
  cellModelOf(node: SyntaxNode): ICellModel {
    return this._names.cellOf(node.cell);
  }

  get graph(): CellGraph {
    this._recorder?.note(keys.everything);
    return (this._graph ??= new CellGraph(this));
  }

  freeNames(scope: Scope): ReadonlySet<string> {
    return this.memo(freeCode, scope).names;
  }

  memo<A extends object | string, T>(fact: (model: SemanticModel, about: A) => T, about?: A): T {
    let memory = this._memos.get(fact);
    if (!memory) {
      memory = new Map();
      this._memos.set(fact, memory);
    }
    return this._known(memory, about, () => fact(this, about as A)) as T;
  }

  collect<T>(find: (model: SemanticModel, cell: ICellModel) => readonly T[]): readonly T[] {
    let memory = this._memos.get(find);
    if (!memory) {
      memory = new Map();
      this._memos.set(find, memory);
    }
    return this._known(memory, this, () => {
      this._recorder?.note(keys.everything);
      return this._cells.flatMap(cell => find(this, cell));
    }) as readonly T[];
  }

  /** Every place where an attribute of that name is written, in document order. */
  storesOf(name: string): readonly IAttributeStore[] {
    this._recorder?.note(keys.stores(name));
    let found = this._stores.get(name);
    if (!found) {
      found = this._cells.flatMap(c => tablesOf(c.syntax).stores.get(name) ?? []);
      this._stores.set(name, found);
    }
    return found;
  }

  /** The classes of the notebook from which a class derives, itself first, each with the types of its bases. */
  lineOf(definition: SyntaxNode): readonly IClassLine[] {
    return this._types.lineOf(definition);
  }

  /** Adds a key to what the running capture depends on. */
  note(key: string): void {
    this._recorder?.note(key);
  }

  /** Runs something and says what its result depends on; null where nothing is recorded. */
  capture<T>(run: () => T): IAnswer<T> {
    return this._recorder ? this._recorder.capture(run) : { answer: run(), keys: null };
  }

  /** Adds to what the running capture depends on. */
  noteAll(more: Keys | null): void {
    this._recorder?.noteAll(more);
  }

  private _known<K, T>(memory: Map<K, IAnswer<T>>, key: K, compute: () => T): T {
    let known = memory.get(key);
    if (!known) {
      known = this.capture(compute);
      memory.set(key, known);
    }
    this.noteAll(known.keys);
    return known.answer;
  }

  private _readsOf(cell: CellSyntax | null, name: string): readonly Reference[] {
    return cell
      ? (tablesOf(cell).reads.get(name) ?? [])
      : this.cellsReading(name).flatMap(c => tablesOf(c.syntax).reads.get(name) ?? []);
  }

  /** Bindings of a notebook name in order: with `_isBound`, all that is known of names across cells. */
  private _placed(name: string): readonly IPlaced[] {
    this._recorder?.note(keys.bindings(name));
    return this._names.placed(name);
  }

  private _isBound(name: string): boolean {
    this._recorder?.note(keys.bindings(name));
    return this._names.placed(name).length > 0;
  }

  /** The scope that a read means. A class body looks outside for what it has not bound yet (`class A: x = x`). */
  private _ownerOf(reference: Reference): Scope | null {
    const scope = reference.scope.resolve(reference.name);
    if (scope?.kind === 'class' && scope.parent && scope === reference.scope) {
      const first = Math.min(...(scope.bindings.get(reference.name) ?? []).map(b => b.effective));
      if (first > reference.node.start) {
        const outer = scope.parent.resolve(reference.name);
        if (outer && (outer.kind !== 'module' || this._isBound(reference.name))) {
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
      const list = this._names.placed(reference.name);
      const order = this.orderOf(reference.node);
      const found = reference.isLate ? null : reachOf(list, reference.node, order);
      // Nothing above: the notebook relies on another order; any binding may be meant.
      const isCertain = found !== null && found.bindings.length > 0;
      this._recorder?.note(
        keys.bindings(reference.name),
        isCertain ? { from: found.from, to: order } : anywhere
      );
      return isCertain ? found.bindings : list.map(p => p.binding).filter(isValue);
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

  /** Numbers of all cells by their ids. */
  private get _indices(): ReadonlyMap<string, number> {
    return (this._places ??= new Map(this._notebook.cells.map(({ id }, i) => [id, i])));
  }

  private readonly _recorder: KeyRecorder | null;
  private readonly _cells: readonly ICellModel[];
  private readonly _bindingsByName = new Map<string, readonly Binding[]>();
  private readonly _definitions = new Map<Reference, IAnswer<readonly Binding[]>>();
  private readonly _uses = new Map<Binding, IAnswer<readonly Reference[]>>();
  private readonly _usesByName = new Map<string, readonly Reference[]>();
  private readonly _stores = new Map<string, readonly IAttributeStore[]>();
  private readonly _attributes = new Map<string, readonly SyntaxNode[]>();
  private readonly _qualifiedNames = new Map<SyntaxNode, IAnswer<string | null>>();
  private readonly _memos = new Map<unknown, Map<unknown, IAnswer<unknown>>>();
  private readonly _types = new TypeInference(this);
  private _places: ReadonlyMap<string, number> | undefined;
  private _blind: readonly ICellModel[] | undefined;
  private _star: boolean | undefined;
  private _graph: CellGraph | undefined;
  private _depth = 0;
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
