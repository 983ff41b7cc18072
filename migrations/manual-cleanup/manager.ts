/** The context manager that takes the place of a cleanup: which names it is given, which it makes, and its text. */
import type { Binding, SemanticModel, SyntaxNode } from '../../src/core';
import { enclosingFunction, freshName, indentUnit, multilineString } from '../../src/core';
import { managerName, managerText } from './calls';
import type { ICleanup } from './cleanup';
import { reindented, type IReplacement } from './text';

/** A context manager, ready to be written. */
export interface IManager {
  readonly isAsync: boolean;
  /** Names that the block uses and the function makes. */
  readonly made: readonly string[];
  readonly args: readonly string[];
  /** Saved names that exist in the function only. */
  readonly hidden: readonly string[];
  readonly name: string;
  /** Text of the function with its decorator, from the first column on. */
  write(name: string, decorator: string): string;
}

/** Names as they are used in the moved statements. */
interface INames {
  readonly made: string[];
  readonly hidden: string[];
  /** Names that the function is given, in order. */
  readonly given: string[];
}

/** The context manager for a cleanup; the reason where it cannot be written, null where there is nothing to say. */
export function managerOf(model: SemanticModel, cleanup: ICleanup): IManager | string | null {
  const { attempt, clause, statements, setup, opening, kind, subject } = cleanup;
  const { cell } = attempt;
  const moved = [...setup, ...opening, ...statements];
  const names = namesOf(model, cleanup, moved);
  if (names === null || typeof names === 'string') {
    return names;
  }
  const text = [...setup, ...opening, clause].map(s => multilineString(cell, s)).find(Boolean);
  if (text) {
    return `The string in line ${cell.lines.position(text.start).line} goes over several lines; moving it would change it.`;
  }
  const used = new Set(identifiersIn(moved).map(n => n.text));
  const replacements: IReplacement[] = [];
  const params: string[] = [];
  const args: string[] = [];
  for (const name of names.given) {
    const isOwner = name === 'self' || name === 'cls';
    const param = isOwner ? free('owner', used) : name;
    params.push(param);
    args.push(name);
    if (isOwner) {
      replacements.push(
        ...identifiersIn(moved)
          .filter(n => n.text === name && model.referenceAt(n))
          .map(n => ({ start: n.start, end: n.end, text: param }))
      );
    }
  }
  for (const { value } of handedValues(model, cleanup)) {
    const param = free(kind === 'directory' ? 'path' : 'value', used);
    used.add(param);
    params.push(param);
    args.push(value.text);
    replacements.push({ start: value.start, end: value.end, text: param });
  }
  const isAsync = moved.some(s => [...s.walk()].some(n => n.kind === 'await'));
  const unit = indentUnit(cell);
  return {
    isAsync,
    made: names.made,
    hidden: names.hidden,
    args,
    name: freshName(model, managerName(kind, subject)),
    write(name, decorator) {
      const lines = (list: readonly SyntaxNode[], depth: number): string[] =>
        list.map(s => reindented(cell, s, replacements, unit.repeat(depth)));
      const first = cell.lines.lineStart(cell.lines.position(clause.start).line + 1);
      const last = cell.lines.lineEnd(cell.lines.position(clause.end).line);
      const back = { start: first, end: last };
      return [
        `@${decorator}`,
        `${isAsync ? 'async ' : ''}def ${name}(${params.join(', ')}):`,
        `${unit}"""${managerText(cleanup.settings.length || kind !== 'setting' ? kind : 'resource')}"""`,
        ...lines(setup, 1),
        `${unit}try:`,
        ...lines(opening, 2),
        `${unit}${unit}yield${names.made.length ? ` ${names.made.join(', ')}` : ''}`,
        `${unit}finally:`,
        reindented(cell, back, replacements, unit + unit)
      ].join('\n');
    }
  };
}

function free(base: string, used: ReadonlySet<string>): string {
  let name = base;
  for (let n = 2; used.has(name); n++) {
    name = `${base}_${n}`;
  }
  return name;
}

/** Settings whose value the caller can give: everything but `True`, `False`, `None` and what is made of saved values. */
function handedValues(model: SemanticModel, cleanup: ICleanup): ICleanup['settings'] {
  const own = [...cleanup.setup, ...cleanup.opening];
  return cleanup.settings.filter(
    ({ value }) =>
      !/^(true|false|none)$/.test(value.kind) &&
      ![...value.walk()].some(
        n =>
          /^(await|call|lambda|yield|named_expression)$/.test(n.kind) ||
          (n.kind === 'identifier' &&
            definitionsOf(model, n).some(b => own.some(s => b.node?.isInside(s))))
      )
  );
}

function identifiersIn(statements: readonly SyntaxNode[]): SyntaxNode[] {
  return statements.flatMap(s => [...s.walk()].filter(n => n.kind === 'identifier'));
}

function definitionsOf(model: SemanticModel, identifier: SyntaxNode): readonly Binding[] {
  const reference = model.referenceAt(identifier);
  return reference ? model.definitions(reference) : [];
}

/** Sorts the names of the moved statements; a reason where one of them cannot be moved, null where the block itself sets one. */
function namesOf(
  model: SemanticModel,
  cleanup: ICleanup,
  moved: readonly SyntaxNode[]
): INames | string | null {
  const names: INames = { made: [], hidden: [], given: [] };
  const isMoved = (n: SyntaxNode): boolean => moved.some(s => n.isInside(s));
  const handed = handedValues(model, cleanup);
  const line = (n: SyntaxNode): string => `line ${n.cell.lines.position(n.start).line}`;
  for (const n of identifiersIn(moved)) {
    const bound = model.bindingAt(n);
    if (bound) {
      const outside = model.references(bound).find(r => !isMoved(r.node));
      if (outside && cleanup.statements.some(s => n.isInside(s))) {
        return `\`${n.text}\` gets its value in \`finally\` and is used in ${line(outside.node)}.`;
      }
      if (outside && !names.made.includes(n.text)) {
        names.made.push(n.text);
      } else if (!outside && isSaved(bound, cleanup)) {
        names.hidden.push(n.text);
      }
    }
    const reference = model.referenceAt(n);
    if (!reference || handed.some(s => n.isInside(s.value))) {
      continue;
    }
    const bindings = model.definitions(reference);
    const inside = bindings.filter(b => b.node !== null && isMoved(b.node));
    if (inside.length) {
      if (inside.length < bindings.length) {
        // Set again in the block: what is cleaned up is decided there.
        return null;
      }
      continue;
    }
    const judged = givenName(model, n, cleanup.attempt);
    if (judged === 'set') {
      return null;
    }
    if (judged === 'import') {
      return `\`${n.text}\` is imported in the function itself.`;
    }
    if (judged === 'given' && !names.given.includes(n.text)) {
      names.given.push(n.text);
    }
  }
  const secret = moved
    .flatMap(s => [...s.walk()])
    .find(n => n.kind === 'attribute' && /^__\w*[^_]$/.test(n.child('attribute')?.text ?? ''));
  if (secret && enclosingFunction(cleanup.attempt)) {
    return `\`${secret.text}\` is private to its class.`;
  }
  return names;
}

/** A value that is kept only to be restored. */
function isSaved(binding: Binding, cleanup: ICleanup): boolean {
  return [...cleanup.setup, ...cleanup.opening].some(s => binding.node?.parent?.parent === s);
}

/** What a name from outside is: seen by every function of the notebook, to be handed over, imported here, or set in the block. */
function givenName(
  model: SemanticModel,
  node: SyntaxNode,
  attempt: SyntaxNode
): 'seen' | 'given' | 'import' | 'set' {
  const reference = model.referenceAt(node);
  const owner = reference?.scope.resolve(node.text);
  const isModule = !owner || owner.kind === 'module';
  const all = isModule ? model.moduleBindings(node.text) : (owner.bindings.get(node.text) ?? []);
  if (all.every(b => /^(import|function|class)$/.test(b.kind))) {
    return isModule ? 'seen' : all.some(b => b.kind === 'import') ? 'import' : 'given';
  }
  if (all.some(b => b.isLate || b.node?.isInside(attempt))) {
    return 'set';
  }
  const isConstant = isModule && all.length === 1 && /^[A-Z][A-Z0-9_]*$/.test(node.text);
  return isConstant ? 'seen' : 'given';
}
