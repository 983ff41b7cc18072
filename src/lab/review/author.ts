/**
 * Whose name decisions carry: the Jupyter identity; where the server has none, the name that was given once in this browser, or the one
 * that git knows. In a notebook that several people edit, git's name is that of the server's owner, so there everybody is asked.
 */
import type { User } from '@jupyterlab/services';
import { PathExt } from '@jupyterlab/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';
import * as z from 'zod';
import type { AnnealServer } from '../server';

const nameSchema = z.object({ name: z.string().nullable() });
const key = 'jupyterlab-anneal:name';

/** Asks a person for their name; null when they gave none. */
export type AskName = (suggestion: string) => Promise<string | null>;

/** Who works in this browser. */
export class Author {
  /** @param storage - null where the browser has none: then the name is asked for once a page */
  constructor(
    private readonly _user: User.IManager,
    private readonly _server: AnnealServer,
    private readonly _storage: Storage | null,
    private readonly _ask: AskName
  ) {
    _user.userChanged.connect(() => this._changed.emit());
  }

  /** The name changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The name as far as it is known; null when nobody said it. */
  known(path: string, isShared: boolean): string | null {
    return (
      this._identity() ??
      this._given ??
      this._storage?.getItem(key) ??
      (isShared ? null : (this._git.get(PathExt.dirname(path)) ?? null))
    );
  }

  /** What is written where nobody is to be asked. */
  fallback(path: string, isShared: boolean): string {
    const { identity } = this._user;
    return (
      this.known(path, isShared) ?? (identity?.display_name || identity?.username || 'unknown')
    );
  }

  /** True when the name can be changed here. */
  get isOurs(): boolean {
    return this._identity() === null;
  }

  /** Learns what git knows, so that nobody has to wait for it later. */
  async prepare(path: string): Promise<void> {
    const folder = PathExt.dirname(path);
    if (this._identity() !== null || this._git.has(folder)) {
      return;
    }
    try {
      const route = `identity?folder=${encodeURIComponent(folder)}`;
      this._git.set(folder, nameSchema.parse(await this._server.request('GET', route)).name);
      this._changed.emit();
    } catch {
      // Without an answer a person is asked; the next decision tries again.
      return;
    }
  }

  /** The name, asked for where it is not known. */
  async name(path: string, isShared: boolean): Promise<string | null> {
    await this._user.ready;
    await this.prepare(path);
    return this.known(path, isShared) ?? this.rename(path);
  }

  /** Asks for the name, and keeps it in this browser. */
  async rename(path: string): Promise<string | null> {
    const suggestion = this.known(path, false) ?? '';
    const name = (await this._ask(suggestion))?.trim() ?? '';
    if (!name) {
      return null;
    }
    this._given = name;
    this._storage?.setItem(key, name);
    this._changed.emit();
    return name;
  }

  /** The name of the Jupyter identity, unless the server made it up. */
  private _identity(): string | null {
    const { identity } = this._user;
    if (!identity) {
      return null;
    }
    const { username, display_name: name } = identity;
    const isInvented = /^[0-9a-f]{32}$/.test(username) && /^Anonymous\b/.test(name);
    return isInvented ? null : name || username || null;
  }

  private _given: string | null = null;
  private readonly _git = new Map<string, string | null>();
  private readonly _changed = new Signal<this, void>(this);
}
