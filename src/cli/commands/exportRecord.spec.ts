/** `anneal export --record`: the tests of a real run pass in the package, see what is changed there, and hold no secret. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bin } from '../../dev/benchPrograms';
import { CommandHarness, type ICommandRun } from '../../testing/command';
import { pythonExecutable } from '../../testing/python';

const command = new CommandHarness();
/** Put together here, so that no such value stands in the repository. */
const credential = `ghp_${'a1B2c3D4e5'.repeat(3)}`;
const harbour = 'ANNEAL_TEST_HARBOUR';
const place = 'quay-of-seven-winds';

const cells = [
  `import os
import numpy as np
import pandas as pd
import random

RATE = 0.5
GITHUB_TOKEN = "${credential}"`,
  `def scale(values, rate=RATE):
    return [v * rate for v in values]

def label(n, *, unit="m"):
    if n > 100:
        return f"far, {n} {unit}"
    return f"{n} {unit}"

def is_even(n):
    return n % 2 == 0

def centred(a):
    return a - a.mean()

def mean_by(df, column):
    return df.groupby(column)["v"].mean()

def spread(values):
    return {"low": min(values), "ends": (values[0], values[-1] * 1.0)}

def first_letters(text):
    return text[:30]

def grow(values):
    values.append(1)
    return values

def draw(n):
    return n + random.random()

def of_any_order(words):
    return list(set(words))

def never(n):
    return n`,
  `scale([1, 2]), scale([]), scale([1.5], 3)
for n in [3, 5, 250]:
    label(n)
is_even(2), is_even(3)
centred(np.array([1.0, 2.0, 6.0]))
centred(np.arange(120) / 7)
mean_by(pd.DataFrame({"v": [1, 2, 4], "k": ["a", "b", "a"]}), "k")
spread([3, 4]), spread([0.5, 2])
for text in [GITHUB_TOKEN, f"Bearer {GITHUB_TOKEN}", os.environ["${harbour}"], "plain text"]:
    first_letters(text)
grow([]), draw(1), of_any_order([f"word{n}" for n in range(30)])`,
  '1 / 0',
  'scale([99, 98, 97, 96])'
];

function exported(...flags: string[]): ICommandRun {
  return command.run('export', 'study.ipynb', '-o', 'out', '--python', pythonExecutable, ...flags);
}

function filesOf(folder: string): Map<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true });
  return new Map(
    found
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(folder.length + 1), readFileSync(path, 'utf8')])
  );
}

/** Failed tests by name, and how many passed. */
function tested(): { failed: string[]; passed: number; text: string } {
  const done = spawnSync(
    pythonExecutable,
    [
      '-B',
      '-m',
      'pytest',
      '-q',
      '-rf',
      '-p',
      'no:cacheprovider',
      '--deselect',
      'tests/test_study.py'
    ],
    { cwd: join(command.folder, 'out'), encoding: 'utf8' }
  );
  const failed = [...done.stdout.matchAll(/^FAILED \S+::(test_\w+)/gm)].map(([, name]) => name);
  const passed = Number(/(\d+) passed/.exec(done.stdout)?.[1] ?? 0);
  return { failed: [...new Set(failed)].sort(), passed, text: done.stdout + done.stderr };
}

let first: ICommandRun;
let files: Map<string, string>;

beforeAll(async () => {
  process.env[harbour] = place;
  await command.build();
  command.reset();
  command.notebook('study.ipynb', cells);
  first = exported('--record');
  files = filesOf(join(command.folder, 'out'));
}, 300_000);
afterAll(() => {
  command.dispose();
  delete process.env[harbour];
});

it('says what was written, where the run ended, and why a function has no test', () => {
  expect(first.stderr).toContain('Run the notebook and record calls of its functions');
  expect({ status: first.status, text: first.stdout }).toMatchObject({
    status: 0,
    text: expect.stringMatching(
      /Tests from a run: tests\/test_\w+\.py[^]*The run ended in cell 4 \(ZeroDivisionError: division by zero\)/
    ) as unknown
  });
  const report = files.get('migration-report.md') ?? '';
  const lines = report.match(/^- `\w+\(\)`.*$/gm) ?? [];
  expect(lines.map(l => l.replace(/ \(cell 2\)/, '')).sort()).toEqual([
    '- `centred()`: 2 calls',
    '- `draw()`: not recorded: it draws random numbers',
    '- `first_letters()`: 1 call',
    '- `grow()`: not recorded: it changes `values` in place',
    '- `is_even()`: 2 calls',
    '- `label()`: 3 calls',
    '- `mean_by()`: 1 call',
    '- `never()`: not recorded: the run never called it',
    expect.stringContaining('- `of_any_order()`: not recorded: in a fresh process'),
    '- `require_env()` (cell 1): not recorded: it reads the environment',
    '- `scale()`: 3 calls',
    '- `spread()`: 2 calls'
  ]);
});

it('writes tests as a person would', () => {
  const text = [...files]
    .filter(([path]) => /^tests\/test_/.test(path))
    .map(([, t]) => t)
    .join('');
  expect(text).toContain(`@pytest.mark.parametrize(
    ("values", "rate", "expected"),
    [
        ([1, 2], 0.5, [0.5, 1.0]),
        ([], 0.5, []),
        ([1.5], 3, [4.5]),
    ],
)
def test_scale(values, rate, expected):
    assert scale(values, rate) == pytest.approx(expected, rel=1e-7)
`);
  // What is always the default is left out; other lines of the function are another case.
  expect(text).toContain('(250, "far, 250 m")');
  expect(text).toContain('    assert label(n) == expected');
  expect(text).toContain('    assert is_even(n) is expected');
  expect(text).toContain('np.array(RECORDED["');
  expect(text).not.toContain('99');
});

it('no file but `.env` holds the credential, none what the environment holds, nor a part of it', () => {
  expect(
    [...files].filter(
      ([path, t]) =>
        (path !== '.env' && t.includes(credential.slice(0, 20))) || t.includes(place.slice(0, 12))
    )
  ).toEqual([]);
  const tests = files.get('tests/test_utils.py') ?? '';
  expect(tests).toContain('assert first_letters("plain text") == "plain text"');
});

it('the tests pass and are clean; a changed constant, operator, default or branch fails the test of its function alone', () => {
  const whole = tested();
  expect(whole).toMatchObject({ failed: [], passed: 14 });
  const ruff = spawnSync(bin('ruff'), ['check', '--no-cache', '.'], {
    cwd: join(command.folder, 'out'),
    encoding: 'utf8'
  });
  expect(ruff.stdout).toContain('All checks passed');
  const faults: Readonly<Record<string, readonly [string, string]>> = {
    scale: ['v * rate', 'v * rate * 1.00001'],
    label: ['n > 100', 'n > 300'],
    is_even: ['n % 2 == 0', 'n % 2 == 1'],
    centred: ['a - a.mean()', 'a + a.mean()'],
    mean_by: ['.mean()', '.sum()'],
    spread: ['values[-1] * 1.0', 'values[-1]'],
    first_letters: ['text[:30]', 'text[:9]']
  };
  const sources = [...files].filter(([path]) => path.startsWith('src/'));
  for (const [path, text] of sources) {
    let changed = text;
    for (const [name, [from, to]] of Object.entries(faults)) {
      changed = changed.replace(
        new RegExp(`(?<=def ${name}\\([^]*?)${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`),
        to
      );
    }
    writeFileSync(join(command.folder, 'out', path), changed);
  }
  const broken = tested();
  for (const [path, text] of sources) {
    writeFileSync(join(command.folder, 'out', path), text);
  }
  expect(broken.failed).toEqual(
    Object.keys(faults)
      .map(name => `test_${name}`)
      .sort()
  );
}, 240_000);

it('the same run gives the same files; without one the tests go, but not those that a person edited', () => {
  expect(exported('--record', '--diff')).toMatchObject({ status: 0, stdout: '' });
  const path = join(command.folder, 'out', 'tests', 'test_utils.py');
  writeFileSync(path, `${readFileSync(path, 'utf8')}# mine\n`);
  const again = exported();
  expect(again.stdout).toContain('Tests from a run are written again with --record.');
  expect(readFileSync(path, 'utf8')).toContain('# mine');
}, 240_000);
