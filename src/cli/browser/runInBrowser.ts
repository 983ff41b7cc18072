/** Runs a model and its cases in a headless browser and gives back what each provider computed. */

import type { IProviderRun } from '../../core/parity/buildReport';
import { bisectSchema } from '../../core/parity/bisectSchema';
import type { IBisect } from '../../core/parity/bisectSchema';
import type { Provider } from '../../core/parity/reportSchema';
import type { IRunProgress } from '../../onnx/protocol';
import { Chrome, within } from './chrome';
import { decodeRun } from './pageMessages';
import type { IPageJob } from './pageMessages';
import { PageServer } from './pageServer';

export interface IBrowserJob {
  readonly chrome: string;
  readonly pageFolder: string;
  readonly model: Uint8Array;
  readonly cases: Uint8Array;
  readonly providers: readonly Provider[];
  /** Milliseconds without a sign of life. */
  readonly timeout: number;
  onProgress(progress: IRunProgress): void;
  /** Lines of the page's console, for people who look for a fault. */
  onConsole?(text: string): void;
}

/** What came back: one run for each provider, and which node differs, where that was searched. */
export interface IBrowserResult {
  readonly runs: IProviderRun[];
  readonly bisect: IBisect | null;
}

/**
 * Runs the job.
 *
 * @returns `not-run` with the reason for each provider that failed
 * @throws UsageError when the browser or the page is missing
 */
export async function runInBrowser(job: IBrowserJob): Promise<IBrowserResult> {
  const runs = new Map<Provider, IProviderRun>();
  let bisect: IBisect | null = null;
  let finish: () => void;
  let fail: (error: Error) => void;
  const finished = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  const wanted: IPageJob = {
    providers: [...job.providers],
    warmRuns: 20,
    adapterTimeout: 20_000,
    timeout: job.timeout
  };
  const server = await PageServer.start({
    folder: job.pageFolder,
    extra: {
      'job.json': Buffer.from(JSON.stringify(wanted)),
      'model.onnx': job.model,
      'cases.npz': job.cases
    },
    onPost: (name, body) => {
      try {
        const text = (): string => Buffer.from(body).toString('utf8');
        if (name === 'progress') {
          job.onProgress(JSON.parse(text()) as IRunProgress);
        } else if (name.startsWith('result/')) {
          const run = decodeRun(body);
          runs.set(run.provider, run);
        } else if (name === 'bisect') {
          bisect = bisectSchema.parse(JSON.parse(text()));
        } else if (name === 'failed') {
          fail(new Error(text()));
        } else if (name === 'done') {
          finish();
        }
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
  });
  let chrome: Chrome | null = null;
  let reason = 'the page gave no result';
  try {
    chrome = await Chrome.start(job.chrome);
    await chrome.open(server.url, { onConsole: job.onConsole });
    const died = chrome.died.then(why => Promise.reject(new Error(why)));
    died.catch(() => undefined);
    // each worker is watched by its own timeout; this one only ends a page that is stuck as a whole
    const most = (job.timeout + 10_000) * (job.providers.length + 2);
    await within(Promise.race([finished, died]), most, 'the page gave no result');
  } catch (error) {
    if (!chrome) {
      throw error;
    }
    reason = error instanceof Error ? error.message : String(error);
  } finally {
    finished.catch(() => undefined);
    await chrome?.close();
    await server.close();
  }
  return {
    runs: job.providers.map(provider => runs.get(provider) ?? notRun(provider, reason)),
    bisect
  };
}

function notRun(provider: Provider, reason: string): IProviderRun {
  return {
    provider,
    status: 'not-run',
    reason,
    cure: 'Run it again, with --timeout for a slow machine.',
    ort: { version: '', bundle: provider },
    adapter: null,
    placement: null,
    outputs: [],
    repeat: null,
    timing: null,
    browser: null
  };
}
