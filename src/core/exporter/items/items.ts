/**
 * Splits the code cells of a notebook into items: one top-level statement with the comments that belong to it. An item knows
 * which notebook names its code reads, binds and captures; it does not know where it will go.
 */
import type { ICellModel, SemanticModel } from '../../semantic/model';
import type { IMagic } from '../../notebook/magics';
import type { SyntaxNode } from '../../syntax/node';
import type { ITextEdit } from '../../text/edit';
import { blank, misplaced } from './cellFacts';
import { namesWithin, noNames, type IItemNames } from './itemNames';
import { translateMagic, type IMagicPlan } from '../magics/magicText';
import { belongsTo, overridesOf, withoutComments, type IOverride } from '../placement/overrides';
import { leftOutLanguage, scriptText, type IScript } from '../magics/scripts';

export type ItemKind = 'import' | 'definition' | 'statement' | 'magic' | 'comment';

export interface IItem extends IItemNames {
  /** Position in the whole notebook. */
  readonly index: number;
  /** Number of the code cell. */
  readonly order: number;
  readonly cell: ICellModel;
  readonly kind: ItemKind;
  /** The statements; several only when a cell must stay in one piece. Empty for comments and bare magics. */
  readonly nodes: readonly SyntaxNode[];
  /** Source range with the comments above and at the end of the line. */
  readonly start: number;
  readonly end: number;
  /** Where the code itself starts. */
  readonly codeStart: number;
  /** Blank lines stood above it. */
  readonly spaced: boolean;
  /** Changes of the text that any place needs: magics as Python. */
  readonly edits: readonly ITextEdit[];
  /** Lines before the text; the text is then indented below them. */
  readonly header: string | null;
  /** Text instead of the source, at no indentation; null for all but cells in another language. */
  readonly replacement: string | null;
  /** The expression whose value the notebook shows, or null. */
  readonly shown: SyntaxNode | null;
  /** Why nothing of it goes into the package; null when it does. */
  readonly dropped: string | null;
  readonly magics: readonly IMagicPlan[];
  /** What a person asks of this statement alone. */
  readonly overrides: readonly IOverride[];
  /** Names that it would bind, were it not skipped on request. */
  readonly skippedNames: readonly string[];
}

export interface ICellItems {
  readonly items: readonly IItem[];
  /** Why the whole cell is left out, or null. */
  readonly leftOut: string | null;
  /** What became of cell magics and the like, for the report. */
  readonly remarks: readonly string[];
  /** What a person asks of the cell and of its statements. */
  readonly overrides: readonly IOverride[];
  /** Names that it would bind, were it not skipped on request. */
  readonly skippedNames: readonly string[];
}

export function splitItems(model: SemanticModel): ICellItems[] {
  let index = 0;
  return model.cells.map((cell, order) => {
    const split = new CellSplitter(model, cell, order, index);
    const result = split.run();
    index += result.items.length;
    return result;
  });
}

const definitions = new Set(['function_definition', 'class_definition', 'decorated_definition']);
const imports = new Set(['import_statement', 'import_from_statement', 'future_import_statement']);

class CellSplitter {
  constructor(
    private readonly _model: SemanticModel,
    private readonly _cell: ICellModel,
    private readonly _order: number,
    private _index: number
  ) {
    this._overrides = overridesOf(_cell.cell, _cell.syntax);
  }

  run(): ICellItems {
    const { syntax, module } = this._cell;
    const overrides = this._overrides;
    const left = (reason: string, skippedNames: readonly string[] = []): ICellItems => ({
      items: [],
      leftOut: reason,
      remarks: [],
      overrides,
      skippedNames
    });
    const skip = overrides.find(o => o.kind === 'skip' && o.scope === 'cell');
    if (skip) {
      return left(skippedBecause(skip), [...module.bindings.keys()]);
    }
    if (syntax.blind) {
      return left(`The cell could not be read: ${syntax.blind}.`);
    }
    const cellMagic = syntax.magics.find(m => m.kind === 'cell') ?? null;
    if (!syntax.root) {
      const script = cellMagic ? scriptText(cellMagic, syntax.source) : null;
      return script && cellMagic
        ? {
            items: [this._script(cellMagic, script)],
            leftOut: null,
            remarks: [script.remark, ...(this._mayFail ? [meantToFail] : [])],
            overrides,
            skippedNames: []
          }
        : left(leftOutLanguage(cellMagic, syntax.language));
    }
    const root = syntax.root;
    const outside = misplaced(root);
    if (outside) {
      return left(`The cell could not be read: ${outside}.`);
    }
    if (cellMagic && ['timeit', 'memit', 'python', 'python3', 'pypy'].includes(cellMagic.name)) {
      return left(
        `\`%%${cellMagic.name}\` measures or runs code apart from the notebook; its names do not reach it.`
      );
    }
    const remarks: string[] = [];
    let header: string | null = null;
    if (cellMagic?.name === 'capture') {
      const target = cellMagic.binds[0]?.name;
      header = `with capture_output()${target ? ` as ${target}` : ''}:`;
      remarks.push('`%%capture` became a `with` block that keeps what the cell prints.');
    } else if (cellMagic) {
      remarks.push(`\`%%${cellMagic.name}\` is left out: it only measures or inspects.`);
    }
    if (!header && this._mayFail && root.namedChildren.length) {
      header = expectedError;
      remarks.push(meantToFail);
    }
    const last = this._lastExpression(root);
    const items: IItem[] = [];
    if (header) {
      const nodes = root.children.filter(c => c.named && c.kind !== 'comment');
      const start = cellMagic ? (cellMagic.body?.start ?? 0) : 0;
      items.push(
        this._item(
          'statement',
          nodes,
          start,
          syntax.source.trimEnd().length,
          start,
          true,
          header,
          null
        )
      );
    } else {
      items.push(...this._statements(root, last));
    }
    return { items, leftOut: null, remarks, overrides, skippedNames: [] };
  }

  /** A cell of another language that a helper runs or writes. */
  private _script(magic: IMagic, script: IScript): IItem {
    const end = this._cell.syntax.source.length;
    const guarded = `${expectedError}\n${script.text.replace(/^/gm, '    ')}`;
    return {
      ...this._item('magic', [], 0, end, 0, true, null, null),
      dropped: null,
      replacement: this._mayFail ? guarded : script.text,
      magics: [
        {
          magic,
          edits: [],
          dropped: null,
          remark: null,
          helpers: [script.helper, ...(this._mayFail ? ['expected_error'] : [])],
          modules: [],
          requirements: [],
          isBarrier: true,
          opaque: null
        }
      ]
    };
  }

  /** True for a cell that is tagged to end with an error. */
  private get _mayFail(): boolean {
    const { tags } = this._cell.cell.metadata;
    return Array.isArray(tags) && tags.includes('raises-exception');
  }

  private _statements(root: SyntaxNode, last: SyntaxNode | null): IItem[] {
    const source = this._cell.syntax.source;
    const items: IItem[] = [];
    const children = root.children.filter(c => c.named);
    let pending: number | null = null;
    let previousEnd = 0;
    for (let i = 0; i < children.length; i++) {
      const node = children[i];
      if (node.kind === 'comment') {
        pending ??= node.start;
        if (i === children.length - 1) {
          items.push(
            this._item(
              'comment',
              [],
              pending,
              node.end,
              node.end,
              blank(source, previousEnd, pending),
              null,
              null
            )
          );
        }
        continue;
      }
      if (pending !== null && isCellComment(children, i, source.slice(pending, node.start))) {
        const end = children[i - 1].end;
        items.push(this._item('comment', [], pending, end, end, false, null, null));
        pending = null;
      }
      const start = pending ?? node.start;
      pending = null;
      let end = node.end;
      // `t = %timeit -o f()`: the mask puts `f()` behind the assignment, the magic reaches further than the node.
      for (const m of this._cell.syntax.magics) {
        if (
          m.kind !== 'cell' &&
          !m.nested &&
          m.range.start > node.start &&
          m.range.start < node.end
        ) {
          end = Math.max(end, m.range.end);
        }
      }
      while (end > node.end && children[i + 1] && children[i + 1].start < end) {
        i++;
      }
      // The mask `pass ;y = f()` shows the statement of a magic as a statement of its own.
      const magic = this._magicAt(node);
      if (magic) {
        end = Math.max(end, magic.range.end);
        const inPlace = children[i + 1];
        if (
          inPlace &&
          inPlace.kind !== 'comment' &&
          inPlace.start >= magic.range.start &&
          inPlace.end <= magic.range.end
        ) {
          const inner = children.filter(
            (c, at) => at > i && c.start < magic.range.end && c.kind !== 'comment'
          );
          i += inner.length;
          const comment = this._trailing(children, i, end);
          if (comment) {
            i++;
            end = comment.end;
          }
          items.push(
            this._item(
              'statement',
              inner,
              start,
              end,
              magic.range.start,
              blank(source, previousEnd, start),
              null,
              inner.includes(last as SyntaxNode) ? last : null
            )
          );
          previousEnd = end;
          continue;
        }
        while (children[i + 1] && children[i + 1].start < end) {
          i++;
        }
      }
      const comment = this._trailing(children, i, end);
      if (comment) {
        i++;
        end = comment.end;
      }
      const kind: ItemKind = magic
        ? 'magic'
        : imports.has(node.kind)
          ? 'import'
          : definitions.has(node.kind)
            ? 'definition'
            : 'statement';
      items.push(
        this._item(
          kind,
          [node],
          start,
          end,
          node.start,
          blank(source, previousEnd, start),
          null,
          node === last ? last : null
        )
      );
      previousEnd = end;
    }
    return items;
  }

  /** A comment on the same line. */
  private _trailing(children: readonly SyntaxNode[], at: number, end: number): SyntaxNode | null {
    const next = children[at + 1];
    const source = this._cell.syntax.source;
    return next?.kind === 'comment' &&
      next.start >= end &&
      !source.slice(end, next.start).includes('\n')
      ? next
      : null;
  }

  private _magicAt(node: SyntaxNode): IMagic | null {
    if (node.kind !== 'pass_statement' && node.kind !== 'expression_statement') {
      return null;
    }
    return (
      this._cell.syntax.magics.find(
        m => m.kind !== 'cell' && m.kind !== 'assignment' && m.range.start === node.start
      ) ?? null
    );
  }

  /** The expression that the notebook shows: the last statement of the cell, without `;` behind it. */
  private _lastExpression(root: SyntaxNode): SyntaxNode | null {
    const { source, magics } = this._cell.syntax;
    const last = root.namedChildren[root.namedChildren.length - 1];
    if (last?.kind !== 'expression_statement') {
      return null;
    }
    const value = last.namedChildren[0];
    if (!value || ['assignment', 'augmented_assignment'].includes(value.kind)) {
      return null;
    }
    if (magics.some(m => m.kind !== 'cell' && m.range.start === last.start)) {
      return null;
    }
    const after = root.children.filter(c => c.start >= last.end);
    const rest = source
      .slice(last.end)
      .split('\n')
      .map(l => l.trim())
      .filter(l => l !== '' && !l.startsWith('#'));
    return after.some(c => c.kind === ';') || rest.some(l => l.startsWith(';')) ? null : last;
  }

  private _item(
    kind: ItemKind,
    nodes: readonly SyntaxNode[],
    start: number,
    end: number,
    codeStart: number,
    spaced: boolean,
    header: string | null,
    shown: SyntaxNode | null
  ): IItem {
    const { syntax } = this._cell;
    const inside = (at: number): boolean => at >= start && at < Math.max(end, start + 1);
    const nodeEnd = nodes[nodes.length - 1]?.end ?? end;
    const overrides = this._overrides.filter(
      o => kind !== 'comment' && belongsTo(o, syntax.source, start, codeStart, nodeEnd, end)
    );
    const skip = overrides.find(o => o.kind === 'skip');
    const text = withoutComments(this._overrides, syntax.source, start, end);
    const edits: ITextEdit[] = [...text.edits];
    const plans: IMagicPlan[] = [];
    let dropped: string | null = null;
    for (const magic of syntax.magics) {
      if (magic.kind === 'cell' || magic.nested || !inside(magic.range.start)) {
        continue;
      }
      const plan = translateMagic(this._model, this._cell, magic);
      plans.push(plan);
      edits.push(...plan.edits);
      if (
        plan.dropped !== null &&
        (kind === 'magic' || (magic.kind !== 'assignment' && magic.range.start === codeStart))
      ) {
        dropped = plan.dropped;
      }
    }
    if (
      nodes.length === 1 &&
      nodes[0].kind === 'expression_statement' &&
      /^get_ipython\(\)\s*\./.test(nodes[0].text)
    ) {
      dropped = '`get_ipython()` talks to the notebook and has no counterpart in a package.';
    }
    const names = namesWithin(this._cell, nodes, start, end, header);
    const skippedNames = skip ? [...names.binds.keys(), ...names.lateBinds] : [];
    if (skip) {
      dropped = skippedBecause(skip);
    }
    return {
      index: this._index++,
      order: this._order,
      cell: this._cell,
      kind,
      nodes,
      start: skip ? end : text.start,
      end,
      codeStart: skip ? end : Math.max(codeStart, text.start),
      spaced,
      edits,
      header,
      replacement: null,
      shown,
      dropped,
      magics: plans,
      ...(dropped === null ? names : noNames),
      overrides,
      skippedNames
    };
  }

  private readonly _overrides: readonly IOverride[];
}

/** True when a comment above the import that a cell begins with says what the code below is for. */
function isCellComment(children: readonly SyntaxNode[], at: number, text: string): boolean {
  return (
    imports.has(children[at].kind) &&
    children.slice(0, at).every(c => c.kind === 'comment') &&
    children.slice(at).some(c => c.kind !== 'comment' && !imports.has(c.kind)) &&
    !/import|librar|package|depend|anneal:/i.test(text)
  );
}

const expectedError = 'with expected_error():';
const meantToFail = 'The cell is meant to fail: the error is printed and the run goes on.';

function skippedBecause(skip: IOverride): string {
  return `Skipped, as ${skip.words} asks for.`;
}
