/** The two kinds of answers that are kept: to one question to the model, and facts computed from any number of them. */
import type { Keys } from './keys';
import type { SemanticModel } from './model';
import type { NotebookModel } from './notebookModel';
import type { Subject } from './nameTables';
import { Remembered, type IAsker } from './remembered';
import type { Revisions } from './revisions';
import { isSame, keepSame } from './same';
import { TracedModel } from './tracedModel';

/** A question to the model about one thing. */
export class Question<A extends Subject, T> extends Remembered {
  constructor(
    revisions: Revisions,
    private readonly _ask: (model: NotebookModel, about: A) => T,
    private readonly _about: A
  ) {
    super(revisions);
  }

  get answer(): T {
    this.refresh();
    return this._answer as T;
  }

  /** An edit touched one of its keys. */
  touch(): void {
    if (this.isDoubtful) {
      return;
    }
    if (!this.revisions.model.holds(this._about)) {
      // What asked about a cell that is gone hears so from an earlier question, and does not come round to this one.
      this.mark();
      return;
    }
    this.update();
    if (this.changedAt === this.revisions.current) {
      this.markAskers();
    }
  }

  protected update(): void {
    const { model } = this.revisions;
    const { answer, keys } = model.capture(() => this._ask(model, this._about));
    if (this.checkedAt === 0 || !isSame(answer, this._answer)) {
      this._answer = answer;
      this.setChanged();
    }
    this.revisions.watch(this, this._keys, keys);
    this._keys = keys;
  }

  protected forget(): void {
    this.revisions.watch(this, this._keys, null);
    this._keys = null;
    this._answer = undefined;
  }

  private _keys: Keys | null = null;
  private _answer: T | undefined;
}

/** A computed fact with everything that it asked. A fact that threw throws again as long as its questions are answered the same. */
export class Fact<A, T> extends Remembered implements IAsker {
  constructor(
    revisions: Revisions,
    private readonly _compute: (model: SemanticModel, about: A) => T,
    private readonly _about: A
  ) {
    super(revisions);
  }

  get answer(): T {
    this.refresh();
    if (this._error) {
      throw this._error.reason;
    }
    return this._answer as T;
  }

  /** True when computing it threw. */
  get hasFailed(): boolean {
    this.refresh();
    return this._error !== null;
  }

  doubt(): void {
    this.mark();
  }

  protected update(): void {
    if (this.checkedAt === 0 || this._isStale()) {
      this._run();
    }
  }

  protected forget(): void {
    this._asked?.forEach(asked => asked.removeAsker(this));
    this._asked = null;
    this._answer = undefined;
    this._error = null;
  }

  /** Questions are looked at in the order in which they were asked: a later one may make no sense once an earlier answer is another. */
  private _isStale(): boolean {
    for (const asked of this._asked ?? []) {
      asked.refresh();
      if (asked.changedAt > this.checkedAt) {
        return true;
      }
    }
    return false;
  }

  private _run(): void {
    if (this._isRunning) {
      throw new Error('A fact about the notebook asks for itself.');
    }
    this._isRunning = true;
    const view = new TracedModel(this.revisions, this);
    const before = this._error ? null : { value: this._answer };
    try {
      this._answer = this.revisions.run(view, () => this._compute(view, this._about));
      this._error = null;
    } catch (reason) {
      this._answer = undefined;
      this._error = { reason };
    } finally {
      this._isRunning = false;
      const asked = view.close();
      this._asked?.forEach(a => {
        if (!asked?.has(a)) {
          a.removeAsker(this);
        }
      });
      this._asked = asked;
    }
    // Of the old answer stays what is the same: other facts are about its parts.
    const known = this.checkedAt > 0 && !this._error ? before : null;
    this._answer = known ? keepSame(this._answer, known.value) : this._answer;
    if (!known || this._answer !== known.value) {
      this.setChanged();
    }
  }

  private _asked: ReadonlySet<Remembered> | null = null;
  private _answer: T | undefined;
  private _error: { readonly reason: unknown } | null = null;
  private _isRunning = false;
}
