/** No command shows a run of five characters of a secret: 200 made-up ones go through every format, fix, export and failure. */
import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { checkReportSchema } from '../core';
import { CommandHarness, type ICommandRun } from '../testing/command';
import { leak, plantedSecrets, traces, type IPlanted } from '../testing/plantedSecrets';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const planted = plantedSecrets(200, 77);
const perNotebook = 50;

/** Four notebooks with 50 secrets each. */
function write(): string[] {
  const names: string[] = [];
  for (let i = 0; i < planted.length; i += perNotebook) {
    const part = planted.slice(i, i + perNotebook);
    const metadata = Object.assign({}, ...part.map((p, k) => ({ [`tool${k}`]: p.metadata })));
    const name = `n${i / perNotebook}.ipynb`;
    command.notebook(
      name,
      part.map(p => p.cell),
      metadata as Record<string, unknown>
    );
    names.push(name);
  }
  return names;
}

/** Hashes are drawn at random too: five of their digits are soon met by chance in a secret of digits. */
function withoutHashes(text: string): string {
  return text.replace(/\b[0-9a-f]{16,}\b/g, '#');
}

function expectNoLeak({ stdout, stderr }: ICommandRun): void {
  expect(leak(withoutHashes(stdout + stderr), planted)).toBeNull();
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

describe('secrets', () => {
  it('are what the test looks for', () => {
    const [first] = planted;
    expect(traces(first.secret).length).toBeGreaterThan(10);
    expect(leak(`seen: ${first.secret.slice(6, 12)}`, planted)).toBe(first.title);
    expect(leak('nothing to see', planted)).toBeNull();
  });

  it.each(['text', 'json', 'sarif', 'github', 'markdown', 'html'])(
    'are not in a report as %s',
    format => {
      write();
      const done = command.run('check', '.', '--format', format);
      expect(done.status).toBe(1);
      expectNoLeak(done);
    }
  );

  it('are all found by the command', () => {
    write();
    const done = command.run('check', '.', '--select', 'hardcoded-secret', '--format', 'json');
    const { notebooks } = checkReportSchema.parse(JSON.parse(done.stdout));
    const cells = notebooks.flatMap(n => [
      ...new Set(n.diagnostics.map(d => `${n.path} ${d.cell.index}`))
    ]);
    // Those in the metadata of a notebook are reported at its first cell.
    expect(cells.length).toBeGreaterThanOrEqual(planted.filter(p => !p.metadata).length);
  });

  it('are not in a diff, and not in the fixed notebook where they were moved', () => {
    for (const name of write()) {
      expectNoLeak(command.run('fix', name, '--accept', 'suggested'));
    }
    const code = planted.filter(p => p.isCode);
    command.notebook(
      'code.ipynb',
      code.map(p => p.cell)
    );
    const done = command.run('fix', 'code.ipynb', '--accept', 'suggested', '-o', 'fixed.ipynb');
    expect(done.status).toBe(0);
    expectNoLeak(done);
    expect(leak(command.read('fixed.ipynb'), code)).toBeNull();
    expect(leak(command.read('.env.example'), planted)).toBeNull();
    // And they are not lost.
    const kept = command.read('.env');
    expect(code.filter(p => leak(kept, [p]) === null).map(p => p.title)).toEqual([]);
  });

  it('are in no file of a package but .env', () => {
    for (const [i, name] of write().entries()) {
      const done = command.run('export', name, '-o', `out${i}`, '--accept', 'suggested');
      expect([name, done.status, done.stderr]).toEqual([name, 0, expect.any(String)]);
      expectNoLeak(done);
      const files = filesBelow(join(command.folder, `out${i}`)).filter(f => !f.endsWith('.env'));
      expect(files.length).toBeGreaterThan(5);
      const seen = files.flatMap(file => {
        const title = leak(
          withoutHashes(command.read(file.slice(command.folder.length + 1))),
          planted
        );
        return title === null ? [] : [`${file.slice(command.folder.length)}: ${title}`];
      });
      expect(seen).toEqual([]);
    }
  });

  it('are in no failure: broken notebooks, a broken anneal.toml, a broken review file', () => {
    const [, second] = planted;
    const whole = command.read(
      command.notebook('a.ipynb', [second.cell]).slice(command.folder.length + 1)
    );
    for (const text of [
      whole.slice(0, whole.indexOf('"nbformat"')),
      whole.replace('"source"', second.secret),
      `{"api_key": ${second.secret}}`,
      second.secret
    ]) {
      command.write('a.ipynb', text);
      for (const args of [
        ['check', '.'],
        ['fix', 'a.ipynb'],
        ['export', 'a.ipynb', '-o', 'o']
      ]) {
        const done = command.run(...args);
        expect(done.status).toBe(2);
        expectNoLeak(done);
      }
    }
    command.notebook('a.ipynb', ['x = 1']);
    for (const text of [
      `key = ${second.secret}`,
      `${second.secret} = 1`,
      `[migrations.dict-config]\nstyle = "${second.secret}"`,
      `[migrations.dict-config]\n"${second.secret}" = 1`
    ]) {
      command.write('anneal.toml', text);
      const done = command.run('check', '.');
      expect(done.status).toBe(2);
      expectNoLeak(done);
    }
    command.write('anneal.toml', '');
    command.write('a.anneal.json', `{"key": "${second.secret}`);
    const done = command.run('fix', 'a.ipynb', '--accept', 'review');
    expect(done.status).toBe(2);
    expectNoLeak(done);
  });

  it('are not in the tree that contributors look at', () => {
    const root = join(__dirname, '..', '..');
    for (const name of write()) {
      const done = spawnSync(
        process.execPath,
        [
          join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
          join(root, 'src', 'dev', 'explain.ts'),
          join(command.folder, name),
          '--tree'
        ],
        { encoding: 'utf8', maxBuffer: 1 << 28 }
      );
      expect(done.status).toBe(0);
      expectNoLeak(done);
    }
  });

  it('are not in a verification, also where notebook and package differ', () => {
    const [key] = planted.filter(p => /^OpenAI in/.test(p.title));
    const [other] = planted.filter(p => /^Hugging Face in/.test(p.title));
    const two: IPlanted[] = [key, other];
    command.notebook('v.ipynb', [
      `api_key = "${key.secret}"\ntoken = "${other.secret}"`,
      'parts = [api_key, token]\nprint(api_key)\nlength = len(token)'
    ]);
    expect(command.run('export', 'v.ipynb', '-o', 'out').status).toBe(0);
    const env = command.read('out/.env');
    for (const text of [
      env,
      env.replace(other.secret, `${other.secret.slice(0, 20)}${'Q'.repeat(17)}`)
    ]) {
      command.write('out/.env', text);
      for (const format of ['text', 'json', 'markdown']) {
        const done = command.run('verify', 'v.ipynb', 'out', '--format', format);
        expect(leak(withoutHashes(done.stdout + done.stderr), two)).toBeNull();
      }
    }
  }, 240000);
});
