/** What is found stops under CPython, what is not found does not, and the messages name what is missing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, parsePercent } from '../../src/core';
import { readCases } from '../../src/testing/caseFile';
import { testParser } from '../../src/testing/parser';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import migration from './index';

const cases = readCases(readFileSync(join(__dirname, 'cases.md'), 'utf8'));

async function messagesOf(source: string): Promise<string[]> {
  const engine = new Engine(await testParser(), [migration]);
  return engine.analyze(parsePercent(source)).diagnostics.map(d => d.message);
}

const messages: Readonly<Record<string, string>> = {
  'Declines an abstract method that is left out':
    '`Square` lacks `area` of `Shape` and is created in cell 3',
  'Declines a method whose base only raises':
    '`Length` lacks `score` of `Scorer` and is created in cell 1',
  'Declines a method that is called on the object':
    '`Linear` lacks `predict` of `Model` and is created in cell 1',
  'Declines a metaclass named by the base':
    '`Disk` lacks `load`, `path` of `Store` and is created in cell 1',
  'Declines what lies two classes up': '`C` lacks `two` of `A` and is created in cell 1',
  'Declines a class that comes from collections.abc':
    '`Settings` lacks `__iter__` of `Mapping` and is created in cell 1',
  'Declines a mixin that comes after the base':
    '`Late` lacks `save` of `Base` and is created in cell 1',
  'Declines a generic base and a dataclass':
    '`Text` lacks `read` of `Reader` and is created in cell 1'
};

describe('incomplete-subclass', () => {
  const found = cases.filter(c => c.verb === 'Declines');

  it.each(found.map(c => [c.title, c.before]))(
    'says what is missing: %s',
    async (title, source) => {
      expect(await messagesOf(source)).toEqual([messages[title]]);
    }
  );

  it('finds what CPython refuses, and keeps silent where it does not', () => {
    const programs = cases.filter(c => c.verb === 'Declines' || c.runs);
    const results = runPrograms(
      programs.map(c => ({ cells: codeOf(parsePercent(c.before)), run: true }))
    );
    programs.forEach((c, i) => {
      const { error, syntaxError } = results[i];
      expect(`${c.title}: ${syntaxError}`).toBe(`${c.title}: null`);
      if (c.verb === 'Declines') {
        expect(`${c.title}: ${error}`).toMatch(
          /: (TypeError: Can't instantiate abstract class|NotImplementedError)/
        );
      } else {
        expect(`${c.title}: ${error}`).toBe(`${c.title}: null`);
      }
    });
  });
});
