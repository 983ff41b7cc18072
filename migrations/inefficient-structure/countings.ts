/** The ways to write "add to the entry, or begin it" for a dictionary. */
import { lineIndent, type EditBuilder, type SemanticModel, type SyntaxNode } from '../../src/core';

export interface ICounting {
  /** What a person is pointed to. */
  readonly at: SyntaxNode;
  /** The dictionary's name in `counts[key] += amount`. */
  readonly name: SyntaxNode;
  readonly amount: SyntaxNode;
  /** The entry was 0 before the first amount was added; otherwise it began with the amount. */
  readonly startsAtZero: boolean;
  /** Holds every use of the dictionary that belongs to the counting, `name` aside. */
  readonly whole: SyntaxNode;
  write(edit: EditBuilder): void;
}

/** Calls in a key that may be left out or made once less. */
const pureMethods = /^(lower|upper|strip|lstrip|rstrip|title|capitalize|casefold|replace)$/;
const pureFunctions = /^builtins\.(str|int|float|len|tuple|type|ord|chr|round|abs)$/;

/** The counting that `counts[key] += amount` belongs to, or null. */
export function countingOf(model: SemanticModel, addition: SyntaxNode): ICounting | null {
  const entry = addition.child('left');
  const amount = addition.child('right');
  const name = entry?.child('value');
  const keys = entry?.childrenOf('subscript') ?? [];
  if (
    entry?.kind !== 'subscript' ||
    name?.kind !== 'identifier' ||
    !amount ||
    keys.length !== 1 ||
    keys[0].kind === 'slice' ||
    addition.child('operator')?.text !== '+=' ||
    !isPure(model, keys[0])
  ) {
    return null;
  }
  const key = keys[0].text;
  const statement = addition.statement;
  const tests = (condition: SyntaxNode | null): 'in' | 'not in' | null =>
    condition && membership(condition, key, name.text);
  const block = statement.parent;
  const around = block?.parent;
  if (block?.kind === 'block' && block.namedChildren.length === 1) {
    const isElse = around?.kind === 'else_clause';
    const branch = isElse ? around.parent : around;
    if (branch?.kind === 'if_statement') {
      const other = otherBranch(branch, isElse);
      const wanted = isElse ? 'not in' : 'in';
      return other &&
        tests(branch.child('condition')) === wanted &&
        isStart(other, entry, amount.text)
        ? replaced(branch, name, amount, addition)
        : null;
    }
    if (around?.kind === 'try_statement' && block.field === 'body') {
      const start = keyErrorBranch(model, around);
      return start && isStart(start, entry, amount.text)
        ? replaced(around, name, amount, addition)
        : null;
    }
  }
  const siblings = block?.namedChildren ?? [];
  const before = siblings[siblings.indexOf(statement) - 1];
  if (
    before?.kind !== 'if_statement' ||
    before.child('alternative') ||
    tests(before.child('condition')) !== 'not in'
  ) {
    return null;
  }
  const start = before.child('consequence');
  return start?.namedChildren.length === 1 && isStart(start.namedChildren[0], entry, '0')
    ? withoutStart(before, statement, name, amount)
    : null;
}

/** The only statement of the branch of `if … else …` in which the addition does not stand. */
function otherBranch(branch: SyntaxNode, isElse: boolean): SyntaxNode | null {
  const alternatives = branch.childrenOf('alternative');
  const [clause] = alternatives;
  if (alternatives.length !== 1 || clause.kind !== 'else_clause') {
    return null;
  }
  const other = isElse ? branch.child('consequence') : clause.child('body');
  return other?.namedChildren.length === 1 ? other.namedChildren[0] : null;
}

/** The only statement of the only handler, `except KeyError`, of a `try` with nothing else. */
function keyErrorBranch(model: SemanticModel, attempt: SyntaxNode): SyntaxNode | null {
  const [, handler, ...more] = attempt.namedChildren;
  const [type, body] = handler?.namedChildren ?? [];
  return more.length === 0 &&
    handler?.kind === 'except_clause' &&
    model.qualifiedName(type ?? null) === 'builtins.KeyError' &&
    body?.kind === 'block' &&
    body.namedChildren.length === 1
    ? body.namedChildren[0]
    : null;
}

/** `counts[key] = value`, nothing else. */
function isStart(statement: SyntaxNode, entry: SyntaxNode, value: string): boolean {
  const assignment = statement.namedChildren[0];
  return (
    statement.kind === 'expression_statement' &&
    assignment?.kind === 'assignment' &&
    assignment.child('left')?.text === entry.text &&
    assignment.child('right')?.text === value
  );
}

/** `key in counts`, `key in counts.keys()`, `not key in counts`. */
function membership(condition: SyntaxNode, key: string, name: string): 'in' | 'not in' | null {
  let n = condition;
  let isNegated = false;
  while (n.kind === 'parenthesized_expression' || n.kind === 'not_operator') {
    isNegated = isNegated !== (n.kind === 'not_operator');
    n = n.namedChildren[0];
  }
  const [item, where, ...more] = n.namedChildren;
  const operator = n.children.find(c => c.kind === 'in' || c.kind === 'not in')?.kind;
  if (
    n.kind !== 'comparison_operator' ||
    more.length ||
    !operator ||
    item.text !== key ||
    !(where?.text === name || where?.text === `${name}.keys()`)
  ) {
    return null;
  }
  return (operator === 'in') !== isNegated ? 'in' : 'not in';
}

function isPure(model: SemanticModel, key: SyntaxNode): boolean {
  for (const n of key.walk()) {
    if (n.kind === 'await' || n.kind === 'named_expression' || n.kind === 'yield') {
      return false;
    }
    if (n.kind === 'call') {
      const target = n.child('function');
      const isKnown =
        pureFunctions.test(model.qualifiedName(target) ?? '') ||
        (target?.kind === 'attribute' &&
          pureMethods.test(target.child('attribute')?.text ?? '') &&
          model.qualifiedName(target) === null);
      if (!isKnown) {
        return false;
      }
    }
  }
  return true;
}

/** The whole statement becomes the addition. */
function replaced(
  whole: SyntaxNode,
  name: SyntaxNode,
  amount: SyntaxNode,
  addition: SyntaxNode
): ICounting {
  return {
    at: whole,
    name,
    amount,
    startsAtZero: false,
    whole,
    write: edit => edit.replace(whole, [...commentsIn(whole), addition.text].join(lineBreak(whole)))
  };
}

/** The statement before the addition goes. */
function withoutStart(
  start: SyntaxNode,
  statement: SyntaxNode,
  name: SyntaxNode,
  amount: SyntaxNode
): ICounting {
  return {
    at: start,
    name,
    amount,
    startsAtZero: true,
    whole: start,
    write(edit) {
      // if key not in counts:
      //     counts[key] = 0
      // counts[key] += 1
      // ^ the range ends here; comments stay
      const comments = [
        ...commentsIn(start),
        ...commentsIn(statement.parent as SyntaxNode, start.end, statement.start)
      ];
      const text = comments.map(c => c + lineBreak(start)).join('');
      edit.replaceRange(start.cell, { start: start.start, end: statement.start }, text);
    }
  };
}

function commentsIn(node: SyntaxNode, from = node.start, to = node.end): string[] {
  return node.cell.comments.filter(c => c.start >= from && c.end <= to).map(c => c.text);
}

function lineBreak(statement: SyntaxNode): string {
  return `\n${lineIndent(statement.cell, statement.start)}`;
}
