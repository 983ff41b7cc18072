/**
 * Answers that outlive an edit. The questions of which an edit touched a key are asked again at once, and those that are answered
 * otherwise mark what was computed from them. When a marked fact is wanted, it first looks whether anything that it asked is answered
 * otherwise, and is computed again only then. Nothing is declared and nothing taken on trust: what a fact asks is recorded while it is
 * computed, so whatever is pure and asks only the model stays right.
 *
 * At all times: who asked something that is marked is marked too, or is being computed.
 */
import type { Revisions } from './revisions';

/** Whoever asked something and is told when it may have changed. */
export interface IAsker {
  doubt(asked: Remembered): void;
}

/** Something whose answer is kept: a question to the model, or what was computed from such questions. */
export abstract class Remembered {
  constructor(protected readonly revisions: Revisions) {}

  /** The revision in which the answer last became another one. */
  get changedAt(): number {
    return this._changedAt;
  }

  /** Marks the answer as one that may have changed, and all that was computed from it. */
  protected mark(): void {
    if (!this._isDoubtful) {
      this._isDoubtful = true;
      this.markAskers();
    }
  }

  /** Marks all that was computed from the answer. */
  protected markAskers(): void {
    for (const asker of this._askers) {
      asker.doubt(this);
    }
  }

  /** Brings the answer up to date. */
  refresh(): void {
    if (this._isDoubtful) {
      this.update();
      this._isDoubtful = false;
      this._checkedAt = this.revisions.current;
    }
  }

  protected get isDoubtful(): boolean {
    return this._isDoubtful;
  }

  protected get hasAskers(): boolean {
    return this._askers.size > 0;
  }

  addAsker(asker: IAsker): void {
    this._askers.add(asker);
  }

  /** Forgets everything when nobody else is interested; it can be asked again. */
  removeAsker(asker: IAsker): void {
    if (this._askers.delete(asker) && !this._askers.size) {
      this.forget();
      this._checkedAt = 0;
      this._isDoubtful = true;
    }
  }

  /** Asks or computes where needed; called only when the answer may have changed. */
  protected abstract update(): void;

  /** Lets go of all that it asked. */
  protected abstract forget(): void;

  /** The revision in which the answer was last known to be right; 0 before the first. */
  protected get checkedAt(): number {
    return this._checkedAt;
  }

  protected setChanged(): void {
    this._changedAt = this.revisions.current;
  }

  private _changedAt = 0;
  private _checkedAt = 0;
  private _isDoubtful = true;
  private readonly _askers = new Set<IAsker>();
}
