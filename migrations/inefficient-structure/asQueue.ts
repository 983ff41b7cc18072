/** Lists whose front is taken or grown in a loop: double-ended queues. */
import {
  keywordArgument,
  positionalArguments,
  type CellSyntax,
  type EditBuilder,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IPlan } from './index';
import {
  hiddenUse,
  isFinalUse,
  isRepeated,
  isTypeless,
  lineOf,
  methodCall,
  quoted,
  soleArgumentOf,
  soughtItem,
  subjectOf,
  type ISubject
} from './subject';

const sameMethods = /^(append|extend|clear|remove|count|reverse|index|insert)$/;
const changes = /^(append|extend|clear|remove|reverse|insert|pop)$/;
const readers = /^builtins\.(len|list|tuple|set|frozenset|sorted|sum|min|max|any|all|bool)$/;

type Edits = ((edit: EditBuilder) => void)[];

/** Plans for all lists that are used as queues, in this cell first. */
export function* queuePlans(model: SemanticModel, syntax: CellSyntax): IterableIterator<IPlan> {
  if (!/\.\s*(pop\s*\(\s*0\s*\)|insert\s*\(\s*0\s*,)/.test(syntax.source)) {
    return;
  }
  for (const call of syntax.nodes('call')) {
    const name = isFrontCall(call) ? call.child('function')?.child('object') : null;
    const subject = name?.kind === 'identifier' ? subjectOf(model, name) : null;
    const first = subject?.uses.find(({ node }) => {
      const called = methodCall(node)?.call;
      return called && isFrontCall(called) && isRepeated(called, subject);
    });
    const plan = subject && first?.node === name ? planOf(model, subject, call) : null;
    if (plan) {
      yield plan;
    }
  }
}

/** `items.pop(0)` and `items.insert(0, x)`. */
function isFrontCall(call: SyntaxNode): boolean {
  const method = call.child('function')?.child('attribute')?.text;
  const given = call.child('arguments')?.namedChildren ?? [];
  return (
    given[0]?.text === '0' &&
    ((method === 'pop' && given.length === 1) || (method === 'insert' && given.length === 2))
  );
}

function planOf(model: SemanticModel, subject: ISubject, at: SyntaxNode): IPlan | null {
  const { name, value, binding } = subject;
  if (!isList(model, value)) {
    return null;
  }
  const edits: Edits = [];
  const builtins = new Set<string>();
  let obstacle = hiddenUse(model, subject);
  for (const use of subject.uses) {
    if (isFinalUse(model, use, subject)) {
      builtins.add('list');
      edits.push(edit => edit.replace(use.node, `list(${name})`));
      continue;
    }
    const found = useOf(model, use, subject, edits);
    if (found === 'list') {
      return null;
    }
    obstacle ??= found;
  }
  const type = binding.statement?.child('type');
  if (type) {
    obstacle ??= `\`${name}\` is annotated as \`${type.text}\`.`;
  }
  // `list(xs)` becomes `deque(xs)`.
  const isCopy = model.qualifiedName(value.child('function')) === 'builtins.list';
  const front = at.child('function')?.child('attribute')?.text === 'pop' ? 'taken from' : 'put at';
  return {
    subject,
    at,
    message: `Items are ${front} the front of the list \`${name}\` in a loop`,
    title: `Make \`${name}\` a deque`,
    obstacle,
    builtins: [...builtins],
    risks: [],
    write(edit) {
      const deque = edit.addImport('collections', 'deque', binding.node ?? binding.cell);
      edit.replace(value, dequeText(value, isCopy, deque));
      edits.forEach(e => e(edit));
    }
  };
}

function isList(model: SemanticModel, value: SyntaxNode): boolean {
  return (
    value.kind === 'list' ||
    value.kind === 'list_comprehension' ||
    (value.kind === 'call' &&
      /^builtins\.(list|sorted)$/.test(model.qualifiedName(value.child('function')) ?? ''))
  );
}

function dequeText(value: SyntaxNode, isCopy: boolean, deque: string): string {
  if (value.kind === 'list' && !value.namedChildren.length) {
    return `${deque}()`;
  }
  return isCopy
    ? deque + value.text.slice(value.child('function')?.text.length)
    : `${deque}(${value.text})`;
}

/** Null when a deque does the same (with the edits that it needs), `list` when a list is needed, or the obstacle. */
function useOf(
  model: SemanticModel,
  use: Reference,
  subject: ISubject,
  edits: Edits
): string | null {
  const { node } = use;
  const parent = node.parent as SyntaxNode;
  const called = methodCall(node);
  if (called) {
    return callOf(model, called, subject, edits);
  }
  if (soughtItem(node) || isTypeless(node)) {
    return null;
  }
  if (parent.kind === 'subscript' && node.field === 'value') {
    const index = parent.childrenOf('subscript');
    return index.length === 1 && /^-?\s*\d+$/.test(index[0].text)
      ? null
      : `\`${subject.name}\` is indexed in ${lineOf(model, node, subject)}.`;
  }
  if (parent.kind === 'augmented_assignment' && node.field === 'left') {
    return parent.child('operator')?.text === '+=' ? null : 'list';
  }
  const outer = soleArgumentOf(model, node);
  if (outer && readers.test(outer)) {
    return null;
  }
  if (
    parent.kind === 'argument_list' &&
    parent.namedChildren[0] === node &&
    /^(random\.(sample|choice|choices)|builtins\.(sorted|min|max|sum))$/.test(
      model.qualifiedName(parent.parent?.child('function') ?? null) ?? ''
    )
  ) {
    return null;
  }
  if (/^(for_statement|for_in_clause)$/.test(parent.kind) && node.field === 'right') {
    const loop = parent.kind === 'for_statement' ? parent : (parent.parent as SyntaxNode);
    const change = subject.uses.find(
      u =>
        u.node !== node &&
        u.node.isInside(loop) &&
        (changes.test(methodCall(u.node)?.method ?? '') ||
          u.node.parent?.kind === 'augmented_assignment')
    );
    return change
      ? `\`${subject.name}\` changes in ${lineOf(model, change.node, subject)} while a loop goes through it.`
      : null;
  }
  return 'list';
}

function callOf(
  model: SemanticModel,
  { method, call }: { method: string; call: SyntaxNode },
  subject: ISubject,
  edits: Edits
): string | null {
  const target = call.child('function')?.child('attribute') as SyntaxNode;
  const list = call.child('arguments') as SyntaxNode;
  const given = positionalArguments(call);
  if (isFrontCall(call)) {
    edits.push(
      method === 'pop'
        ? edit => {
            edit.replace(target, 'popleft');
            edit.replace(list, '()');
          }
        : edit => {
            // items.insert(0, x)
            //              ^^ goes
            edit.replace(target, 'appendleft');
            edit.replaceRange(call.cell, { start: given[0].start, end: given[1].start }, '');
          }
    );
    return /#/.test(call.cell.source.slice(list.start, given[1]?.start ?? list.end))
      ? `A comment stands in ${quoted(call)}.`
      : null;
  }
  if (method === 'pop') {
    if (given.length === 1 && given[0].text === '-1') {
      edits.push(edit => edit.replace(list, '()'));
      return null;
    }
    return given.length
      ? `${quoted(call)} in ${lineOf(model, call, subject)} takes an item from the middle.`
      : null;
  }
  if (method === 'sort' && !keywordArgument(call, 'inplace')) {
    return `A deque cannot be sorted in place, as ${lineOf(model, call, subject)} does.`;
  }
  return sameMethods.test(method) ? null : 'list';
}
