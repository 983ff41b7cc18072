/**
 * Serves the parity page and its job on 127.0.0.1 only, under an address with a random token, and takes the results.
 *
 * Nothing else on the machine can read the model or post results without the token. Only the files that are listed are
 * served; a path never reaches the disk.
 */

import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { UsageError } from '../usageError';

/** Files of the page in the folder that the build fills. */
export const pageFiles = [
  'index.html',
  'page.js',
  'onnxWebgpu.worker.js',
  'onnxWasm.worker.js',
  'onnxruntime-web/ort-wasm-simd-threaded.wasm',
  'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm'
] as const;

const types: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  wasm: 'application/wasm',
  json: 'application/json'
};

/** Largest result that is taken. */
const maxBody = 1024 ** 3;

export interface IPageServerOptions {
  /** Folder with `pageFiles`. */
  readonly folder: string;
  /** More bytes by name: the job and the model. */
  readonly extra: Readonly<Record<string, Uint8Array>>;
  /** Called with what the page posts, by the last part of the address. */
  onPost(name: string, body: Uint8Array): void;
}

export class PageServer {
  /** @throws UsageError when the page has not been built */
  static async start(options: IPageServerOptions): Promise<PageServer> {
    const missing = pageFiles.find(name => !existsSync(join(options.folder, name)));
    if (missing) {
      throw new UsageError(
        `The parity page is not built (${missing} is missing). Run npm run build.`
      );
    }
    const token = randomBytes(24).toString('hex');
    const server = createServer(
      (request, response) => void answer(options, token, request, response)
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    return new PageServer(server, `http://127.0.0.1:${port}/${token}/`);
  }

  private constructor(
    private readonly server: Server,
    /** Address of the page. */
    readonly url: string
  ) {}

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise(resolve => this.server.close(() => resolve()));
  }
}

async function answer(
  options: IPageServerOptions,
  token: string,
  request: IncomingMessage,
  response: ServerResponse
): Promise<void> {
  const end = (status: number, body: Uint8Array | string = '', type = 'text/plain'): void => {
    response.writeHead(status, {
      'Content-Type': type,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Content-Security-Policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'"
    });
    response.end(body);
  };
  const [, given = '', ...rest] = (request.url ?? '').split('?')[0].split('/');
  const name = rest.join('/') || 'index.html';
  if (given.length !== token.length || !timingSafeEqual(Buffer.from(given), Buffer.from(token))) {
    end(404);
  } else if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBody) {
        end(413);
        request.destroy();
        return;
      }
      chunks.push(chunk);
    }
    options.onPost(name, new Uint8Array(Buffer.concat(chunks)));
    end(204);
  } else if (Object.hasOwn(options.extra, name)) {
    end(200, options.extra[name], types[name.split('.').pop()!] ?? 'application/octet-stream');
  } else if ((pageFiles as readonly string[]).includes(name)) {
    end(200, readFileSync(join(options.folder, name)), types[name.split('.').pop()!]);
  } else {
    end(404);
  }
}
