/**
 * The semantic model of a notebook: the scopes of every cell joined by Python's rules for one shared namespace, in document order.
 * Answers who binds a name, who reads it, what an expression is called across imports, and what depends on what.
 * Infers no more than it can show; where it cannot know it answers null or the larger set.
 *
 * These are the questions; `notebookModel.ts` answers them, `tracedModel.ts` remembers who asked what. Whoever asks must take all
 * that it knows of other cells from here, or an edit there goes unnoticed.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import type { CellGraph } from './cellGraph';
import type { IMutation } from './mutations';
import type { Binding, Reference, Scope } from './scope';
import type { IInferredType } from './types';

/** One cell with all that is known of it. Markdown and raw cells are not here. */
export interface ICellModel {
  readonly cell: ICell;
  readonly syntax: CellSyntax;
  readonly module: Scope;
}

export interface ISemanticModel {
  /** Everything at once: what asks for it is asked again after every edit. */
  readonly notebook: INotebook;

  /** Code cells in document order, blind and foreign ones included (their scopes are empty). See `collect` for what is found in each. */
  readonly cells: readonly ICellModel[];

  /** Code cells that could not be read, or are not Python. */
  readonly blindCells: readonly ICellModel[];

  /** Code cells in which a name is read, in document order. */
  cellsReading(name: string): readonly ICellModel[];

  /** The cells right above and below a cell, Markdown and raw ones included, by the id of the cell; none beyond the ends. */
  cellsBeside(id: string): readonly ICell[];

  /** Metadata of the notebook. */
  readonly metadata: INotebook['metadata'];

  /** Every node of a kind in the notebook, in document order. */
  nodes(...kinds: readonly string[]): IterableIterator<SyntaxNode>;

  /** All scopes of the notebook. */
  scopes(): IterableIterator<Scope>;

  /**
   * A number that grows from code cell to code cell, for the one that holds a node or syntax: to be compared with another one, never to
   * be counted with. Of two cells the same one stays the greater as long as answers about them are remembered.
   */
  orderOf(at: SyntaxNode | CellSyntax): number;

  cellOf(at: SyntaxNode | CellSyntax): ICell;

  /** The scope of a function, class, lambda or comprehension node. */
  scopeOf(definition: SyntaxNode): Scope | null;

  /** The scope whose code a node belongs to. */
  scopeAround(node: SyntaxNode): Scope;

  referenceAt(node: SyntaxNode): Reference | null;

  bindingAt(node: SyntaxNode): Binding | null;

  /** Names bound in the notebook's namespace by any cell. */
  readonly moduleNames: Iterable<string>;

  /** Bindings of a notebook name in document order, `del` included. */
  moduleBindings(name: string): readonly Binding[];

  /** True when some cell imports `*` from a module, so that unknown names may come from there. */
  readonly hasStarImport: boolean;

  /** True for a name that no cell binds and Python defines. */
  isBuiltin(name: string): boolean;

  /** The first blind or foreign cell whose text mentions a name: what it does with the name is not known. */
  blindMention(name: string): ICell | null;

  /** True for a name that nothing in the notebook, Python or the kernel defines. */
  isUnknown(reference: Reference): boolean;

  /** The same, but for names that only a star import can bind. */
  isUnbound(reference: Reference): boolean;

  /**
   * Bindings that can be in force at a read, in document order. Reads inside functions see every binding of a notebook name,
   * since the function may be called at any later time (late binding). Empty for builtins and unknown names.
   */
  definitions(reference: Reference): readonly Binding[];

  /** Reads that can see a binding, in document order. */
  references(binding: Binding): readonly Reference[];

  /** True for a name that some scope of the notebook binds or reads. */
  isUsed(name: string): boolean;

  /** All attributes of a name, read or written, in document order: `model.fit` and `self.fit = …` for `fit`. */
  attributesNamed(name: string): readonly SyntaxNode[];

  /** All reads, in any cell or function, that mean the notebook's name (not a local one of the same spelling). */
  usesOf(name: string): readonly Reference[];

  /**
   * The full name of what an identifier or attribute chain means, through imports and aliases:
   * `nn.Linear` → `torch.nn.Linear`, `open` → `builtins.open`. Null when it is not certain.
   */
  qualifiedName(node: SyntaxNode | null): string | null;

  /** What an expression is known to be, or null. */
  typeOf(node: SyntaxNode | null): IInferredType | null;

  /** True when types were seen in a running kernel. */
  readonly hasObserved: boolean;

  /** The full name of the type that a running kernel held for a binding after its cell ran as it stands; null when that was not seen. */
  observedType(binding: Binding): string | null;

  /** True when the type is `base` (a qualified name such as `torch.nn.Module`) or a class of the notebook that derives from it. */
  isInstance(type: IInferredType | null, base: string): boolean;

  /** The method of a class of the notebook, its bases in the notebook included, or null. */
  methodOf(type: IInferredType, name: string): SyntaxNode | null;

  /** The function, method or class of the notebook that a call certainly runs, or null. */
  callee(call: SyntaxNode): SyntaxNode | null;

  /** Changes of objects in place, in document order. Where one name matters, ask `mutationsOf`. */
  readonly mutations: readonly IMutation[];

  /** Changes in place whose object is reached from a name of this spelling, local ones included, in document order. */
  mutationsOf(name: string): readonly IMutation[];

  /** Changes in place that are written within a node, in source order. */
  mutationsWithin(node: SyntaxNode): readonly IMutation[];

  /** What the cells define, need and change: everything at once. */
  readonly graph: CellGraph;

  /** Notebook names that running a definition's body may read or write, through the functions and classes that it mentions too. */
  freeNames(scope: Scope): ReadonlySet<string>;

  /**
   * A fact computed once, and again only when something that it asked the model for is answered otherwise.
   *
   * @param fact a function at the top of a module (it is known by its identity) that asks nobody but the model
   * @param about what the fact is about: a node, scope, binding, cell or name
   */
  memo<T>(fact: (model: SemanticModel) => T): T;
  memo<A extends object | string, T>(fact: (model: SemanticModel, about: A) => T, about: A): T;

  /**
   * What `find` finds in each cell, in document order: a fact about the whole notebook of which an edit costs one cell.
   *
   * @param find a function at the top of a module; what it finds must not depend on cells other than through the model
   */
  collect<T>(find: (model: SemanticModel, cell: ICellModel) => readonly T[]): readonly T[];
}

/** The model as its users know it. */
export type SemanticModel = ISemanticModel;
