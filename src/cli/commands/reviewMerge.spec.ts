/** Two people decide in two branches, and real git joins them: merged in both orders, and rebased. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addComment,
  commentsOf,
  decide,
  parseReview,
  standingOf,
  type IReview,
  type ReviewChange
} from '../../core';
import { changeReview, readReview } from '../reviewFile';
import { merge } from './reviewActions';
import { ensureMergeRule } from './reviewGit';

let folder: string;
const notebook = (): string => join(folder, 'a.ipynb');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-merge-'));
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'Test');
  git('config', 'user.email', 'test@example.org');
  git('config', 'commit.gpgsign', 'false');
  writeFileSync(notebook(), '{}\n');
  save('notebook');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const done = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  expect([args, done.status, done.stdout + done.stderr]).toEqual([args, 0, expect.anything()]);
  return done.stdout;
}

function save(message: string): void {
  git('add', '-A');
  git('commit', '-q', '-m', message);
}

/** What a person does, as the command does it. */
function work(...changes: ReviewChange[]): void {
  for (const change of changes) {
    changeReview(notebook(), change);
    ensureMergeRule(notebook());
  }
}

/** Two branches from main; git must join them without asking. */
function joined(steps: readonly string[], ana: ReviewChange[], ben: ReviewChange[]): IReview {
  for (const [name, changes] of [
    ['ana', ana],
    ['ben', ben]
  ] as const) {
    git('switch', '-q', '-c', name, 'main');
    work(...changes);
    save(name);
  }
  for (const step of steps) {
    git(...step.split(' '));
  }
  expect(git('status', '--porcelain')).toBe('');
  return readReview(notebook());
}

let clock = 0;
const by = (name: string): { by: string; at: string } => ({
  by: name,
  at: new Date(Date.UTC(2026, 0, 1) + 1000 * clock++).toISOString()
});

function accept(name: string, id: string): ReviewChange {
  return decide({ id, migration: 'm', message: 'the same' }, 'accepted', by(name));
}

function reject(name: string, id: string): ReviewChange {
  return decide({ id, migration: 'm', message: 'the same' }, 'rejected', by(name), 'no');
}

function stateOf(review: IReview, id: string): string | undefined {
  return standingOf(review, id)?.state;
}

const ids = Array.from({ length: 20 }, (_, i) => `id${String(i).padStart(2, '0')}`);
const even = ids.filter((_, i) => i % 2 === 0);
const odd = ids.filter((_, i) => i % 2 === 1);

const ways = [
  ['merge of Ben into Ana', ['switch -q ana', 'merge -q --no-edit ben']],
  ['merge of Ana into Ben', ['switch -q ben', 'merge -q --no-edit ana']],
  ['rebase of Ana onto Ben', ['rebase -q ben ana']],
  ['rebase of Ben onto Ana', ['rebase -q ana ben']]
] as const;

describe.each(ways)('%s', (_, steps) => {
  it.each([
    ['neighbours in the file', even, odd],
    ['blocks of the file', ids.slice(0, 10), ids.slice(10)]
  ])('keeps the first decisions and comments of both: %s', (_name, hers, his) => {
    const review = joined(
      steps,
      [...hers.map(id => accept('Ana', id)), addComment('id03', 'hm', by('Ana'))],
      [...his.map(id => reject('Ben', id)), addComment('id03', 'well', by('Ben'))]
    );
    expect(hers.map(id => stateOf(review, id))).toEqual(hers.map(() => 'accepted'));
    expect(his.map(id => stateOf(review, id))).toEqual(his.map(() => 'rejected'));
    expect(commentsOf(review, 'id03').map(c => c.text)).toEqual(['hm', 'well']);
  });

  it('keeps later decisions of both beside earlier ones', () => {
    work(...ids.map(id => reject('Cem', id)));
    save('first look');
    const review = joined(
      steps,
      even.map(id => accept('Ana', id)),
      odd.slice(1).map(id => accept('Ben', id))
    );
    expect(ids.map(id => stateOf(review, id))).toEqual(
      ids.map(id => (id === 'id01' ? 'rejected' : 'accepted'))
    );
    expect(standingOf(review, 'id00')?.history.map(d => d.by)).toEqual(['Cem', 'Ana']);
  });

  it('makes a disagreement visible, until one who knows both decides', () => {
    work(accept('Cem', 'id05'));
    save('first look');
    const review = joined(
      steps,
      [accept('Ana', 'id04'), accept('Ana', 'id05')],
      [reject('Ben', 'id05'), reject('Ben', 'id04')]
    );
    for (const id of ['id04', 'id05']) {
      const standing = standingOf(review, id);
      expect(standing?.state).toBe('disputed');
      expect(standing?.heads.map(d => [d.by, d.state])).toEqual([
        ['Ana', 'accepted'],
        ['Ben', 'rejected']
      ]);
    }
    work(reject('Ana', 'id05'));
    expect(stateOf(readReview(notebook()), 'id05')).toBe('rejected');
    expect(standingOf(readReview(notebook()), 'id05')?.history).toHaveLength(4);
  });
});

it('three branches joined one after the other keep all, and the file is sorted again by the next decision', () => {
  joined(
    ways[0][1],
    even.map(id => accept('Ana', id)),
    odd.map(id => reject('Ben', id))
  );
  git('switch', '-q', '-c', 'cem', 'main');
  work(accept('Cem', 'id01'), accept('Cem', 'id02'));
  save('cem');
  git('merge', '-q', '--no-edit', 'ana');
  const review = readReview(notebook());
  expect([...review.decisions.keys()]).toHaveLength(22);
  expect([stateOf(review, 'id01'), stateOf(review, 'id02')]).toEqual(['disputed', 'accepted']);
  work(accept('Cem', 'id01'));
  const lines = readFileSync(join(folder, 'a.anneal.json'), 'utf8').split('\n').slice(1, -3);
  expect(lines).toEqual([...lines].sort());
});

it('a conflict where the rule is missing is cured by `merge`, with nothing lost', () => {
  writeFileSync(join(folder, '.gitattributes'), '*.anneal.json merge\n');
  save('no rule');
  for (const [name, change] of [
    ['ana', accept('Ana', 'id00')],
    ['ben', reject('Ben', 'id01')]
  ] as const) {
    git('switch', '-q', '-c', name, 'main');
    work(change);
    save(name);
  }
  expect(spawnSync('git', ['merge', '-q', 'ana'], { cwd: folder }).status).toBe(1);
  expect(() => readReview(notebook())).toThrow('merge` to keep what both sides decided');
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(merge(notebook())).toBe(0);
  write.mockRestore();
  const review = readReview(notebook());
  expect([stateOf(review, 'id00'), stateOf(review, 'id01')]).toEqual(['accepted', 'rejected']);
  expect(parseReview(readFileSync(join(folder, 'a.anneal.json'), 'utf8')).ok).toBe(true);
});
