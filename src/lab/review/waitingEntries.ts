/**
 * Keeps what was decided and could not be saved yet in the browser, so that closing the page loses nothing. Each page has its own key;
 * what a closed page left is taken over by the next.
 */
import { UUID } from '@lumino/coreutils';
import * as z from 'zod';
import { deltaSize, reviewDeltaSchema, type IReviewDelta } from '../../core/review/delta';

const listSchema = z.array(reviewDeltaSchema);

/** The entries that wait for the server. */
export class WaitingEntries {
  /** @param storage - null where the browser has none: then they live as long as the page */
  constructor(private readonly _storage: Storage | null) {}

  /** What earlier pages left for a review file. */
  load(path: string): readonly IReviewDelta[] {
    const prefix = prefixOf(path);
    const left = Object.entries(this._storage ?? {}).filter(
      ([key]) => key.startsWith(prefix) && key !== this._key(path)
    ) as [string, string][];
    this._left.set(path, new Map(left));
    return left.flatMap(([, text]) => readList(text));
  }

  /** Keeps what waits; nothing when everything is saved. */
  save(path: string, waiting: readonly IReviewDelta[]): void {
    const entries = waiting.filter(delta => deltaSize(delta) > 0);
    if (entries.length) {
      try {
        this._storage?.setItem(this._key(path), JSON.stringify(entries));
      } catch {
        // The browser's storage is full: then they live as long as the page, which says that they wait.
        this._storage?.removeItem(this._key(path));
      }
      return;
    }
    this._storage?.removeItem(this._key(path));
    for (const [key, text] of this._left.get(path) ?? []) {
      // A page that is still open may have added to it.
      if (this._storage?.getItem(key) === text) {
        this._storage.removeItem(key);
      }
    }
    this._left.delete(path);
  }

  private _key(path: string): string {
    return `${prefixOf(path)}${this._page}`;
  }

  private readonly _page = UUID.uuid4();
  private readonly _left = new Map<string, ReadonlyMap<string, string>>();
}

function prefixOf(path: string): string {
  return `jupyterlab-anneal:waiting:${path}:`;
}

/** What another version of Anneal wrote, or somebody edited, is not used. */
function readList(text: string): readonly IReviewDelta[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const read = listSchema.safeParse(value);
  return read.success ? read.data : [];
}
