/**
 * The rewrite for the setting `style: 'async-client'`: the calls themselves become `await client.…` of an asynchronous client, no
 * threads. Only for calls whose counterpart is known to mean the same; everything else is declined with the reason.
 */
import {
  cellName,
  freshName,
  indentLines,
  indentUnit,
  lineIndent,
  multilineString,
  type Binding,
  type ICellModel,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ILoop, IOutput } from './loop';
import { argumentsOf, functionName, gapAbove, gapOf, limitOf } from './names';
import { clientOf, type INetworkCall } from './network';
import { headerEnd, isOnOneLine, lineStart, replacedFrom } from './threads';

/** Arguments of `requests` that an `AsyncClient` takes with the same meaning. */
const sameArguments = new Set(['url', 'params', 'headers', 'json', 'timeout']);

/** What both kinds of response have. */
const sameAttributes = new Set([
  'json',
  'text',
  'content',
  'status_code',
  'headers',
  'raise_for_status'
]);

/** Rewrites a loop whose whole body runs at once, or a comprehension; null, or why not. */
export function rewriteWithClient(
  loop: ILoop,
  output: IOutput | null,
  context: IRewriteContext
): string | null {
  const { model, edit, settings } = context;
  const { node } = loop;
  const { cell } = node;
  const body = node.child('body') as SyntaxNode;
  const isLoop = node.kind === 'for_statement';
  const reason = loop.calls.map(c => callRefusal(model, c, loop)).find(r => r !== null);
  const text = multilineString(cell, body);
  if (reason || text) {
    return (
      reason ??
      `The string in ${cellName(model, node)} goes over several lines; indenting it would change it.`
    );
  }
  const comment = isLoop
    ? null
    : cell.comments.find(c => c.start > node.statement.start && c.end < node.end);
  if (comment) {
    return `A comment stands in the list in ${cellName(model, node)}.`;
  }
  const constructor = constructorOf(loop, context);
  if (!constructor.ok) {
    return constructor.reason;
  }
  const { statement } = node;
  const indent = lineIndent(cell, statement.start);
  const unit = indentUnit(cell);
  const args = argumentsOf(loop.targets, [body]);
  const assigned = statement.namedChildren[0];
  const into =
    output?.target.text ??
    (!isLoop && assigned?.child('right') === node ? (assigned.child('left')?.text ?? null) : null);
  if (!isLoop && into === null) {
    return `The list in ${cellName(model, node)} is used within a statement.`;
  }
  const name = functionName(model, into, loop.targets);
  const asyncio = edit.addImport('asyncio', null, node);
  const semaphore = freshName(model, 'semaphore');
  const client = freshName(
    model,
    /^(openai|anthropic)$/.test(loop.network.kind) ? 'async_client' : 'client'
  );
  const gap = gapOf(indent);
  const head = `async def ${name}(${[client, ...args].join(', ')}):\n${indent}${unit}async with ${semaphore}:`;
  const clauses = isLoop
    ? `for ${node.child('left')?.text} in ${node.child('right')?.text}`
    : cell.source.slice(body.end, node.end - 1).trim();
  const gather = `await ${asyncio}.gather(*(${name}(${[client, ...args].join(', ')}) ${clauses}))`;
  const start = output ? replacedFrom(loop, output) : null;
  const store = !isLoop
    ? `${into} = ${gather}`
    : !output
      ? gather
      : start
        ? `${into} = ${output.key ? `dict(${gather})` : gather}`
        : `${into}.${output.key ? 'update' : 'extend'}(${gather})`;
  const tail =
    `${indent}${semaphore} = ${asyncio}.Semaphore(${limitOf(settings)})\n` +
    `${indent}async with ${constructor.text} as ${client}:\n${indent}${unit}${store}`;
  const from = start ?? statement;
  const above = gapAbove(cell.source, lineStart(from), indent);
  if (!isLoop) {
    const value = awaited(body, loop.calls, client);
    edit.replace(
      statement,
      `${above}${above ? indent : ''}${head}\n${indent}${unit}${unit}return ${value}${gap}${tail}`
    );
    return null;
  }
  edit.replaceRange(
    cell,
    { start: from.start, end: headerEnd(node) },
    `${above}${above ? indent : ''}${head}${isOnOneLine(node) ? `\n${indent}${unit}${unit}` : ''}`
  );
  if (!isOnOneLine(node)) {
    const line = (offset: number): number => cell.lines.position(offset).line;
    indentLines(edit, cell, line(headerEnd(node)) + 1, line(body.end), unit);
  }
  if (output) {
    edit.replaceRange(
      cell,
      { start: output.statement.start, end: output.value.start },
      `return ${output.key ? `${output.key.text}, ` : ''}`
    );
    edit.replaceRange(cell, { start: output.value.end, end: output.statement.end }, '');
  }
  for (const { call, kind } of loop.calls) {
    const target = call.child('function') as SyntaxNode;
    const owner = /^(openai|anthropic)$/.test(kind)
      ? (clientOf(call) as SyntaxNode)
      : (target.child('object') as SyntaxNode);
    const isChained = call.parent?.kind === 'attribute' || call.parent?.kind === 'subscript';
    // requests.get(url).json()
    // ^^^^^^^^ becomes `(await client`
    edit.replace(owner, `${isChained ? '(' : ''}await ${client}`);
    if (isChained) {
      edit.insertAfter(call, ')');
    }
  }
  edit.insert(cell, cell.lines.lineEnd(cell.lines.position(body.end).line), `${gap}${tail}`);
  return null;
}

/** The text of an expression with its calls awaited. */
function awaited(body: SyntaxNode, calls: readonly INetworkCall[], client: string): string {
  let text = body.text;
  for (const { call, kind } of [...calls].sort((a, b) => b.call.start - a.call.start)) {
    const target = call.child('function') as SyntaxNode;
    const owner = /^(openai|anthropic)$/.test(kind)
      ? (clientOf(call) as SyntaxNode)
      : (target.child('object') as SyntaxNode);
    const rest = text.slice(owner.end - body.start, call.end - body.start);
    const isChained = call !== body && /^(attribute|subscript)$/.test(call.parent?.kind ?? '');
    const inner = `await ${client}${rest}`;
    text =
      text.slice(0, call.start - body.start) +
      (isChained ? `(${inner})` : inner) +
      text.slice(call.end - body.start);
  }
  return text;
}

function callRefusal(
  model: SemanticModel,
  { call, kind, label }: INetworkCall,
  loop: ILoop
): string | null {
  const place = cellName(model, call);
  if (kind !== loop.network.kind) {
    return `The loop in ${place} calls several libraries.`;
  }
  if (kind === 'openai' || kind === 'anthropic') {
    return null;
  }
  const target = call.child('function');
  if ((kind !== 'requests' && kind !== 'httpx') || target?.kind !== 'attribute') {
    return `\`${label}\` in ${place} has no asynchronous counterpart that is known to do the same.`;
  }
  for (const a of call.child('arguments')?.namedChildren ?? []) {
    const key = a.kind === 'keyword_argument' ? (a.child('name')?.text ?? '') : 'url';
    if (!sameArguments.has(key) || /splat/.test(a.kind)) {
      return `\`${a.text}\` in ${place} has no counterpart that is known to mean the same.`;
    }
  }
  for (const use of usesOf(model, call)) {
    const attribute = use.parent?.kind === 'attribute' ? use.parent.child('attribute')?.text : null;
    if (!attribute || !sameAttributes.has(attribute)) {
      return `The response of \`${label}\` is used in ${cellName(model, use)} in a way that may differ.`;
    }
  }
  return null;
}

/** Where the response of a call is used: the call itself, or the reads of the name that holds it. */
function usesOf(model: SemanticModel, call: SyntaxNode): SyntaxNode[] {
  const assignment = call.parent?.kind === 'assignment' ? call.parent : null;
  const left = assignment?.child('left');
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (binding) {
    return model.references(binding).map(r => r.node);
  }
  return call.parent?.kind === 'expression_statement' ? [] : [call];
}

function httpxIn(_model: SemanticModel, { module }: ICellModel): readonly Binding[] {
  return [...module.bindings.values()].flat().filter(b => b.imported === 'httpx');
}

/** The client that the calls go through. */
function constructorOf(
  loop: ILoop,
  { model, edit }: IRewriteContext
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string } {
  const { call, kind } = loop.network;
  if (kind === 'requests' || kind === 'httpx') {
    const has = model.collect(httpxIn).length > 0;
    const library = edit.addImport(has ? 'httpx' : 'httpx2', null, call);
    const timed = loop.calls.every(c => /\btimeout\s*=/.test(c.call.text));
    const options = [
      ...(kind === 'requests' ? ['follow_redirects=True'] : []),
      ...(kind === 'requests' && !timed ? ['timeout=None'] : [])
    ];
    return { ok: true, text: `${library}.AsyncClient(${options.join(', ')})` };
  }
  const owner = clientOf(call);
  const reference = owner ? model.referenceAt(owner) : null;
  const [binding, other] = reference ? model.definitions(reference) : [];
  const made = binding?.value?.kind === 'call' ? binding.value : null;
  const name = made ? model.qualifiedName(made.child('function')) : null;
  if (!made || other || !name || !binding.isPlain) {
    return { ok: false, reason: `How \`${owner?.text}\` is made is not known for certain.` };
  }
  const [module, className] = [name.split('.')[0], name.split('.').at(-1) as string];
  const asynchronous = edit.addImport(module, `Async${className}`, call);
  return { ok: true, text: `${asynchronous}${made.child('arguments')?.text ?? '()'}` };
}
