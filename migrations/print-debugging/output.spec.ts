/** The logger writes the same text, line for line, that `print` wrote. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, parsePercent } from '../../src/core';
import { readCases } from '../../src/testing/caseFile';
import { testParser } from '../../src/testing/parser';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import migration from './index';

const cases = readCases(readFileSync(join(__dirname, 'cases.md'), 'utf8'));
const oneStream = 'import sys\nsys.stderr = sys.stdout';

describe('print-debugging', () => {
  it('keeps the text of every message', async () => {
    const engine = new Engine(await testParser(), [migration]);
    const found = cases.filter(c => c.verb === 'Suggests');
    const programs = found.flatMap(c => {
      const before = parsePercent(c.before);
      const after = engine.fix(before, 'suggested').notebook;
      return [before, after].map(n => ({ cells: [oneStream, ...codeOf(n)], run: true }));
    });
    const results = runPrograms(programs);
    found.forEach((c, i) => {
      const [before, after] = [results[2 * i], results[2 * i + 1]];
      expect([c.title, before.error, before.stdout !== '']).toEqual([c.title, null, true]);
      expect([c.title, after]).toEqual([c.title, before]);
      expect(programs[2 * i + 1].cells.join('\n')).toContain('.info(');
    });
  });
});
