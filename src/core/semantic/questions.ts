/**
 * Answers that outlive an edit. A question to the model is asked again only when one of its keys was touched; a fact is computed
 * again only when one of the questions that it asked is answered otherwise. Nothing is declared and nothing taken on trust: what a fact
 * asks is recorded while it is computed, so whatever is pure and asks only the model stays right.
 */
import type { Keys } from './keys';
import type { ICellModel, SemanticModel } from './model';
import type { NotebookModel } from './notebookModel';
import { isSame } from './same';
import { TracedModel } from './tracedModel';

/** Something whose answer is kept: a question to the model, or a fact made of such questions. */
export interface IRemembered {
  /** The revision in which the answer last became another one. */
  readonly changedAt: number;
  /** Brings the answer up to date. */
  refresh(revisions: Revisions): void;
}

/** A question to the model about one thing. */
export class Question<A, T> implements IRemembered {
  constructor(
    private readonly _ask: (model: NotebookModel, about: A) => T,
    private readonly _about: A
  ) {}

  changedAt = 0;

  answer(revisions: Revisions): T {
    this.refresh(revisions);
    return this._answer as T;
  }

  refresh(revisions: Revisions): void {
    const now = revisions.current;
    if (this._checkedAt === now) {
      return;
    }
    if (!this._keys || revisions.isTouched(this._keys, this._checkedAt)) {
      const { model } = revisions;
      const { answer, keys } = model.capture(() => this._ask(model, this._about));
      if (!this._keys || !isSame(answer, this._answer)) {
        this._answer = answer;
        this.changedAt = now;
      }
      this._keys = keys;
    }
    this._checkedAt = now;
  }

  private _checkedAt = 0;
  private _keys: Keys | null = null;
  private _answer: T | undefined;
}

/** A computed fact with everything that it asked. A fact that threw throws again as long as its questions are answered the same. */
export class Fact<A, T> implements IRemembered {
  constructor(
    private readonly _compute: (model: SemanticModel, about: A) => T,
    private readonly _about: A
  ) {}

  changedAt = 0;

  /** True when computing it threw. */
  get hasFailed(): boolean {
    return this._error !== null;
  }

  answer(revisions: Revisions): T {
    this.refresh(revisions);
    if (this._error) {
      throw this._error.reason;
    }
    return this._answer as T;
  }

  refresh(revisions: Revisions): void {
    const now = revisions.current;
    if (this._checkedAt === now) {
      return;
    }
    if (this._checkedAt === 0 || this._isStale(revisions)) {
      this._run(revisions);
    }
    this._checkedAt = now;
  }

  /** Questions are looked at in the order in which they were asked: a later one may make no sense once an earlier answer is another. */
  private _isStale(revisions: Revisions): boolean {
    for (const asked of this._asked ?? []) {
      asked.refresh(revisions);
      if (asked.changedAt > this._checkedAt) {
        return true;
      }
    }
    return false;
  }

  private _run(revisions: Revisions): void {
    if (this._isRunning) {
      throw new Error('A fact about the notebook asks for itself.');
    }
    this._isRunning = true;
    const view = new TracedModel(revisions);
    const before = this._error ?? { value: this._answer };
    try {
      this._answer = this._compute(view, this._about);
      this._error = null;
    } catch (reason) {
      this._answer = undefined;
      this._error = { reason };
    } finally {
      this._isRunning = false;
      this._asked = view.close();
    }
    // Of the old answer stays what is the same: other facts are about its parts.
    const kept = this._checkedAt > 0 && 'value' in before && !this._error;
    if (kept && isSame(before.value, this._answer)) {
      this._answer = before.value;
    } else {
      this._answer = kept ? withSameParts(this._answer, before.value) : this._answer;
      this.changedAt = revisions.current;
    }
  }

  private _checkedAt = 0;
  private _asked: ReadonlySet<IRemembered> | null = null;
  private _answer: T | undefined;
  private _error: { readonly reason: unknown } | null = null;
  private _isRunning = false;
}

function withSameParts<T>(now: T, before: unknown): T {
  return Array.isArray(now) && Array.isArray(before)
    ? (now.map((part: unknown, i) =>
        isSame(part, before[i]) ? (before[i] as unknown) : part
      ) as T)
    : now;
}

/** What a function finds in each cell, one fact a cell, joined in document order. */
export class Collection<T> implements IRemembered {
  constructor(private readonly _find: (model: SemanticModel, cell: ICellModel) => readonly T[]) {}

  changedAt = 0;

  answer(revisions: Revisions): readonly T[] {
    this.refresh(revisions);
    return this._parts.some(p => p.hasFailed) ? this._joined(revisions) : this._answer;
  }

  refresh(revisions: Revisions): void {
    const now = revisions.current;
    if (this._checkedAt === now) {
      return;
    }
    const parts = revisions.model.cells.map(cell => revisions.fact(this._find, cell));
    let isChanged = parts.length !== this._parts.length;
    parts.forEach((part, i) => {
      part.refresh(revisions);
      isChanged ||= part !== this._parts[i] || part.changedAt > this._checkedAt;
    });
    if (isChanged) {
      this._parts = parts;
      const before = this._answer;
      this._answer = parts.some(p => p.hasFailed) ? [] : this._joined(revisions);
      if (this._checkedAt > 0 && isSame(before, this._answer)) {
        this._answer = before;
      } else {
        this.changedAt = now;
      }
    }
    this._checkedAt = now;
  }

  private _joined(revisions: Revisions): readonly T[] {
    return this._parts.flatMap(part => part.answer(revisions));
  }

  private _checkedAt = 0;
  private _parts: readonly Fact<ICellModel, readonly T[]>[] = [];
  private _answer: readonly T[] = [];
}

/** Remembered things by what they are about. What is about an object goes with it. */
export class Memory<Q> {
  constructor(private readonly _make: (about: never) => Q) {}

  get(about: object | string): Q {
    const map = typeof about === 'string' ? this._named : this._owned;
    let found = map.get(about as never);
    if (found === undefined) {
      found = this._make(about as never);
      map.set(about as never, found);
    }
    return found;
  }

  private readonly _named = new Map<string, Q>();
  private readonly _owned = new WeakMap<object, Q>();
}

/** The states that a notebook went through, as far as remembered answers need them. The order of the cells is the same in all. */
export class Revisions {
  /** The number of the present state, from 1. */
  get current(): number {
    return this._current;
  }

  get model(): NotebookModel {
    return this._model as NotebookModel;
  }

  /**
   * Moves on to the next state.
   *
   * @param model the new state, recording
   * @param touched keys of everything in which it differs from the one before
   */
  advance(model: NotebookModel, touched: Iterable<string>): void {
    this._current++;
    this._model = model;
    for (const key of touched) {
      this._touchedAt.set(key, this._current);
    }
  }

  /** True when any of the keys was touched after a revision. */
  isTouched(keys: Keys, since: number): boolean {
    for (const key of keys) {
      if ((this._touchedAt.get(key) ?? 0) > since) {
        return true;
      }
    }
    return false;
  }

  /** The question about a thing: the same one every time. */
  question<A extends object | string, T>(
    ask: (model: NotebookModel, about: A) => T,
    about: A
  ): Question<A, T> {
    return this._memory(ask, a => new Question(ask, a)).get(about) as unknown as Question<A, T>;
  }

  /** The fact about a thing: the same one every time. */
  fact<A extends object | string, T>(
    compute: (model: SemanticModel, about: A) => T,
    about: A
  ): Fact<A, T> {
    return this._memory(compute, a => new Fact(compute, a)).get(about) as unknown as Fact<A, T>;
  }

  /** What a function finds in each cell. */
  collection<T>(find: (model: SemanticModel, cell: ICellModel) => readonly T[]): Collection<T> {
    let found = this._collections.get(find);
    if (!found) {
      found = new Collection(find);
      this._collections.set(find, found);
    }
    return found as Collection<T>;
  }

  private _memory(key: unknown, make: (about: never) => unknown): Memory<unknown> {
    let memory = this._memories.get(key);
    if (!memory) {
      memory = new Memory(make);
      this._memories.set(key, memory);
    }
    return memory;
  }

  private _current = 0;
  private _model: NotebookModel | null = null;
  private readonly _touchedAt = new Map<string, number>();
  private readonly _memories = new Map<unknown, Memory<unknown>>();
  private readonly _collections = new Map<unknown, unknown>();
}
