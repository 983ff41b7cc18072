/**
 * The review of one notebook, as this page knows it: the file, and what was decided here and is on its way to the file. What others
 * write meanwhile is joined, never overwritten; what cannot be sent waits. A damaged or newer file is never written.
 */
import { Signal, type ISignal } from '@lumino/signaling';
import { deltaBetween, deltaSize, joinDelta, type IReviewDelta } from '../../core/review/delta';
import type { ReviewChange } from '../../core/review/review';
import {
  emptyReview,
  parseReview,
  printReview,
  reviewPath,
  type IReview
} from '../../core/review/reviewFile';
import { isUnreachable, type IReviewText, type ReviewFiles } from './reviewFiles';
import type { WaitingEntries } from './waitingEntries';

/** Keeps the review of one notebook. */
export class ReviewStore {
  /** @param notebookPath - gives the notebook's path; asked each time, because a notebook can be renamed */
  constructor(
    private readonly _files: ReviewFiles,
    private readonly _kept: WaitingEntries,
    private readonly _notebookPath: () => string
  ) {}

  /** All that is known: the file, joined with what waits. */
  get review(): IReview {
    this._joined ??= this._waiting.reduce(joinDelta, this._file);
    return this._joined;
  }

  /** Why decisions are read-only, for people; null when they are not. */
  get problem(): string | null {
    return this._problem;
  }

  /** How many entries wait because the server cannot be reached. */
  get waiting(): number {
    return this._isUnreachable ? this._waiting.reduce((n, delta) => n + deltaSize(delta), 0) : 0;
  }

  /** Path of the review file. */
  get path(): string {
    return reviewPath(this._notebookPath());
  }

  /** The version of the file that is known; null before it was read. */
  get version(): string | null {
    return this._path === this.path ? this._version : null;
  }

  /** Something that `review`, `problem` or `waiting` say changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Reads the file again, and sends what waits. */
  load(): Promise<void> {
    return this._queue(() => this._sync(true));
  }

  /**
   * Makes a change: seen at once, and joined with what is in the file by then.
   *
   * @returns true when it is in the file; false when it waits, or decisions are read-only
   */
  async change(change: ReviewChange): Promise<boolean> {
    if (this._problem !== null) {
      return false;
    }
    const delta = deltaBetween(this.review, change(this.review));
    if (deltaSize(delta) === 0) {
      return true;
    }
    this._waiting = [...this._waiting, delta];
    this._kept.save(this.path, this._waiting);
    this._touch();
    await this._queue(() => this._sync(false));
    return !this._waiting.includes(delta);
  }

  private async _sync(isFresh: boolean): Promise<void> {
    const before = this._state();
    const { path } = this;
    try {
      if (path !== this._path) {
        this._file = emptyReview;
        this._version = null;
        this._path = path;
        this._waiting = [...this._kept.load(path), ...this._waiting];
      }
      if (isFresh || this._version === null) {
        this._take(await this._files.read(path));
      }
      while (this._waiting.length && this._problem === null && this._version !== null) {
        const sent = this._waiting;
        const next = sent.reduce(joinDelta, this._file);
        const outcome = await this._files.write(path, printReview(next), this._version);
        if (outcome.isWritten) {
          this._file = next;
          this._version = outcome.version;
          this._waiting = this._waiting.filter(delta => !sent.includes(delta));
        } else {
          this._take(outcome.now);
        }
      }
      this._isUnreachable = false;
    } catch (reason) {
      this._isUnreachable = isUnreachable(reason);
      if (!this._isUnreachable) {
        const text = reason instanceof Error ? reason.message : String(reason);
        this._problem = `Decisions are not saved: ${text}`;
      }
    }
    this._kept.save(path, this._waiting);
    this._joined = null;
    if (this._state() !== before) {
      this._touch();
    }
  }

  private _take(file: IReviewText): void {
    const read = file.problem === null ? parseReview(file.text ?? '') : null;
    this._version = file.version;
    if (read?.ok) {
      this._file = read.review;
      this._problem = null;
    } else {
      const why = read ? read.reason : file.problem;
      this._problem = `Decisions are read-only: ${this.path} cannot be used, because ${why}. Nothing was overwritten.`;
    }
    this._joined = null;
  }

  private _state(): string {
    return `${printReview(this.review)}${this._problem}${this.waiting}`;
  }

  private _touch(): void {
    this._joined = null;
    this._changed.emit();
  }

  /** One file operation at a time. */
  private _queue(work: () => Promise<void>): Promise<void> {
    this._last = this._last.then(work);
    return this._last;
  }

  private _file: IReview = emptyReview;
  private _waiting: readonly IReviewDelta[] = [];
  private _joined: IReview | null = null;
  /** The file that `_file` and `_version` are of. */
  private _path: string | null = null;
  private _version: string | null = null;
  private _problem: string | null = null;
  private _isUnreachable = false;
  private _last: Promise<void> = Promise.resolve();
  private readonly _changed = new Signal<this, void>(this);
}
