/**
 * Reads and writes the review file of one notebook through the Contents API. A change is made on the file as it is on disk at that
 * moment, so that decisions from elsewhere are kept. A damaged or newer file is never written.
 */
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';
import {
  emptyReview,
  parseReview,
  printReview,
  reviewPath,
  type IReview
} from '../core/review/reviewFile';
import type { ReviewChange } from '../core/review/review';

export class ReviewStore {
  /** @param path - gives the notebook's path; asked each time, because a notebook can be renamed */
  constructor(
    private readonly _contents: Contents.IManager,
    private readonly _path: () => string
  ) {}

  get review(): IReview {
    return this._review;
  }

  /** Why decisions are read-only, for people; null when they are not. */
  get problem(): string | null {
    return this._problem;
  }

  get path(): string {
    return reviewPath(this._path());
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads the file again. */
  load(): Promise<void> {
    return this._queue(async () => {
      await this._read();
    });
  }

  /** Makes a change and writes it. Returns false, and keeps the file, when it cannot be written. */
  change(change: ReviewChange): Promise<boolean> {
    if (!this._problem) {
      // Shown at once; what is on disk is joined when it was read.
      this._review = change(this._review);
      this._changed.emit();
    }
    return this._queue(async () => {
      await this._read(false);
      if (this._problem) {
        this._changed.emit();
        return false;
      }
      this._review = change(this._review);
      try {
        await this._contents.save(this.path, {
          type: 'file',
          format: 'text',
          content: printReview(this._review)
        });
      } catch (reason) {
        this._problem = `${this.path} could not be written: ${text(reason)}.`;
      }
      this._changed.emit();
      return this._problem === null;
    });
  }

  private async _read(emit = true): Promise<void> {
    const before = printReview(this._review) + this._problem;
    try {
      const model = await this._contents.get(this.path, {
        type: 'file',
        format: 'text',
        content: true
      });
      const read = parseReview(model.content as string);
      this._problem = read.ok
        ? null
        : `Decisions are read-only: ${this.path} cannot be used, because ${read.reason}. Nothing was overwritten.`;
      if (read.ok) {
        this._review = read.review;
      }
    } catch (reason) {
      if (reason instanceof ServerConnection.ResponseError && reason.response.status === 404) {
        this._review = emptyReview;
        this._problem = null;
      } else {
        this._problem = `Decisions are read-only: ${this.path} could not be read: ${text(reason)}.`;
      }
    }
    if (emit && before !== printReview(this._review) + this._problem) {
      this._changed.emit();
    }
  }

  /** One file operation at a time. */
  private _queue<T>(work: () => Promise<T>): Promise<T> {
    const result = this._last.then(work);
    this._last = result.catch(() => undefined);
    return result;
  }

  private _review: IReview = emptyReview;
  private _problem: string | null = null;
  private _last: Promise<unknown> = Promise.resolve();
  private readonly _changed = new Signal<this, void>(this);
}

function text(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
