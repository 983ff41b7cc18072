/** Facts about single cells, joined: what an edit changes in one cell costs that cell. */
import type { ICellModel, SemanticModel } from './model';
import type { Fact } from './questions';
import { Remembered, type IAsker } from './remembered';
import type { Revisions } from './revisions';
import { keepSame } from './same';

type Part<T> = Fact<ICellModel, readonly T[]>;

/**
 * What a function finds in each cell, joined in document order. Where it needs nothing but the cell, it is run when the cell comes;
 * otherwise what it finds there is a fact.
 */
export class Collection<T> extends Remembered implements IAsker {
  constructor(
    revisions: Revisions,
    private readonly _find: (model: SemanticModel, cell: ICellModel) => readonly T[]
  ) {
    super(revisions);
    this._new = new Set(revisions.cells.map(c => revisions.model.orderOf(c.syntax)));
  }

  get answer(): readonly T[] {
    this.refresh();
    return this._failed ? this._failed.answer : this._answer;
  }

  doubt(part: Remembered): void {
    this._doubtful.add(part as Part<T>);
    this.mark();
  }

  /** Lets go of the cells of these orders: they are others now, or not there any more. */
  drop(orders: readonly number[]): void {
    for (const order of orders) {
      this._new.add(order);
      const part = this._parts.get(order);
      if (part) {
        this._parts.delete(order);
        this._orders.delete(part);
        this._doubtful.delete(part);
        part.removeAsker(this);
      }
    }
  }

  /** Looks into the cells that came; to be called when all questions are answered anew. */
  settle(): void {
    if (this._new.size && !this.isDoubtful) {
      if (this.hasAskers) {
        this._lookIntoNew();
      }
      if (this._isChanged || this._doubtful.size || this._new.size) {
        this.mark();
      }
    }
  }

  protected update(): void {
    this._lookIntoNew();
    for (const part of this._doubtful) {
      const found = part.hasFailed ? null : part.answer;
      this._take(this._orders.get(part) as number, found);
    }
    this._doubtful.clear();
    if (this._isChanged || this.checkedAt === 0) {
      this._isChanged = false;
      this._join();
      this.setChanged();
    }
  }

  private _lookIntoNew(): void {
    for (const order of this._new) {
      const cell = this.revisions.model.cellModelAt(order);
      if (!cell) {
        const before = this._found.get(order);
        this._isChanged ||= before === null || (before?.length ?? 0) > 0;
        this._found.delete(order);
        continue;
      }
      const found = this.revisions.findPlainly(this._find, cell);
      if (found) {
        this._take(order, found);
      } else {
        const part = this.revisions.fact(this._find, cell);
        part.addAsker(this);
        this._parts.set(order, part);
        this._orders.set(part, order);
        this._doubtful.add(part);
      }
    }
    this._new.clear();
  }

  /** Notes what is found in a cell now; null where that failed. */
  private _take(order: number, found: readonly T[] | null): void {
    const before = this._found.get(order) ?? [];
    const now = found && keepSame(found, before);
    this._found.set(order, now);
    this._isChanged ||= now === null || now !== before;
  }

  /** Never forgets: there are as many as there are functions, and each is wanted in every analysis. */
  protected forget(): void {
    return;
  }

  private _join(): void {
    const all: T[] = [];
    this._failed = null;
    for (const { syntax } of this.revisions.cells) {
      const order = this.revisions.model.orderOf(syntax);
      const found = this._found.get(order);
      if (!found) {
        this._failed ??= this._parts.get(order) ?? null;
      } else {
        for (const item of found) {
          all.push(item);
        }
      }
    }
    this._answer = all;
  }

  /** Orders of the cells that came or went since the last look. */
  private readonly _new: Set<number>;
  /** The fact about each cell, by its order; none where the function needs nothing but the cell. */
  private readonly _parts = new Map<number, Part<T>>();
  private readonly _orders = new Map<Part<T>, number>();
  /** What is found in each cell; null where that failed. */
  private readonly _found = new Map<number, readonly T[] | null>();
  private readonly _doubtful = new Set<Part<T>>();
  private _isChanged = false;
  private _failed: Part<T> | null = null;
  private _answer: readonly T[] = [];
}
