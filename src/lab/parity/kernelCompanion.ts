/**
 * Talks to Anneal's companion in the notebook's kernel: asks, exports, fetches bytes.
 *
 * Every question is one silent request with empty code and one expression, so that `_`, `In`, the execution count and
 * the user's names stay as they are. The companion's source is sent when the kernel does not have this version yet.
 * Answers are JSON; nothing that comes from the kernel is ever evaluated here.
 */

import { CommsOverSubshells } from '@jupyterlab/services';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import { companionSource, companionStamp } from './companionSource';

/** A refusal of the kernel: what is wrong and what to do. */
export class KernelRefusal extends Error {
  constructor(
    reason: string,
    readonly cure: string
  ) {
    super(reason);
    this.name = 'KernelRefusal';
  }
}

/** A model in the kernel. */
export interface IKernelModel {
  readonly name: string;
  readonly type: string;
  readonly parameters: number;
  readonly training: boolean;
  readonly device: string;
  readonly dtype: string;
  readonly aliases: readonly string[];
}

/** What to export; see the companion's `export_model`. */
export interface IExportRequest {
  readonly variable: string;
  readonly inputs?: readonly string[];
  readonly recall?: string;
  readonly output?: string;
  readonly notebook?: string;
  readonly write?: string;
}

export interface IExportAnswer {
  readonly id: string;
  readonly target: string;
  readonly model: {
    readonly sha256: string;
    readonly bytes: number;
    readonly opset: number;
    readonly exporter: string;
  };
  readonly cases: readonly { readonly origin: string; readonly rows: number }[];
  readonly flags: readonly { readonly kind: string; readonly detail: string }[];
  readonly files: readonly string[];
}

interface IDistribution {
  readonly standard: boolean;
  readonly distribution: string | null;
  readonly version: string | null;
}

const gone = (): KernelRefusal =>
  new KernelRefusal('The export is no longer in the kernel.', 'Start the check again.');

const chunkTimeout = 20_000;
const chunkTries = 3;

/** Python text of a string; JSON's escapes are Python's. */
const python = (text: string): string => JSON.stringify(text);

/** Asks the companion when it is there in this version; gives None when it is not. */
export function queryExpression(request: string): string {
  return (
    `(lambda b, m: m.call(${python(request)}) if b.getattr(m, 'STAMP', None) == ${python(companionStamp)} else None)` +
    "(__import__('builtins'), __import__('sys').modules.get('_anneal_companion'))"
  );
}

/** Puts the companion into a module object of its own and asks it. */
export function bootstrapExpression(request: string): string {
  return (
    '(lambda b, s, m: (b.exec(b.compile(' +
    `${python(companionSource)}, '<anneal companion>', 'exec'), m.__dict__), ` +
    `b.setattr(m, 'STAMP', ${python(companionStamp)}), s.modules.__setitem__('_anneal_companion', m), ` +
    `m.call(${python(request)}))[-1])` +
    "(__import__('builtins'), __import__('sys'), __import__('types').ModuleType('_anneal_companion'))"
  );
}

/** The string behind Python's repr of ASCII text without line breaks. */
export function unquote(repr: string): string {
  const match = /^(['"])([\s\S]*)\1$/.exec(repr.trim());
  if (!match) {
    throw new Error('The answer of the kernel is no text.');
  }
  return match[2].replace(/\\(.)/g, '$1');
}

export class KernelCompanion {
  constructor(private readonly kernel: Kernel.IKernelConnection) {}

  /** Versions of the companion, of Python and of loaded libraries. */
  hello(): Promise<{ version: string; python: string; loaded: Record<string, string> }> {
    return this.ask('hello');
  }

  /** PyTorch models of the namespace; `reason` says why there are none. */
  models(): Promise<{ models: IKernelModel[]; reason: string | null }> {
    return this.ask('models.list');
  }

  /** Type names of variables, without looking at a value. */
  variables(
    names?: readonly string[]
  ): Promise<{ variables: Record<string, string>; cut: boolean }> {
    return this.ask('vars', { names });
  }

  /** Installed distribution and version for each import name. */
  versions(names: readonly string[]): Promise<{ versions: Record<string, IDistribution> }> {
    return this.ask('versions', { names });
  }

  /** Exports a model; runs the user's model in the kernel, so only when a person asked for it. */
  export(request: IExportRequest): Promise<IExportAnswer> {
    return this.ask('export', request);
  }

  /** Frees an export in the kernel. */
  forget(id: string): Promise<{ freed: boolean }> {
    return this.ask('forget', { id });
  }

  /**
   * Bytes of an export, in chunks of at most 4 MiB, the next one asked for when one has arrived.
   *
   * @throws Error when the kernel stops answering, KernelRefusal when the export is gone
   */
  async fetch(
    answer: IExportAnswer,
    part: 'model' | 'cases',
    signal?: AbortSignal
  ): Promise<Uint8Array> {
    const comm = this.kernel.createComm(answer.target);
    // chunks must not race with cells on another thread
    comm.commsOverSubshells = CommsOverSubshells.Disabled;
    let arrived: (message: KernelMessage.ICommMsgMsg) => void = () => undefined;
    comm.onMsg = message => arrived(message);
    // a kernel that was restarted does not know the comm and closes it
    let closed = (): void => undefined;
    comm.onClose = () => closed();
    const next = (
      ask: () => void,
      seq: number
    ): Promise<{ count: number; bytes: number; chunk: Uint8Array }> =>
      new Promise((resolve, reject) => {
        let tries = 0;
        const again = (): void => {
          if (signal?.aborted || ++tries > chunkTries) {
            clearInterval(timer);
            reject(
              new Error(
                signal?.aborted
                  ? 'Cancelled. Nothing was changed.'
                  : 'The kernel stopped sending the export.'
              )
            );
            return;
          }
          comm.send({ want: seq });
        };
        const timer = setInterval(again, chunkTimeout);
        closed = () => {
          clearInterval(timer);
          reject(gone());
        };
        arrived = message => {
          const data = message.content.data as Record<string, string | number>;
          if (data.status === 'error') {
            clearInterval(timer);
            reject(new KernelRefusal(String(data.reason), String(data.cure)));
          } else if (data.seq === seq && message.buffers?.[0]) {
            clearInterval(timer);
            resolve({
              count: Number(data.count),
              bytes: Number(data.bytes),
              chunk: toBytes(message.buffers[0])
            });
          }
        };
        ask();
      });
    try {
      const first = await next(() => void comm.open({ id: answer.id, part }), 0);
      const whole = new Uint8Array(first.bytes);
      whole.set(first.chunk);
      let at = first.chunk.length;
      for (let seq = 1; seq < first.count; seq++) {
        const { chunk } = await next(() => void comm.send({ want: seq }), seq);
        whole.set(chunk, at);
        at += chunk.length;
      }
      if (at !== whole.length) {
        throw new Error('The export arrived incomplete; start it again.');
      }
      return whole;
    } finally {
      comm.close();
      comm.dispose();
    }
  }

  private async ask<T>(op: string, params: object = {}): Promise<T> {
    const request = JSON.stringify({ op, params });
    const text =
      (await this.evaluate(queryExpression(request))) ??
      (await this.evaluate(bootstrapExpression(request)));
    if (text === null) {
      throw new KernelRefusal(
        'The kernel gave no answer.',
        'Restart the kernel and run the notebook again.'
      );
    }
    const reply = JSON.parse(text) as { status: string; result: T; reason: string; cure: string };
    if (reply.status !== 'ok') {
      throw new KernelRefusal(reply.reason, reply.cure);
    }
    return reply.result;
  }

  private async evaluate(expression: string): Promise<string | null> {
    const future = this.kernel.requestExecute({
      code: '',
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false,
      user_expressions: { r: expression }
    });
    const { content } = await future.done.catch(() => {
      throw new KernelRefusal(
        'The kernel ended or was restarted before it answered.',
        'Run the notebook again from the top, then start the check again.'
      );
    });
    if (content.status !== 'ok') {
      throw new KernelRefusal(
        'The kernel did not answer.',
        'Restart the kernel and run the notebook again.'
      );
    }
    const result = content.user_expressions.r as {
      status: string;
      ename?: string;
      evalue?: string;
      data?: Record<string, string>;
    };
    if (result.status !== 'ok') {
      throw new KernelRefusal(
        result.ename === 'KeyboardInterrupt'
          ? 'Interrupted; the model is unchanged.'
          : `The kernel refused: ${result.ename}.`,
        'Start it again when the kernel is ready.'
      );
    }
    const text = result.data?.['text/plain'] ?? 'None';
    return text === 'None' ? null : unquote(text);
  }
}

function toBytes(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer)
    : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
