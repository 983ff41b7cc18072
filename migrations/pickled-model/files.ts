/** Where a model is written to and read from: a path, an `open(path)` in place, or a `with open(path)` around it. */
import {
  positionalArguments,
  stringValue,
  unparenthesized,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';

export interface IFile {
  /** The expression for the path. */
  readonly path: SyntaxNode;
  /** The `with` statement that opens the file. */
  readonly block: SyntaxNode | null;
  /** Name of the open file. */
  readonly handle: string | null;
}

/** The file that a writing or loading call is given; null where it does not show. */
export function fileOf(model: SemanticModel, target: SyntaxNode | null): IFile | null {
  if (!target) {
    return null;
  }
  const n = unparenthesized(target);
  const opened = openedPath(model, n);
  if (opened) {
    return { path: opened, block: null, handle: null };
  }
  if (n.kind === 'identifier') {
    const reference = model.referenceAt(n);
    const bindings = reference ? model.definitions(reference) : [];
    if (bindings.some(b => b.kind === 'with')) {
      const block = n.ancestor('with_statement');
      const path = bindings[0].value && openedPath(model, bindings[0].value);
      return bindings.length === 1 && path && block && bindings[0].node?.isInside(block)
        ? { path, block, handle: n.text }
        : null;
    }
    const type =
      bindings.length === 1 && bindings[0].isPlain ? model.typeOf(bindings[0].value) : null;
    return type && /\.open\(\)$|BytesIO$/.test(type.name)
      ? null
      : { path: n, block: null, handle: null };
  }
  return /BytesIO|\bopen\b/.test(n.text) ? null : { path: n, block: null, handle: null };
}

function openedPath(model: SemanticModel, n: SyntaxNode): SyntaxNode | null {
  if (n.kind !== 'call') {
    return null;
  }
  const target = n.child('function');
  if (/^(builtins|io)\.open$/.test(model.qualifiedName(target) ?? '')) {
    return positionalArguments(n)[0] ?? null;
  }
  return null;
}

/** Equal for two spellings of one file. */
export function keyOf(path: SyntaxNode): string {
  const text = stringValue(path);
  return text !== null ? `'${text.replace(/^\.\//, '')}` : path.text.replace(/\s+/g, '');
}

/** The path with the ending `.onnx`, as an expression. */
export function onnxPath(path: SyntaxNode, edit: EditBuilder): string {
  return stringValue(path) !== null && path.kind === 'string'
    ? path.text.replace(/(\.[A-Za-z]\w*)?(['"]+)$/, '.onnx$2')
    : `${pathClass(path, edit)}(${path.text}).with_suffix(".onnx")`;
}

/** The path as an object with `write_bytes`. */
export function onnxPathObject(path: SyntaxNode, edit: EditBuilder): string {
  const text = onnxPath(path, edit);
  return path.kind === 'string' ? `${pathClass(path, edit)}(${text})` : text;
}

function pathClass(path: SyntaxNode, edit: EditBuilder): string {
  return edit.addImport('pathlib', 'Path', path);
}
