/** The messages, and what CPython says: undefined names stop, another order prints something else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Engine, parsePercent } from '../../src/core';
import { readCases } from '../../src/testing/caseFile';
import { testParser } from '../../src/testing/parser';
import { runPrograms } from '../../src/testing/python';
import { codeOf } from '../../src/testing/runCases';
import migration from './index';

const cases = readCases(readFileSync(join(__dirname, 'cases.md'), 'utf8'));
const found = cases.filter(c => c.verb === 'Declines');
const ran = found.filter(c => c.before.includes('execution_count'));

const messages: Readonly<Record<string, string>> = {
  'Declines a name that only a cell below defines':
    '`rows` is used in cell 1 and first defined in cell 2, below; move the definition up',
  'Declines a name that no cell defines':
    'No cell defines `scale` (cell 1); add the cell or the import that is missing',
  'Declines an import that stands below its use, in a timed cell':
    '`N` is used in cell 1 and first defined in cell 2, below; move the definition up',
  'Declines several names of one missing cell together':
    'No cell defines `accuracy` (cell 2), `loss` (cell 2), `epochs` (cell 2) and 1 more; add the cell or the import that is missing',
  'Declines a class and a base that stand in the wrong order':
    '`Shape` is used in cell 1 and first defined in cell 2, below; move the definition up',
  'Declines a name that is read before its own cell binds it':
    '`bonus` is used before cell 2 defines it; define it further up',
  'Declines a cell that ran before the cell above it ran again':
    'Cell 2 ran before cell 1 made `rate` anew; run it again',
  'Declines two cells that ran too early':
    'Cells 3 and 4 ran before cells 1 and 2 made `rate` and `tax` anew; run them again',
  'Declines a cell that ran again after a cell below changed its data':
    'Cell 2 ran with `rows` of cell 3 below; restart the kernel and run all cells',
  'Declines a cell that ran with the last of two cells below':
    'Cell 2 ran with `limit` of cell 4 below; restart the kernel and run all cells',
  'Declines what a function reads when it is called':
    'Cell 2 ran with `limit` of cell 3 below; restart the kernel and run all cells'
};

describe('hidden-state', () => {
  it.each(found.map(c => [c.title, c.before]))(
    'names cells and cure: %s',
    async (title, source) => {
      const engine = new Engine(await testParser(), [migration]);
      const { diagnostics } = engine.analyze(parsePercent(source));
      expect(diagnostics.map(d => d.message)).toEqual([messages[title]]);
    }
  );

  it('finds what stops under CPython', () => {
    const stopping = found.filter(c => !ran.includes(c));
    const results = runPrograms(
      stopping.map(c => ({ cells: codeOf(parsePercent(c.before)), run: true }))
    );
    stopping.forEach((c, i) => {
      expect(`${c.title}: ${results[i].error}`).toContain('NameError');
    });
  });

  it('finds what prints something else in the order of the counts', () => {
    const rerun = ran.filter(c => messages[c.title].includes('below'));
    expect(rerun.length).toBeGreaterThan(1);
    const results = runPrograms(
      rerun.flatMap(c => {
        const { cells } = parsePercent(c.before);
        const byCount = [...cells].sort(
          (a, b) => (a.executionCount ?? 0) - (b.executionCount ?? 0)
        );
        return [cells, byCount].map(list => ({ cells: list.map(x => x.source), run: true }));
      })
    );
    rerun.forEach((c, i) => {
      const [fromTop, asRun] = [results[2 * i], results[2 * i + 1]];
      expect(fromTop.error ?? asRun.error).toBeNull();
      expect(`${c.title}: ${fromTop.stdout}`).not.toBe(`${c.title}: ${asRun.stdout}`);
    });
  });
});
