/** Lists in which a loop looks for items, and of which nothing else is asked: sets. */
import {
  positionalArguments,
  type CellSyntax,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { hashable, hashableItems, type Hashable } from './hashable';
import type { IPlan } from './index';
import {
  hiddenUse,
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

/** So many items make the search worth speaking of where a list is written out. */
const manyItems = 10;

/** Plans for all lists that are used as sets and searched in this cell first. */
export function* setPlans(model: SemanticModel, syntax: CellSyntax): IterableIterator<IPlan> {
  if (!/\sin\s/.test(syntax.source)) {
    return;
  }
  for (const test of syntax.nodes('comparison_operator')) {
    const name = test.namedChildren[1];
    const subject = name?.kind === 'identifier' && soughtItem(name) ? subjectOf(model, name) : null;
    const first = subject?.uses.find(u => soughtItem(u.node) && isRepeated(u.node, subject));
    const plan = subject && first?.node === name ? planOf(model, subject, test) : null;
    if (plan) {
      yield plan;
    }
  }
}

function planOf(model: SemanticModel, subject: ISubject, at: SyntaxNode): IPlan | null {
  const { name, uses, value } = subject;
  const start = emptyOrFilled(model, value);
  if (!start) {
    return null;
  }
  let obstacle = hiddenUse(model, subject);
  let isGrowing = start === 'filled';
  let isUnique = start === 'empty';
  let additions = 0;
  /** Needs each item once: `len(items)`. */
  let counting: SyntaxNode | null = null;
  const items: { node: SyntaxNode; answer: Hashable }[] = [];
  const edits: ((edit: EditBuilder) => void)[] = [];
  for (const { node } of uses) {
    const sought = soughtItem(node);
    const called = methodCall(node);
    const outer = soleArgumentOf(model, node);
    if (sought) {
      items.push({ node: sought, answer: hashable(model, sought) });
    } else if (called && /^(append|extend)$/.test(called.method)) {
      const given = positionalArguments(called.call);
      if (given.length !== 1 || given[0].kind === 'list_splat') {
        return null;
      }
      const isOne = called.method === 'append';
      additions++;
      isGrowing ||= isRepeated(called.call, subject);
      isUnique &&= isOne && isGuarded(model, called.call, given[0], name);
      items.push({
        node: given[0],
        answer: isOne ? hashable(model, given[0]) : hashableItems(model, given[0])
      });
      const method = called.call.child('function')?.child('attribute') as SyntaxNode;
      edits.push(edit => edit.replace(method, isOne ? 'add' : 'update'));
    } else if (outer && /^builtins\.(len|sorted)$/.test(outer)) {
      counting ??= node.parent?.parent ?? null;
    } else if (
      !(called?.method === 'clear' && called.call.parent?.kind === 'expression_statement') &&
      !isTypeless(node) &&
      !(outer && /^builtins\.(set|frozenset|bool)$/.test(outer))
    ) {
      // Order, positions or equal items matter: the list is right.
      return null;
    }
  }
  if (!isGrowing) {
    return null;
  }
  if (counting && !(isUnique && additions === 1)) {
    obstacle ??= `${quoted(counting)} in ${lineOf(model, counting, subject)} counts equal items too, of which a set keeps one.`;
  }
  if (start === 'filled') {
    items.push({ node: value, answer: hashableItems(model, value) });
  }
  const unfit = items.find(i => i.answer === 'no');
  if (unfit) {
    obstacle ??= `${quoted(unfit.node)} in ${lineOf(model, unfit.node, subject)} is a list, a dictionary or a set, which a set cannot hold.`;
  }
  obstacle ??= annotationObstacle(model, subject);
  const unknown = items.find(i => i.answer === 'unknown');
  return {
    subject,
    at,
    message: `\`${name}\` is a list that is searched again and again`,
    title: `Make \`${name}\` a set`,
    obstacle,
    builtins: ['set'],
    risks: unknown
      ? [
          `A set holds texts, numbers, tuples and other hashable values; what ${quoted(unknown.node)} is, is not known.`
        ]
      : [],
    write(edit) {
      edit.replace(value, setText(value));
      const type = subject.binding.statement?.child('type')?.namedChildren[0];
      const base = type?.kind === 'generic_type' ? type.namedChildren[0] : type;
      if (base) {
        edit.replace(base, 'set');
      }
      edits.forEach(e => e(edit));
    }
  };
}

/** How the list begins; null for values that are no lists or too short to matter. */
function emptyOrFilled(model: SemanticModel, value: SyntaxNode): 'empty' | 'filled' | null {
  switch (value.kind) {
    case 'list': {
      const count = value.namedChildren.length;
      const isPlain = value.namedChildren.every(c => c.kind !== 'list_splat');
      return count === 0 ? 'empty' : count >= manyItems && isPlain ? 'filled' : null;
    }
    case 'list_comprehension':
      return isShort(value) ? null : 'filled';
    case 'call':
      if (model.qualifiedName(value.child('function')) !== 'builtins.list') {
        return null;
      }
      return positionalArguments(value).length ? 'filled' : 'empty';
  }
  return null;
}

/** A comprehension over a few written items: `[row[0] for row in rows[:5]]`. */
function isShort(comprehension: SyntaxNode): boolean {
  const source = comprehension.childOfKind('for_in_clause')?.child('right');
  const part = source?.kind === 'subscript' ? source.child('subscript') : null;
  return (
    (/^(list|tuple)$/.test(source?.kind ?? '') &&
      (source?.namedChildren.length ?? manyItems) < manyItems) ||
    /^:\s*\d{1,2}$/.test(part?.text ?? '')
  );
}

function setText(value: SyntaxNode): string {
  if (value.kind === 'call') {
    return `set${value.text.slice((value.child('function') as SyntaxNode).text.length)}`;
  }
  return value.kind === 'list' && !value.namedChildren.length
    ? 'set()'
    : `{${value.text.slice(1, -1)}}`;
}

/** True when an addition runs only for an item that is not there yet: under `if item not in items:`, or after a way out. */
function isGuarded(
  model: SemanticModel,
  call: SyntaxNode,
  item: SyntaxNode,
  name: string
): boolean {
  const tests = (condition: SyntaxNode | null, operator: string): boolean => {
    const isBoth =
      operator === 'not in' &&
      condition?.kind === 'boolean_operator' &&
      condition.children.some(c => c.kind === 'and');
    return (isBoth ? condition.namedChildren : [condition]).some(
      test =>
        test?.kind === 'comparison_operator' &&
        test.children.some(c => c.kind === operator) &&
        test.namedChildren[1]?.text === name &&
        test.namedChildren[0].text === item.text &&
        meansTheSame(model, test.namedChildren[0], item)
    );
  };
  for (let below = call, n = call.parent; n; below = n, n = n.parent) {
    const isUnder = n.kind === 'if_statement' && below.field === 'consequence';
    if (isUnder && tests(n.child('condition'), 'not in')) {
      return true;
    }
    // if item in items:
    //     continue
    const before = n.namedChildren.slice(0, Math.max(0, n.namedChildren.indexOf(below)));
    if (n.kind === 'block' && before.some(s => leaves(s) && tests(s.child('condition'), 'in'))) {
      return true;
    }
    if (/^(for_statement|while_statement|function_definition)$/.test(n.kind)) {
      return false;
    }
  }
  return false;
}

function leaves(statement: SyntaxNode): boolean {
  return (
    statement.kind === 'if_statement' &&
    !statement.child('alternative') &&
    /^(continue|break|return|raise)_statement$/.test(
      statement.child('consequence')?.namedChildren.at(-1)?.kind ?? ''
    )
  );
}

/** Two expressions of the same text whose names hold the same, with nothing called in them. */
function meansTheSame(model: SemanticModel, a: SyntaxNode, b: SyntaxNode): boolean {
  const [names, others] = [a, b].map(n => [...n.walk()].filter(x => x.kind === 'identifier'));
  return (
    ![...a.walk()].some(n => n.kind === 'call' || n.kind === 'await') &&
    names.every((n, i) => {
      const [r, s] = [model.referenceAt(n), model.referenceAt(others[i])];
      return (
        (r === null && s === null) ||
        (r !== null &&
          s !== null &&
          model.definitions(r).join() === model.definitions(s).join() &&
          model.definitions(r).every((d, at) => d === model.definitions(s)[at]))
      );
    })
  );
}

function annotationObstacle(model: SemanticModel, { binding, name }: ISubject): string | null {
  const type = binding.statement?.child('type')?.namedChildren[0];
  const base = type?.kind === 'generic_type' ? type.namedChildren[0] : type;
  return !type || /^(builtins\.list|typing\.List)$/.test(model.qualifiedName(base ?? null) ?? '')
    ? null
    : `\`${name}\` is annotated as \`${type.text}\`.`;
}
