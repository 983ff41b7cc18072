/**
 * Starts a headless browser with a profile of its own, opens one page, and ends it again without leaving anything.
 *
 * WebGPU needs one flag on a machine without a known graphics card; the sandbox is given up only where it cannot work
 * (root on Linux). Only the process that was started here is ended.
 */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { CdpConnection } from './cdp';
import { UsageError } from '../usageError';

/** Flags of a start; the address comes last. */
export function chromeFlags(profile: string, root: boolean): string[] {
  return [
    '--headless=new',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--enable-unsafe-webgpu',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-background-timer-throttling',
    '--disable-component-update',
    '--disable-default-apps',
    '--disable-dev-shm-usage',
    '--disable-extensions',
    '--disable-quic',
    '--disable-sync',
    '--metrics-recording-only',
    '--mute-audio',
    '--password-store=basic',
    '--use-mock-keychain',
    ...(root ? ['--no-sandbox'] : []),
    'about:blank'
  ];
}

export interface IPageEvents {
  /** A line of the page's console, or an error that nothing caught. */
  onConsole?(text: string): void;
}

export class Chrome {
  /**
   * Starts the browser.
   *
   * @param executable - from `findChrome`
   * @param timeout - milliseconds until it must answer
   * @throws UsageError naming the cure when it does not start
   */
  static async start(executable: string, timeout = 30_000): Promise<Chrome> {
    const profile = mkdtempSync(join(tmpdir(), 'anneal-chrome-'));
    const root = process.platform === 'linux' && process.getuid?.() === 0;
    const child = spawn(executable, chromeFlags(profile, root), {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe']
    });
    const chrome = new Chrome(child, profile);
    try {
      await within(chrome.cdp.send('Browser.getVersion'), timeout, 'it did not answer');
      return chrome;
    } catch (error) {
      const said = chrome.said.trim().split('\n').slice(-1)[0];
      await chrome.close();
      throw new UsageError(
        `${executable} did not start (${error instanceof Error ? error.message : String(error)}${said ? `; it said: ${said}` : ''}). ` +
          'Start it by hand once, or name another browser in ANNEAL_CHROME.'
      );
    }
  }

  /** Resolves with a reason when the page or the browser dies. */
  readonly died: Promise<string>;

  /** Opens an address in a page of its own. */
  async open(url: string, events: IPageEvents = {}): Promise<void> {
    const { targetId } = await this.cdp.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.cdp.send('Target.attachToTarget', { targetId, flatten: true });
    const session = sessionId as string;
    this.cdp.onEvent = event => {
      if (event.method === 'Inspector.targetCrashed') {
        this.die('the page crashed; the model may be too large for it');
      } else if (event.method === 'Runtime.consoleAPICalled') {
        const parts = event.params.args as { value?: unknown; description?: string }[];
        events.onConsole?.(
          parts.map(part => String(part.value ?? part.description ?? '')).join(' ')
        );
      } else if (event.method === 'Runtime.exceptionThrown') {
        const details = event.params.exceptionDetails as {
          exception?: { description?: string };
          text: string;
        };
        events.onConsole?.(details.exception?.description ?? details.text);
      }
    };
    await Promise.all(
      ['Inspector.enable', 'Runtime.enable', 'Page.enable'].map(name =>
        this.cdp.send(name, {}, session)
      )
    );
    const answer = await this.cdp.send('Page.navigate', { url }, session);
    if (answer.errorText) {
      throw new Error(`the page could not be opened: ${String(answer.errorText)}`);
    }
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise<void>(resolve => this.child.once('exit', () => resolve()));
      await Promise.race([this.cdp.send('Browser.close').catch(() => undefined), delay(2000)]);
      if (!(await Promise.race([gone.then(() => true), delay(3000)]))) {
        this.child.kill('SIGKILL');
        await Promise.race([gone, delay(2000)]);
      }
    }
    this.cdp.close('the browser was closed');
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string
  ) {
    this.cdp = new CdpConnection(child.stdio[3] as Writable, child.stdio[4] as Readable);
    this.died = new Promise(resolve => {
      this.die = resolve;
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.said = (this.said + chunk.toString('utf8')).slice(-4000);
    });
    child.on('error', error => {
      this.cdp.close(error.message);
      this.die(error.message);
    });
    child.on('exit', code => {
      this.cdp.close(`it ended with status ${code}`);
      this.die(`the browser ended with status ${code}`);
    });
  }

  private die: (reason: string) => void = () => undefined;
  private said = '';
  private readonly cdp: CdpConnection;
}

function delay(milliseconds: number): Promise<false> {
  return new Promise(resolve => setTimeout(() => resolve(false), milliseconds).unref());
}

/** Rejects with `reason` when the promise takes longer. */
export function within<T>(promise: Promise<T>, milliseconds: number, reason: string): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${reason} within ${milliseconds / 1000} s`)),
      milliseconds
    );
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
