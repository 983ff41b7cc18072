/** Puts what can be awaited in place of a blocking call. */
import { lineIndent, type IRewrite, type IRewriteContext, type SyntaxNode } from '../../src/core';
import type { IBlocking, IFileUse } from './calls';

const others = 'Other tasks run while it waits, and may change what this function reads.';
const cancelled = 'When the task is cancelled, the call goes on to its end in its thread.';

export function writeAwait(blocking: IBlocking, { edit }: IRewriteContext): IRewrite {
  const { call, way, label, file } = blocking;
  const asyncio = edit.addImport('asyncio', null, call);
  if (file) {
    writeFile(edit, file, asyncio);
  } else if (way === 'sleep') {
    const target = call.child('function') as SyntaxNode;
    edit.replace(target, `await ${asyncio}.sleep`);
  } else {
    writeThread(edit, call, asyncio);
  }
  return {
    title: way === 'sleep' ? 'Await asyncio.sleep' : `Await ${label} in a thread`,
    applicability: 'suggested',
    risks: way === 'sleep' ? [others] : [others, cancelled]
  };
}

/** `requests.get(url)` becomes `await asyncio.to_thread(requests.get, url)`. */
function writeThread(edit: IRewriteContext['edit'], call: SyntaxNode, asyncio: string): void {
  const target = call.child('function') as SyntaxNode;
  const list = call.child('arguments') as SyntaxNode;
  const { cell } = call;
  const open = list.start + 1;
  const [first] = list.namedChildren;
  const isBroken =
    first !== undefined && /^[ \t]*(#.*)?\r?\n/.test(cell.source.slice(open, first.start));
  const given = !first
    ? target.text
    : isBroken
      ? `\n${lineIndent(cell, first.start)}${target.text},`
      : `${target.text}, `;
  const isOwner = needsParentheses(call);
  edit.replaceRange(
    cell,
    { start: call.start, end: open },
    `${isOwner ? '(' : ''}await ${asyncio}.to_thread(${given}`
  );
  if (isOwner) {
    edit.insertAfter(call, ')');
  }
}

/** `open(path).read()` becomes `await asyncio.to_thread(Path(path).read_text)`. */
function writeFile(edit: IRewriteContext['edit'], file: IFileUse, asyncio: string): void {
  const { node, path, options, method, content, prefix } = file;
  const constructor = edit.addImport('pathlib', 'Path', node);
  const given = [
    `${constructor}(${path.text}).${method}`,
    ...(content ? [content.text] : []),
    ...options.map(o => o.text)
  ];
  const text = `await ${asyncio}.to_thread(${given.join(', ')})`;
  edit.replace(node, prefix + (needsParentheses(node) ? `(${text})` : text));
}

/** `(await …).json()`: what is awaited is looked into at once. */
function needsParentheses(node: SyntaxNode): boolean {
  const kind = node.parent?.kind ?? '';
  return (
    (kind === 'attribute' && node.field === 'object') ||
    (kind === 'subscript' && node.field === 'value') ||
    (kind === 'call' && node.field === 'function')
  );
}
