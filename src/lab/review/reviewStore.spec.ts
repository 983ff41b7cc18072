/** The store against a server that keeps one file as the real one does, and can be made unreachable. */
import type { Contents } from '@jupyterlab/services';
import { addComment, commentsOf, decide, standingOf } from '../../core/review/review';
import { hashText } from '../../core/notebook/hash';
import { ServerPartMissing, ServerRefusal, type AnnealServer } from '../server';
import { ReviewFiles } from './reviewFiles';
import { ReviewStore } from './reviewStore';
import { WaitingEntries } from './waitingEntries';

const path = 'sub/train.anneal.json';

/** The routes of the server extension for one file. */
class Routes {
  text: string | null = null;
  state: 'on' | 'unreachable' | 'missing' | 'elsewhere' | 'full' = 'on';
  readonly requests: string[] = [];

  async request(method: string, route: string, body?: unknown): Promise<Record<string, unknown>> {
    this.requests.push(method);
    if (this.state === 'unreachable') {
      throw new ServerRefusal(0, 'The Jupyter server cannot be reached.', {});
    }
    if (this.state === 'missing') {
      throw new ServerPartMissing();
    }
    if (this.state === 'elsewhere') {
      throw new ServerRefusal(404, 'The folder is not there.', { reason: 'folder' });
    }
    if (method === 'GET') {
      expect(route).toBe(`review?path=${encodeURIComponent(path)}`);
      return this.now;
    }
    const { text, base } = body as { text: string; base: string };
    if (this.state === 'full') {
      throw new ServerRefusal(409, 'No space is left.', { reason: 'unwritable' });
    }
    if (base !== this.now.version) {
      throw new ServerRefusal(409, 'changed', { reason: 'changed', ...this.now });
    }
    this.text = text;
    return { version: this.now.version };
  }

  private get now(): { text: string | null; version: string; problem: null } {
    const { text } = this;
    return { text, version: text === null ? '' : hashText(text), problem: null };
  }
}

/** The part of the Contents API that is used: one folder of files. */
class Files {
  readonly files = new Map<string, string>();
  driveName = (): string => '';
  localPath = (where: string): string => where;

  async get(where: string): Promise<{ content: string }> {
    return { content: this.files.get(where) ?? '{"schemaVersion": 2}' };
  }

  async save(where: string, { content }: { content: string }): Promise<void> {
    this.files.set(where, content);
  }
}

let routes: Routes;
let contents: Files;
beforeEach(() => {
  routes = new Routes();
  contents = new Files();
  window.localStorage.clear();
});

function store(storage: Storage | null = window.localStorage): ReviewStore {
  const files = new ReviewFiles(
    routes as unknown as AnnealServer,
    contents as unknown as Contents.IManager
  );
  return new ReviewStore(files, new WaitingEntries(storage), () => 'sub/train.ipynb');
}

let clock = 0;
const stamp = (by: string): { by: string; at: string } => ({
  by,
  at: new Date(Date.UTC(2026, 0, 1) + 1000 * clock++).toISOString()
});
const accept = (by: string, id = 'f'): ReturnType<typeof decide> =>
  decide({ id, migration: 'm' }, 'accepted', stamp(by));
const reject = (by: string, id = 'f'): ReturnType<typeof decide> =>
  decide({ id, migration: 'm' }, 'rejected', stamp(by), 'no');

describe('ReviewStore', () => {
  it('joins with what others wrote meanwhile, also on the same finding', async () => {
    const [ana, ben] = [store(), store()];
    await Promise.all([ana.load(), ben.load()]);
    const saved = await Promise.all([
      ana.change(accept('Ana')),
      ben.change(reject('Ben')),
      ana.change(accept('Ana', 'g'))
    ]);
    expect(saved).toEqual([true, true, true]);
    await ana.load();
    await ben.load();
    expect(ana.review).toEqual(ben.review);
    expect(standingOf(ana.review, 'f')?.state).toBe('disputed');
    expect(standingOf(ana.review, 'g')?.state).toBe('accepted');
  });

  it('shows a decision at once, and says nothing of waiting while it is on its way', async () => {
    const ana = store();
    await ana.load();
    const saved = ana.change(accept('Ana'));
    expect(standingOf(ana.review, 'f')?.state).toBe('accepted');
    expect(ana.waiting).toBe(0);
    expect(await saved).toBe(true);
  });

  it('keeps what cannot be sent, also over a reload, and sends it when the server is back', async () => {
    const ana = store();
    await ana.load();
    routes.state = 'unreachable';
    expect(await ana.change(accept('Ana'))).toBe(false);
    expect(await ana.change(addComment('f', 'hm', stamp('Ana')))).toBe(false);
    expect([ana.waiting, ana.problem]).toEqual([2, null]);

    const reloaded = store();
    await reloaded.load();
    expect(reloaded.waiting).toBe(2);
    expect(standingOf(reloaded.review, 'f')?.state).toBe('accepted');
    routes.state = 'on';
    await reloaded.load();
    expect(reloaded.waiting).toBe(0);
    await ana.load();
    for (const one of [ana, reloaded]) {
      expect(standingOf(one.review, 'f')?.history).toHaveLength(1);
      expect(commentsOf(one.review, 'f').map(c => c.text)).toEqual(['hm']);
    }
    expect(Object.keys(window.localStorage)).toEqual([]);
  });

  it('works without storage in the browser', async () => {
    const ana = store(null);
    await ana.load();
    routes.state = 'unreachable';
    await ana.change(accept('Ana'));
    routes.state = 'on';
    await ana.load();
    expect(routes.text).toContain('"by":"Ana"');
  });

  it('does not touch a damaged file, and keeps what was decided before it was', async () => {
    const ana = store();
    await ana.load();
    routes.text = '<<<<<<< ours\n';
    expect(await ana.change(accept('Ana'))).toBe(false);
    expect(ana.problem).toContain('a merge marker');
    expect(await ana.change(accept('Ana', 'g'))).toBe(false);
    expect(routes.text).toBe('<<<<<<< ours\n');
    routes.text = '{"schemaVersion": 2}';
    await ana.load();
    expect(ana.problem).toBeNull();
    expect(routes.text).toContain('"by":"Ana"');
    expect(standingOf(ana.review, 'g')).toBeNull();
  });

  it('says why it cannot write, and tries again when it is read again', async () => {
    const ana = store();
    await ana.load();
    routes.state = 'full';
    expect(await ana.change(accept('Ana'))).toBe(false);
    expect([ana.problem, ana.waiting]).toEqual(['Decisions are not saved: No space is left.', 0]);
    routes.state = 'on';
    await ana.load();
    expect([ana.problem, routes.text?.includes('Ana')]).toEqual([null, true]);
  });

  it.each(['missing', 'elsewhere'] as const)(
    'uses the Contents API where the server extension is %s',
    async state => {
      routes.state = state;
      const [ana, ben] = [store(), store()];
      await ana.load();
      await ben.load();
      await ana.change(accept('Ana'));
      await ben.change(reject('Ben'));
      await ana.load();
      expect(standingOf(ana.review, 'f')?.heads.map(d => d.by)).toEqual(['Ana', 'Ben']);
      expect(contents.files.get(path)).toContain('Ben');
      expect(routes.requests).toHaveLength(2);
    }
  );
});
