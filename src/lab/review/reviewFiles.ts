/**
 * Where review files are read and written: through the server extension, which replaces a file only for who knows its newest version;
 * through the Contents API where there is no server extension, or the file stands on another drive.
 */
import { ServerConnection, type Contents } from '@jupyterlab/services';
import { Signal, type ISignal } from '@lumino/signaling';
import * as z from 'zod';
import { ServerPartMissing, ServerRefusal, type AnnealServer } from '../server';

const fileSchema = z.object({
  /** Null where there is no file, or no text in it. */
  text: z.string().nullable(),
  /** Names this content. */
  version: z.string(),
  /** Why the file cannot be used, for people. */
  problem: z.string().nullable()
});
const writtenSchema = z.object({
  version: z.string(),
  /** The file that got the rule by which git merges review files, with the first decision. */
  rule: z.string().nullable().default(null)
});

/** A review file as it is at one moment. */
export type IReviewText = z.infer<typeof fileSchema>;

/** A file that was written, or what it holds by now. */
export type WriteOutcome =
  | { readonly isWritten: true; readonly version: string }
  | { readonly isWritten: false; readonly now: IReviewText };

/** Refusals that say that the server extension cannot reach this file, while the Contents API may. */
const elsewhere: readonly unknown[] = ['name', 'path', 'link', 'outside', 'folder'];

/** Reads and writes review files. */
export class ReviewFiles {
  constructor(
    private readonly _server: AnnealServer,
    private readonly _contents: Contents.IManager
  ) {}

  /** A file of the project got the rule by which git merges review files; its path. */
  get ruleAdded(): ISignal<this, string> {
    return this._ruleAdded;
  }

  /** The path below the server's root when the server extension keeps a file; null otherwise. */
  served(path: string): string | null {
    const isHere = ['', 'RTC'].includes(this._contents.driveName(path));
    return isHere && this._hasServer && !this._elsewhere.has(path)
      ? this._contents.localPath(path)
      : null;
  }

  /** Reads a file. */
  async read(path: string): Promise<IReviewText> {
    return this._served(
      path,
      async local =>
        fileSchema.parse(
          await this._server.request('GET', `review?path=${encodeURIComponent(local)}`)
        ),
      () => this._readContents(path)
    );
  }

  /** Writes a file, unless it changed since `base`. */
  async write(path: string, text: string, base: string): Promise<WriteOutcome> {
    return this._served(
      path,
      local => this._writeServed(local, text, base),
      () => this._writeContents(path, text, base)
    );
  }

  private async _served<T>(
    path: string,
    ask: (local: string) => Promise<T>,
    otherwise: () => Promise<T>
  ): Promise<T> {
    const local = this.served(path);
    if (local === null) {
      return otherwise();
    }
    try {
      return await ask(local);
    } catch (reason) {
      if (reason instanceof ServerPartMissing) {
        this._hasServer = false;
      } else if (reason instanceof ServerRefusal && elsewhere.includes(reason.body.reason)) {
        this._elsewhere.add(path);
      } else {
        throw reason;
      }
      return otherwise();
    }
  }

  private async _writeServed(path: string, text: string, base: string): Promise<WriteOutcome> {
    try {
      const answer = await this._server.request('PUT', 'review', { path, text, base });
      const { version, rule } = writtenSchema.parse(answer);
      if (rule !== null) {
        this._ruleAdded.emit(rule);
      }
      return { isWritten: true, version };
    } catch (reason) {
      if (reason instanceof ServerRefusal && reason.body.reason === 'changed') {
        return { isWritten: false, now: fileSchema.parse(reason.body) };
      }
      throw reason;
    }
  }

  private async _readContents(path: string): Promise<IReviewText> {
    try {
      const { content } = await this._contents.get(path, {
        type: 'file',
        format: 'text',
        content: true
      });
      // The text is its own version.
      return { text: String(content), version: String(content), problem: null };
    } catch (reason) {
      if (reason instanceof ServerConnection.ResponseError && reason.response.status === 404) {
        return { text: null, version: '', problem: null };
      }
      throw reason;
    }
  }

  /** Not kept apart from others who write in the same moment: the Contents API has no way to. */
  private async _writeContents(path: string, text: string, base: string): Promise<WriteOutcome> {
    const now = await this._readContents(path);
    if (now.version !== base) {
      return { isWritten: false, now };
    }
    await this._contents.save(path, { type: 'file', format: 'text', content: text });
    return { isWritten: true, version: text };
  }

  private readonly _ruleAdded = new Signal<this, string>(this);
  private _hasServer = true;
  private readonly _elsewhere = new Set<string>();
}

/** True when a request may work later without anybody doing anything about the file. */
export function isUnreachable(reason: unknown): boolean {
  const status =
    reason instanceof ServerRefusal
      ? reason.status
      : reason instanceof ServerConnection.ResponseError
        ? reason.response.status
        : reason instanceof ServerConnection.NetworkError
          ? 0
          : null;
  return status !== null && (status === 0 || status === 401 || status === 403 || status >= 500);
}
