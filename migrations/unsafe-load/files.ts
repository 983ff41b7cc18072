/** Is a file that is loaded one that the notebook itself writes? Compares how the notebook spells the file. */
import {
  keywordArgument,
  positionalArguments,
  stringValue,
  unparenthesized,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { fileFirst } from './loaders';

/** The call that writes what a loading call reads, or null. */
export function writerOf(
  model: SemanticModel,
  source: SyntaxNode | null,
  writers: readonly string[]
): SyntaxNode | null {
  const wanted = source && fileKey(model, source);
  if (!wanted) {
    return null;
  }
  for (const { call, name } of model.collect(writingCalls)) {
    if (!writers.includes(name)) {
      continue;
    }
    const [first, second] = positionalArguments(call);
    const target =
      (fileFirst.has(name) ? first : second) ??
      keywordArgument(call, 'f') ??
      keywordArgument(call, 'file') ??
      keywordArgument(call, 'filename') ??
      keywordArgument(call, 'path');
    if (target && fileKey(model, target) === wanted) {
      return call;
    }
  }
  return null;
}

interface IWritingCall {
  readonly call: SyntaxNode;
  readonly name: string;
}

/** Calls that may write a file, by the names that writers have. */
function writingCalls(model: SemanticModel, { syntax }: ICellModel): readonly IWritingCall[] {
  return syntax.nodes('call').flatMap(call => {
    const name = calleeName(model, call);
    return name && /(^|\.)(dumps?|save\w*|to_pickle)$/.test(name) ? [{ call, name }] : [];
  });
}

/** `pickle.dump`, or `.to_pickle` for a method. */
function calleeName(model: SemanticModel, call: SyntaxNode): string | null {
  const target = call.child('function');
  return (
    model.qualifiedName(target) ??
    (target?.kind === 'attribute' ? `.${target.child('attribute')?.text}` : null)
  );
}

/** True when bytes were made by one of the writers, here or through one name. */
export function isOwnBytes(
  model: SemanticModel,
  value: SyntaxNode | null,
  writers: readonly string[]
): boolean {
  const made = value && origin(model, value);
  return (
    made?.kind === 'call' && writers.includes(model.qualifiedName(made.child('function')) ?? '')
  );
}

/** How the file is spelt, whether as a path, as `open(path)` or as a handle. */
function fileKey(model: SemanticModel, node: SyntaxNode): string {
  const n = origin(model, node);
  if (n.kind === 'call') {
    const target = n.child('function');
    const name = model.qualifiedName(target) ?? '';
    const [path] = positionalArguments(n);
    if (/^(builtins|io|gzip|bz2|lzma|codecs)\.open$/.test(name) && path) {
      return fileKey(model, path);
    }
    if (target?.kind === 'attribute' && target.child('attribute')?.text === 'open') {
      return fileKey(model, target.child('object') as SyntaxNode);
    }
    if (/^pathlib\.\w*Path$/.test(name) && path && positionalArguments(n).length === 1) {
      return fileKey(model, path);
    }
  }
  const text = stringValue(n);
  return text !== null ? `'${text.replace(/^\.\//, '')}` : n.text.replace(/\s+/g, '');
}

/** The expression that a name stands for, where it has one meaning; else the name. */
function origin(model: SemanticModel, node: SyntaxNode, depth = 0): SyntaxNode {
  const n = unparenthesized(node);
  const reference = n.kind === 'identifier' && depth < 5 ? model.referenceAt(n) : null;
  const bindings = reference ? model.definitions(reference) : [];
  const [only] = bindings;
  return bindings.length === 1 && only.isPlain && only.value && only.value !== n
    ? origin(model, only.value, depth + 1)
    : n;
}
