/** Calls the server extension (`/anneal/…`). A missing server part is told apart from a refusal. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** The server extension does not answer: not installed, not enabled, or the server was not restarted. */
export class ServerPartMissing extends Error {
  constructor() {
    super('The Anneal server extension does not answer.');
    this.name = 'ServerPartMissing';
  }
}

/** The server extension refused; `status` and `body` say why. */
export class ServerRefusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly body: Readonly<Record<string, unknown>>
  ) {
    super(message);
    this.name = 'ServerRefusal';
  }
}

export class AnnealServer {
  constructor(private readonly _settings: ServerConnection.ISettings) {}

  /**
   * @param path - below `/anneal/`
   * @throws ServerPartMissing, ServerRefusal
   */
  async request(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    signal?: AbortSignal
  ): Promise<Readonly<Record<string, unknown>>> {
    const url = URLExt.join(this._settings.baseUrl, 'anneal', path);
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(
        url,
        {
          method,
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          ...(signal ? { signal } : {})
        },
        this._settings
      );
    } catch (reason) {
      if (signal?.aborted) {
        throw reason;
      }
      throw new ServerRefusal(0, 'The Jupyter server cannot be reached.', {});
    }
    const text = await response.text();
    let json: Record<string, unknown> | null = null;
    try {
      const value: unknown = text === '' ? {} : JSON.parse(text);
      json = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
      json = null;
    }
    if (response.ok && json) {
      return json;
    }
    // Without the extension the server answers with its own page for unknown addresses.
    if (response.status === 404 && typeof json?.cure !== 'string') {
      throw new ServerPartMissing();
    }
    const said = [json?.message, json?.cure].filter(part => typeof part === 'string').join(' ');
    throw new ServerRefusal(
      response.status,
      said || `The server answered ${response.status}.`,
      json ?? {}
    );
  }
}
