/**
 * What people judged: reads `migrations/<name>/precision.md` (see `npm run sample`) and gives one row a migration for
 * `docs/precision.md`.
 */
import fs from 'node:fs';
import path from 'node:path';

/** The findings of one migration that were judged by hand. */
export interface IPrecision {
  readonly judged: number;
  readonly right: number;
  /** Findings of which these were drawn. */
  readonly findings: number;
  readonly notebooks: number;
}

/** Reads a page of judgements. Throws with the line that is wrong. */
export function readPrecision(text: string): IPrecision {
  const head = /(\d[\d,]*) of (\d[\d,]*) findings(?: in (\d[\d,]*) )?/.exec(text);
  if (!head) {
    throw new Error('no line "Judged by hand: N of M findings in K of L notebooks."');
  }
  const number = (digits: string | undefined): number => Number((digits ?? '0').replace(/,/g, ''));
  const rows = text
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2);
  const verdicts = rows.map(row => {
    const verdict = row.split(/(?<!\\)\|/)[3]?.trim();
    if (verdict !== 'true' && verdict !== 'false') {
      throw new Error(`the verdict must be true or false: ${row}`);
    }
    return verdict;
  });
  if (verdicts.length !== number(head[1])) {
    throw new Error(`${head[1]} are said to be judged, the table has ${verdicts.length}`);
  }
  return {
    judged: verdicts.length,
    right: verdicts.filter(v => v === 'true').length,
    findings: number(head[2]),
    notebooks: number(head[3])
  };
}

/** The table of all migrations; those without a page say so. */
export function precisionTable(root: string, names: readonly string[]): string {
  const rows = names.map(name => {
    const file = path.join(root, 'migrations', name, 'precision.md');
    if (!fs.existsSync(file)) {
      return `| \`${name}\` | | | not judged yet |`;
    }
    try {
      const { judged, right, findings, notebooks } = readPrecision(fs.readFileSync(file, 'utf8'));
      const link = `[${right} of ${judged}](../migrations/${name}/precision.md)`;
      return `| \`${name}\` | ${findings} | ${notebooks} | ${judged ? link : 'nothing to judge'} |`;
    } catch (error) {
      throw new Error(`migrations/${name}/precision.md: ${(error as Error).message}`);
    }
  });
  return [
    '| Migration | Findings | Notebooks | Judged true |',
    '| --- | ---: | ---: | ---: |',
    ...rows
  ].join('\n');
}
