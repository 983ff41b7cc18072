/** The baseline as a team uses it: written once, committed, and only what comes later fails. */
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { checkReportSchema } from '../core';
import { CommandHarness } from '../testing/command';

const command = new CommandHarness();
beforeAll(() => command.build());
beforeEach(() => command.reset());
afterAll(() => command.dispose());

const setup = 'import json\nx = 1';
const resource = 'f = open("data.txt")\ntext = f.read()\nf.close()\nprint(text)';
const other = 'from math import *\nprint(sqrt(x))';
const added = 'g = open("more.txt")\nmore = g.read()\ng.close()\nprint(more)';

function newOnes(): string[] {
  const done = command.run('check', '.', '--baseline', 'base.json', '--format', 'json');
  const report = checkReportSchema.parse(JSON.parse(done.stdout));
  const found = report.notebooks.flatMap(n => n.diagnostics.map(d => `${n.path} ${d.migration}`));
  expect(done.status).toBe(found.length ? 1 : 0);
  return found;
}

function write(): string {
  const done = command.run('check', '.', '--write-baseline', 'base.json');
  expect([done.status, done.stderr]).toEqual([0, expect.stringContaining('written to base.json')]);
  return command.read('base.json');
}

describe('a baseline', () => {
  it('lets only new findings fail', () => {
    command.notebook('a.ipynb', [setup, resource, other]);
    expect(command.run('check', '.').status).toBe(1);
    write();
    expect(newOnes()).toEqual([]);
    command.notebook('a.ipynb', [setup, resource, other, added]);
    expect(newOnes()).toEqual(['a.ipynb unmanaged-resource']);
  });

  it('is the same after edits elsewhere, moved cells and a re-save with another style and outputs', () => {
    command.notebook('a.ipynb', [setup, resource, other]);
    const before = write();
    const outputs = [{ output_type: 'stream', name: 'stdout', text: ['1\n'] }];
    command.notebook('a.ipynb', [
      { cell_type: 'markdown', source: '# New' },
      other,
      { source: resource, outputs },
      'import json\n\n\nx = 2',
      'unrelated = 3'
    ]);
    expect(newOnes()).toEqual([]);
    expect(write()).toBe(before);
    command.write('a.ipynb', JSON.stringify(JSON.parse(command.read('a.ipynb')), null, 4));
    expect(newOnes()).toEqual([]);
    expect(write()).toBe(before);
  });

  it('is sorted, has one short line a finding, and nothing of the notebook but its path', () => {
    command.notebook('b/z.ipynb', [setup, other, resource, added]);
    command.notebook('a.ipynb', [setup, resource]);
    const text = write();
    const notebooks = (JSON.parse(text) as { notebooks: Record<string, object> }).notebooks;
    expect(Object.keys(notebooks)).toEqual(['a.ipynb', 'b/z.ipynb']);
    for (const ids of Object.values(notebooks).map(Object.keys)) {
      expect(ids).toEqual([...ids].sort());
    }
    expect(text).not.toContain('data.txt');
    const count = Object.values(notebooks).reduce((n, ids) => n + Object.keys(ids).length, 0);
    expect(text.split('\n').filter(line => /"[0-9a-f]{16}": "[a-z-]+"/.test(line))).toHaveLength(
      count
    );
  });

  it('does not hide the same code in another notebook, and goes along with a renamed one', () => {
    const path = command.notebook('a.ipynb', [setup, resource]);
    write();
    command.notebook('copy.ipynb', [setup, resource]);
    expect(newOnes()).toEqual(['copy.ipynb unmanaged-resource']);
    renameSync(path, join(command.folder, 'copy.ipynb'));
    expect(newOnes()).toEqual([]);
  });

  it('is named with the cure when it is missing, damaged or of another version', () => {
    command.notebook('a.ipynb', [resource]);
    for (const text of [null, '{', '[]', '{"schemaVersion": 2, "notebooks": {}}']) {
      if (text !== null) {
        command.write('base.json', text);
      }
      const done = command.run('check', '.', '--baseline', 'base.json');
      expect([done.status, done.stderr]).toEqual([
        2,
        expect.stringContaining('--write-baseline base.json')
      ]);
    }
    expect(
      command.run('check', '.', '--baseline', 'base.json', '--write-baseline', 'b').status
    ).toBe(2);
  });
});
