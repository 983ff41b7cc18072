/** Finds `try … finally` whose `finally` only gives back, restores or clears something, with what was set up for it before. */
import {
  enclosingFunction,
  positionalArguments,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { kindOfCall, opposites, type CleanupKind } from './calls';

/** A statement that sets something, with the target that is set back: `x.flag = True`, `os.chdir(path)`. */
export interface ISetting {
  readonly statement: SyntaxNode;
  readonly value: SyntaxNode;
}

export interface ICleanup {
  readonly attempt: SyntaxNode;
  /** `finally: …`. */
  readonly clause: SyntaxNode;
  readonly statements: readonly SyntaxNode[];
  readonly kind: CleanupKind;
  /** What the first cleaning statement is about: `lock` in `lock.release()`, `max_rows` in `options.max_rows = old`. */
  readonly subject: string;
  /** Statements just before `try` that belong to the cleanup. */
  readonly setup: readonly SyntaxNode[];
  /** The same, at the beginning of the block. */
  readonly opening: readonly SyntaxNode[];
  readonly settings: readonly ISetting[];
}

/** The cleanup that a `try` statement does by hand, or null. */
export function cleanupOf(model: SemanticModel, attempt: SyntaxNode): ICleanup | null {
  const clause = attempt.childOfKind('finally_clause');
  const body = attempt.child('body');
  const block = clause?.childOfKind('block');
  if (!clause || !body || !block || hasUnfitCode(attempt, clause) || isInManager(attempt)) {
    return null;
  }
  const statements = block.namedChildren;
  const targets = new Set(statements.flatMap(targetsIn));
  const found = statements.flatMap(s => kindsIn(model, s))[0];
  if (!found) {
    return null;
  }
  const belongs = (s: SyntaxNode): boolean =>
    isSetup(model, s, statements, targets) &&
    // A lock is made once and held many times.
    !(found.kind === 'lock' && s.namedChildren[0].child('left')?.text === found.subject);
  const siblings = attempt.parent?.namedChildren ?? [];
  let first = siblings.indexOf(attempt);
  while (first > 0 && belongs(siblings[first - 1])) {
    first--;
  }
  const setup = siblings.slice(first, siblings.indexOf(attempt));
  const inside = body.namedChildren;
  let last = 0;
  // What fails there reaches `except` too: it has to stay.
  const isPlain = !attempt.childOfKind('except_clause');
  while (isPlain && last < inside.length - 1 && belongs(inside[last])) {
    last++;
  }
  const opening = inside.slice(0, last);
  const settings = [...setup, ...opening].flatMap(s => settingOf(model, s, targets) ?? []);
  return { attempt, clause, statements, ...found, setup, opening, settings };
}

/** Code that cannot be moved into a function. */
function hasUnfitCode(attempt: SyntaxNode, clause: SyntaxNode): boolean {
  const own = enclosingFunction(attempt);
  for (const n of clause.walk()) {
    if (
      /^(return|break|continue|raise|global|nonlocal|import|import_from)_statement$/.test(n.kind) ||
      n.kind === 'yield' ||
      (n.kind === 'identifier' && /^(locals|vars|super|__class__)$/.test(n.text))
    ) {
      return true;
    }
  }
  return [...attempt.walk()].some(n => n.kind === 'yield' && enclosingFunction(n) === own);
}

/** `__exit__` and its like are where cleanup belongs. */
function isInManager(attempt: SyntaxNode): boolean {
  const name = attempt.ancestor('function_definition')?.child('name')?.text ?? '';
  return /^__(a?enter|a?exit|del)__$/.test(name);
}

/** What a statement of `finally` cleans up: its own kind first, then what stands below it. */
function kindsIn(
  model: SemanticModel,
  statement: SyntaxNode
): { kind: CleanupKind; subject: string }[] {
  const found: { kind: CleanupKind; subject: string }[] = [];
  for (const n of statement.walk()) {
    const removed = n.kind === 'delete_statement' ? n.namedChildren[0] : null;
    if (removed && /^(attribute|subscript)$/.test(removed.kind)) {
      found.push({ kind: 'setting', subject: nameOf(removed) });
    } else if (n.kind === 'expression_statement') {
      const value = unawaited(n.namedChildren[0]);
      if (value.kind === 'call') {
        const kind = kindOfCall(model, value);
        if (kind) {
          found.push({ kind, subject: subjectOf(value) });
        }
      } else if (value.kind === 'assignment' && restores(model, value)) {
        found.push({ kind: 'setting', subject: nameOf(value.child('left') as SyntaxNode) });
      }
    }
  }
  return found;
}

/** `x.flag = old` of a saved value, `x.flag = False`, `os.environ["A"] = old`. */
function restores(model: SemanticModel, assignment: SyntaxNode): boolean {
  const left = assignment.child('left');
  const right = assignment.child('right');
  if (!left || !right || !/^(attribute|subscript)$/.test(left.kind)) {
    return false;
  }
  if (/^(true|false|none)$/.test(right.kind)) {
    return left.kind === 'attribute';
  }
  const reference = right.kind === 'identifier' ? model.referenceAt(right) : null;
  const bindings = reference ? model.definitions(reference) : [];
  return (
    bindings.length === 1 &&
    bindings[0].isPlain &&
    (bindings[0].value?.text === left.text ||
      (bindings[0].value?.text.startsWith(`${left.child('value')?.text ?? '\0'}.get(`) ?? false))
  );
}

/** Texts that a statement assigns to, and names of functions that it calls: what a setup of the same has in common with it. */
function targetsIn(statement: SyntaxNode): string[] {
  const found: string[] = [];
  for (const n of statement.walk()) {
    if (n.kind === 'assignment' && n.child('left')?.kind !== 'identifier') {
      found.push(n.child('left')?.text ?? '');
    } else if (n.kind === 'delete_statement') {
      found.push(...n.namedChildren.map(t => t.text));
    } else if (n.kind === 'call') {
      found.push(n.child('function')?.text ?? '');
    }
  }
  return found;
}

/** True for a statement that sets up what the cleanup undoes. */
function isSetup(
  model: SemanticModel,
  statement: SyntaxNode,
  cleanup: readonly SyntaxNode[],
  targets: ReadonlySet<string>
): boolean {
  const value = statement.kind === 'expression_statement' ? statement.namedChildren[0] : null;
  const assigned = value?.kind === 'assignment' ? value : null;
  const left = assigned?.child('left');
  if (left?.kind === 'identifier' && !assigned?.child('type')) {
    const binding = model.bindingAt(left);
    return (
      binding?.isPlain === true &&
      assigned?.child('right')?.kind !== 'none' &&
      assigned?.child('right')?.kind !== 'assignment' &&
      cleanup.some(c => usesIn(model, binding, c))
    );
  }
  if (left) {
    return targets.has(left.text);
  }
  const call = value ? unawaited(value) : null;
  const target = call?.kind === 'call' ? call.child('function') : null;
  if (!target) {
    return false;
  }
  const undone =
    target.kind === 'attribute' ? opposites[target.child('attribute')?.text ?? ''] : '';
  return undone
    ? targets.has(`${target.child('object')?.text}.${undone}`)
    : model.qualifiedName(target) === 'os.chdir' && targets.has(target.text);
}

function usesIn(model: SemanticModel, binding: Binding, statement: SyntaxNode): boolean {
  return model.references(binding).some(r => r.node.isInside(statement));
}

/** The value that a setup statement gives, when it can be handed over: `True` in `x.flag = True`, the folder for `os.chdir`. */
function settingOf(
  model: SemanticModel,
  statement: SyntaxNode,
  targets: ReadonlySet<string>
): ISetting | null {
  const value = statement.namedChildren[0];
  if (value.kind === 'assignment') {
    const left = value.child('left');
    const right = value.child('right');
    return left && right && left.kind !== 'identifier' && targets.has(left.text)
      ? { statement, value: right }
      : null;
  }
  const [argument] = positionalArguments(value);
  return argument && model.qualifiedName(value.child('function')) === 'os.chdir'
    ? { statement, value: argument }
    : null;
}

/** The expression below `await`. */
export function unawaited(node: SyntaxNode): SyntaxNode {
  return node.kind === 'await' ? node.namedChildren[0] : node;
}

/** The name for what a call is about: `driver` in `driver.quit()`, `conn` in `self.conn.close()`. */
function subjectOf(call: SyntaxNode): string {
  const target = call.child('function');
  const owner = target?.kind === 'attribute' ? target.child('object') : null;
  return owner ? nameOf(owner) : (target?.text ?? '');
}

function nameOf(node: SyntaxNode): string {
  switch (node.kind) {
    case 'attribute':
      return node.child('attribute')?.text ?? '';
    case 'subscript':
      return nameOf(node.child('value') as SyntaxNode);
  }
  return /^\w+$/.test(node.text) ? node.text : '';
}
