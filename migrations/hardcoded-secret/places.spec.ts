/** Secrets outside of sources, what crosses the boundary, and the way of a value to `.env` and back under CPython. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moveToEnvironment } from '../../src/cli/environmentFile';
import { Engine, parsePercent, type ICell, type INotebook } from '../../src/core';
import { testParser } from '../../src/testing/parser';
import { pythonExecutable } from '../../src/testing/python';
import migration from './index';

const key = ['sk', '9fQ2mZr7LtX4bW8cV1nKp5sYd3Gh6Je0Ua'].join('-');

async function engine(): Promise<Engine> {
  return new Engine(await testParser(), [migration]);
}

function notebook(cell: Partial<ICell>, metadata: INotebook['metadata'] = {}): INotebook {
  const base: ICell = {
    id: 'a',
    index: 0,
    kind: 'code',
    source: 'print(1)',
    executionCount: 1,
    outputs: [],
    metadata: {}
  };
  return { cells: [{ ...base, ...cell }], metadata };
}

const outputs: [string, ICell['outputs']][] = [
  ['stream', [{ output_type: 'stream', name: 'stdout', text: ['a\n', `key ${key}\n`] }]],
  ['text/plain', [{ output_type: 'execute_result', data: { 'text/plain': `'${key}'` } }]],
  ['text/html', [{ output_type: 'display_data', data: { 'text/html': [`<b>${key}</b>`] } }]],
  ['json', [{ output_type: 'display_data', data: { 'application/json': { deep: [{ key }] } } }]],
  [
    'error',
    [
      {
        output_type: 'error',
        ename: 'E',
        evalue: '',
        traceback: [`\u001b[31mcall(\u001b[0m${key.slice(0, 9)}\u001b[1m${key.slice(9)})`]
      }
    ]
  ]
];

describe('hardcoded-secret outside of sources', () => {
  it.each(outputs)('finds a key in an output: %s', async (_name, list) => {
    const e = await engine();
    const before = notebook({ outputs: list });
    const { diagnostics } = e.analyze(before);
    expect(diagnostics.map(d => [d.place, d.message])).toEqual([
      ['output', 'OpenAI API key in an output (value hidden)']
    ]);
    const fixed = e.fix(before, 'suggested');
    expect(fixed.notebook.cells[0].outputs).toEqual([]);
    expect(e.analyze(fixed.notebook).diagnostics).toEqual([]);
  });

  it('finds the value of a cell in its output whatever it looks like', async () => {
    const e = await engine();
    const { diagnostics } = e.analyze(
      notebook({
        source: 'password = "Wn3kD7xJ2m!"\nprint(password)',
        outputs: [{ output_type: 'stream', name: 'stdout', text: 'Wn3kD7xJ2m!\n' }]
      })
    );
    expect(diagnostics.map(d => d.place).sort()).toEqual(['output', 'source']);
  });

  it('finds keys in metadata of cell and notebook and in attachments, and says why they stay', async () => {
    const e = await engine();
    const found = [
      notebook({ metadata: { tool: { api_token: 'q7Zp2mX9vT4rB8nL1kW6yD3' } } }),
      notebook({}, { papermill: { parameters: { note: key } } }),
      notebook({
        kind: 'markdown',
        attachments: { 'a.txt': { 'text/plain': Buffer.from(`key=${key}`).toString('base64') } }
      })
    ].map(n => e.analyze(n).diagnostics);
    expect(found.map(list => list.map(d => d.place))).toEqual([
      ['metadata'],
      ['metadata'],
      ['attachment']
    ]);
    for (const [d] of found) {
      expect(d.fix).toBeNull();
      expect(d.declined).toMatch(/replace the key at the provider/);
    }
  });

  it('does not read images as text', async () => {
    const e = await engine();
    const image = Buffer.from(`PNG ${key}`).toString('base64');
    const { diagnostics } = e.analyze(
      notebook({
        outputs: [
          {
            output_type: 'display_data',
            data: {
              'image/png': `${key}${image}`,
              'text/html': `<img src="data:image/png;base64,${key.replace('-', '')}">`
            }
          }
        ],
        attachments: { 'a.png': { 'image/png': image } }
      })
    );
    expect(diagnostics).toEqual([]);
  });
});

describe('hardcoded-secret and the value', () => {
  const source = [
    'import os',
    `api_key = "${key}"`,
    'os.environ["SERVICE_PASSWORD"] = "Wn3kD7xJ2m!"',
    `url = f"https://example.org/?key=${key}x7"`,
    'print(api_key, os.environ["SERVICE_PASSWORD"], url)'
  ].join('\n');

  it('never shows it: not in a finding, an edit, a risk or an identity', async () => {
    const e = await engine();
    const { diagnostics } = e.analyze(
      notebook({ source, outputs: [{ output_type: 'stream', text: `${key}\n` }] })
    );
    expect(diagnostics.length).toBeGreaterThanOrEqual(4);
    const text = JSON.stringify(diagnostics);
    for (const value of [key, key.slice(3), 'Wn3kD7xJ2m!']) {
      expect(text).not.toContain(value);
    }
  });

  it('keeps the identity of a finding when the value changes', async () => {
    const e = await engine();
    const ids = [key, key.replace('9', '4')].map(
      k => e.analyze(parsePercent(`api_key = "${k}"`)).diagnostics[0].id
    );
    expect(ids[0]).toBe(ids[1]);
  });

  it('moves it to .env, from where the fixed notebook reads the same', async () => {
    const e = await engine();
    const before = notebook({ source });
    const result = e.fix(before, 'suggested');
    expect(result.skipped).toEqual([]);
    expect([...result.environment.keys()].sort()).toEqual([
      'OPENAI_API_KEY',
      'OPENAI_API_KEY_2',
      'SERVICE_PASSWORD'
    ]);
    const folder = mkdtempSync(join(tmpdir(), 'anneal-'));
    try {
      moveToEnvironment(folder, result.environment, e.parser);
      expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, '.env.example'), 'utf8')).not.toContain(key);
      const run = (code: string): string => {
        const done = spawnSync(pythonExecutable, ['-c', code], {
          cwd: folder,
          encoding: 'utf8',
          env: { PATH: process.env.PATH }
        });
        expect(done.stderr).toBe('');
        return done.stdout;
      };
      expect(run(result.notebook.cells[0].source)).toBe(run(source));
      rmSync(join(folder, '.env'));
      const missing = spawnSync(pythonExecutable, ['-c', result.notebook.cells[0].source], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH }
      });
      expect(missing.stderr).toMatch(
        /RuntimeError: OPENAI_API_KEY(_2)? is not set: add it to \.env/
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
