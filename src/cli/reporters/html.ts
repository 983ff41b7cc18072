/**
 * The report as one HTML file that needs nothing else: no script, no font, no picture from anywhere. Every text of the notebook is
 * escaped, and a content security policy in the page forbids scripts anyway.
 */
import type { ICellDiff } from '../findingDiff';
import { printable } from './plain';
import { plural, reportPath, type IFindingDetail, type Reporter } from './reporter';
import { summaryOf, whereOf, type ISummary, type ISummaryNotebook } from './summary';

const css = `
:root{color-scheme:light dark;--ink:light-dark(#1b1f24,#e6e8ea);--soft:light-dark(#57606a,#a8b0b8);--line:light-dark(#d0d7de,#3d444d);
--paper:light-dark(#ffffff,#14181d);--code:light-dark(#f3f5f7,#1d232a);--plus:light-dark(#dafbe1,#12351f);--minus:light-dark(#ffebe9,#442022)}
body{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem}
a{color:light-dark(#0b5cad,#6cb0ff)}h1,h2,h3,p,li,td{overflow-wrap:anywhere}
table{border-collapse:collapse;margin:1rem 0}th,td{border:1px solid var(--line);padding:.25rem .6rem;text-align:left}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.soft{color:var(--soft)}
article{border:1px solid var(--line);border-radius:6px;margin:1rem 0;padding:.25rem 1rem}h3{font-size:1rem}
code,pre{font:13px/1.45 ui-monospace,monospace;background:var(--code)}code{padding:.1rem .25rem;border-radius:3px}
pre{overflow-x:auto;border:1px solid var(--line);padding:.5rem 0;white-space:pre}
ins,del,pre span{display:block;padding:0 .75rem;text-decoration:none}ins{background:var(--plus)}del{background:var(--minus)}
`;

export const html: Reporter = files => {
  const summary = summaryOf(files);
  const title = `Anneal: ${summary.headline}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${title}</title><style>${css}</style></head><body>`,
    `<header><h1>${title}</h1><p>${summary.counts}.</p></header>`,
    `<main>${tables(summary)}`,
    ...summary.notebooks.map(section),
    '</main></body></html>\n'
  ].join('\n');
};

function tables({ habits, notebooks, failed }: ISummary): string {
  const parts: string[] = [];
  if (habits.length) {
    parts.push(
      grid(
        ['Habit', 'Findings', 'With a fix'],
        habits.map(h => [escape(h.name), h.findings, h.fixes])
      )
    );
  }
  if (notebooks.length) {
    parts.push(
      grid(
        ['Notebook', 'Findings', 'Cells not checked'],
        notebooks.map(({ report }, i) => [
          `<a href="#n${i}">${escape(reportPath(report.path))}</a>`,
          report.diagnostics.length,
          report.cells.blind.length
        ])
      )
    );
  }
  if (failed.length) {
    const items = failed.map(
      f => `<li><code>${escape(reportPath(f.path))}</code>: ${escape(f.reason)}</li>`
    );
    parts.push(`<h2>Not checked</h2><ul>${items.join('')}</ul>`);
  }
  return parts.join('\n');
}

/** @param rows markup in the first column, numbers in the others */
function grid(columns: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const mark = (i: number): string => (i ? ' class="n"' : '');
  const head = columns.map((c, i) => `<th scope="col"${mark(i)}>${c}</th>`).join('');
  const body = rows
    .map(row => `<tr>${row.map((c, i) => `<td${mark(i)}>${c}</td>`).join('')}</tr>`)
    .join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

function section({ report, details }: ISummaryNotebook, index: number): string {
  return [
    `<section aria-labelledby="n${index}"><h2 id="n${index}">${escape(reportPath(report.path))}</h2>`,
    `<p class="soft">${plural(report.diagnostics.length, 'finding')}, ${report.suppressed.length} suppressed</p>`,
    ...report.diagnostics.map((d, i) => article(d, details[i])),
    ...report.cells.blind.map(
      b => `<p>Cell ${b.index + 1} was not checked: ${inline(b.reason)}</p>`
    ),
    '</section>'
  ].join('\n');
}

function article(
  d: ISummaryNotebook['report']['diagnostics'][number],
  detail: IFindingDetail | undefined
): string {
  const parts = [
    `<article><h3>${whereOf(d)}: ${inline(d.message)}</h3>`,
    `<p class="soft">${escape(d.migration)}, ${d.applicability}</p><p>${inline(d.why)}</p>`
  ];
  if (d.fix) {
    parts.push(`<p>Fix: ${inline([d.fix.title, ...d.fix.risks].join('. '))}</p>`);
  } else if (d.declined !== null) {
    parts.push(`<p>No fix: ${inline(d.declined)}</p>`);
  }
  return [...parts, ...(detail?.diff ?? []).map(diff), '</article>'].join('\n');
}

function diff({ title, lines }: ICellDiff): string {
  const drawn = lines.map(line => {
    const tag = line.startsWith('+') ? 'ins' : line.startsWith('-') ? 'del' : 'span';
    return `<${tag}>${escape(line)}</${tag}>`;
  });
  const body = drawn.length ? `<pre tabindex="0">${drawn.join('')}</pre>` : '';
  return `<p class="soft">${escape(title)}</p>${body}`;
}

/** Text with what stands between backticks drawn as code. */
function inline(text: string): string {
  return text
    .split(/`([^`]+)`/)
    .map((part, i) => (i % 2 ? `<code>${escape(part)}</code>` : escape(part)))
    .join('');
}

/** Brackets and colons too: a log that the page is printed to would obey `##[` and `::`. */
function escape(text: string): string {
  return printable(text).replace(/[&<>"'`[:]/g, c => `&#${c.charCodeAt(0)};`);
}
