/**
 * The default rewrite: the work on one item becomes a function that runs in a thread, so that any library and any client can stay as
 * it is. The lines of the loop stay where they are; only its header and its output change. The threads come from a pool of their own:
 * the one behind `asyncio.to_thread` has no more than the number of CPUs and four, which is 6 on a small server. In a plain function the
 * pool itself hands back the results, so that its callers stay as they are.
 */
import {
  enclosingFunction,
  freshName,
  indentUnit,
  isAsync,
  lineIndent,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ILoop, IOutput } from './loop';
import { allName, argumentsOf, functionName, gapAbove, gapOf, limitOf } from './names';
import type { Split } from './split';

/** Rewrites a `for` statement; null, or why not. */
export function rewriteLoop(loop: ILoop, split: Split, context: IRewriteContext): string | null {
  const { model, edit } = context;
  const { node } = loop;
  const { cell } = node;
  const body = node.child('body') as SyntaxNode;
  const indent = lineIndent(cell, node.start);
  const unit = indentUnit(cell);
  const output = split.kind === 'whole' ? split.output : null;
  const part =
    split.kind === 'whole'
      ? body.namedChildren
      : body.namedChildren.slice(0, body.namedChildren.indexOf(split.statement) + 1);
  const args = argumentsOf(loop.targets, part);
  const result = split.kind === 'first' ? split.result.text : (output?.target.text ?? null);
  const name = functionName(model, result, loop.targets);
  const left = (node.child('left') as SyntaxNode).text;
  const items = (node.child('right') as SyntaxNode).text;

  // for customer in at_risk:
  // ^^^^^^^^^^^^^^^^^^^^^^^^ becomes the header of a function
  const start = output ? replacedFrom(loop, output) : null;
  const header = `def ${name}(${args.join(', ')}):`;
  const above = gapAbove(cell.source, lineStart(start ?? node), indent);
  edit.replaceRange(
    cell,
    {
      start: above ? lineStart(start ?? node) : (start ?? node).start,
      end: headerEnd(node)
    },
    `${above}${above ? indent : ''}${header}${isOnOneLine(node) ? `\n${indent}${unit}` : ''}`
  );
  if (split.kind === 'first') {
    // response = requests.get(url)
    // ^^^^^^^^^^^ becomes `return`
    edit.replaceRange(cell, { start: split.statement.start, end: split.value.start }, 'return ');
  } else if (output) {
    // offers.append(response.json())
    // ^^^^^^^^^^^^^^               ^ become `return`
    const key = output.key ? `${output.key.text}, ` : '';
    edit.replaceRange(
      cell,
      { start: output.statement.start, end: output.value.start },
      `return ${isSpread(output.value) ? '(' : ''}${key}`
    );
    edit.replaceRange(
      cell,
      { start: output.value.end, end: output.statement.end },
      isSpread(output.value) ? ')' : ''
    );
  }

  const last = part.at(-1) as SyntaxNode;
  const end = cell.lines.lineEnd(cell.lines.position(last.end).line);
  const all = helper(name, args.length, indent, unit, context, node);
  const given = givenItems(loop, args);
  let text = `${gapOf(indent)}${all.text}${gapOf(indent)}`;
  if (split.kind === 'first') {
    const known = isReusable(model, node.child('right') as SyntaxNode);
    const list = known ? items : freshName(model, 'items');
    if (!known) {
      text += `${indent}${list} = ${isNewList(model, node.child('right')) ? items : `list(${items})`}\n`;
    }
    const responses = freshName(model, plural(split.result.text));
    text += `${indent}${responses} = ${all.call}(${givenItems(loop, args, list)})\n`;
    const target = /^(pattern_list|tuple_pattern)$/.test((node.child('left') as SyntaxNode).kind)
      ? `(${left.replace(/^\(|\)$/g, '')})`
      : left;
    text += `${indent}for ${target}, ${split.result.text} in zip(${list}, ${responses}):`;
  } else if (!output) {
    // The list of nothing would be shown below a cell that ends here.
    const isLast = cell.root?.namedChildren.at(-1) === node;
    text += `${indent}${all.call}(${given})${isLast ? ';' : ''}`;
  } else {
    const results = `${all.call}(${given})`;
    const into = output.target.text;
    text += start
      ? `${indent}${into} = ${output.key ? `dict(${results})` : results}`
      : `${indent}${into}.${output.key ? 'update' : 'extend'}(${results})`;
  }
  edit.insert(cell, end, text);
  return null;
}

/** Rewrites a list comprehension; null, or why not. */
export function rewriteComprehension(loop: ILoop, context: IRewriteContext): string | null {
  const { model, edit } = context;
  const { node } = loop;
  const { cell } = node;
  const body = node.child('body') as SyntaxNode;
  const { statement } = node;
  const indent = lineIndent(cell, statement.start);
  const unit = indentUnit(cell);
  const args = argumentsOf(loop.targets, [body]);
  const assigned = statement.namedChildren[0];
  const output =
    assigned?.kind === 'assignment' && assigned.child('right') === node
      ? (assigned.child('left')?.text ?? null)
      : null;
  const direct = directCall(model, body, args);
  const name = direct ?? functionName(model, output, loop.targets);
  const all = helper(name, args.length, indent, unit, context, node);
  const gap = gapOf(indent);
  const inner = direct
    ? ''
    : `${indent}def ${name}(${args.join(', ')}):\n${indent}${unit}return ${layOut(body)}${gap}`;
  const above = gapAbove(cell.source, lineStart(statement), indent);
  edit.insert(cell, lineStart(statement), `${above}${inner}${all.text}${gap}`);
  const [open, close] = isAwaited(node) && needsParentheses(node) ? ['(', ')'] : ['', ''];
  const clauses = node.children.filter(c => /^(for_in_clause|if_clause)$/.test(c.kind));
  const comments = cell.comments.some(c => c.start > node.start && c.end < node.end);
  if (clauses.length === 1 && !comments) {
    edit.replace(node, `${open}${all.call}(${givenItems(loop, args)})${close}`);
    return null;
  }
  // offers = [fetch(customer) for customer in at_risk if customer]
  //          ^^^^^^^^^^^^^^^^ becomes the item, `for` and `if` stay
  edit.replaceRange(cell, { start: node.start, end: node.start + 1 }, `${open}${all.call}(`);
  edit.replace(body, itemOf(args));
  edit.replaceRange(cell, { start: node.end - 1, end: node.end }, `)${close}`);
  return null;
}

/** What one call gets: `customer`, or `(i, name)` to be spread. */
function itemOf(args: readonly string[]): string {
  return args.length === 1 ? args[0] : `(${args.join(', ')})`;
}

/** The items as an argument: as they are where each is just what the call needs, else picked out of them. */
function givenItems(loop: ILoop, args: readonly string[], list: string | null = null): string {
  const clause = loop.node.children.find(c => c.kind === 'for_in_clause') ?? loop.node;
  const left = clause.child('left') as SyntaxNode;
  const items = list ?? (clause.child('right') as SyntaxNode).text;
  const names = left.namedChildren.every(c => c.kind === 'identifier');
  const isWhole =
    args.length === loop.targets.length &&
    (left.kind === 'identifier' ||
      (names && args.length > 1 && /^(pattern_list|tuple_pattern)$/.test(left.kind)));
  return isWhole ? items : `${itemOf(args)} for ${left.text} in ${items}`;
}

/** True where `await` can stand: at the top of a notebook and in an async function. */
export function isAwaited(node: SyntaxNode): boolean {
  const definition = enclosingFunction(node);
  return definition === null || (definition.kind !== 'lambda' && isAsync(definition));
}

/** The function that starts all calls and how it is called; results come in the order of the items. */
function helper(
  name: string,
  count: number,
  indent: string,
  unit: string,
  { model, edit, settings }: IRewriteContext,
  node: SyntaxNode
): { readonly call: string; readonly text: string } {
  const all = freshName(model, allName(name));
  const isAsynchronous = isAwaited(node);
  const asyncio = isAsynchronous ? edit.addImport('asyncio', null, node) : '';
  const executor = edit.addImport('concurrent.futures', 'ThreadPoolExecutor', node);
  const pool = `${unit}with ${executor}(max_workers=${limitOf(settings)}) as pool:`;
  const lines = isAsynchronous
    ? [
        `async def ${all}(items):`,
        `${unit}loop = ${asyncio}.get_running_loop()`,
        pool,
        `${unit}${unit}calls = [loop.run_in_executor(pool, ${name}, ${count === 1 ? 'item' : '*item'}) for item in items]`,
        `${unit}${unit}return await ${asyncio}.gather(*calls)`
      ]
    : [
        `def ${all}(items):`,
        pool,
        `${unit}${unit}return list(pool.map(${count === 1 ? name : `lambda item: ${name}(*item)`}, items))`
      ];
  return {
    call: isAsynchronous ? `await ${all}` : all,
    text: lines.map(l => indent + l).join('\n')
  };
}

/** The function when the body of a comprehension is a call of one with just the targets, in their order. */
function directCall(
  model: SemanticModel,
  body: SyntaxNode,
  args: readonly string[]
): string | null {
  const target = body.kind === 'call' ? body.child('function') : null;
  const given = body.child('arguments')?.namedChildren ?? [];
  return target?.kind === 'identifier' &&
    !/^(items?|loop|pool|calls)$/.test(target.text) &&
    model.callee(body)?.kind === 'function_definition' &&
    given.length === args.length &&
    given.every((g, i) => g.kind === 'identifier' && g.text === args[i])
    ? target.text
    : null;
}

/** An expression of several lines that relied on the brackets around it gets its own. */
function layOut(node: SyntaxNode): string {
  return isSpread(node) ? `(${node.text})` : node.text;
}

/** True for an expression over several lines that no bracket of its own holds together. */
function isSpread(node: SyntaxNode): boolean {
  if (!node.text.includes('\n')) {
    return false;
  }
  return !/^(call|subscript|list|tuple|dictionary|set|parenthesized_expression|\w+_comprehension|string)$/.test(
    node.kind
  );
}

function needsParentheses(node: SyntaxNode): boolean {
  const parent = node.parent;
  return (
    parent !== null &&
    /^(attribute|subscript|await|unary_operator|binary_operator|comparison_operator)$/.test(
      parent.kind
    ) &&
    (parent.kind !== 'subscript' || node.field === 'value')
  );
}

/** The empty list or dictionary directly above the loop: then what comes back takes its place. */
export function replacedFrom(loop: ILoop, output: IOutput): SyntaxNode | null {
  const { node } = loop;
  const siblings = node.parent?.children ?? [];
  const before = siblings[siblings.indexOf(node) - 1];
  const assignment = before?.kind === 'expression_statement' ? before.namedChildren[0] : null;
  const isEmpty =
    assignment?.kind === 'assignment' &&
    assignment.child('left')?.text === output.target.text &&
    assignment.child('type') === null &&
    /^(\[\s*\]|\{\s*\}|list\(\)|dict\(\))$/.test(assignment.child('right')?.text ?? '');
  return before && isEmpty && node.cell.source.slice(before.end, node.start).trim() === ''
    ? before
    : null;
}

/** True when a second pass over the items gives the same ones. */
function isReusable(model: SemanticModel, items: SyntaxNode): boolean {
  return (
    items.kind === 'identifier' &&
    /^builtins\.(list|tuple|dict|str)$/.test(model.typeOf(items)?.name ?? '')
  );
}

/** `sorted(xs)` gives a list already. */
function isNewList(model: SemanticModel, items: SyntaxNode | null): boolean {
  const name = items?.kind === 'call' ? model.qualifiedName(items.child('function')) : null;
  return name === 'builtins.sorted' || name === 'builtins.list';
}

/** The end of `for x in xs:`, or where the body starts when it stands on the same line. */
export function headerEnd(node: SyntaxNode): number {
  const body = node.child('body') as SyntaxNode;
  const colon = node.children.find(c => c.kind === ':') as SyntaxNode;
  return isOnOneLine(node) ? body.namedChildren[0].start : colon.end;
}

export function isOnOneLine(node: SyntaxNode): boolean {
  const { lines } = node.cell;
  const first = node.child('body')?.namedChildren[0] as SyntaxNode;
  const colon = node.children.find(c => c.kind === ':') as SyntaxNode;
  return lines.position(colon.end).line === lines.position(first.start).line;
}

export function lineStart(node: SyntaxNode): number {
  return node.cell.lines.lineStart(node.cell.lines.position(node.start).line);
}

function plural(word: string): string {
  return /s$/.test(word) ? `all_${word}` : word.length < 3 ? 'responses' : `${word}s`;
}
