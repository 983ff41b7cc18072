/** The helper keeps its word: several processes in a module, however they are started, and none for what `__main__` defines. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonExecutable } from '../../src/testing/python';
import { helperText } from './write';

const steps = `import os
from concurrent.futures import ProcessPoolExecutor
from functools import partial


${helperText('parallel_map', 'ProcessPoolExecutor')}


def work(scale, n):
    return scale * n, os.getpid()


def results():
    return parallel_map(partial(work, 3), (n for n in range(200)))
`;

const main = `import json
import multiprocessing
import os
import sys

import steps


def mine(n):
    return n, os.getpid()


if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    found = steps.results()
    print(json.dumps({
        "values": [value for value, _ in found],
        "others": all(pid != os.getpid() for _, pid in found),
        "here": all(pid == os.getpid() for _, pid in steps.parallel_map(mine, range(9))),
    }))
`;

describe('parallel_map', () => {
  const folder = mkdtempSync(join(tmpdir(), 'anneal-'));
  beforeAll(() => {
    writeFileSync(join(folder, 'steps.py'), steps);
    writeFileSync(join(folder, 'main.py'), main);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(process.platform === 'win32' ? ['spawn'] : ['spawn', 'fork'])(
    'gives the same results in order from processes started with %s',
    method => {
      const done = spawnSync(pythonExecutable, ['main.py', method], {
        cwd: folder,
        encoding: 'utf8'
      });
      expect(done.stderr).toBe('');
      expect(JSON.parse(done.stdout)).toEqual({
        values: Array.from({ length: 200 }, (_, n) => 3 * n),
        others: true,
        here: true
      });
    }
  );
});
