/** The states that a notebook goes through, with all that is remembered of them. */
import { Collection } from './collection';
import type { IReach, Keys, Touched } from './keys';
import type { ICellModel, SemanticModel } from './model';
import type { Subject } from './nameTables';
import type { NotebookModel } from './notebookModel';
import type { ICellPlaces } from './placedCell';
import { Fact, Question } from './questions';
import { TracedModel } from './tracedModel';

export class Revisions implements ICellPlaces {
  /** The number of the present state, from 1. */
  get current(): number {
    return this._current;
  }

  get model(): NotebookModel {
    return this._model as NotebookModel;
  }

  get cells(): readonly ICellModel[] {
    return this.model.cellModels;
  }

  /** The number of a cell among all cells, by its id. A fact that is being computed has asked for it. */
  indexOf(id: string): number {
    return (this._asking ?? this.model).indexOf(id);
  }

  /** Runs something that asks through a view. */
  run<T>(view: TracedModel, compute: (view: TracedModel) => T): T {
    const outer = this._asking;
    this._asking = view;
    try {
      return compute(view);
    } finally {
      this._asking = outer;
    }
  }

  /**
   * Moves on to the next state.
   *
   * @param model the new state, recording
   * @param changed orders of the cells that are others now, came or went
   * @param touched keys of everything in which it differs from the one before
   */
  advance(model: NotebookModel, changed: readonly number[], touched: Touched): void {
    this._current++;
    this._model = model;
    this._collections.forEach(collection => collection.drop(changed));
    const questions = new Set<IWatcher>();
    for (const [key, cells] of touched) {
      this._watchers.get(key)?.forEach(({ from, to }, question) => {
        if (!cells || cells.some(i => from <= i && i <= to)) {
          questions.add(question);
        }
      });
    }
    questions.forEach(question => question.touch());
    this._collections.forEach(collection => collection.settle());
  }

  /** Notes on which keys a question hangs from now on; null for none any more. */
  watch(question: IWatcher, before: Keys | null, after: Keys | null): void {
    for (const key of before?.keys() ?? []) {
      if (!after?.has(key)) {
        const watchers = this._watchers.get(key);
        watchers?.delete(question);
        if (!watchers?.size) {
          this._watchers.delete(key);
        }
      }
    }
    for (const [key, reach] of after ?? []) {
      const known = before?.get(key);
      if (known?.from === reach.from && known.to === reach.to) {
        continue;
      }
      const watchers = this._watchers.get(key);
      if (watchers) {
        watchers.set(question, reach);
      } else {
        this._watchers.set(key, new Map([[question, reach]]));
      }
    }
  }

  /** The question about a thing: the same one every time. */
  question<A extends Subject, T>(
    ask: (model: NotebookModel, about: A) => T,
    about: A
  ): Question<A, T> {
    return this._memory(ask).get(about, () => new Question(this, ask, about)) as Question<A, T>;
  }

  /** The fact about a thing: the same one every time. */
  fact<A extends object | string, T>(
    compute: (model: SemanticModel, about: A) => T,
    about: A
  ): Fact<A, T> {
    return this._memory(compute).get(about, () => new Fact(this, compute, about)) as Fact<A, T>;
  }

  /** What a function finds in a cell when it asks the model nothing; null where it asks, or fails. */
  findPlainly<T>(
    find: (model: SemanticModel, cell: ICellModel) => readonly T[],
    cell: ICellModel
  ): readonly T[] | null {
    try {
      return this.run(new TracedModel(this, null), view => find(view, cell));
    } catch {
      // Whoever comes next computes it as a fact: a failure shows there.
      return null;
    }
  }

  /** What a function finds in each cell. */
  collection<T>(find: (model: SemanticModel, cell: ICellModel) => readonly T[]): Collection<T> {
    let found = this._collections.get(find);
    if (!found) {
      found = new Collection<unknown>(this, find);
      this._collections.set(find, found);
    }
    return found as Collection<T>;
  }

  private _memory(key: unknown): Memory {
    let memory = this._memories.get(key);
    if (!memory) {
      memory = new Memory();
      this._memories.set(key, memory);
    }
    return memory;
  }

  private _current = 0;
  private _model: NotebookModel | null = null;
  /** The view of the fact that is being computed. */
  private _asking: TracedModel | null = null;
  private readonly _watchers = new Map<string, Map<IWatcher, IReach>>();
  private readonly _memories = new Map<unknown, Memory>();
  private readonly _collections = new Map<unknown, Collection<unknown>>();
}

/** Who is told that an edit touched a key. */
export interface IWatcher {
  touch(): void;
}

/** Remembered things by what they are about. What is about an object goes with it. */
class Memory {
  get(about: object | string, make: () => unknown): unknown {
    const map: { get(key: unknown): unknown; set(key: unknown, value: unknown): unknown } =
      typeof about === 'string' ? this._named : (this._owned as Map<unknown, unknown>);
    let found = map.get(about);
    if (found === undefined) {
      found = make();
      map.set(about, found);
    }
    return found;
  }

  private readonly _named = new Map<unknown, unknown>();
  private readonly _owned: unknown = new WeakMap<object, unknown>();
}
