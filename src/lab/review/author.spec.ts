import type { User } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { ServerPartMissing, type AnnealServer } from '../server';
import { Author } from './author';

const anonymous = { username: '0f'.repeat(16), display_name: 'Anonymous Io' };

function author(
  identity: { username: string; display_name: string },
  git: string | null | 'no answer',
  answers: readonly (string | null)[] = []
): { author: Author; asked: string[] } {
  const asked: string[] = [];
  const user = { identity, ready: Promise.resolve(), userChanged: new Signal({}) };
  const server = {
    request: async (_: string, route: string) => {
      expect(route).toBe('identity?folder=sub');
      if (git === 'no answer') {
        throw new ServerPartMissing();
      }
      return { name: git };
    }
  };
  return {
    asked,
    author: new Author(
      user as unknown as User.IManager,
      server as unknown as AnnealServer,
      window.localStorage,
      async suggestion => {
        asked.push(suggestion);
        return answers[asked.length - 1] ?? null;
      }
    )
  };
}

beforeEach(() => window.localStorage.clear());

describe('Author', () => {
  it('is who Jupyter knows', async () => {
    const { author: ana, asked } = author({ username: 'ana', display_name: 'Ana' }, 'Owner');
    expect(await ana.name('sub/a.ipynb', false)).toBe('Ana');
    expect([ana.known('sub/a.ipynb', true), ana.isOurs, asked]).toEqual(['Ana', false, []]);
  });

  it('is who git knows on a plain server', async () => {
    const { author: ana, asked } = author(anonymous, 'Ana Git');
    expect(ana.known('sub/a.ipynb', false)).toBeNull();
    expect(await ana.name('sub/a.ipynb', false)).toBe('Ana Git');
    expect([ana.known('sub/a.ipynb', false), ana.isOurs, asked]).toEqual(['Ana Git', true, []]);
  });

  it('is asked once where several people share a notebook, with the name of git to begin with', async () => {
    const { author: ana, asked } = author(anonymous, 'Owner', [' Ben ']);
    expect(await ana.name('sub/a.ipynb', true)).toBe('Ben');
    expect(await ana.name('sub/a.ipynb', true)).toBe('Ben');
    expect(asked).toEqual(['Owner']);
    expect(author(anonymous, null).author.known('sub/b.ipynb', false)).toBe('Ben');
  });

  it.each([null, 'no answer'] as const)('is asked where git knows nobody: %s', async git => {
    const { author: ana, asked } = author(anonymous, git, [null, 'Cem']);
    expect(await ana.name('sub/a.ipynb', false)).toBeNull();
    expect(ana.fallback('sub/a.ipynb', false)).toBe('Anonymous Io');
    expect(await ana.name('sub/a.ipynb', false)).toBe('Cem');
    expect(asked).toEqual(['', '']);
  });
});
