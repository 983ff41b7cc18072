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
      notebooks: 61
    });
  });

  it('refuses a verdict that is neither true nor false, and a wrong count', () => {
    expect(() => readPrecision(page(['maybe']))).toThrow('true or false');
    expect(() => readPrecision(page(['true'], 2))).toThrow('the table has 1');
    expect(() => readPrecision('nothing')).toThrow('Judged by hand');
  });
});
