/** Comments that were begun and not sent; they survive closing a card and reloading the page. */
import { browserStorage } from './storage';

/** Keeps the drafts of one notebook. */
export interface IDrafts {
  draft(id: string): string;
  setDraft(id: string, text: string): void;
}

/**
 * The drafts of a notebook in this browser. Where it keeps nothing, a draft lives as long as its form.
 *
 * @param path - of the review file
 */
export function draftsOf(path: string): IDrafts {
  const key = (id: string): string => `jupyterlab-anneal:draft:${path}:${id}`;
  return {
    draft: id => browserStorage()?.getItem(key(id)) ?? '',
    setDraft: (id, text) => {
      const storage = browserStorage();
      if (text === '') {
        storage?.removeItem(key(id));
        return;
      }
      try {
        storage?.setItem(key(id), text);
      } catch {
        // The storage is full: the form keeps the text.
        return;
      }
    }
  };
}
