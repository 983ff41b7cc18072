/** A second export tells what it changes, and never takes a person's edits; what cannot be is refused with the cure. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandHarness } from '../../testing/command';
import { packageChanges } from '../packageFolder';
import { writePackage } from '../packageWriter';
import { changesText } from './exportDiff';

const command = new CommandHarness();

beforeAll(() => command.build(), 60_000);
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const file = (path: string, content: string | Uint8Array) => ({ path, content });
const states = (folder: string, files: ReturnType<typeof file>[]): Record<string, string> =>
  Object.fromEntries(packageChanges(folder, files).map(c => [c.path, c.state]));

it('a second export is told apart file by file', () => {
  const folder = join(command.folder, 'out');
  const first = [
    file('README.md', '# One\n'),
    file('a.py', 'a = 1\n'),
    file('b.py', 'b = 1\n'),
    file('c.py', 'c = 1\n'),
    file('models/m.onnx', Uint8Array.of(0xff, 1))
  ];
  expect(new Set(Object.values(states(folder, first)))).toEqual(new Set(['added']));
  writePackage(folder, first, 'refuse');
  expect(states(folder, first)).toEqual({});

  const second = [
    file('README.md', '# Two\n'),
    file('a.py', 'a = 2\n'),
    file('d.py', 'd = 1\n'),
    file('models/m.onnx', Uint8Array.of(0xff, 2)),
    file('notes.txt', 'Anneal\n')
  ];
  writeFileSync(join(folder, 'README.md'), '# Mine\n');
  writeFileSync(join(folder, 'c.py'), 'c = 3\n');
  writeFileSync(join(folder, 'notes.txt'), 'mine\n');
  expect(states(folder, second)).toEqual({
    'README.md': 'edited',
    'a.py': 'changed',
    'b.py': 'removed',
    'c.py': 'kept',
    'd.py': 'added',
    'models/m.onnx': 'changed',
    'notes.txt': 'foreign'
  });
  const text = changesText(packageChanges(folder, second), ['Mine']);
  expect(text).toContain('=== README.md: edited by hand since the last export\n');
  expect(text).toContain('-a = 1\n+a = 2\n');
  expect(text).toContain('=== models/m.onnx: changed\n(no text)\n');
  expect(text).not.toContain('Mine');

  expect(() => writePackage(folder, second, 'refuse')).toThrow(
    '2 files in out edited by hand would be lost (README.md, notes.txt)'.replace('out', folder)
  );
  expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe('a = 1\n');

  writePackage(folder, second, 'keep');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# Mine\n');
  expect(readFileSync(join(folder, 'a.py'), 'utf8')).toBe('a = 2\n');
  expect(existsSync(join(folder, 'b.py'))).toBe(false);
  // What was kept is still known as edited.
  expect(states(folder, second)).toEqual({ 'README.md': 'edited', 'notes.txt': 'foreign' });

  writePackage(folder, second, 'replace');
  expect(states(folder, second)).toEqual({});
});

it('a folder of somebody else is refused with keep too', () => {
  const folder = join(command.folder, 'theirs');
  writePackage(folder, [file('thesis.txt', 'years of work')], 'refuse');
  rmSync(join(folder, '.anneal-manifest.json'));
  expect(() => writePackage(folder, [file('a.py', '')], 'keep')).toThrow('thesis.txt');
});

it.each([
  ['is empty', () => ({})],
  ['is a list', () => []],
  ['names a file beside the package', (hash: string) => ({ '../mine.txt': hash })],
  ['names a file by its full path', (hash: string) => ({ [`${command.folder}/mine.txt`]: hash })]
])('a manifest that %s is not relied on', (_, files) => {
  const folder = join(command.folder, 'out');
  const mine = command.write('mine.txt', 'mine\n');
  const hash = createHash('sha256').update('mine\n').digest('hex');
  const manifest = files(hash);
  command.write(
    'out/.anneal-manifest.json',
    JSON.stringify(Object.keys(manifest).length ? { schemaVersion: 1, files: manifest } : manifest)
  );
  expect(() => writePackage(folder, [file('a.py', 'a = 1\n')], 'refuse')).toThrow(/--force/);
  writePackage(folder, [file('a.py', 'a = 1\n')], 'replace');
  expect(readFileSync(mine, 'utf8')).toBe('mine\n');
});

it('--diff writes nothing, --keep keeps, and an impossible request is refused', () => {
  const write = (source: string): void =>
    writeFileSync(
      join(command.folder, 'study.ipynb'),
      JSON.stringify({
        nbformat: 4,
        nbformat_minor: 5,
        metadata: { anneal: { export: { name: 'rates' } } },
        cells: [
          { id: 'a', cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source }
        ]
      })
    );
  const pipeline = (): string =>
    readFileSync(join(command.folder, 'out/src/rates/pipeline.py'), 'utf8');
  write('x = 1\nprint(x)');
  expect(command.run('export', 'study.ipynb', '-o', 'out', '--diff').status).toBe(1);
  expect(existsSync(join(command.folder, 'out'))).toBe(false);
  expect(command.run('export', 'study.ipynb', '-o', 'out').status).toBe(0);
  const same = command.run('export', 'study.ipynb', '-o', 'out', '--diff');
  expect([same.status, same.stdout]).toEqual([0, '']);

  write('x = 2\nprint(x)');
  writeFileSync(join(command.folder, 'out/README.md'), 'mine');
  const diff = command.run('export', 'study.ipynb', '-o', 'out', '--diff');
  expect(diff.status).toBe(1);
  expect(diff.stdout).toContain('-    x = 1\n+    x = 2\n');
  expect(pipeline()).toContain('x = 1');

  const kept = command.run('export', 'study.ipynb', '-o', 'out', '--keep');
  expect([kept.status, kept.stderr]).toEqual([0, expect.any(String)]);
  expect(pipeline()).toContain('x = 2');

  write('# anneal: skip\nx = 3\n# anneal: module=json\nprint(4)');
  const refused = command.run('export', 'study.ipynb', '-o', 'out');
  expect(refused.status).toBe(2);
  expect(refused.stderr).toContain('Cell 1: `json` is a module of Python’s own library.');
  expect(pipeline()).toContain('x = 2');
}, 60_000);
