/**
 * Learns of what others wrote into the review files of the open notebooks: one request of the page that the server answers when one of
 * the files changes. After an interruption everything that waits is sent.
 */
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import * as z from 'zod';
import { ServerPartMissing, type AnnealServer } from '../server';
import type { ReviewFiles } from './reviewFiles';
import type { ReviewStore } from './reviewStore';

const changesSchema = z.object({ changed: z.record(z.string(), z.string()) });

/** A server answers after 20 s at the latest; later than that, the connection is dead. */
const patience = 30_000;
/** Without the server extension the current files are looked at this often. */
const lookEvery = 5_000;

/** Follows the review files of a page. */
export class ReviewWatch implements IDisposable {
  constructor(
    private readonly _server: AnnealServer,
    private readonly _files: ReviewFiles
  ) {
    window.addEventListener('online', this._wake);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Follows the file of a store until the result is disposed. */
  add(store: ReviewStore): IDisposable {
    this._stores.add(store);
    // A file that was read, or renamed, is followed from then on.
    store.changed.connect(this._renewIfMoved, this);
    void store.load().then(this._wake);
    void this._run();
    return new DisposableDelegate(() => {
      this._stores.delete(store);
      store.changed.disconnect(this._renewIfMoved, this);
      this._wake();
    });
  }

  dispose(): void {
    this._isDisposed = true;
    window.removeEventListener('online', this._wake);
    this._stores.clear();
    this._wake();
  }

  private async _run(): Promise<void> {
    if (this._isRunning) {
      return;
    }
    this._isRunning = true;
    let failures = 0;
    while (this._stores.size > 0 && !this._isDisposed) {
      const known = this._known();
      const others = [...this._stores].filter(
        s => s.version === null || this._files.served(s.path) === null
      );
      if (!Object.keys(known).length) {
        await this._rest(lookEvery);
        await Promise.all(others.map(store => store.load()));
        continue;
      }
      try {
        const changed = await this._ask(known, failures === 0);
        const isBack = failures > 0;
        failures = 0;
        const moved = [...this._stores].filter(
          s => isBack || (changed[this._files.served(s.path) ?? ''] ?? s.version) !== s.version
        );
        await Promise.all([...moved, ...others].map(store => store.load()));
      } catch (reason) {
        if (reason instanceof ServerPartMissing) {
          await Promise.all([...this._stores].map(store => store.load()));
        } else if (!this._isWoken) {
          failures++;
          await this._rest(Math.min(500 * 2 ** failures, 10_000));
        }
      }
      this._isWoken = false;
    }
    this._isRunning = false;
  }

  /** The versions of the files that the server extension keeps. */
  private _known(): Record<string, string> {
    return Object.fromEntries(
      [...this._stores].flatMap(store => {
        const path = this._files.served(store.path);
        return path === null || store.version === null ? [] : [[path, store.version]];
      })
    );
  }

  private async _ask(
    known: Readonly<Record<string, string>>,
    wait: boolean
  ): Promise<Readonly<Record<string, string>>> {
    const abort = new AbortController();
    this._abort = abort;
    this._asked = Object.keys(known).sort().join('\n');
    const dead = setTimeout(() => abort.abort(), patience);
    try {
      const body = { known, wait };
      const answer = await this._server.request('POST', 'review/changes', body, abort.signal);
      return changesSchema.parse(answer).changed;
    } finally {
      clearTimeout(dead);
      this._abort = null;
    }
  }

  private _rest(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this._endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private _renewIfMoved(): void {
    if (this._abort && Object.keys(this._known()).sort().join('\n') !== this._asked) {
      this._wake();
    }
  }

  private readonly _wake = (): void => {
    this._isWoken = this._abort !== null;
    this._abort?.abort();
    this._endRest();
  };

  private readonly _stores = new Set<ReviewStore>();
  private _abort: AbortController | null = null;
  private _asked = '';
  private _endRest: () => void = () => undefined;
  private _isWoken = false;
  private _isRunning = false;
  private _isDisposed = false;
}
