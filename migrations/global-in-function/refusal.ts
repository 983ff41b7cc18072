/** Why a function cannot get parameters for the notebook names it uses. Each reason names a fact and its place. */
import {
  allScopes,
  cellName,
  decorators,
  hasSplat,
  isAsync,
  keywordArgument,
  ownerClass,
  ownNodes,
  shortText,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { callsOf, isBoundAt, isStable, reachable, writesOf, type IFunction } from './facts';

const reflective = /^builtins\.(exec|eval|globals|locals|vars)$/;

/** The first reason against a signature of its own for the function and for all the names it uses; null when there is none. */
export function refusal(model: SemanticModel, facts: IFunction): string | null {
  const reason = functionRefusal(model, facts);
  if (reason) {
    return reason;
  }
  for (const name of facts.names) {
    const found = nameRefusal(model, facts, name);
    if (found) {
      return found;
    }
  }
  return null;
}

export function functionRefusal(model: SemanticModel, facts: IFunction): string | null {
  const { definition, name } = facts;
  const [decorator] = decorators(definition);
  if (decorator) {
    return `\`${name}\` is decorated with \`${shortText(decorator.child('function') ?? decorator)}\` in ${cellName(model, definition)}.`;
  }
  if (ownerClass(definition) || definition.parent?.kind !== 'module') {
    return `\`${name}\` in ${cellName(model, definition)} does not stand at the top level.`;
  }
  const again = model.moduleBindings(name).find(b => b.statement !== definition);
  if (again) {
    return `\`${name}\` is bound again in ${cellName(model, again.cell)}.`;
  }
  const blind = model.blindMention(name);
  if (blind) {
    return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
  }
  const { calls, other } = callsOf(model, name);
  if (other) {
    return `\`${name}\` is used as a value in ${cellName(model, other)}; who calls it is not known.`;
  }
  if (!calls.length) {
    return `\`${name}\` is never called in the notebook.`;
  }
  const [reason] = [...model.collect(reflectionIn), ...model.collect(starsIn)];
  return reason ?? null;
}

/** Calls that may reach any name. */
function reflectionIn(model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.nodes('call').flatMap(call => {
    const target = model.qualifiedName(call.child('function'));
    return target && reflective.test(target)
      ? [`\`${target.slice(9)}\` in ${cellName(model, call)} may reach any name.`]
      : [];
  });
}

function starsIn(model: SemanticModel, { module, syntax }: ICellModel): readonly string[] {
  return module.starImports.map(
    star =>
      `\`from ${star.module} import *\` in ${cellName(model, syntax)} may bind the same names.`
  );
}

export function nameRefusal(model: SemanticModel, facts: IFunction, name: string): string | null {
  return stateRefusal(model, facts, name) ?? callRefusal(model, facts, name);
}

/** Reasons that lie in what the name means while the function runs. */
function stateRefusal(model: SemanticModel, facts: IFunction, name: string): string | null {
  const { definition, scope } = facts;
  const blind = model.blindMention(name);
  if (blind) {
    return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
  }
  const deleted = model.moduleBindings(name).find(b => b.kind === 'delete');
  if (deleted) {
    return `\`${name}\` is deleted in ${cellName(model, deleted.cell)}.`;
  }
  const inner = [...allScopes(scope)].find(s => s !== scope && s.globals.has(name));
  if (inner) {
    return `\`${inner.name}\` within \`${facts.name}\` declares \`${name}\` global.`;
  }
  const running = model.memo(reachable, scope);
  for (const b of writesOf(model, name)) {
    if (b.node?.isInside(definition)) {
      continue;
    }
    const writer = b.node?.ancestor('function_definition');
    const called = writer?.child('name')?.text ?? '';
    if (running.has(b.writer) || (called && callsOf(model, called).other)) {
      return `\`${called}\` in ${cellName(model, b.cell)} binds \`${name}\` anew, perhaps while \`${facts.name}\` runs.`;
    }
  }
  if (isStable(model, name) && !facts.writes.includes(name)) {
    return null;
  }
  for (const s of allScopes(scope)) {
    const uses = s.references.some(r => r.name === name && s.resolve(name)?.kind === 'module');
    if (uses && s !== scope && runsLater(s.node, definition)) {
      return `${later(s.node)} in ${cellName(model, definition)} may read \`${name}\` later, and ${rebound(model, name)}.`;
    }
  }
  if (isAsync(definition) || !ownNodes(definition, 'yield').next().done) {
    return `\`${facts.name}\` runs later than it is called, and ${rebound(model, name)}.`;
  }
  return null;
}

/** Reasons that lie where the function is called. */
function callRefusal(model: SemanticModel, facts: IFunction, name: string): string | null {
  for (const call of callsOf(model, facts.name).calls) {
    const scope = model.scopeAround(call);
    const owner = scope.resolve(name);
    if (owner?.kind !== 'module') {
      return `\`${name}\` has another meaning where \`${facts.name}\` is called in ${cellName(model, call)}.`;
    }
    if (!scope.isLate && isRead(facts, name) && !isBoundAt(model, name, call)) {
      return `\`${name}\` may not be bound yet where \`${facts.name}\` is called in ${cellName(model, call)}.`;
    }
    const takesAny = facts.definition
      .child('parameters')
      ?.namedChildren.some(p => /^\*\*/.test(p.text));
    if (takesAny && (keywordArgument(call, name) || hasSplat(call))) {
      return `The call of \`${facts.name}\` in ${cellName(model, call)} may pass a \`${name}\` of its own.`;
    }
  }
  return null;
}

/** True when the function needs the value that the name has before the call. */
export function isRead(facts: IFunction, name: string): boolean {
  return !facts.writes.includes(name) || !isBoundFirst(facts, name);
}

/** The first thing that the body does with a name is a plain assignment on every path. */
function isBoundFirst({ definition }: IFunction, name: string): boolean {
  for (const s of definition.child('body')?.namedChildren ?? []) {
    if (s.kind === 'global_statement') {
      continue;
    }
    const mentions = [...s.walk()].filter(n => n.kind === 'identifier' && n.text === name);
    if (!mentions.length) {
      if ([...s.walk()].some(n => n.kind === 'return_statement')) {
        return false;
      }
      continue;
    }
    const assignment = s.namedChildren[0];
    return (
      s.kind === 'expression_statement' &&
      assignment?.kind === 'assignment' &&
      assignment.child('left') === mentions[0] &&
      assignment.child('right') !== null &&
      mentions.length === 1
    );
  }
  return false;
}

/** True when a lambda, function or generator lies between a scope and the function around it. */
function runsLater(node: SyntaxNode | null, definition: SyntaxNode): boolean {
  for (let n = node; n && n !== definition; n = n.parent) {
    if (
      n.kind === 'lambda' ||
      n.kind === 'function_definition' ||
      (n.kind === 'generator_expression' && n.parent?.kind !== 'call')
    ) {
      return true;
    }
  }
  return false;
}

function later(node: SyntaxNode | null): string {
  const inner =
    node?.kind === 'function_definition' ? node : (node?.ancestor('function_definition') ?? null);
  return node?.kind === 'function_definition'
    ? `\`${inner?.child('name')?.text}\``
    : node?.kind === 'lambda'
      ? 'A lambda'
      : 'A generator';
}

/** Where a name gets another value: the last place that binds it. */
function rebound(model: SemanticModel, name: string): string {
  const last = model.moduleBindings(name).at(-1);
  return last
    ? `\`${name}\` is rebound in ${cellName(model, last.cell)}`
    : `\`${name}\` may be rebound`;
}
