/** Which calls keep the event loop waiting. Knows libraries; rewrites nothing. */
import {
  positionalArguments,
  keywordArgument,
  stringValue,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

/** How a call can wait without blocking. */
export type Way = 'sleep' | 'thread' | 'session' | 'file';

export interface IBlocking {
  readonly call: SyntaxNode;
  readonly way: Way;
  /** How people call it: `time.sleep`, `requests.get`, `open().read`. */
  readonly label: string;
  /** The file that is read or written whole. */
  readonly file: IFileUse | null;
}

export interface IFileUse {
  /** What is replaced: the expression, or the whole `with` statement. */
  readonly node: SyntaxNode;
  readonly path: SyntaxNode;
  /** `encoding="utf-8"` and the like. */
  readonly options: readonly SyntaxNode[];
  readonly method: 'read_text' | 'read_bytes' | 'write_text' | 'write_bytes';
  /** What is written. */
  readonly content: SyntaxNode | null;
  /** Text in front of the expression: `text = `, `return `. */
  readonly prefix: string;
}

const verbs = '(get|post|put|delete|head|patch|options|request)';
const waiting = new RegExp(
  `^((requests|httpx2?)(\\.api)?\\.${verbs}|urllib\\.request\\.(urlopen|urlretrieve)|` +
    'subprocess\\.(run|call|check_call|check_output|getoutput|getstatusoutput)|os\\.system|builtins\\.input)$'
);
const clients = /^(openai\.(Azure)?OpenAI|anthropic\.Anthropic)$/;
const requested =
  /\.(chat\.completions\.(create|parse)|completions\.create|responses\.(create|parse)|messages\.create|embeddings\.create)$/;

/** What a call in an async function does to the event loop, or null. */
export function blockingCall(model: SemanticModel, call: SyntaxNode): IBlocking | null {
  const target = call.child('function');
  if (!target || call.parent?.kind === 'await') {
    return null;
  }
  const label = target.text.replace(/\s+/g, '');
  const name = model.qualifiedName(target);
  const found = (way: Way, file: IFileUse | null = null): IBlocking => ({
    call,
    way,
    label: file ? `open().${target.child('attribute')?.text ?? ''}` : label,
    file
  });
  if (name === 'time.sleep') {
    return found('sleep');
  }
  if (name) {
    return waiting.test(name) ? found('thread') : null;
  }
  if (target.kind !== 'attribute') {
    return null;
  }
  const method = target.child('attribute')?.text ?? '';
  const owner = target.child('object');
  if (/^(read|write)$/.test(method)) {
    const file = wholeFile(model, call);
    return file ? found('file', file) : null;
  }
  if (/^(read|write)_(text|bytes)$/.test(method)) {
    return model.typeOf(owner)?.name === 'pathlib.Path' ? found('thread') : null;
  }
  if (new RegExp(`^${verbs}$`).test(method)) {
    return model.typeOf(owner)?.name === 'requests.Session' ? found('session') : null;
  }
  return requested.test(label) && clients.test(model.typeOf(rootOf(target))?.name ?? '')
    ? found('thread')
    : null;
}

function rootOf(target: SyntaxNode): SyntaxNode {
  let n = target;
  while (n.kind === 'attribute') {
    n = n.child('object') as SyntaxNode;
  }
  return n;
}

/** `open(path).read()`, and `with open(path) as f:` with nothing but one whole reading or writing in it. */
function wholeFile(model: SemanticModel, call: SyntaxNode): IFileUse | null {
  const owner = call.child('function')?.child('object');
  if (!owner) {
    return null;
  }
  if (owner.kind === 'call') {
    const isRead = call.child('function')?.child('attribute')?.text === 'read';
    return isRead ? fileUse(model, owner, call, call, '') : null;
  }
  const statement = call.statement;
  const block = statement.parent;
  const around = block?.parent?.kind === 'with_statement' ? block.parent : null;
  const items = around?.childOfKind('with_clause')?.namedChildren ?? [];
  const value = items.length === 1 ? items[0].child('value') : null;
  const opened = value?.kind === 'as_pattern' ? value.namedChildren[0] : null;
  const alias = value?.child('alias')?.namedChildren[0];
  const binding = alias && model.bindingAt(alias);
  if (
    !around ||
    !opened ||
    !binding ||
    block?.namedChildren.length !== 1 ||
    opened.kind !== 'call' ||
    around.children.some(c => c.kind === 'async') ||
    owner.text !== binding.name ||
    model.references(binding).some(r => !r.node.isInside(around))
  ) {
    return null;
  }
  const direct = statement.namedChildren[0];
  const isWhole =
    direct === call ||
    (direct?.kind === 'assignment' && direct.child('right') === call && !direct.child('type'));
  return isWhole && /^(expression|return)_statement$/.test(statement.kind)
    ? fileUse(model, opened, call, around, call.cell.source.slice(statement.start, call.start))
    : null;
}

function fileUse(
  model: SemanticModel,
  opened: SyntaxNode,
  call: SyntaxNode,
  node: SyntaxNode,
  prefix: string
): IFileUse | null {
  if (model.qualifiedName(opened.child('function')) !== 'builtins.open') {
    return null;
  }
  const [path, second, third] = positionalArguments(opened);
  const given = second ?? keywordArgument(opened, 'mode');
  const mode = given ? stringValue(given)?.replace('t', '') : 'r';
  const kind = call.child('function')?.child('attribute')?.text;
  const content = positionalArguments(call);
  const options = (opened.child('arguments')?.namedChildren ?? []).filter(
    a => a.kind === 'keyword_argument' && a.child('name')?.text !== 'mode'
  );
  const isKnown = options.every(o => /^(encoding|errors)$/.test(o.child('name')?.text ?? ''));
  const isRead = kind === 'read' && /^rb?$/.test(mode ?? '') && !content.length;
  const isWrite = kind === 'write' && /^wb?$/.test(mode ?? '') && content.length === 1;
  if (!path || third || path.kind === 'list_splat' || !isKnown || !(isRead || isWrite)) {
    return null;
  }
  const isBinary = mode?.endsWith('b') ?? false;
  return {
    node,
    path,
    options,
    method: `${isRead ? 'read' : 'write'}_${isBinary ? 'bytes' : 'text'}`,
    content: content[0] ?? null,
    prefix
  };
}
