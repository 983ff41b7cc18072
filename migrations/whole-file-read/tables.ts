/** Tables that pandas reads as a whole, of which a loop takes the rows one by one, or one sum or number is asked. */
import {
  keywordArgument,
  positionalArguments,
  stringValue,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { readerOf } from './readers';
import { changesPath } from './reads';

export interface IWholeTable {
  readonly kind: 'table';
  readonly name: string;
  /** `pd.read_csv(…)`. */
  readonly call: SyntaxNode;
  /** `table = pd.read_csv(…)`. */
  readonly statement: SyntaxNode;
  /** The name where it is used. */
  readonly use: SyntaxNode;
  /** `table.iterrows()`, `len(table)`, `table["x"].sum()`. */
  readonly asked: SyntaxNode;
  /** What goes through the rows; null where a number is asked. */
  readonly reader: SyntaxNode | null;
  /** Why it cannot be read in parts. */
  readonly obstacle: string | null;
  /** Columns may get another type in each part. */
  readonly infersTypes: boolean;
}

const readers = /^pandas\.(read_csv|read_table|read_json)$/;

/** The table that a call reads, when the rows of it are gone through once or one number is made of it. */
export function wholeTable(model: SemanticModel, call: SyntaxNode): IWholeTable | null {
  const assignment = call.parent;
  const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (
    !binding?.isPlain ||
    binding.value !== call ||
    binding.scope.kind === 'class' ||
    assignment?.parent?.kind !== 'expression_statement' ||
    !readers.test(model.qualifiedName(call.child('function')) ?? '') ||
    !readsInParts(model, call)
  ) {
    return null;
  }
  const uses = model.references(binding);
  const [use] = uses;
  if (uses.length !== 1 || !runsHere(use, binding.scope) || model.definitions(use).length !== 1) {
    return null;
  }
  const asked = rowsOf(use.node) ?? numberOf(model, use.node);
  const reader = asked && rowsOf(use.node) ? readerOf(model, asked) : null;
  if (!asked || (rowsOf(use.node) && !reader)) {
    return null;
  }
  return {
    kind: 'table',
    name: binding.name,
    call,
    statement: assignment.parent,
    use: use.node,
    asked,
    reader,
    obstacle: obstacleOf(model, binding.name, call, reader, use.node),
    infersTypes: keywordArgument(call, 'dtype') === null
  };
}

/** False for arguments with which pandas reads no parts, or reads parts already, and for what is in memory anyway. */
function readsInParts(model: SemanticModel, call: SyntaxNode): boolean {
  const given = call.child('arguments')?.namedChildren ?? [];
  const [source] = positionalArguments(call);
  const isKnown =
    source !== undefined &&
    (stringValue(source) !== null ||
      /^(identifier|attribute|string|binary_operator)$/.test(source.kind) ||
      /^(os\.path\.join|pathlib\.Path)$/.test(
        source.kind === 'call' ? (model.qualifiedName(source.child('function')) ?? '') : ''
      ));
  const type = source ? (model.typeOf(source)?.name ?? '') : '';
  const name = model.qualifiedName(call.child('function')) ?? '';
  return (
    isKnown &&
    !/open\(\)$|^io\./.test(type) &&
    !given.some(a =>
      /^(chunksize|iterator|skipfooter|nrows|engine)$/.test(a.child('name')?.text ?? a.kind)
    ) &&
    !given.some(a => a.kind === 'dictionary_splat') &&
    (!name.endsWith('read_json') || keywordArgument(call, 'lines')?.kind === 'true')
  );
}

/** True when no function lies between a read and the scope of the name. */
function runsHere(use: Reference, owner: Reference['scope']): boolean {
  let s = use.scope;
  while (s !== owner && s.kind === 'comprehension' && s.parent) {
    s = s.parent;
  }
  return s === owner || (s.kind === 'module' && owner.kind === 'module');
}

/** `table.iterrows()`, `table.itertuples()` and `table.to_dict("records")` for the name in it. */
function rowsOf(name: SyntaxNode): SyntaxNode | null {
  const target = name.parent;
  const call = target?.kind === 'attribute' && name.field === 'object' ? target.parent : null;
  if (call?.kind !== 'call' || target?.field !== 'function') {
    return null;
  }
  const given = call.child('arguments')?.namedChildren ?? [];
  switch (target.child('attribute')?.text) {
    case 'iterrows':
    case 'itertuples':
      return call;
    case 'to_dict': {
      const orient = given.length === 1 ? (given[0].child('value') ?? given[0]) : null;
      return stringValue(orient) === 'records' ? call : null;
    }
  }
  return null;
}

/** `len(table)`, `table["x"].sum()` and `table["x"].count()` for the name in it. */
function numberOf(model: SemanticModel, name: SyntaxNode): SyntaxNode | null {
  const list = name.parent;
  if (list?.kind === 'argument_list' && list.namedChildren.length === 1) {
    const call = list.parent as SyntaxNode;
    return model.qualifiedName(call.child('function')) === 'builtins.len' ? call : null;
  }
  const isColumn =
    list?.kind === 'subscript' &&
    name.field === 'value' &&
    list.child('subscript')?.kind === 'string';
  const target = isColumn ? list.parent : null;
  const call = target?.kind === 'attribute' && list?.field === 'object' ? target.parent : null;
  return call?.kind === 'call' &&
    target?.field === 'function' &&
    /^(sum|count)$/.test(target.child('attribute')?.text ?? '') &&
    call.child('arguments')?.namedChildren.length === 0
    ? call
    : null;
}

function obstacleOf(
  model: SemanticModel,
  name: string,
  call: SyntaxNode,
  reader: SyntaxNode | null,
  use: SyntaxNode
): string | null {
  const line = (n: SyntaxNode): string => `line ${n.cell.lines.position(n.start).line}`;
  if (call.cell.comments.some(c => c.start >= call.start && c.end <= call.end)) {
    return 'A comment stands in the call that reads the table.';
  }
  const mention = model.blindMention(name);
  if (mention && model.scopeAround(use).kind === 'module') {
    return `Cell ${mention.index + 1} was not checked and mentions \`${name}\`.`;
  }
  for (const n of call.child('arguments')?.walk() ?? []) {
    const reference = n.kind === 'identifier' ? model.referenceAt(n) : null;
    const owner = reference?.scope.resolve(n.text);
    const all =
      owner?.kind === 'module' ? model.moduleBindings(n.text) : (owner?.bindings.get(n.text) ?? []);
    const other = reference ? all.find(b => !model.definitions(reference).includes(b)) : null;
    if (other?.node) {
      return `\`${n.text}\` gets another value in ${line(other.node)}, perhaps before the rows are used.`;
    }
  }
  const path = stringValue(positionalArguments(call)[0] ?? null);
  for (const n of reader?.walk() ?? []) {
    if (changesPath(model, n, path)) {
      return `\`${n.text.split('\n')[0]}\` in ${line(n)} may change the file while it is still being read.`;
    }
  }
  return null;
}
