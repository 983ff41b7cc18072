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
    this._new = new Set(revisions.cells.keys());
  }

  get answer(): readonly T[] {
    this.refresh();
    return this._failed ? this._failed.answer : this._answer;
  }

  doubt(part: Remembered): void {
    this._doubtful.add(part as Part<T>);
    this.mark();
  }

  /** Lets go of the cells with these numbers: they are others now, or not there any more. */
  drop(numbers: readonly number[]): void {
    for (const i of numbers) {
      this._new.add(i);
      const part = this._parts[i];
      if (part) {
        this._parts[i] = null;
        this._indices.delete(part);
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
      this._take(this._indices.get(part) as number, found);
    }
    this._doubtful.clear();
    if (this._isChanged || this.checkedAt === 0) {
      this._isChanged = false;
      this._join();
      this.setChanged();
    }
  }

  private _lookIntoNew(): void {
    for (const i of this._new) {
      const cell = this.revisions.cells[i] as ICellModel | undefined;
      if (!cell) {
        this._take(i, []);
        continue;
      }
      const found = this.revisions.findPlainly(this._find, cell);
      if (found) {
        this._parts[i] = null;
        this._take(i, found);
      } else {
        const part = this.revisions.fact(this._find, cell);
        part.addAsker(this);
        this._parts[i] = part;
        this._indices.set(part, i);
        this._doubtful.add(part);
      }
    }
    this._new.clear();
  }

  /** Notes what is found in a cell now; null where that failed. */
  private _take(index: number, found: readonly T[] | null): void {
    const before = this._found[index] ?? [];
    this._found[index] = found && keepSame(found, before);
    this._isChanged ||= found === null || this._found[index] !== before;
  }

  /** Never forgets: there are as many as there are functions, and each is wanted in every analysis. */
  protected forget(): void {
    return;
  }

  private _join(): void {
    const all: T[] = [];
    this._failed = null;
    this._found.forEach((found, i) => {
      if (found === null) {
        this._failed ??= this._parts[i];
      } else {
        for (const item of found) {
          all.push(item);
        }
      }
    });
    this._answer = all;
  }

  /** Numbers of the cells that came since the last look. */
  private readonly _new: Set<number>;
  /** The fact about each cell; null where the function needs nothing but the cell. */
  private readonly _parts: (Part<T> | null)[] = [];
  private readonly _indices = new Map<Part<T>, number>();
  /** What is found in each cell; null where that failed. */
  private readonly _found: (readonly T[] | null)[] = [];
  private readonly _doubtful = new Set<Part<T>>();
  private _isChanged = false;
  private _failed: Part<T> | null = null;
  private _answer: readonly T[] = [];
}
