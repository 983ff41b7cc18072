/** What changed in a review since this browser looked at it: entries that were not there then. */
import * as z from 'zod';
import type { IReview } from '../../core/review/reviewFile';

const visitSchema = z.object({ at: z.string(), seen: z.array(z.string()) });

/** The visits to the review of one notebook. */
export class Visits {
  /**
   * @param storage - null where the browser keeps nothing: then every visit is the first
   * @param path - of the review file
   */
  constructor(
    private readonly _storage: Storage | null,
    path: string
  ) {
    this._key = `jupyterlab-anneal:visit:${path}`;
    this._last = this._read();
  }

  /** When the visit before ended; null at the first time. */
  get last(): string | null {
    return this._last?.at ?? null;
  }

  /** True for an entry of somebody else that was not there at the last visit. */
  isNew(entryKey: string, by: string, me: string | null): boolean {
    return this._last !== null && by !== me && !this._seen.has(entryKey);
  }

  /** Remembers all entries; the next visit compares with them. This one goes on comparing with the last. */
  leave(review: IReview, at: string): void {
    const seen = [...review.decisions.keys(), ...review.comments.keys()];
    try {
      this._storage?.setItem(this._key, JSON.stringify({ at, seen }));
    } catch {
      // The browser's storage is full: the next visit then compares with an earlier one.
      return;
    }
  }

  private _read(): z.infer<typeof visitSchema> | null {
    let value: unknown;
    try {
      value = JSON.parse(this._storage?.getItem(this._key) ?? 'null');
    } catch {
      return null;
    }
    const read = visitSchema.safeParse(value);
    return read.success ? read.data : null;
  }

  private readonly _key: string;
  private readonly _last: z.infer<typeof visitSchema> | null;
  private get _seen(): ReadonlySet<string> {
    this._known ??= new Set(this._last?.seen);
    return this._known;
  }
  private _known: ReadonlySet<string> | null = null;
}
