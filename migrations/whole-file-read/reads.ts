/** Which calls read all lines of an open file, and whether the lines are gone through once. */
import {
  keywordArgument,
  positionalArguments,
  stringValue,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { readerOf } from './readers';

export interface IWholeRead {
  readonly kind: 'lines';
  /** `f.readlines()`, `f.read().splitlines()`, `f.read().split("\n")`. */
  readonly lines: SyntaxNode;
  /** The open file: a name, or the call of `open`. */
  readonly file: SyntaxNode;
  /** How the lines are made; `mixed` when bytes are split. */
  readonly ending: 'readlines' | 'splitlines' | 'split' | 'mixed';
  /** What is gone through: the lines themselves, or the name that holds them. */
  readonly use: SyntaxNode;
  /** The statement that gives the lines a name, and the loop or statement that reads it. */
  readonly stored: { readonly statement: SyntaxNode; readonly loop: SyntaxNode } | null;
  /** `len(f.readlines())`: only their number matters. */
  readonly counts: SyntaxNode | null;
  /** What happens to the file, or to what may be the same file, while the lines are gone through. */
  readonly conflict: SyntaxNode | null;
}

const openers: ReadonlySet<string> = new Set([
  'builtins.open()',
  'io.open()',
  'gzip.open()',
  'bz2.open()',
  'lzma.open()',
  'pathlib.Path.open()'
]);

/** The reading that a call is, when all that happens to its lines is that something goes through them once. */
export function wholeRead(model: SemanticModel, call: SyntaxNode): IWholeRead | null {
  const target = call.child('function');
  const object = target?.kind === 'attribute' ? target.child('object') : null;
  const method = target?.child('attribute')?.text;
  if (!object || call.ancestor('interpolation')) {
    return null;
  }
  if (method === 'readlines' && isFile(model, object) && isBare(call)) {
    return describe(model, call, object, 'readlines');
  }
  if (object.kind !== 'call' || !isBare(object)) {
    return null;
  }
  const inner = object.child('function');
  const file = inner?.kind === 'attribute' ? inner.child('object') : null;
  if (!file || inner?.child('attribute')?.text !== 'read' || !isFile(model, file)) {
    return null;
  }
  const [separator] = positionalArguments(call);
  const count = call.child('arguments')?.namedChildren.length;
  if (method === 'splitlines' && count === 0) {
    return describe(model, call, file, isBinary(model, file) ? 'mixed' : 'splitlines');
  }
  return method === 'split' && count === 1 && stringValue(separator) === '\n'
    ? describe(model, call, file, 'split')
    : null;
}

function isBare(call: SyntaxNode): boolean {
  return call.child('arguments')?.namedChildren.length === 0;
}

function isFile(model: SemanticModel, node: SyntaxNode): boolean {
  return (
    (node.kind === 'identifier' || node.kind === 'call') &&
    openers.has(model.typeOf(node)?.name ?? '') &&
    /^[rbtU]*$/.test(modeOf(model, node) ?? 'x')
  );
}

function isBinary(model: SemanticModel, file: SyntaxNode): boolean {
  const name = model.typeOf(file)?.name ?? '';
  const mode = modeOf(model, file) ?? '';
  return mode.includes('b') || (/^(gzip|bz2|lzma)/.test(name) && !mode.includes('t'));
}

/** The mode that a file was opened with; null when it is not known. */
function modeOf(model: SemanticModel, file: SyntaxNode): string | null {
  const call = openingOf(model, file);
  if (!call) {
    return null;
  }
  const position = model.qualifiedName(call.child('function')) ? 1 : 0;
  const mode = keywordArgument(call, 'mode') ?? positionalArguments(call)[position] ?? null;
  return mode ? stringValue(mode) : '';
}

/** The call that opened a file. */
function openingOf(model: SemanticModel, file: SyntaxNode): SyntaxNode | null {
  let call: SyntaxNode | null = file;
  if (file.kind === 'identifier') {
    const reference = model.referenceAt(file);
    const bindings = reference ? model.definitions(reference) : [];
    call = bindings.length === 1 ? bindings[0].value : null;
  }
  return call?.kind === 'call' ? call : null;
}

function describe(
  model: SemanticModel,
  lines: SyntaxNode,
  file: SyntaxNode,
  ending: IWholeRead['ending']
): IWholeRead | null {
  const common = { kind: 'lines' as const, lines, file, ending, stored: null, counts: null };
  const outer = lines.parent?.kind === 'argument_list' ? lines.parent.parent : null;
  if (
    ending === 'readlines' &&
    outer?.kind === 'call' &&
    outer.child('arguments')?.namedChildren.length === 1 &&
    model.qualifiedName(outer.child('function')) === 'builtins.len'
  ) {
    return { ...common, use: lines, counts: outer, conflict: null };
  }
  const direct = readerOf(model, lines);
  if (direct) {
    return { ...common, use: lines, conflict: conflictIn(model, direct, lines, file) };
  }
  const assignment = lines.parent;
  const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  return binding?.isPlain && binding.value === lines && file.kind === 'identifier'
    ? storedLines(model, binding, { ...common, use: lines, conflict: null })
    : null;
}

/** `lines = f.readlines()` that one loop or one statement reads: in the same block, or directly below the `with` block. */
function storedLines(model: SemanticModel, binding: Binding, read: IWholeRead): IWholeRead | null {
  const statement = (binding.statement as SyntaxNode).statement;
  const uses = model.references(binding);
  const [use] = uses;
  const loop = use?.node.statement;
  const isRead =
    uses.length === 1 &&
    isReader(model, use.node, loop) &&
    loop.cell === statement.cell &&
    model.definitions(use).length === 1 &&
    !(binding.scope.kind === 'module' && model.blindMention(binding.name));
  if (!isRead || !nextTo(statement, loop)) {
    return null;
  }
  const conflict = conflictIn(model, loop, use.node, read.file);
  return { ...read, use: use.node, stored: { statement, loop }, conflict };
}

/** `for line in lines:`, or a statement in which a comprehension or a builtin goes through them. */
function isReader(model: SemanticModel, lines: SyntaxNode, statement: SyntaxNode): boolean {
  return statement.kind === 'for_statement'
    ? statement.child('right') === lines
    : /^(expression|return)_statement$/.test(statement.kind) && readerOf(model, lines) !== null;
}

/** True when nothing runs between the reading and the loop, the end of the `with` block aside. */
function nextTo(statement: SyntaxNode, loop: SyntaxNode): boolean {
  const siblings = statement.parent?.namedChildren ?? [];
  const at = siblings.indexOf(statement);
  if (siblings[at + 1] === loop) {
    return true;
  }
  const block = statement.parent?.parent;
  const around = block?.parent?.namedChildren ?? [];
  return (
    block?.kind === 'with_statement' &&
    at === siblings.length - 1 &&
    around[around.indexOf(block) + 1] === loop
  );
}

/** A use of the file while its lines are gone through, or after a loop that may have stopped early, or a change of a file. */
function conflictIn(
  model: SemanticModel,
  reader: SyntaxNode,
  lines: SyntaxNode,
  file: SyntaxNode
): SyntaxNode | null {
  let stops = false;
  for (const n of reader.walk()) {
    stops ||= n.kind === 'break_statement';
    if (n.isInside(lines)) {
      continue;
    }
    if (isSame(n, file) || changesFile(model, n, file)) {
      return n;
    }
  }
  if (!stops) {
    return null;
  }
  const later = file.cell
    .nodes('identifier')
    .find(n => n.start > reader.end && isSame(n, file) && model.referenceAt(n) !== null);
  return later?.parent?.child('attribute')?.text === 'close' ? null : (later ?? null);
}

function isSame(node: SyntaxNode, file: SyntaxNode): boolean {
  return node.kind === 'identifier' && file.kind === 'identifier' && node.text === file.text;
}

/** True for a call that writes, moves or removes a file, unless it is certainly another one. */
function changesFile(model: SemanticModel, node: SyntaxNode, file: SyntaxNode): boolean {
  return changesPath(model, node, pathOf(model, file));
}

/** True for a call that writes, moves or removes a file, unless its path is written out and differs. */
export function changesPath(model: SemanticModel, node: SyntaxNode, here: string | null): boolean {
  if (node.kind !== 'call') {
    return false;
  }
  if (openers.has(model.typeOf(node)?.name ?? '')) {
    const there = pathOf(model, node);
    const isOther = here !== null && there !== null && here !== there;
    return !isOther && !/^[rbtU]*$/.test(modeOf(model, node) ?? 'x');
  }
  const target = node.child('function');
  return (
    /^(write_text|write_bytes|unlink|rename|to_csv)$/.test(
      target?.child('attribute')?.text ?? ''
    ) || /^(os\.(remove|rename|replace)|shutil\.\w+)$/.test(model.qualifiedName(target) ?? '')
  );
}

/** The path that a file was opened with, when it is written out. */
function pathOf(model: SemanticModel, file: SyntaxNode): string | null {
  const call = openingOf(model, file);
  return call && model.qualifiedName(call.child('function'))
    ? stringValue(positionalArguments(call)[0] ?? null)
    : null;
}
