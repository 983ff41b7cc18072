/** Opens a page of the project in a headless browser and takes what it posts, until it says that it is done. */

import { Chrome, within } from '../../cli/browser/chrome';
import { findChrome } from '../../cli/browser/findChrome';
import { PageServer } from '../../cli/browser/pageServer';

export interface IOpenPage {
  /** Folder with the built page. */
  readonly pageFolder: string;
  /** More files by name. */
  readonly extra: Readonly<Record<string, Uint8Array>>;
  /** Milliseconds for everything. */
  readonly timeout: number;
  /** What the page posts besides `done` and `failed`. */
  onPost(name: string, body: Uint8Array): void;
}

/** @throws Error when the browser or the page dies, or takes too long */
export async function openPage(page: IOpenPage): Promise<void> {
  let finish: () => void;
  let fail: (error: Error) => void;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  finished.catch(() => undefined);
  const server = await PageServer.start({
    folder: page.pageFolder,
    extra: page.extra,
    onPost: (name, body) => {
      try {
        if (name === 'done') {
          finish();
        } else if (name === 'failed') {
          fail(new Error(Buffer.from(body).toString('utf8')));
        } else {
          page.onPost(name, body);
        }
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
  });
  let chrome: Chrome | null = null;
  try {
    chrome = await Chrome.start(findChrome());
    await chrome.open(server.url);
    const died = chrome.died.then(why => Promise.reject(new Error(why)));
    died.catch(() => undefined);
    await within(Promise.race([finished, died]), page.timeout, 'the page gave no result');
  } finally {
    await chrome?.close();
    await server.close();
  }
}
