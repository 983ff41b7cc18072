/**
 * How a person keeps a finding from being shown, with a reason:
 * `# anneal: allow dict-config (read by a form)` on the finding's first line or alone on the line above; alone on the first line of a
 * cell for the whole cell; as `<!-- anneal: allow … -->` in Markdown; the tag `anneal-allow-dict-config` on the cell;
 * `# anneal: allow-file …` in the first code cell for the whole notebook; a rule for files in `anneal.toml`.
 */
import type { ICell } from '../notebook/notebook';
import { LineIndex } from '../text/lineIndex';
import type { IRange } from '../text/range';
import type { IFileAllowance, ISuppression, IUnusedSuppression } from './diagnostic';

const marker =
  /(?:#|<!--)[ \t]*anneal:[ \t]*allow(-file)?[ \t]+([a-z][a-z0-9-]*(?:[ \t]*,[ \t]*[a-z][a-z0-9-]*)*)(?:[ \t]*\((.*)\))?/;
const tagPrefix = 'anneal-allow-';

/** One place where a person allowed something. */
interface IMark extends ISuppression {
  readonly migrations: readonly string[];
  /** Null for tags. */
  readonly line: number | null;
  readonly scope: 'line' | 'next-line' | 'cell' | 'notebook';
}

// The marks of a cell depend on nothing else, so that an edit of one cell reads one cell.
const marksByCell = new WeakMap<ICell, readonly IMark[]>();

/** All suppressions of a notebook; remembers which ones were of use. */
export class Suppressions {
  constructor(cells: readonly ICell[], files: readonly IFileAllowance[] = []) {
    this._first = cells.find(c => c.kind === 'code');
    this._marked = cells.filter(c => marksOf(c).length > 0);
    this._notebook = this._first ? marksOf(this._first).filter(m => m.scope === 'notebook') : [];
    this._files = files.map(({ migrations, reason }) => ({
      kind: 'file-rule',
      reason,
      migrations,
      line: null,
      scope: 'notebook'
    }));
    this._named = new Set(
      [...this._files, ...this._marked.flatMap(marksOf)].flatMap(m => m.migrations)
    );
  }

  /** False where no finding of a migration can be allowed. */
  concern(migration: string): boolean {
    return this._named.has(migration);
  }

  /**
   * What keeps a finding from being shown, or null.
   *
   * @param range in the cell's source; null for other places, which only the whole cell or notebook can allow
   */
  find(cell: ICell, range: IRange | null, migration: string): ISuppression | null {
    const marks = marksOf(cell);
    const line =
      marks.length && range ? new LineIndex(cell.source).position(range.start).line : null;
    const fitting = [...marks, ...this._notebook, ...this._files].filter(
      m =>
        m.migrations.includes(migration) &&
        (m.scope === 'cell' ||
          (m.scope === 'notebook' && !(marks.includes(m) && cell !== this._first)) ||
          (line !== null && m.line === line && m.scope === 'line') ||
          (line !== null && m.line === line - 1 && m.scope === 'next-line'))
    );
    fitting.forEach(m => this._used.add(`${migration}\0${this._key(m)}`));
    return fitting.length ? { kind: fitting[0].kind, reason: fitting[0].reason } : null;
  }

  /**
   * Comments and tags that kept nothing from being shown. Rules for files are no part of the notebook and are left out.
   *
   * @param ran names of the migrations that looked at the notebook: the others cannot say that a mark is of no use
   * @param known names of all migrations
   */
  unused(ran: ReadonlySet<string>, known: ReadonlySet<string>): IUnusedSuppression[] {
    return this._marked.flatMap(cell =>
      marksOf(cell).flatMap(mark =>
        mark.migrations
          .filter(
            name =>
              !known.has(name) || (ran.has(name) && !this._used.has(`${name}\0${this._key(mark)}`))
          )
          .map(migration => ({
            migration,
            isKnown: known.has(migration),
            cell: { index: cell.index, id: cell.id },
            line: mark.line
          }))
      )
    );
  }

  private _key(mark: IMark): number {
    let key = this._keys.get(mark);
    if (key === undefined) {
      key = this._keys.size;
      this._keys.set(mark, key);
    }
    return key;
  }

  private readonly _first: ICell | undefined;
  private readonly _marked: readonly ICell[];
  /** Names of all migrations that are allowed anywhere. */
  private readonly _named: ReadonlySet<string>;
  private readonly _notebook: readonly IMark[];
  private readonly _files: readonly IMark[];
  private readonly _used = new Set<string>();
  private readonly _keys = new Map<IMark, number>();
}

function marksOf(cell: ICell): readonly IMark[] {
  let marks = marksByCell.get(cell);
  if (!marks) {
    marks = [...commentMarks(cell), ...tagMarks(cell)];
    marksByCell.set(cell, marks);
  }
  return marks;
}

function commentMarks(cell: ICell): IMark[] {
  if (!cell.source.includes('anneal:')) {
    return [];
  }
  const lines = cell.source.split('\n');
  const top = topLine(lines);
  return lines.flatMap((text, i): IMark[] => {
    const found = marker.exec(text);
    if (!found || (cell.kind === 'code' && found[0].startsWith('<'))) {
      return [];
    }
    const isAlone = text.slice(0, found.index).trim() === '';
    const scope = found[1]
      ? 'notebook'
      : cell.kind !== 'code' || (isAlone && i === top)
        ? 'cell'
        : isAlone
          ? 'next-line'
          : 'line';
    return [
      {
        kind: found[1] ? 'notebook-comment' : 'comment',
        migrations: found[2].split(/[ \t]*,[ \t]*/),
        reason: found[3]?.trim() || null,
        line: i + 1,
        scope
      }
    ];
  });
}

/** The line whose comment is for the whole cell: the first, or the one below a cell magic. */
export function topLine(lines: readonly string[]): number {
  return lines[0]?.startsWith('%%') ? 1 : 0;
}

function tagMarks(cell: ICell): IMark[] {
  const { tags } = cell.metadata;
  return (Array.isArray(tags) ? (tags as unknown[]) : []).flatMap((tag): IMark[] =>
    typeof tag === 'string' && tag.startsWith(tagPrefix)
      ? [
          {
            kind: 'tag',
            migrations: [tag.slice(tagPrefix.length)],
            reason: null,
            line: null,
            scope: 'cell'
          }
        ]
      : []
  );
}
