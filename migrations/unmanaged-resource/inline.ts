/** Writes the `with` block around the one statement that opens and uses a resource. */
import {
  allScopes,
  docstring,
  freshName,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  isShown,
  lineIndent,
  multilineString,
  shortText,
  type IDeclined,
  type IRange,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IOpened } from './index';
import { shownCall } from './wrap';

/** `data = json.load(open(p))`: one statement that opens and uses. */
export function wrapInline(
  { call, resource }: IOpened,
  context: IRewriteContext
): IRewrite | IDeclined {
  const { edit, decline, model } = context;
  const { statement, cell } = call;
  const inside = branchOf(call, statement);
  if (inside) {
    return decline(inside);
  }
  if (
    !['expression_statement', 'return_statement', 'for_statement', 'assert_statement'].includes(
      statement.kind
    )
  ) {
    return decline(
      `It stands in the \`${statement.kind.replace(/_statement|_definition/, '')}\` statement itself.`
    );
  }
  if (model.scopeAround(call).kind === 'class') {
    return decline('It stands in the body of a class.');
  }
  if (!isAloneOnItsLines(statement)) {
    return decline('Several statements share a line.');
  }
  if (
    docstring(statement.parent) === statement ||
    [...statement.walk()].some(n => n.kind === 'yield')
  ) {
    return decline('The block would be left open by `yield`.');
  }
  const text =
    multilineString(cell, { start: statement.start, end: call.start }) ??
    multilineString(cell, { start: call.end, end: statement.end });
  if (text) {
    return decline(
      `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
    );
  }
  if (cell.magics.some(m => m.range.start < statement.end && m.range.end > statement.start)) {
    return decline('A magic stands in the statement.');
  }
  const risks: string[] = [];
  if (isShown(statement)) {
    const shown = shownCall(context, statement);
    if (shown === 'value') {
      return decline('Its value is shown below the cell; inside a block it would not be.');
    }
    if (shown === 'count') {
      risks.push('The number that `write` gives is no longer shown below the cell.');
    }
  }
  const before = earlierCall(call, statement);
  if (before) {
    risks.push(`\`${shortText(before, 30)}\` now runs after the ${resource.noun} is opened.`);
  }
  const name = handleName(
    model,
    statement,
    resource.noun === 'file' || resource.noun === 'archive' ? resource.noun : 'handle'
  );
  const unit = indentUnit(cell);
  const opened = resource.needsClosing
    ? `${edit.addImport('contextlib', 'closing', call)}(${call.text})`
    : call.text;
  const indent = lineIndent(cell, statement.start);
  // data = json.load(open(p))
  // ^                ^^^^^^^ becomes the name
  // the header goes before the statement
  edit.insert(cell, statement.start, `with ${opened} as ${name}:\n${indent}${unit}`);
  const opening: IRange = { start: call.start, end: call.end + (brokenDot(call)?.length ?? 0) };
  edit.replaceRange(cell, opening, opening.end > call.end ? `${name}.` : name);
  const from = cell.lines.position(statement.start).line + 1;
  indentLines(edit, cell, from, cell.lines.position(statement.end).line, unit, opening);
  return {
    title: 'Put it into a with block',
    applicability: risks.length ? 'suggested' : 'safe',
    risks
  };
}

/** The dot after a call and the backslash that breaks the line there, with the indentation below: the name needs no line of its own. */
function brokenDot({ cell, end }: SyntaxNode): string | null {
  const rest = cell.source.slice(end);
  return (/^[ \t]*\.[ \t]*\\\r?\n[ \t]*|^[ \t]*\\\r?\n[ \t]*\.[ \t]*/.exec(rest) ?? [null])[0];
}

/** Why a call inside a statement does not run exactly once when the statement starts; null when it does. */
function branchOf(call: SyntaxNode, statement: SyntaxNode): string | null {
  for (let n = call, p = call.parent; p && n !== statement; n = p, p = p.parent) {
    switch (p.kind) {
      case 'conditional_expression':
      case 'boolean_operator':
        return 'It is opened only on a condition.';
      case 'lambda':
        return 'It is opened in a lambda, each time anew.';
      case 'list_comprehension':
      case 'set_comprehension':
      case 'dictionary_comprehension':
      case 'generator_expression': {
        const first = p.children.find(c => c.kind === 'for_in_clause');
        if (n !== first || !call.isInside(first.child('right') as SyntaxNode)) {
          return 'It is opened for each item of a comprehension; a function that opens one file can use `with`.';
        }
      }
    }
  }
  return null;
}

/** A call in the statement that runs before the resource is opened. */
function earlierCall(call: SyntaxNode, statement: SyntaxNode): SyntaxNode | null {
  const header = statement.kind === 'for_statement' ? statement.child('right') : statement;
  for (const n of header?.walk() ?? []) {
    if (
      (n.kind === 'call' || n.kind === 'await') &&
      !call.isInside(n) &&
      n.end <= call.start &&
      !isElementOf(n, call)
    ) {
      return n;
    }
  }
  return null;
}

/** True for the element of a comprehension over what the call gives, and for what a lambda holds: it runs later than it stands. */
function isElementOf(node: SyntaxNode, call: SyntaxNode): boolean {
  if (node.ancestor('lambda')?.isInside(call.statement)) {
    return true;
  }
  const kinds = [
    'list_comprehension',
    'set_comprehension',
    'dictionary_comprehension',
    'generator_expression'
  ];
  for (let c = call.ancestor(...kinds); c; c = c.ancestor(...kinds)) {
    if (node.isInside(c)) {
      return true;
    }
  }
  return false;
}

/** `base` where nothing needs it, or where only other `with` blocks use it, each for itself; else a name that nothing uses. */
function handleName(model: SemanticModel, statement: SyntaxNode, base: string): string {
  const scope = model.scopeAround(statement);
  const isModule = scope.kind === 'module';
  const bindings = isModule ? model.moduleBindings(base) : (scope.bindings.get(base) ?? []);
  const reads = isModule
    ? model.usesOf(base)
    : [...allScopes(scope)].flatMap(s => s.references.filter(r => r.name === base));
  const blocks = bindings.map(b => (b.kind === 'with' ? b.statement : null));
  const isFree =
    !model.isBuiltin(base) &&
    !(isModule && model.blindMention(base)) &&
    blocks.every(b => b !== null && !statement.isInside(b)) &&
    reads.every(r => blocks.some(b => b && r.node.isInside(b)));
  return isFree ? base : freshName(model, base);
}
