/** The text of one item at an indentation: the notebook's own source, moved. Comments and strings stay as they are. */
import { stringValue } from '../../syntax/guards';
import type { SyntaxNode } from '../../syntax/node';
import { applyEdits, sortEdits, type ITextEdit } from '../../text/edit';
import type { IItem } from '../items/items';
import type { ILayout } from '../layout';
import { pythonString } from './pythonString';
import { profilerEdits } from './profiler';
import { shownEdits } from '../items/shownValues';
import { givesNothing } from '../items/valueless';

/** @param depth levels of four spaces */
export function renderItem(layout: ILayout, item: IItem, depth: number): string {
  const { source } = item.cell.syntax;
  const indent = '    '.repeat(depth);
  if (item.replacement !== null) {
    return item.replacement
      .split('\n')
      .map(l => indent + l)
      .join('\n');
  }
  if (item.dropped !== null || (item.kind !== 'comment' && item.nodes.length === 0)) {
    return item.start < item.codeStart
      ? move(item, item.start, source.slice(0, item.codeStart).trimEnd().length, [], indent)
      : '';
  }
  const edits = [...item.edits, ...textEdits(layout, item)];
  if (layout.settings?.item === item) {
    const { end, parameter } = layout.settings;
    edits.push({ start: end, end, text: ` if ${parameter} is None else ${parameter}` });
  }
  if (item.shown) {
    edits.push(...showEdits(layout, item.shown, item.cell.cell.index));
  }
  if (item.header !== null) {
    return `${indent}${item.header}\n${move(item, item.start, item.end, edits, `${indent}    `)}\n${indent}    pass`;
  }
  return move(item, item.start, item.end, edits, indent);
}

function move(
  item: IItem,
  start: number,
  end: number,
  edits: readonly ITextEdit[],
  indent: string
): string {
  const { source } = item.cell.syntax;
  const strings = item.nodes.flatMap(n =>
    [...n.walk()].filter(c => c.kind === 'string' && c.text.includes('\n'))
  );
  const lineStart = source.lastIndexOf('\n', item.codeStart - 1) + 1;
  const lead = source.slice(lineStart, item.codeStart);
  const base = item.header === null && /^[ \t\f]*$/.test(lead) ? lead.length : 0;
  const own = edits.filter(e => e.start >= start && e.end <= end);
  const lines: ITextEdit[] = [];
  for (
    let at = source.indexOf('\n', start);
    at >= 0 && at < end;
    at = source.indexOf('\n', at + 1)
  ) {
    const line = at + 1;
    if (
      line > end ||
      strings.some(s => s.start < line && line < s.end) ||
      own.some(e => e.start < line && line < e.end)
    ) {
      continue;
    }
    let strip = 0;
    while (strip < base && line + strip < end && ' \t\f'.includes(source[line + strip])) {
      strip++;
    }
    const empty = source[line + strip] === '\n' || source[line + strip] === '\r';
    // Two edits, so that what is inserted where the code starts comes between them and the code.
    lines.push({ start: line, end: line, text: empty ? '' : indent });
    if (strip) {
      lines.push({ start: line, end: line + strip, text: '' });
    }
  }
  // The indentation goes before what is inserted at the same place.
  const shifted = [...lines, ...own].map(e => ({
    start: e.start - start,
    end: e.end - start,
    text: e.text
  }));
  return (
    indent +
    applyEdits(source.slice(start, end), withoutOverlaps(shifted)).replace(/\r\n?/g, '\n').trimEnd()
  );
}

/** Of edits that touch each other the first stays: the text must come out whatever a notebook holds. */
function withoutOverlaps(edits: readonly ITextEdit[]): ITextEdit[] {
  const kept: ITextEdit[] = [];
  for (const edit of sortEdits(edits)) {
    const last = kept[kept.length - 1];
    const same =
      last && last.start === edit.start && last.end === edit.end && last.text === edit.text;
    if (!last || (edit.start >= last.end && !same)) {
      kept.push(edit);
    }
  }
  return kept;
}

/** `expr` → `show(expr, cell=7)`, unless it certainly shows nothing. */
function showEdits(layout: ILayout, statement: SyntaxNode, cell: number): ITextEdit[] {
  const value = statement.namedChildren[0];
  if (value.kind === 'call') {
    if (givesNothing(layout.model, value) || isDisplay(layout, value.child('function'))) {
      return [];
    }
  }
  const tuple = statement.children.some(c => c.kind === ',') || statement.namedChildren.length > 1;
  return [
    {
      start: statement.start,
      end: statement.start,
      text: `${layout.names.show}(${tuple ? '(' : ''}`
    },
    { start: statement.end, end: statement.end, text: `${tuple ? ')' : ''}, cell=${cell})` }
  ];
}

function isDisplay(layout: ILayout, target: SyntaxNode | null): boolean {
  return target?.kind === 'identifier' && target.text === 'display' && displayIsHelper(layout);
}

/** True when `display` means IPython's: nothing else in the notebook binds the name. */
export function displayIsHelper(layout: ILayout): boolean {
  return layout.model
    .moduleBindings('display')
    .every(b => /^IPython\.(?:core\.)?display(?:_functions)?\.display$/.test(b.imported ?? ''));
}

/** Small changes that Python needs once the code stands in a function of a package. */
function textEdits(layout: ILayout, item: IItem): ITextEdit[] {
  const edits: ITextEdit[] = [];
  for (const references of [item.reads.get('__name__'), item.captures.get('__name__')]) {
    for (const r of references ?? []) {
      const other =
        r.node.parent?.kind === 'comparison_operator'
          ? r.node.parent.namedChildren.find(c => c !== r.node)
          : null;
      const text =
        (other && stringValue(other) === '__main__') ||
        r.node.parent?.kind === 'interpolation' ||
        isPrinted(layout, r.node) ||
        item.shown?.namedChildren.includes(r.node);
      if (text && layout.model.isBuiltin('__name__')) {
        edits.push({ start: r.node.start, end: r.node.end, text: '"__main__"' });
      }
    }
  }
  edits.push(...shownEdits(layout.model, item, layout.names));
  for (const [name, list] of item.binds) {
    if (!layout.shared.has(name)) {
      continue;
    }
    for (const b of list) {
      const type =
        b.statement?.kind === 'assignment' && b.writer.kind === 'module'
          ? b.statement.child('type')
          : null;
      const left = b.statement?.child('left');
      if (type && left) {
        // A name that is declared `global` cannot be annotated.
        edits.push(
          b.kind === 'annotation'
            ? { start: left.start, end: type.end, text: 'pass' }
            : { start: left.end, end: type.end, text: '' }
        );
      }
    }
  }
  for (const node of layout.hoist.kinds.has(item) ? [] : item.nodes.flatMap(idleGlobals)) {
    edits.push({ start: node.start, end: node.end, text: 'pass' });
  }
  for (const node of layout.hoist.kinds.has(item) ? [] : item.nodes.flatMap(n => [...n.walk()])) {
    if (node.kind === 'import_from_statement' && node.childOfKind('wildcard_import')) {
      // Python allows it at the top level of a module only.
      edits.push({
        start: node.start,
        end: node.end,
        text: `exec(${pythonString(node.text.replace(/\s+/g, ' '))}, globals())`
      });
    }
  }
  if (layout.isExact) {
    edits.push(...exactEdits(layout, item));
  }
  return edits;
}

/** `global x` outside of functions: it says nothing in a notebook, and would in a step. */
function idleGlobals(node: SyntaxNode): SyntaxNode[] {
  return ['function_definition', 'class_definition'].includes(node.kind)
    ? []
    : node.kind === 'global_statement'
      ? [node]
      : node.namedChildren.flatMap(idleGlobals);
}

/** True for an argument of `print`. */
function isPrinted({ model }: ILayout, node: SyntaxNode): boolean {
  const call = node.parent?.kind === 'argument_list' ? node.parent.parent : null;
  return call?.kind === 'call' && model.qualifiedName(call.child('function')) === 'builtins.print';
}

/** In a function `locals()` and `exec` see the function; the notebook's code means the module. */
function exactEdits(layout: ILayout, item: IItem): ITextEdit[] {
  const edits: ITextEdit[] = [];
  for (const name of ['locals', 'vars', 'exec', 'eval']) {
    for (const r of layout.model.isBuiltin(name) ? (item.reads.get(name) ?? []) : []) {
      const call = r.node.parent;
      const list = call?.kind === 'call' ? call.child('arguments') : null;
      const count = list?.namedChildren.length ?? -1;
      if ((name === 'locals' || name === 'vars') && count === 0) {
        edits.push({ start: r.node.start, end: r.node.end, text: 'globals' });
      } else if (
        (name === 'exec' || name === 'eval') &&
        count === 1 &&
        list &&
        !list.text.includes(',')
      ) {
        edits.push({ start: list.end - 1, end: list.end - 1, text: ', globals()' });
      }
    }
  }
  edits.push(...profilerEdits(layout.model, item.nodes));
  for (const node of item.nodes.flatMap(n => [...n.walk()])) {
    if (node.kind === 'string_content' && node.text.includes('__main__')) {
      const at = node.text.indexOf('__main__ import');
      if (at >= 0) {
        edits.push({
          start: node.start + at,
          end: node.start + at + 8,
          text: `${layout.package}.pipeline`
        });
      }
    }
    if (node.kind === 'import_from_statement' && node.child('module_name')?.text === '__main__') {
      const module = node.child('module_name') as SyntaxNode;
      edits.push({ start: module.start, end: module.end, text: `${layout.package}.pipeline` });
    }
  }
  return edits;
}
