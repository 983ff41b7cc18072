/** The tests that the fix adds pass under CPython, with no network there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, parsePercent } from '../../src/core';
import { readCases } from '../../src/testing/caseFile';
import { testParser } from '../../src/testing/parser';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import migration from './index';

const cases = readCases(readFileSync(join(__dirname, 'cases.md'), 'utf8'));
const find = (title: string): string => cases.find(c => c.title === title)?.before ?? '';
const withTest = { settings: { 'constructed-dependency': { test: true } } };

describe('constructed-dependency', () => {
  it('adds tests that pass', async () => {
    const engine = new Engine(await testParser(), [migration]);
    const before = parsePercent(find('Suggests a test with a fake, where it is asked for'));
    const { notebook } = engine.fix(before, 'suggested', withTest);
    const tests = codeOf(notebook)
      .join('\n')
      .match(/^def (test_\w+)/gm);
    expect(tests).toEqual(['def test_status_takes_client', 'def test_loader_takes_session']);
    const calls = (tests ?? []).map(t => `${t.slice(4)}()`);
    const [result] = runPrograms([{ cells: [...codeOf(notebook), ...calls], run: true }]);
    expect(result.error).toBeNull();
    expect(result.stdout).toMatch(/^asked <MagicMock/);
  });

  it('says why there is none', async () => {
    const engine = new Engine(await testParser(), [migration]);
    const source = parsePercent(find('Suggests no test where a fake may not do'));
    const [diagnostic] = engine.analyze(source, withTest).diagnostics;
    expect(diagnostic.fix?.risks).toContain(
      'No test with a fake is added: `json.loads(client.get(url).te…` in line 8 of cell 1 may not work with one.'
    );
  });
});
