import { readPrecision } from './precisionTable';

const page = (verdicts: string[], judged = verdicts.length): string =>
  [
    '# Precision of x',
    '',
    `Judged by hand: ${judged} of 1,143 findings in 61 of 1,959 notebooks.`,
    '',
    '| notebook | cell | verdict | why |',
    '| --- | --- | --- | --- |',
    ...verdicts.map(v => `| a \\| b.ipynb | 3 | ${v} | because |`)
  ].join('\n');

describe('readPrecision', () => {
  it('counts verdicts', () => {
    expect(readPrecision(page(['true', 'false', 'true']))).toEqual({
      judged: 3,
      right: 2,
      findings: 1143,
      notebooks: 61,
      fixes: { judged: 0, good: 0 },
      second: null
    });
  });

  it('counts a second sample by itself, its fixes too', () => {
    const again = [
      page(['true']),
      '## Second sample',
      'Judged by hand: 3 others.',
      '| notebook | cell | verdict | fix | why |',
      '| --- | --- | --- | --- | --- |',
      '| b.ipynb | 1 | true | good | |',
      '| b.ipynb | 2 | true | wrong | |',
      '| b.ipynb | 4 | false | none | |'
    ].join('\n');
    const read = readPrecision(again);
    expect([read.judged, read.right]).toEqual([1, 1]);
    expect(read.second).toEqual({ judged: 3, right: 2, fixes: { judged: 2, good: 1 } });
    expect(() => readPrecision(again.replace('wrong', 'fine'))).toThrow('good or wrong or none');
    expect(() => readPrecision(again.replace('3 others', '2 others'))).toThrow('the table has 3');
  });

  it('refuses a verdict that is neither true nor false, and a wrong count', () => {
    expect(() => readPrecision(page(['maybe']))).toThrow('true or false');
    expect(() => readPrecision(page(['true'], 2))).toThrow('the table has 1');
    expect(() => readPrecision('nothing')).toThrow('Judged by hand');
  });
});
