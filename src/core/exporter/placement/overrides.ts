/**
 * What a person asks of an export in the notebook itself: `# anneal: module=features`, `# anneal: skip`, `# anneal: entry` on the first
 * line of a statement or alone above it, alone on the first line of a cell for the whole cell; the tags `anneal-module=features`,
 * `anneal-skip`, `anneal-entry` on the cell.
 */
import { topLine } from '../../analysis/suppression';
import type { ICell } from '../../notebook/notebook';
import type { CellSyntax } from '../../syntax/cellSyntax';
import type { ITextEdit } from '../../text/edit';
import type { IRange } from '../../text/range';
import type { IPlanProblem } from '../plan';

/** One wish; `words` is how it stands in the notebook, for messages. */
export interface IOverride {
  readonly kind: 'module' | 'skip' | 'entry';
  /** The module's name; empty for the other kinds. */
  readonly module: string;
  readonly words: string;
  /** 0-based index of the cell. */
  readonly cell: number;
  readonly scope: 'cell' | 'statement';
  /** The comment in the cell's source; null for a tag. */
  readonly range: IRange | null;
  /** The comment has its lines for itself. */
  readonly isAlone: boolean;
}

const comment =
  /^#[ \t]*anneal:[ \t]*(?:(skip|entry)|module[ \t]*=[ \t]*(\S*))[ \t]*(?:\(.*\))?[ \t]*$/;
const tag = /^anneal-(?:(skip|entry)|module=(.*))$/;

/** All overrides of a cell, in the order of its text. */
export function overridesOf(cell: ICell, syntax: CellSyntax | null): readonly IOverride[] {
  return [...(syntax ? inComments(cell, syntax) : []), ...inTags(cell)];
}

function inComments(cell: ICell, syntax: CellSyntax): IOverride[] {
  const { source } = syntax;
  if (!source.includes('anneal:')) {
    return [];
  }
  const lines = source.split('\n');
  const top = lines.slice(0, topLine(lines)).join('\n').length + topLine(lines);
  return commentRanges(syntax).flatMap((range): IOverride[] => {
    const text = source.slice(range.start, range.end).trimEnd();
    const found = comment.exec(text);
    if (!found) {
      return [];
    }
    const isAlone = /(?:^|\n)[ \t]*$/.test(source.slice(0, range.start));
    const isFirst = isAlone && source.slice(top, range.start).trim() === '';
    return [
      {
        kind: kindOf(found[1]),
        module: found[2] ?? '',
        words: `\`${text.replace(/[ \t]*\(.*\)$/, '')}\``,
        cell: cell.index,
        scope: isFirst ? 'cell' : 'statement',
        range,
        isAlone
      }
    ];
  });
}

/** Comments of the tree, and lines that look like one where there is none. */
function commentRanges(syntax: CellSyntax): readonly IRange[] {
  if (syntax.root) {
    return syntax.comments;
  }
  return [...syntax.source.matchAll(/^[ \t]*(#.*)$/gm)].map(m => ({
    start: m.index + m[0].length - m[1].length,
    end: m.index + m[0].length
  }));
}

function inTags(cell: ICell): IOverride[] {
  const { tags } = cell.metadata;
  return (Array.isArray(tags) ? (tags as unknown[]) : []).flatMap((text): IOverride[] => {
    const found = typeof text === 'string' ? tag.exec(text) : null;
    return found
      ? [
          {
            kind: kindOf(found[1]),
            module: found[2] ?? '',
            words: `the tag \`${text as string}\``,
            cell: cell.index,
            scope: 'cell',
            range: null,
            isAlone: false
          }
        ]
      : [];
  });
}

function kindOf(word: string | undefined): IOverride['kind'] {
  return word === 'skip' || word === 'entry' ? word : 'module';
}

/** The tag that asks for a module. */
export function moduleTag(module: string): string {
  return `anneal-module=${module}`;
}

/** The tags of a cell without those that ask for a module. */
export function withoutModuleTags(tags: readonly unknown[]): readonly unknown[] {
  return tags.filter(t => typeof t !== 'string' || !t.startsWith('anneal-module='));
}

/** True when the comment belongs to the statement at `start` (comments above it) … `codeStart` … `end`. */
export function belongsTo(
  override: IOverride,
  source: string,
  start: number,
  codeStart: number,
  nodeEnd: number,
  end: number
): boolean {
  const { range, isAlone } = override;
  if (!range || override.scope !== 'statement' || range.start < start || range.start >= end) {
    return false;
  }
  if (range.start < codeStart) {
    return isAlone;
  }
  return (
    !isAlone && (range.start >= nodeEnd || !source.slice(codeStart, range.start).includes('\n'))
  );
}

/** Where the text of an item starts once its override comments are taken out, and the edits that take out the others. */
export function withoutComments(
  overrides: readonly IOverride[],
  source: string,
  start: number,
  end: number
): { readonly start: number; readonly edits: readonly ITextEdit[] } {
  const edits: ITextEdit[] = [];
  let first = start;
  for (const { range, isAlone } of overrides) {
    if (!range || range.start < first || range.start >= end) {
      continue;
    }
    if (range.start === first) {
      first = range.end + (/^\s*/.exec(source.slice(range.end, end))?.[0].length ?? 0);
    } else {
      const before = source.slice(0, range.start);
      const from = isAlone ? before.lastIndexOf('\n') : before.trimEnd().length;
      edits.push({ start: Math.max(from, first), end: range.end, text: '' });
    }
  }
  return { start: first, edits };
}

/** Overrides that cannot be followed because of where they stand. */
export function misplacedOverrides(
  cell: ICell,
  overrides: readonly IOverride[],
  claimed: ReadonlySet<IOverride>
): IPlanProblem[] {
  const at = `Cell ${cell.index + 1}`;
  return overrides.flatMap((o): IPlanProblem[] => {
    if (cell.kind !== 'code') {
      return [
        {
          cell: cell.index,
          message: `${at} holds no code, so ${o.words} has no meaning there. Remove it.`
        }
      ];
    }
    return o.scope === 'statement' && !claimed.has(o)
      ? [
          {
            cell: cell.index,
            message: `${at}: ${o.words} belongs to no statement. Put it directly above a statement at the start of a line, or on the first line of the cell.`
          }
        ]
      : [];
  });
}
