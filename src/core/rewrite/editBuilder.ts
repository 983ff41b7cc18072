/**
 * Collects the edits of one fix over any number of cells: replacements, insertions, imports, new cells, values that move to the
 * environment. Checks nothing about meaning; refuses edits that overlap.
 */
import type { CellEdit, IEnvironmentMove, INotebookEdit } from '../analysis/diagnostic';
import { hashText } from '../notebook/hash';
import type { ICell } from '../notebook/notebook';
import type { SemanticModel } from '../semantic/model';
import type { CellSyntax } from '../syntax/cellSyntax';
import type { SyntaxNode } from '../syntax/node';
import { findOverlap, type ITextEdit } from '../text/edit';
import { overlaps, type IRange } from '../text/range';
import {
  headOf,
  insertionPoint,
  placeImport,
  type IHeadPlace,
  type IImportPlace,
  type User
} from './imports';

/** What goes to the top of a cell. */
interface IHead extends ReturnType<typeof insertionPoint> {
  readonly cell: CellSyntax;
  readonly lines: string[];
  readonly below: string[];
}

export class EditBuilder {
  constructor(readonly model: SemanticModel) {}

  replace(node: SyntaxNode, text: string): void {
    this.replaceRange(node.cell, node, text);
  }

  replaceRange(cell: CellSyntax, range: IRange, text: string): void {
    const list = this._edits.get(cell);
    const edit = { start: range.start, end: range.end, text };
    if (list) {
      list.push(edit);
    } else {
      this._edits.set(cell, [edit]);
    }
  }

  insert(cell: CellSyntax, offset: number, text: string): void {
    this.replaceRange(cell, { start: offset, end: offset }, text);
  }

  insertBefore(node: SyntaxNode, text: string): void {
    this.insert(node.cell, node.start, text);
  }

  insertAfter(node: SyntaxNode, text: string): void {
    this.insert(node.cell, node.end, text);
  }

  /** Removes a statement with its line (comments on lines of their own stay); the rest of a shared line stays. */
  removeStatement(statement: SyntaxNode): void {
    const { source, lines } = statement.cell;
    const first = lines.position(statement.start).line;
    const last = lines.position(statement.end).line;
    const before = source.slice(lines.lineStart(first), statement.start);
    const after = source.slice(statement.end, lines.lineEnd(last));
    if (before.trim() === '' && after.trim() === '') {
      const end = lines.lineStart(last + 1);
      const atEnd = end >= source.length && !/[\r\n]$/.test(source);
      const start = lines.lineStart(first);
      this.replaceRange(
        statement.cell,
        atEnd && first > 1 ? { start: lines.lineEnd(first - 1), end } : { start, end },
        ''
      );
    } else if (/^\s*;/.test(after)) {
      const gap = /^\s*;[ \t]*/.exec(after) as RegExpExecArray;
      this.replaceRange(
        statement.cell,
        { start: statement.start, end: statement.end + gap[0].length },
        ''
      );
    } else if (/;\s*$/.test(before)) {
      const gap = /\s*;\s*$/.exec(before) as RegExpExecArray;
      this.replaceRange(
        statement.cell,
        { start: statement.start - gap[0].length, end: statement.end },
        ''
      );
    } else {
      // A comment that shared the line takes the statement's place.
      const gap = before.trim() === '' ? (/^[ \t]*(?=#)/.exec(after)?.[0].length ?? 0) : 0;
      this.replaceRange(statement.cell, { start: statement.start, end: statement.end + gap }, '');
    }
  }

  /** Removes a definition at the top level with the blank lines around it, once; two blank lines stay between its neighbours. */
  removeDefinition(definition: SyntaxNode): void {
    if (this._removed.has(definition)) {
      return;
    }
    this._removed.add(definition);
    const { cell } = definition;
    const above = cell.source.slice(0, definition.start);
    const below = cell.source.slice(definition.end);
    const start = above.trimEnd().length;
    const end = definition.end + (/^\s*(?:\n|$)/.exec(below)?.[0].length ?? 0);
    const isBetween = start > 0 && end < cell.source.length;
    this.replaceRange(cell, { start, end }, isBetween ? '\n\n\n' : '');
  }

  /**
   * Makes an import available to `user` and what follows, once.
   *
   * @param module e.g. `os` or `dataclasses`
   * @param name what to import from it; null imports the module itself
   * @param user the node that needs it, or a cell all of which may need it
   * @returns the expression to use, e.g. `os`, `dataclass`, or the notebook's own alias for it
   */
  addImport(module: string, name: string | null, user: User): string {
    const key = `${module}:${name ?? ''}`;
    const added = this._added.get(key);
    if (added && this.model.orderOf(added.place.cell) <= this.model.orderOf(user)) {
      return added.text;
    }
    const found = placeImport(this.model, module, name, user);
    if (found.statement !== null) {
      this._addLine(this._head(found.place), found.statement);
      this._added.set(key, found);
    }
    this._imports.push(found);
    return found.text;
  }

  /** Puts a definition above `user`, once: directly below the notebook's imports and those that it names itself, set off by blank lines. */
  insertBelowImports(user: User, text: string): void {
    const { model } = this;
    const isBefore = (a: IHeadPlace, b: IHeadPlace): boolean =>
      a.cell === b.cell ? a.from < b.from : model.orderOf(a.cell) < model.orderOf(b.cell);
    const words = new Set(text.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    let place: IHeadPlace = { cell: headOf(model, user), from: 0 };
    for (const found of this._imports) {
      const isAbove = model.orderOf(found.place.cell) <= model.orderOf(user);
      if (isAbove && words.has(found.text.split('.')[0]) && isBefore(place, found.place)) {
        place = found.place;
      }
    }
    const head = this._head(place);
    const known = this._heads.find(h => h.below.includes(text));
    if (known && known !== head) {
      const at = (h: IHead): IHeadPlace => ({ cell: h.cell, from: h.offset });
      if (isBefore(at(known), at(head))) {
        return;
      }
      known.below.splice(known.below.indexOf(text), 1);
    }
    if (known !== head) {
      head.below.push(text);
    }
  }

  /** Inserts a new cell after another (null: at the top). Its id follows from its text, so that the same fix gives the same id. */
  insertCell(after: ICell | null, source: string, cellKind: 'code' | 'markdown' = 'code'): string {
    const cellId = `anneal-${hashText(`${after?.id ?? ''}\0${source}`).slice(0, 8)}`;
    this._inserted.push({ kind: 'insert', cellId, after: after?.id ?? null, cellKind, source });
    return cellId;
  }

  clearOutputs(cell: ICell): void {
    this._inserted.push({
      kind: 'clear-outputs',
      cellId: cell.id,
      baseHash: hashText(cell.source)
    });
  }

  /**
   * Records that the value of a string literal goes to `.env` under a name.
   *
   * @param part only these characters of it, quotes left out: part of a longer text
   */
  moveToEnvironment(name: string, literal: SyntaxNode, part: IRange = literal): void {
    const cell = this.model.cellOf(literal);
    this._environment.push({
      name,
      cellId: cell.id,
      baseHash: hashText(cell.source),
      literal: { start: part.start, end: part.end }
    });
  }

  /** True when nothing was collected. */
  get isEmpty(): boolean {
    return this._edits.size === 0 && this._inserted.length === 0 && !this._heads.some(isFilled);
  }

  /** The first magic that an edit would break: one takes a single line, so nothing in it may grow a second. */
  brokenMagic(): string | null {
    for (const [cell, edits] of this._edits) {
      for (const magic of cell.magics) {
        if (
          magic.kind !== 'cell' &&
          edits.some(e => overlaps(e, magic.range) && e.text.includes('\n'))
        ) {
          return cell.source.slice(magic.range.start, magic.range.end).split(/\s/)[0];
        }
      }
    }
    return null;
  }

  /**
   * The finished edit.
   *
   * @throws RangeError when two edits of one cell overlap: a bug in the migration.
   */
  build(): INotebookEdit {
    for (const head of this._heads.filter(isFilled)) {
      const { cell, offset, before, after } = head;
      const rest = cell.source.slice(offset);
      const block = [head.lines.join('\n'), ...head.below].filter(Boolean).join('\n\n\n');
      const gap = head.below.length && !head.lines.length && before ? '\n\n' : '';
      const set = /^\s*$/.test(rest) ? '' : '\n'.repeat(Math.max(0, 3 - leadingBreaks(rest)));
      const apart = head.below.length > 0 || /^(@|class\b|def\b|async def\b)/.test(rest);
      this.insert(cell, offset, before + gap + block + (apart ? set : after));
    }
    this._heads.length = 0;
    const cells: CellEdit[] = [...this._edits]
      .sort(([a], [b]) => this.model.orderOf(a) - this.model.orderOf(b))
      .map(([syntax, edits]) => {
        const cell = this.model.cellOf(syntax);
        if (findOverlap(edits)) {
          throw new RangeError(`Edits of cell ${cell.index + 1} overlap.`);
        }
        return {
          kind: 'source',
          cellId: cell.id,
          baseHash: hashText(cell.source),
          edits: withLineEnds(cell.source, edits)
        };
      });
    return {
      cells: [...cells, ...this._inserted],
      ...(this._environment.length ? { environment: this._environment } : {})
    };
  }

  private _head({ cell, from }: IHeadPlace): IHead {
    const point = insertionPoint(cell, from);
    let head = this._heads.find(h => h.cell === cell && h.offset === point.offset);
    if (!head) {
      head = { cell, ...point, lines: [], below: [] };
      this._heads.push(head);
    }
    return head;
  }

  /** Names from one module share a line: `from abc import ABC, abstractmethod`. */
  private _addLine({ lines }: IHead, line: string): void {
    const start = /^from \S+ import /.exec(line)?.[0];
    const same = start ? lines.findIndex(l => l.startsWith(start)) : -1;
    if (start && same >= 0) {
      lines[same] += `, ${line.slice(start.length)}`;
    } else {
      lines.push(line);
    }
  }

  private readonly _heads: IHead[] = [];
  private readonly _removed = new Set<SyntaxNode>();
  private readonly _edits = new Map<CellSyntax, ITextEdit[]>();
  private readonly _inserted: CellEdit[] = [];
  private readonly _environment: IEnvironmentMove[] = [];
  /** Imports that are there or were added. */
  private readonly _imports: IImportPlace[] = [];
  private readonly _added = new Map<string, IImportPlace>();
}

function isFilled({ lines, below }: IHead): boolean {
  return lines.length + below.length > 0;
}

function leadingBreaks(text: string): number {
  return (/^[ \t]*((?:\r?\n[ \t]*)*)/.exec(text)?.[1] ?? '').split('\n').length - 1;
}

/** New text gets the line ends that the cell has. */
function withLineEnds(source: string, edits: readonly ITextEdit[]): readonly ITextEdit[] {
  return source.includes('\r\n')
    ? edits.map(e => ({ ...e, text: e.text.replace(/\r?\n/g, '\r\n') }))
    : edits;
}
