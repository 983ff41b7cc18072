/** Which names are certainly bound once statements have run without an exception. Too few is safe, too many is not. */
import { unparenthesized } from '../../syntax/guards';
import type { SyntaxNode } from '../../syntax/node';

export function definitelyBound(nodes: readonly SyntaxNode[]): Set<string> {
  const bound = new Set<string>();
  for (const node of nodes) {
    for (const name of ofStatement(node)) {
      bound.add(name);
    }
    if (node.kind === 'delete_statement') {
      for (const target of node.walk()) {
        if (target.kind === 'identifier') {
          bound.delete(target.text);
        }
      }
    }
  }
  return bound;
}

function ofBlock(block: SyntaxNode | null): Set<string> {
  return definitelyBound(block?.namedChildren ?? []);
}

function ofStatement(node: SyntaxNode): Set<string> {
  switch (node.kind) {
    case 'expression_statement':
      return union(node.namedChildren.map(ofExpression));
    case 'import_statement':
    case 'import_from_statement':
      return importNames(node);
    case 'function_definition':
    case 'class_definition':
      return single(node.child('name'));
    case 'decorated_definition':
      return single(node.child('definition')?.child('name') ?? null);
    case 'type_alias_statement':
      return single(
        [...(node.child('left')?.walk() ?? [])].find(n => n.kind === 'identifier') ?? null
      );
    case 'if_statement':
      return ofIf(node);
    case 'with_statement':
      return ofWith(node);
    case 'try_statement':
      return ofTry(node);
    case 'for_statement':
      return ofFor(node);
    case 'while_statement':
      return ofExpression(node.child('condition'));
    default:
      return new Set();
  }
}

function single(name: SyntaxNode | null): Set<string> {
  return new Set(name ? [name.text] : []);
}

function union(sets: readonly Set<string>[]): Set<string> {
  return new Set(sets.flatMap(s => [...s]));
}

function intersection(sets: readonly Set<string>[]): Set<string> {
  return new Set([...(sets[0] ?? [])].filter(name => sets.every(s => s.has(name))));
}

/** Targets of assignments and walruses that are evaluated on every path through an expression. */
function ofExpression(node: SyntaxNode | null): Set<string> {
  if (!node) {
    return new Set();
  }
  const found = new Set<string>();
  const visit = (n: SyntaxNode): void => {
    switch (n.kind) {
      case 'assignment': {
        const right = n.child('right');
        if (right) {
          targetNames(n.child('left'), found);
          visit(right);
        }
        return;
      }
      case 'augmented_assignment':
        targetNames(n.child('left'), found);
        return;
      case 'named_expression':
        for (const name of single(n.child('name'))) {
          found.add(name);
        }
        n.namedChildren.slice(1).forEach(visit);
        return;
      case 'boolean_operator': {
        const left = n.child('left');
        if (left) {
          visit(left);
        }
        return;
      }
      case 'conditional_expression':
        if (n.namedChildren[1]) {
          visit(n.namedChildren[1]);
        }
        return;
      case 'lambda':
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression':
      case 'comparison_operator':
        return;
    }
    n.namedChildren.forEach(visit);
  };
  visit(node);
  return found;
}

function targetNames(target: SyntaxNode | null, into: Set<string>): void {
  if (!target || target.kind === 'attribute' || target.kind === 'subscript') {
    return;
  }
  if (target.kind === 'identifier') {
    into.add(target.text);
    return;
  }
  target.namedChildren.forEach(t => targetNames(t, into));
}

function importNames(node: SyntaxNode): Set<string> {
  const found = new Set<string>();
  for (const item of node.childrenOf('name')) {
    const name = item.kind === 'aliased_import' ? item.child('alias') : item;
    if (name) {
      found.add(node.kind === 'import_statement' ? name.text.split('.')[0].trim() : name.text);
    }
  }
  return found;
}

/** True when the block always leaves by an exception, so that it says nothing of what is bound after it. */
function raises(block: SyntaxNode | null): boolean {
  const all = block?.namedChildren ?? [];
  return all[all.length - 1]?.kind === 'raise_statement';
}

function ofIf(node: SyntaxNode): Set<string> {
  const branches = [
    node.child('consequence'),
    ...node.childrenOf('alternative').map(a => a.child('consequence') ?? a.child('body'))
  ];
  const complete = node.childrenOf('alternative').some(a => a.kind === 'else_clause');
  const sets = branches.filter(b => !raises(b)).map(ofBlock);
  const condition = ofExpression(node.child('condition'));
  return complete ? union([condition, intersection(sets)]) : condition;
}

function ofWith(node: SyntaxNode): Set<string> {
  const found = new Set<string>();
  const clause = node.childOfKind('with_clause');
  let swallows = false;
  for (const item of clause?.namedChildren ?? []) {
    const value = item.child('value');
    const pattern = value ? unparenthesized(value) : null;
    if (pattern?.kind === 'as_pattern') {
      for (const target of pattern.child('alias')?.namedChildren ?? []) {
        targetNames(target, found);
      }
    }
    swallows ||= /suppress|raises|subTest|assertRaises|ignored/.test(item.text);
  }
  return swallows ? found : union([found, ofBlock(node.child('body'))]);
}

function ofTry(node: SyntaxNode): Set<string> {
  const otherwise = node.children.find(c => c.kind === 'else_clause') ?? null;
  const normal = union([ofBlock(node.child('body')), ofBlock(otherwise?.child('body') ?? null)]);
  const handlers = node.children
    .filter(c => c.kind === 'except_clause' || c.kind === 'except_group_clause')
    .map(c => ({ clause: c, block: c.childOfKind('block') }))
    .filter(h => !raises(h.block))
    .map(h => {
      const names = ofBlock(h.block);
      // `except E as e` unbinds the name at its end.
      const alias = h.clause.child('value')?.child('alias')?.text;
      if (alias) {
        names.delete(alias);
      }
      return names;
    });
  const last = node.children.find(c => c.kind === 'finally_clause')?.childOfKind('block') ?? null;
  return union([intersection([normal, ...handlers]), ofBlock(last)]);
}

/** A loop binds nothing for certain, unless it visibly runs at least once. */
function ofFor(node: SyntaxNode): Set<string> {
  const found = new Set<string>();
  const iterable = node.child('right');
  if (!iterable || !runsOnce(unparenthesized(iterable))) {
    return found;
  }
  targetNames(node.child('left'), found);
  const body = node.child('body');
  const jumps = [...(body?.walk() ?? [])].some(
    n => n.kind === 'break_statement' || n.kind === 'continue_statement'
  );
  return jumps ? found : union([found, ofBlock(body)]);
}

function runsOnce(iterable: SyntaxNode): boolean {
  if (['list', 'tuple', 'set'].includes(iterable.kind)) {
    return iterable.namedChildren.some(c => !c.kind.endsWith('splat'));
  }
  if (iterable.kind !== 'call') {
    return false;
  }
  const callee = iterable.child('function')?.text;
  const args = iterable.child('arguments')?.namedChildren ?? [];
  if (callee === 'range') {
    const numbers = args.map(a => (a.kind === 'integer' ? Number(a.text.replace(/_/g, '')) : NaN));
    return args.length === 1 ? numbers[0] > 0 : args.length === 2 && numbers[0] < numbers[1];
  }
  return (
    (callee === 'enumerate' || callee === 'zip') &&
    args.length > 0 &&
    args.every(a => runsOnce(unparenthesized(a)))
  );
}
