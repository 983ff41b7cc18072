/** The notebook's own words: title, sections, text above a step; and names made from them. */
import type { INotebook } from '../../notebook/notebook';
import type { IItem } from '../items/items';
import { isScratch, nameFromText, words } from './names';

export interface ISection {
  readonly heading: string;
  readonly level: number;
  /** Index of the cell that holds the heading. */
  readonly from: number;
}

export interface IHeadings {
  readonly title: string | null;
  /** Sections that cut the notebook; empty or one when there are too few headings. */
  readonly sections: readonly ISection[];
  readonly useHeadings: boolean;
  sectionOf(cell: number): ISection | null;
}

export function headingsOf(notebook: INotebook): IHeadings {
  const all: ISection[] = [];
  for (const cell of notebook.cells) {
    if (cell.kind !== 'markdown') {
      continue;
    }
    const found = headingIn(cell.source);
    if (found) {
      all.push({ ...found, from: cell.index });
    }
  }
  const isTitle =
    all.length > 0 &&
    (all[0].level === 1 || all.length === 1) &&
    !notebook.cells.slice(0, all[0].from).some(c => c.kind === 'code');
  const title = isTitle ? all[0].heading : null;
  const rest = isTitle ? all.slice(1) : all;
  const useHeadings = rest.length >= 2;
  return {
    title,
    sections: useHeadings ? rest : [],
    useHeadings,
    sectionOf: cell => {
      const below = rest.filter(s => s.from <= cell);
      return below[below.length - 1] ?? null;
    }
  };
}

/** The first heading in a Markdown cell. */
function headingIn(source: string): { heading: string; level: number } | null {
  let fenced = false;
  const lines = source.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    if (/^\s*(?:```|~~~)/.test(lines[i])) {
      fenced = !fenced;
    }
    const match = fenced ? null : /^\s{0,3}(#{1,4})\s*([^#\s].*?)\s*#*\s*$/.exec(lines[i]);
    if (match) {
      return { heading: plainText(match[2]), level: match[1].length };
    }
    const html = /<h([1-4])[^>]*>(.*?)<\/h\1>/i.exec(lines[i]);
    if (html) {
      return { heading: plainText(html[2]), level: Number(html[1]) };
    }
    if (i > 0 && /^(?:=+|-{3,})\s*$/.test(lines[i]) && lines[i - 1].trim() !== '') {
      return { heading: plainText(lines[i - 1]), level: lines[i].startsWith('=') ? 1 : 2 };
    }
  }
  return null;
}

export function plainText(markdown: string): string {
  return (
    markdown
      .replace(/<[^>]*>/g, ' ')
      .replace(/!\[([^\]]*)\]\([^)]*\)/g, '')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[*`]{1,3}([^*`]+)[*`]{1,3}/g, '$1')
      // Within a word an underscore is a letter: `read_csv`.
      .replace(/(?<!\w)_{1,3}(?=\S)(.+?)(?<=\S)_{1,3}(?!\w)/g, '$1')
      .replace(/\s+/g, ' ')
      .trim()
  );
}

/**
 * The Markdown that stands directly above the cells, headings left out, at most a few sentences: paragraphs with an empty line between
 * them, the items of a list on lines of their own.
 */
export function proseOf(notebook: INotebook, cells: readonly number[]): string | null {
  // What stands above a heading belongs to the code before.
  return prose(textAbove(notebook, cells[0]).split(heading).pop() ?? '');
}

/** The same for the whole notebook: what it says before its first code. */
export function introductionOf(notebook: INotebook): string | null {
  const first = notebook.cells.find(c => c.kind === 'code');
  return prose(textAbove(notebook, first ? first.index : notebook.cells.length));
}

const heading = /^\s{0,3}#{1,6}\s.*$|^\s*<h\d.*$|^[^\n]+\n(?:=+|-{3,})[ \t]*$/im;

function textAbove(notebook: INotebook, cell: number): string {
  const parts: string[] = [];
  for (let i = cell - 1; i >= 0 && notebook.cells[i].kind === 'markdown'; i--) {
    parts.unshift(notebook.cells[i].source);
  }
  return parts
    .join('\n\n')
    .replace(/\r\n?/g, '\n')
    .replace(/```[\s\S]*?```/g, '');
}

function prose(markdown: string): string | null {
  const text = markdown
    .split(/\r?\n/)
    .filter(
      l =>
        !/^\s{0,3}#{1,6}\s/.test(l) &&
        !/^\s*<\/?h\d/i.test(l) &&
        !/^(?:=+|-{3,})\s*$/.test(l) &&
        !/!\[|<img|\$\$|^\s*\|/.test(l) &&
        !isLinksOnly(l)
    )
    .join('\n')
    .split(/\n\s*\n/)
    .map(paragraph)
    .filter(p => p !== '')
    .slice(0, 2)
    .join('\n\n')
    // What followed was code.
    .replace(/:$/, '.');
  return text === ''
    ? null
    : text.length > 600
      ? `${text.slice(0, 597).replace(/\s+\S*$/, '')} …`
      : text;
}

/** A line that only leads elsewhere: an entry of a table of contents, `[source](…) | [slides](…)`. */
function isLinksOnly(line: string): boolean {
  return (
    /\]\(|<a\s/.test(line) &&
    line
      .replace(/\[[^\]]*\]\([^)]*\)|<a\s.*?<\/a>|<[^>]*>/g, '')
      .replace(/[\s\d|*+.,;:_)-]/g, '') === ''
  );
}

/** Plain text of a paragraph; each item of a list begins with `- `. */
function paragraph(markdown: string): string {
  return markdown
    .replace(/^\s*(?:[-*+]|\d+[.)])\s+(?=\S)/gm, '\u0000')
    .split('\u0000')
    .map((part, i) => `${i > 0 ? '- ' : ''}${plainText(part)}`)
    .filter(part => part !== '' && part !== '- ')
    .join('\n');
}

const purposes: readonly (readonly [RegExp, string])[] = [
  [
    /\bread_(?:csv|excel|json|parquet|table|sql\w*)\b|\bload_dataset\b|\bfetch_\w+\(|\bload_(?:iris|digits|wine|breast_cancer|diabetes)\b/,
    'load_data'
  ],
  [/\btrain_test_split\b/, 'split_data'],
  [/\.fit\(|\.backward\(\)|\btrain\w*\(/, 'train_model'],
  [/\.predict(?:_proba)?\(/, 'predict'],
  [/_score\(|classification_report|confusion_matrix|\bevaluate\w*\(/, 'evaluate_model'],
  [/\.fillna\(|\.dropna\(|\.drop\(|\.astype\(|get_dummies/, 'prepare_data'],
  [/\bplt\.|\bsns\.|\.plot\(|\.hist\(/, 'plot_results'],
  [/\.describe\(|\.info\(|\.head\(|value_counts/, 'explore_data'],
  [
    /\.seed\(|manual_seed\(|set_option\(|filterwarnings|\.style\.use|rcParams|logging\.basicConfig/,
    'set_up'
  ]
];

/** Names for a step that a person could have chosen, the best first. Not yet unique. */
export function nameSegment(
  items: readonly IItem[],
  heading: string | null,
  prose: string | null,
  position: number,
  count: number
): string[] {
  const code = items.filter(i => i.kind !== 'comment' && i.dropped === null);
  const source = code.map(i => i.nodes.map(n => n.text).join('\n')).join('\n');
  const names: string[] = [];
  const fromHeading = heading ? nameFromText(heading) : null;
  if (fromHeading) {
    // `Features` is the name of a thing; a function does something with it.
    names.push(fromHeading, `build_${fromHeading}`.slice(0, 44), `run_${fromHeading}`.slice(0, 44));
  }
  if (
    position === 0 &&
    purposes[purposes.length - 1][0].test(source) &&
    code.every(i => i.binds.size === 0)
  ) {
    names.push('set_up');
  }
  const first = items[0];
  const comment =
    first && (first.start < first.codeStart || first.kind === 'comment')
      ? /^#+\s*(.*)$/.exec(first.cell.syntax.source.slice(first.start).split('\n')[0])
      : null;
  const said = comment ? comment[1] : '';
  if (words(said).length >= 2 && words(said).length <= 6 && !/[=()[\]]/.test(said)) {
    const name = nameFromText(said, 5);
    names.push(...(name ? [name] : []));
  }
  // What stands above the first step is about the whole notebook.
  const sentence = position > 0 ? (/^[^\n.:;!?]*/.exec(prose ?? '')?.[0] ?? '') : '';
  if (words(sentence).length >= 2 && words(sentence).length <= 11) {
    const name = nameFromText(sentence, 5);
    names.push(...(name ? [name] : []));
  }
  names.push(
    ...purposes
      .filter(([pattern]) => pattern.test(source))
      .map(([, name]) => name)
      .slice(0, 1)
  );
  const binds = code.flatMap(i =>
    [...i.binds]
      .filter(([, l]) => l.some(b => b.kind === 'assignment' || b.kind === 'function'))
      .map(([n]) => n)
  );
  const main = binds.filter(b => b.length > 1 && !isScratch(b)).pop();
  const slug = main ? words(main).join('_') : '';
  if (slug && !/^[0-9]/.test(slug)) {
    names.push(`make_${slug}`.slice(0, 40));
  }
  names.push(count === 1 ? 'run_notebook' : `step_${position + 1}`);
  return names;
}
