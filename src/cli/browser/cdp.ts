/**
 * Speaks the Chrome DevTools Protocol over a pair of pipes: JSON messages that end with a zero byte.
 *
 * Knows commands, answers and events; what they mean is in `chrome.ts`. A closed pipe rejects every open command.
 */

import type { Readable, Writable } from 'node:stream';

export interface ICdpEvent {
  readonly method: string;
  readonly sessionId?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface IAnswer {
  id?: number;
  method?: string;
  sessionId?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: { message: string };
}

interface IPending {
  resolve(result: Record<string, unknown>): void;
  reject(error: Error): void;
}

export class CdpConnection {
  /**
   * @param writable - the browser's standing input for commands (its file descriptor 3)
   * @param readable - where it answers (its file descriptor 4)
   */
  constructor(
    private readonly writable: Writable,
    readable: Readable
  ) {
    readable.on('data', (chunk: Buffer) => this.take(chunk));
    readable.on('close', () => this.close('the browser closed the connection'));
    readable.on('error', error => this.close(error.message));
    writable.on('error', error => this.close(error.message));
  }

  /** Called for every event. */
  onEvent: (event: ICdpEvent) => void = () => undefined;

  /** Sends a command and waits for its answer. */
  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.closed !== null) {
      return Promise.reject(new Error(this.closed));
    }
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.writable.write(
        `${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`
      );
    });
  }

  /** Ends the connection; open commands fail with the reason. */
  close(reason: string): void {
    if (this.closed !== null) {
      return;
    }
    this.closed = reason;
    for (const { reject } of this.pending.values()) {
      reject(new Error(reason));
    }
    this.pending.clear();
  }

  private take(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const text = Buffer.concat([...this.rest, chunk.subarray(start, end)]).toString('utf8');
      this.rest = [];
      start = end + 1;
      this.handle(JSON.parse(text) as IAnswer);
    }
    if (start < chunk.length) {
      this.rest.push(chunk.subarray(start));
    }
  }

  private handle(message: IAnswer): void {
    if (message.id === undefined) {
      this.onEvent({
        method: message.method ?? '',
        sessionId: message.sessionId,
        params: message.params ?? {}
      });
      return;
    }
    const open = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.error) {
      open?.reject(new Error(message.error.message));
    } else {
      open?.resolve(message.result ?? {});
    }
  }

  private closed: string | null = null;
  private last = 0;
  private rest: Buffer[] = [];
  private readonly pending = new Map<number, IPending>();
}
