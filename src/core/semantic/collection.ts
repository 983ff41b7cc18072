/** Facts about single cells, joined: what an edit changes in one cell costs that cell. */
import type { ICellModel, SemanticModel } from './model';
import type { Fact } from './questions';
import { Remembered, type IAsker } from './remembered';
import type { Revisions } from './revisions';
import { isSame } from './same';

type Part<T> = Fact<ICellModel, readonly T[]>;

/** What a function finds in each cell, one fact a cell, joined in document order. */
export class Collection<T> extends Remembered implements IAsker {
  constructor(
    revisions: Revisions,
    private readonly _find: (model: SemanticModel, cell: ICellModel) => readonly T[]
  ) {
    super(revisions);
  }

  get answer(): readonly T[] {
    this.refresh();
    return this._failed ? this._failed.answer : this._answer;
  }

  doubt(part: Remembered): void {
    this._doubtful.add(part as Part<T>);
    this.mark();
  }

  /** Some cells are others now. */
  replaceCells(): void {
    this._hasNewCells = true;
    this.mark();
  }

  protected update(): void {
    let isChanged = this.checkedAt === 0;
    if (this._hasNewCells) {
      this._hasNewCells = false;
      const { cells } = this.revisions;
      for (let i = 0; i < cells.length; i++) {
        if (cells[i] !== this._cells[i]) {
          isChanged = this._replace(i, cells[i]) || isChanged;
        }
      }
      this._cells = cells;
    }
    for (const part of this._doubtful) {
      isChanged = this._take(this._indices.get(part) as number, part) || isChanged;
    }
    this._doubtful.clear();
    if (isChanged) {
      this._join();
      this.setChanged();
    }
  }

  private _replace(index: number, cell: ICellModel): boolean {
    const old = this._parts[index] as Part<T> | undefined;
    const part = this.revisions.fact(this._find, cell);
    part.addAsker(this);
    this._parts[index] = part;
    this._indices.set(part, index);
    if (old) {
      this._indices.delete(old);
      this._doubtful.delete(old);
      old.removeAsker(this);
    }
    return this._take(index, part);
  }

  /** Notes what a part finds now; true when that is something else than before. */
  private _take(index: number, part: Part<T>): boolean {
    const found = part.hasFailed ? null : part.answer;
    const before = this._found[index];
    this._found[index] = found;
    return found === null || !isSame(before ?? [], found);
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

  private _cells: readonly ICellModel[] = [];
  private _hasNewCells = true;
  private readonly _parts: Part<T>[] = [];
  private readonly _indices = new Map<Part<T>, number>();
  /** What each part found; null where it threw. */
  private readonly _found: (readonly T[] | null)[] = [];
  private readonly _doubtful = new Set<Part<T>>();
  private _failed: Part<T> | null = null;
  private _answer: readonly T[] = [];
}
