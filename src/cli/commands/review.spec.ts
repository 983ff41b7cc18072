/** `anneal review` as a user runs it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommandHarness, type ICommandRun } from '../../testing/command';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const resource = (name: string): string =>
  `f_${name} = open("${name}.txt")\ntext_${name} = f_${name}.read()\nf_${name}.close()\nprint(text_${name})`;

function review(...args: string[]): ICommandRun {
  return command.run('review', 'a.ipynb', ...args);
}

/** A decision by Ana, which must be taken. */
function decided(...args: string[]): string {
  const done = review(...args, '--author', 'Ana');
  expect([done.status, done.stderr]).toEqual([0, '']);
  return done.stdout;
}

/** Id and state of each suggestion as it is listed. */
function listed(): [string, string][] {
  const { stdout } = review();
  return [...stdout.matchAll(/^([0-9a-f]{16}) {2}(\w+)/gm)].map(([, id, state]) => [id, state]);
}

function git(...args: string[]): string {
  const done = spawnSync('git', args, { cwd: command.folder, encoding: 'utf8' });
  expect([args, done.status, done.stderr]).toEqual([args, 0, done.stderr]);
  return done.stdout;
}

describe('anneal review', () => {
  it('goes from the list over decisions to the changed notebook', () => {
    const path = command.notebook('a.ipynb', ['a', 'b', 'c', 'd'].map(resource));
    const before = command.read('a.ipynb');
    const ids = listed().map(([id]) => id);
    expect(listed().map(([, state]) => state)).toEqual(['open', 'open', 'open', 'open']);
    expect(review().stdout).toMatch(/\n0 of 4 decided\n$/);
    expect(existsSync(join(command.folder, 'a.anneal.json'))).toBe(false);

    expect(decided('accept', ids[0], ids[1].slice(0, 8))).toMatch(/2 of 4 decided\n$/);
    decided('reject', ids[2], '--reason', 'kept for the demo');
    decided('defer', ids[3], '--until', '2999-01-31', '--reason', 'after the release');
    decided('comment', ids[2], 'Who', 'reads this?');
    expect(listed().map(([, state]) => state)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'deferred'
    ]);
    expect(command.read('a.ipynb')).toBe(before);
    const { stdout } = review();
    expect(stdout).toContain('Ana: rejected "kept for the demo"; 1 comment');
    expect(stdout).toContain('Ana: deferred until 2999-01-31 "after the release"');
    expect(stdout).toMatch(/\n4 of 4 decided\n$/);
    const shown = review('show', ids[2].slice(0, 6)).stdout;
    expect(shown).toContain('+with open("c.txt") as f_c:');
    expect(shown).toMatch(/Thread\n.* {2}Ana:\n {4}Who reads this\?\n$/);

    expect(decided('apply')).toBe('2 fixes applied to a.ipynb.\n');
    const after = command.read('a.ipynb');
    expect([...after.matchAll(/with open\(\\"(\w)/g)].map(([, name]) => name)).toEqual(['a', 'b']);
    expect(listed()).toEqual([
      [ids[0], 'applied'],
      [ids[1], 'applied'],
      [ids[2], 'rejected'],
      [ids[3], 'deferred']
    ]);
    expect(review().stdout).toMatch(/\n4 of 4 decided\n$/);
    expect(review('show', ids[0]).stdout).toMatch(
      /Decisions\n.* {2}Ana: accepted \(replaced\)\n.* {2}Ana: applied\n$/
    );
    expect(readdirSync(command.folder).sort()).toEqual(['a.anneal.json', path.split('/').pop()]);
  });

  it('applies only what all have agreed to whom the project asks', () => {
    command.write(
      'anneal.toml',
      '[review]\napprovals = 2\n[review.habits.unmanaged-resource]\nrequired = ["Ada \\u001b[2J"]\n'
    );
    command.notebook('a.ipynb', [resource('a')]);
    const [[id]] = listed();
    decided('accept', id);
    expect(review().stdout).toContain('Ana: accepted; needs Ada □[2J');
    expect(review('list', '--fail-on-open').status).toBe(1);
    const before = command.read('a.ipynb');
    const early = review('apply', '--author', 'Ana');
    expect(early).toMatchObject({ status: 1, stdout: '0 fixes applied to a.ipynb.\n' });
    expect(early.stderr).toContain(`not applied (${id}): It needs Ada`);
    const fixed = command.run('fix', 'a.ipynb', '--accept', 'review');
    expect(fixed.stdout).toBe('');
    expect(fixed.stderr).toContain(`not applied (${id}): it needs Ada`);
    expect(command.read('a.ipynb')).toBe(before);

    command.write('anneal.toml', '[review]\napprovals = 2\n');
    expect(review('show', id).stdout).toContain('Before it is applied it needs 1 more person.');
    expect(review('accept', id, '--author', 'Ben').status).toBe(0);
    expect(review('list', '--fail-on-open').status).toBe(0);
    expect(decided('apply')).toBe('1 fix applied to a.ipynb.\n');
  });

  it('writes what `fix --accept review` reads', () => {
    command.notebook('a.ipynb', [resource('a'), resource('b')]);
    decided('accept', listed()[1][0]);
    const done = command.run('fix', 'a.ipynb', '--accept', 'review');
    expect(done.stdout).toContain('b.txt');
    expect(done.stdout).not.toContain('a.txt');
  });

  it('shows what is stale with old and new code, and what is orphaned, and applies neither', () => {
    command.notebook('a.ipynb', [resource('a'), resource('b')]);
    const [[first], [second]] = listed();
    decided('accept', first, second);
    command.notebook('a.ipynb', [resource('changed')]);
    const now = listed();
    expect(now).toEqual(
      expect.arrayContaining([
        [first, 'stale'],
        [second, 'orphaned']
      ])
    );
    const fresh = now.find(([, state]) => state === 'open')?.[0] ?? '';
    const shown = review('show', first).stdout;
    expect(shown).toContain('-f_a = open("a.txt")');
    expect(shown).toContain('+f_changed = open("changed.txt")');
    expect(shown).toContain(`Now: ${fresh}`);
    expect(review('show', second).stdout).toContain('f_b = open("b.txt")');
    expect(review().stdout).toMatch(/\n0 of 1 decided, 1 stale, 1 orphaned\n$/);
    const before = command.read('a.ipynb');
    const done = review('apply', '--author', 'Ana');
    expect([done.status, done.stdout]).toEqual([1, '0 fixes applied to a.ipynb.\n']);
    expect(done.stderr).toContain(`not applied (${first}): It is stale`);
    expect(command.read('a.ipynb')).toBe(before);
    const refused = review('reject', first, '--reason', 'x', '--author', 'Ana');
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('any more')]);
  });

  it('does not apply what was accepted on other code, though the finding is the same', () => {
    command.notebook('a.ipynb', [resource('a')]);
    const [[id]] = listed();
    decided('accept', id);
    command.notebook('a.ipynb', [resource('a').replace('f_a.read()', 'f_a.readline()')]);
    expect(listed()).toEqual([[id, 'stale']]);
    const shown = review('show', id).stdout;
    expect(shown).toContain('-text_a = f_a.read()');
    expect(shown).toContain('+text_a = f_a.readline()');
    expect(review('apply', '--author', 'Ana').stderr).toContain(`not applied (${id}): It is stale`);
    expect(command.run('fix', 'a.ipynb', '--accept', 'review').stdout).toBe('');
    decided('accept', id);
    expect(decided('apply')).toBe('1 fix applied to a.ipynb.\n');
  });

  it('keeps a decision when its cell moves and others change', () => {
    command.notebook('a.ipynb', [resource('a'), 'x = 1']);
    const [[id]] = listed();
    decided('accept', id);
    command.notebook('a.ipynb', ['x = 2', 'y = 3', resource('a')]);
    expect(listed()).toEqual([[id, 'accepted']]);
  });

  it('answers wrong use with the cure and 2, and changes nothing', () => {
    command.notebook('a.ipynb', [resource('a'), 'eval("1")\n']);
    const [[id]] = listed();
    const before = readdirSync(command.folder);
    const by = ['--author', 'Ana'];
    for (const [args, cure] of [
      [['accep', id], 'list'],
      [['accept'], 'lists the ids'],
      [['accept', 'zzz', ...by], 'lists them'],
      [['accept', id, 'zzz', ...by], 'lists them'],
      [['accept', '', ...by], 'lists them'],
      [['reject', id, ...by], '--reason'],
      [['reject', id, '--reason', ' ', ...by], '--reason'],
      [['defer', id, ...by], '--until'],
      [['defer', id, '--until', '2999-02-30', ...by], '2030-01-31'],
      [['defer', id, '--until', '2001-01-01', ...by], 'later day'],
      [['accept', id, '--until', '2999-01-01', ...by], 'defer'],
      [['apply', id], 'no id'],
      [['list', '--reason', 'x'], '--reason'],
      [['comment', id, ...by], 'text'],
      [['accept', id, '--author', ' '], '--author NAME'],
      [['merge'], 'nothing to merge']
    ] as const) {
      const done = review(...args);
      expect([args, done.status]).toEqual([args, 2]);
      expect([args, done.stderr]).toEqual([args, expect.stringContaining(cure)]);
      expect(done.stderr).not.toMatch(/\n\s+at /);
    }
    expect(command.run('review', 'missing.ipynb').status).toBe(2);
    expect(readdirSync(command.folder)).toEqual(before);
  });

  it('asks for more of an id that is not unique', () => {
    // Of 17 ids two begin with the same digit.
    command.notebook(
      'a.ipynb',
      Array.from({ length: 17 }, (_, i) => resource(`n${i}`))
    );
    const ids = listed().map(([id]) => id);
    const start = ids.map(id => id[0]).find((c, i, all) => all.indexOf(c) !== i) ?? '';
    const done = review('accept', start, '--author', 'Ana');
    expect([done.status, done.stderr]).toEqual([2, expect.stringContaining('write more of it')]);
  });

  it.each([
    ['{"schemaVersion": 3}', 'newer'],
    ['{"decisions": ', 'not valid JSON'],
    ['{\n<<<<<<< HEAD\n', 'merge`']
  ])('refuses a damaged or newer file and leaves it as it is: %s', (text, reason) => {
    command.notebook('a.ipynb', [resource('a')]);
    const [[id]] = listed();
    command.write('a.anneal.json', text);
    for (const args of [['list'], ['accept', id], ['apply'], ['comment', id, 'x']]) {
      const done = review(...args, '--author', 'Ana');
      expect([args, done.status]).toEqual([args, 2]);
      expect(done.stderr).toContain(reason);
    }
    expect(command.read('a.anneal.json')).toBe(text);
  });

  it('takes the name from git, and tells git once how to merge', () => {
    git('init', '-q');
    git('config', 'user.name', 'Ben of Git');
    command.notebook('a.ipynb', [resource('a'), resource('b')]);
    command.write('.gitattributes', '*.png binary');
    const [[first], [second]] = listed();
    expect(command.read('.gitattributes')).toBe('*.png binary');
    const done = review('accept', first);
    expect(done.stdout).toContain('accepted by Ben of Git');
    expect(done.stderr).toContain('commit it');
    expect(command.read('.gitattributes')).toBe('*.png binary\n*.anneal.json merge=union\n');
    expect(review('accept', second).stderr).toBe('');
    command.write('.gitattributes', '*.anneal.json merge=binary\n');
    review('comment', second, 'x');
    expect(command.read('.gitattributes')).toBe('*.anneal.json merge=binary\n');
  });

  it('keeps secrets out of the file and of what it prints, and control characters off the terminal', () => {
    const value = `sk-proj-${'aB3dE5gH7jK9mN1pQ3sT5vX7zA9c'}`;
    command.notebook('a.ipynb', [`api_key = "${value}"\nprint(len(api_key))`, resource('a')]);
    const ids = listed().map(([id]) => id);
    const runs = ids.flatMap(id => [
      review('reject', id, '--reason', `it is ${value}`, '--author', 'Ana'),
      review('comment', id, `${value} \u001b[2J\u202e`, '--author', 'A\u001b[31m'),
      review('show', id)
    ]);
    runs.push(review());
    expect(runs.map(r => r.status)).toEqual(runs.map(() => 0));
    const all = runs.map(r => r.stdout + r.stderr).join('') + command.read('a.anneal.json');
    expect(all).not.toContain(value.slice(8, 20));
    expect(all).toContain('••••');
    expect(runs.map(r => r.stdout).join('')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    for (const id of ids) {
      review('accept', id, '--author', 'Ana');
    }
    expect(review('apply', '--author', 'Ana').status).toBe(0);
    expect(command.read('.env')).toContain(value);
    expect(command.read('a.ipynb') + command.read('a.anneal.json')).not.toContain(value.slice(8));
  });
});
