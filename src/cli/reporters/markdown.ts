/** A review summary for a pull request: counts, tables, then every finding with its diff, as far as GitHub takes it. */
import { code, diffBlock, inline } from './markdownText';
import { plural, reportPath, type IFindingDetail, type Reporter } from './reporter';
import { summaryOf, whereOf, type ISummary, type ISummaryNotebook } from './summary';

/** GitHub refuses a comment above this number of characters; bytes are never fewer. */
export const longestComment = 65536;
const longestDiff = 60;

export const markdown: Reporter = files => {
  const summary = summaryOf(files);
  const page = new Page(longestComment);
  page.add(`# Anneal: ${summary.headline}\n\n${summary.counts}.\n`);
  addTables(page, summary);
  for (const notebook of summary.notebooks) {
    addNotebook(page, notebook);
  }
  return page.text();
};

function addTables(page: Page, summary: ISummary): void {
  if (summary.habits.length) {
    page.add('\n| Habit | Findings | With a fix |\n|---|---:|---:|\n');
    summary.habits.forEach(h => page.add(`| ${h.name} | ${h.findings} | ${h.fixes} |\n`));
  }
  if (summary.notebooks.length) {
    // The tables leave room for the findings.
    page.add('\n| Notebook | Findings | Cells not checked |\n|---|---:|---:|\n');
    summary.notebooks.forEach(({ report }) =>
      page.add(
        `| ${code(reportPath(report.path))} | ${report.diagnostics.length} | ${report.cells.blind.length} |\n`,
        0.4
      )
    );
  }
  if (summary.failed.length) {
    page.add('\nNot checked:\n\n');
    summary.failed.forEach(f =>
      page.add(`- ${code(reportPath(f.path))}: ${inline(f.reason)}\n`, 0.6)
    );
  }
}

function addNotebook(page: Page, { report, details }: ISummaryNotebook): void {
  const end = '\n</details>\n';
  const title = `${code(reportPath(report.path))}: ${plural(report.diagnostics.length, 'finding')}`;
  const items = [
    ...report.diagnostics.map((d, i) => findingText(d, details[i])),
    ...report.cells.blind.map(b => `- cell ${b.index + 1} was not checked: ${inline(b.reason)}\n`)
  ];
  const opening = `\n<details><summary>${title}</summary>\n`;
  // A notebook is opened only together with its first finding.
  let open = false;
  for (const item of items) {
    if (page.add(`${open ? '' : opening}\n${item}`, 1, end)) {
      open = true;
    }
  }
  if (open) {
    page.close(end);
  }
}

function findingText(
  d: ISummaryNotebook['report']['diagnostics'][number],
  detail: IFindingDetail | undefined
): string {
  const lines = [
    `**${whereOf(d)}** ${code(d.migration)} (${d.applicability}): ${inline(d.message)}.`
  ];
  lines.push('', inline(d.why));
  if (d.fix) {
    lines.push('', `Fix: ${inline([d.fix.title, ...d.fix.risks].join('. '))}`);
  } else if (d.declined !== null) {
    lines.push('', `No fix: ${inline(d.declined)}`);
  }
  for (const cell of detail?.diff ?? []) {
    if (!cell.lines.length) {
      lines.push('', inline(cell.title));
      continue;
    }
    const shown = cell.lines.slice(0, longestDiff);
    const rest = cell.lines.length - shown.length;
    lines.push('', diffBlock([...shown, ...(rest ? [`… ${plural(rest, 'more line')}`] : [])]));
  }
  return `${lines.join('\n')}\n`;
}

/** A text that never grows above a number of bytes, and says how much was left out. */
class Page {
  constructor(private readonly _limit: number) {}

  /**
   * @param share of the page that may be full afterwards
   * @param closing what has to follow later
   * @returns false when it does not fit and was left out
   */
  add(part: string, share = 1, closing = ''): boolean {
    const size = Buffer.byteLength(part);
    if (this._size + size + Buffer.byteLength(closing) > this._limit * share - reserve) {
      this._left++;
      return false;
    }
    this._parts.push(part);
    this._size += size;
    return true;
  }

  /** Adds what `add` kept room for. */
  close(part: string): void {
    this._parts.push(part);
    this._size += Buffer.byteLength(part);
  }

  text(): string {
    return this._left
      ? `${this._parts.join('')}\n${plural(this._left, 'entry', 'entries')} of this summary did not fit: GitHub takes ${this._limit} characters. The report of \`anneal check --format html\` has all of them.\n`
      : this._parts.join('');
  }

  private readonly _parts: string[] = [];
  private _size = 0;
  private _left = 0;
}

/** Room for the note at the end. */
const reserve = 300;
