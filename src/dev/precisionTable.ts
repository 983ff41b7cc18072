/**
 * What people judged: reads `migrations/<name>/precision.md` (see `npm run sample`) and gives one row a migration for
 * `docs/precision.md`.
 */
import fs from 'node:fs';
import path from 'node:path';

/** One sample of the findings of a migration, judged by hand. */
export interface ISample {
  readonly judged: number;
  readonly right: number;
  /** How many of those with a fix have one that a reviewer would merge. The first samples judge a finding and its fix as one. */
  readonly fixes: { readonly judged: number; readonly good: number };
}

/** The findings of one migration that were judged by hand. */
export interface IPrecision extends ISample {
  /** Findings of which these were drawn. */
  readonly findings: number;
  readonly notebooks: number;
  /** A later sample, drawn from what the first one left; null where there is none. */
  readonly second: ISample | null;
}

const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2)
    .map(line => line.split(/(?<!\\)\|/).map(field => field.trim().replace(/\\\|/g, '|')));

const number = (digits: string | undefined): number => Number((digits ?? '0').replace(/,/g, ''));

function judge(text: string, said: number, hasFixes: boolean): ISample {
  const rows = rowsOf(text);
  const column = (at: number, words: readonly string[]): string[] =>
    rows.map(row => {
      if (!words.includes(row[at])) {
        throw new Error(`the verdict must be ${words.join(' or ')}: ${row.join(' | ')}`);
      }
      return row[at];
    });
  const verdicts = column(3, ['true', 'false']);
  const fixes = hasFixes ? column(4, ['good', 'wrong', 'none']).filter(v => v !== 'none') : [];
  if (verdicts.length !== said) {
    throw new Error(`${said} are said to be judged, the table has ${verdicts.length}`);
  }
  return {
    judged: said,
    right: verdicts.filter(v => v === 'true').length,
    fixes: { judged: fixes.length, good: fixes.filter(v => v === 'good').length }
  };
}

const SECOND = '## Second sample';

/** Reads a page of judgements. Throws with the line that is wrong. */
export function readPrecision(text: string): IPrecision {
  const [first, later] = text.split(SECOND);
  const head = /(\d[\d,]*) of (\d[\d,]*) findings(?: in (\d[\d,]*) )?/.exec(first);
  if (!head) {
    throw new Error('no line "Judged by hand: N of M findings in K of L notebooks."');
  }
  const again = later === undefined ? null : /(\d+) others/.exec(later);
  if (later !== undefined && !again) {
    throw new Error('no line "Judged by hand: N others."');
  }
  return {
    ...judge(first, number(head[1]), false),
    findings: number(head[2]),
    notebooks: number(head[3]),
    second: again && judge(later, number(again[1]), true)
  };
}

/** The cells that the page of a migration judges, as "repository notebook cell". */
export function judgedCells(root: string, name: string): ReadonlySet<string> {
  const file = path.join(root, 'migrations', name, 'precision.md');
  const pages = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split(SECOND) : [];
  return new Set(pages.flatMap(rowsOf).map(row => `${row[1]} ${row[2]}`));
}

/** The table of all migrations; those without a page say so. */
export function precisionTable(root: string, names: readonly string[]): string {
  const rows = names.map(name => {
    const file = path.join(root, 'migrations', name, 'precision.md');
    if (!fs.existsSync(file)) {
      return `| \`${name}\` | | | not judged yet | | |`;
    }
    try {
      const { judged, right, findings, notebooks, second } = readPrecision(
        fs.readFileSync(file, 'utf8')
      );
      const link = `[${right} of ${judged}](../migrations/${name}/precision.md)`;
      const again = second ? `${second.right} of ${second.judged}` : '';
      const fixes = second?.fixes.judged ? `${second.fixes.good} of ${second.fixes.judged}` : '';
      return `| \`${name}\` | ${findings} | ${notebooks} | ${judged ? link : 'nothing to judge'} | ${again} | ${fixes} |`;
    } catch (error) {
      throw new Error(`migrations/${name}/precision.md: ${(error as Error).message}`);
    }
  });
  return [
    '| Migration | Findings | Notebooks | Judged true | Second sample: true | its fixes good |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows
  ].join('\n');
}
