/**
 * The model as one fact sees it: passes every question on and notes that it was asked. Closed when the fact is computed: whoever
 * keeps it for later would ask unnoticed, and is told so.
 */
import type { ICell, INotebook } from '../notebook/notebook';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import type { CellGraph } from './cellGraph';
import { freeCode } from './freeNames';
import { keys } from './keys';
import type { ICellModel, SemanticModel } from './model';
import { mutationsIn, mutationsOf, type IMutation } from './mutations';
import type { Subject } from './nameTables';
import type { NotebookModel } from './notebookModel';
import type { IAsker, Remembered } from './remembered';
import type { Revisions } from './revisions';
import type { Binding, Reference, Scope } from './scope';
import type { IInferredType } from './types';

/** Questions, each a function of the model and of what is asked about; known by their identity. */
const ask = {
  everything: (m: NotebookModel): symbol => {
    m.note(keys.everything);
    return Symbol('changed');
  },
  kind: (m: NotebookModel, kind: string): symbol => {
    m.note(keys.kind(kind));
    return Symbol('changed');
  },
  blindCells: (m: NotebookModel): readonly ICellModel[] => m.blindCells,
  cellsReading: (m: NotebookModel, name: string): readonly ICellModel[] => m.cellsReading(name),
  cellOf: (m: NotebookModel, syntax: CellSyntax): ICell => m.cellOf(syntax),
  cellsBeside: (m: NotebookModel, id: string): readonly ICell[] => m.cellsBeside(id),
  indexOf: (m: NotebookModel, id: string): number => m.indexOf(id),
  metadata: (m: NotebookModel): INotebook['metadata'] => m.metadata,
  isUsed: (m: NotebookModel, name: string): boolean => m.isUsed(name),
  attributesNamed: (m: NotebookModel, name: string): readonly SyntaxNode[] =>
    m.attributesNamed(name),
  moduleNames: (m: NotebookModel): readonly string[] => [...m.moduleNames],
  moduleBindings: (m: NotebookModel, name: string): readonly Binding[] => m.moduleBindings(name),
  hasStarImport: (m: NotebookModel): boolean => m.hasStarImport,
  isBuiltin: (m: NotebookModel, name: string): boolean => m.isBuiltin(name),
  blindMention: (m: NotebookModel, name: string): ICell | null => m.blindMention(name),
  isUnknown: (m: NotebookModel, reference: Reference): boolean => m.isUnknown(reference),
  isUnbound: (m: NotebookModel, reference: Reference): boolean => m.isUnbound(reference),
  definitions: (m: NotebookModel, reference: Reference): readonly Binding[] =>
    m.definitions(reference),
  references: (m: NotebookModel, binding: Binding): readonly Reference[] => m.references(binding),
  usesOf: (m: NotebookModel, name: string): readonly Reference[] => m.usesOf(name),
  qualifiedName: (m: NotebookModel, node: SyntaxNode): string | null => m.qualifiedName(node),
  typeOf: (m: NotebookModel, node: SyntaxNode): IInferredType | null => m.typeOf(node),
  hasObserved: (m: NotebookModel): boolean => m.hasObserved,
  observedType: (m: NotebookModel, binding: Binding): string | null => m.observedType(binding),
  callee: (m: NotebookModel, call: SyntaxNode): SyntaxNode | null => m.callee(call),
  /** The classes of the notebook and the names of others that a class derives from: what `isInstance` and `methodOf` look through. */
  lineOf: (m: NotebookModel, definition: SyntaxNode) => m.lineOf(definition)
};

/** What questions about the whole notebook are about. */
const notebook = 'notebook';

const kept = 'The model was kept after the fact was computed; take it from the context.';

/** Made once: it is no failure, and a stack would take longer than the question. */
const asks = new Error('Something was asked that only a fact may ask.');

export class TracedModel implements SemanticModel {
  /** @param asker who is told when an answer may have changed; null for a view that answers nothing that an edit elsewhere can change */
  constructor(
    private readonly _revisions: Revisions,
    private readonly _asker: IAsker | null
  ) {}

  /** Ends the view and hands over what was asked, in order. Null when nothing was. */
  close(): ReadonlySet<Remembered> | null {
    this._isClosed = true;
    return this._asked;
  }

  /** Ends the view and lets go of all that it asked. */
  release(): void {
    const asker = this._asker;
    this.close()?.forEach(asked => asker && asked.removeAsker(asker));
  }

  get notebook(): INotebook {
    this._ask(ask.everything, notebook);
    return this._model.notebook;
  }

  get cells(): readonly ICellModel[] {
    this._ask(ask.everything, notebook);
    return this._model.cells;
  }

  get blindCells(): readonly ICellModel[] {
    return this._ask(ask.blindCells, notebook);
  }

  cellsReading(name: string): readonly ICellModel[] {
    return this._ask(ask.cellsReading, name);
  }

  cellsBeside(id: string): readonly ICell[] {
    return this._ask(ask.cellsBeside, id);
  }

  /** The number of a cell among all cells, by its id. */
  indexOf(id: string): number {
    return this._ask(ask.indexOf, id);
  }

  get metadata(): INotebook['metadata'] {
    return this._ask(ask.metadata, notebook);
  }

  *nodes(...kinds: readonly string[]): IterableIterator<SyntaxNode> {
    for (const kind of kinds) {
      this._ask(ask.kind, kind);
    }
    yield* this._model.nodes(...kinds);
  }

  *scopes(): IterableIterator<Scope> {
    this._ask(ask.everything, notebook);
    yield* this._model.scopes();
  }

  orderOf(at: SyntaxNode | CellSyntax): number {
    // Of two cells the same one is the greater in all revisions.
    return this._model.orderOf(at);
  }

  cellOf(at: SyntaxNode | CellSyntax): ICell {
    return this._ask(ask.cellOf, 'cell' in at ? at.cell : at);
  }

  scopeOf(definition: SyntaxNode): Scope | null {
    return this._model.scopeOf(definition);
  }

  scopeAround(node: SyntaxNode): Scope {
    return this._model.scopeAround(node);
  }

  referenceAt(node: SyntaxNode): Reference | null {
    return this._model.referenceAt(node);
  }

  bindingAt(node: SyntaxNode): Binding | null {
    return this._model.bindingAt(node);
  }

  get moduleNames(): Iterable<string> {
    return this._ask(ask.moduleNames, notebook);
  }

  moduleBindings(name: string): readonly Binding[] {
    return this._ask(ask.moduleBindings, name);
  }

  get hasStarImport(): boolean {
    return this._ask(ask.hasStarImport, notebook);
  }

  isBuiltin(name: string): boolean {
    return this._ask(ask.isBuiltin, name);
  }

  blindMention(name: string): ICell | null {
    return this._ask(ask.blindMention, name);
  }

  isUnknown(reference: Reference): boolean {
    return this._ask(ask.isUnknown, reference);
  }

  isUnbound(reference: Reference): boolean {
    return this._ask(ask.isUnbound, reference);
  }

  definitions(reference: Reference): readonly Binding[] {
    return this._ask(ask.definitions, reference);
  }

  references(binding: Binding): readonly Reference[] {
    return this._ask(ask.references, binding);
  }

  isUsed(name: string): boolean {
    return this._ask(ask.isUsed, name);
  }

  attributesNamed(name: string): readonly SyntaxNode[] {
    return this._ask(ask.attributesNamed, name);
  }

  usesOf(name: string): readonly Reference[] {
    return this._ask(ask.usesOf, name);
  }

  qualifiedName(node: SyntaxNode | null): string | null {
    return node?.kind === 'identifier' || node?.kind === 'attribute'
      ? this._ask(ask.qualifiedName, node)
      : null;
  }

  typeOf(node: SyntaxNode | null): IInferredType | null {
    return node && this._ask(ask.typeOf, node);
  }

  get hasObserved(): boolean {
    return this._ask(ask.hasObserved, notebook);
  }

  observedType(binding: Binding): string | null {
    return this._ask(ask.observedType, binding);
  }

  isInstance(type: IInferredType | null, base: string): boolean {
    if (type?.definition) {
      this._ask(ask.lineOf, type.definition);
    }
    return this._model.isInstance(type, base);
  }

  methodOf(type: IInferredType, name: string): SyntaxNode | null {
    if (type.definition) {
      this._ask(ask.lineOf, type.definition);
    }
    return this._model.methodOf(type, name);
  }

  callee(call: SyntaxNode): SyntaxNode | null {
    return this._ask(ask.callee, call);
  }

  get mutations(): readonly IMutation[] {
    return this.collect(mutationsIn);
  }

  mutationsOf(name: string): readonly IMutation[] {
    return this.memo(mutationsOf, name);
  }

  mutationsWithin(node: SyntaxNode): readonly IMutation[] {
    const cell = this._model.cellModelOf(node);
    return this.memo(mutationsIn, cell).filter(m => m.node.isInside(node));
  }

  get graph(): CellGraph {
    this._ask(ask.everything, notebook);
    return this._model.graph;
  }

  freeNames(scope: Scope): ReadonlySet<string> {
    return this.memo(freeCode, scope).names;
  }

  memo<T>(fact: (model: SemanticModel) => T): T;
  memo<A extends object | string, T>(fact: (model: SemanticModel, about: A) => T, about: A): T;
  memo<A extends object | string, T>(
    fact: (model: SemanticModel, about: A) => T,
    about: A = notebook as A
  ): T {
    const asker = this._mayAsk();
    const found = this._revisions.fact(fact, about);
    this._note(found, asker);
    return found.answer;
  }

  collect<T>(find: (model: SemanticModel, cell: ICellModel) => readonly T[]): readonly T[] {
    const asker = this._mayAsk();
    const found = this._revisions.collection(find);
    this._note(found, asker);
    return found.answer;
  }

  private get _model(): NotebookModel {
    if (this._isClosed) {
      throw new Error(kept);
    }
    return this._revisions.model;
  }

  private _ask<A extends Subject, T>(question: (model: NotebookModel, about: A) => T, about: A): T {
    const asker = this._mayAsk();
    const found = this._revisions.question(question, about);
    this._note(found, asker);
    return found.answer;
  }

  private _mayAsk(): IAsker {
    if (this._isClosed) {
      throw new Error(kept);
    }
    if (!this._asker) {
      throw asks;
    }
    return this._asker;
  }

  private _note(asked: Remembered, asker: IAsker): void {
    this._asked ??= new Set();
    if (!this._asked.has(asked)) {
      this._asked.add(asked);
      asked.addAsker(asker);
    }
  }

  private _isClosed = false;
  private _asked: Set<Remembered> | null = null;
}
