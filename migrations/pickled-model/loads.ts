/** The cells that load the saved model again, and whether an ONNX Runtime session can take its place there. */
import {
  cellName,
  isAloneOnItsLines,
  keywordArgument,
  placeHelper,
  positionalArguments,
  shortText,
  stringValue,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { fileOf, keyOf, onnxPath, type IFile } from './files';
import type { Kind } from './models';

export interface ILoad {
  readonly call: SyntaxNode;
  readonly file: IFile;
  /** `loaded.eval()`, which a session does not need. */
  readonly dropped: readonly SyntaxNode[];
}

const loaders =
  /^(torch\.load|(pickle|cPickle|_pickle|dill|cloudpickle|joblib|sklearn\.externals\.joblib)\.load)$/;

/** All loads of the file, or the reason why one of them needs the pickled model. */
export function loadsOf(
  model: SemanticModel,
  saved: IFile,
  kind: Kind
): readonly ILoad[] | { readonly reason: string } {
  const key = keyOf(saved.path);
  const found: ILoad[] = [];
  const paths = new Set<SyntaxNode>([saved.path]);
  for (const call of model.nodes('call')) {
    if (!loaders.test(model.qualifiedName(call.child('function')) ?? '')) {
      continue;
    }
    const file = fileOf(
      model,
      positionalArguments(call)[0] ??
        keywordArgument(call, 'f') ??
        keywordArgument(call, 'filename')
    );
    if (!file || keyOf(file.path) !== key) {
      continue;
    }
    const uses = usesOf(model, call, kind);
    if ('reason' in uses) {
      return uses;
    }
    paths.add(file.path);
    found.push({ call, file, dropped: uses.dropped });
  }
  const value = stringValue(saved.path);
  for (const s of value === null ? [] : model.nodes('string')) {
    if (stringValue(s) === value && ![...paths].some(p => p === s)) {
      return { reason: `The file ${s.text} is also used in ${cellName(model, s)}.` };
    }
  }
  return found;
}

function usesOf(
  model: SemanticModel,
  call: SyntaxNode,
  kind: Kind
): { readonly dropped: readonly SyntaxNode[] } | { readonly reason: string } {
  const left = call.parent?.kind === 'assignment' ? call.parent.child('left') : null;
  const binding = left?.kind === 'identifier' ? model.bindingAt(left) : null;
  if (!binding) {
    return { reason: `What becomes of the model that ${cellName(model, call)} loads is not seen.` };
  }
  const dropped: SyntaxNode[] = [];
  for (const { node } of model.references(binding)) {
    const reference = model.referenceAt(node);
    const attribute =
      node.parent?.kind === 'attribute' && node.field === 'object' ? node.parent : null;
    const name = attribute?.child('attribute')?.text ?? '';
    const outer = (attribute ?? node).parent;
    const isCalled = outer?.kind === 'call' && outer.child('function') === (attribute ?? node);
    const isOnly = reference !== null && model.definitions(reference).length === 1;
    const prepared = kind === 'torch' && isOnly ? preparation(node) : null;
    if (prepared) {
      dropped.push(prepared);
    } else if (!isCalled || !isOnly || name !== (kind === 'torch' ? '' : 'predict')) {
      return {
        reason: `\`${shortText(outer ?? node, 40)}\` in ${cellName(model, node)} needs the loaded model itself.`
      };
    }
  }
  return { dropped };
}

/** `net.eval()` or `net.eval().to(device)` as a statement: a session needs none of it. */
function preparation(name: SyntaxNode): SyntaxNode | null {
  let n = name;
  while (
    n.parent?.kind === 'attribute' &&
    /^(eval|to|cpu|cuda|float)$/.test(n.parent.child('attribute')?.text ?? '') &&
    n.parent.parent?.kind === 'call'
  ) {
    n = n.parent.parent;
  }
  const { statement } = n;
  return n !== name && n.parent === statement && isAloneOnItsLines(statement) ? statement : null;
}

/** Puts an ONNX Runtime session in place of each load. */
export function writeLoads(loads: readonly ILoad[], kind: Kind, edit: EditBuilder): void {
  for (const { call, file, dropped } of loads) {
    const runtime = edit.addImport('onnxruntime', null, call);
    const library = edit.addImport(kind === 'torch' ? 'torch' : 'numpy', null, call);
    const name = placeHelper(edit, call, kind === 'torch' ? 'OnnxModel' : 'OnnxEstimator', n =>
      kind === 'torch' ? moduleText(n, runtime, library) : estimatorText(n, runtime, library)
    );
    if (file.block && file.handle) {
      edit.replace(file.path, onnxPath(file.path, edit));
      edit.replace(call, `${name}(${file.handle}.read())`);
    } else {
      edit.replace(call, `${name}(${onnxPath(file.path, edit)})`);
    }
    dropped.forEach(s => edit.removeStatement(s));
  }
}

function moduleText(name: string, runtime: string, torch: string): string {
  return `class ${name}:
    """An exported model that ONNX Runtime runs; called with tensors like the one that was exported."""

    def __init__(self, model) -> None:
        self._session = ${runtime}.InferenceSession(model, providers=["CPUExecutionProvider"])

    def __call__(self, *inputs: "${torch}.Tensor") -> "${torch}.Tensor":
        names = [value.name for value in self._session.get_inputs()]
        arrays = [value.detach().cpu().numpy() for value in inputs]
        return ${torch}.from_numpy(self._session.run(None, dict(zip(names, arrays)))[0])`;
}

function estimatorText(name: string, runtime: string, numpy: string): string {
  return `class ${name}:
    """An exported estimator that ONNX Runtime runs."""

    def __init__(self, model) -> None:
        self._session = ${runtime}.InferenceSession(model, providers=["CPUExecutionProvider"])

    def predict(self, rows) -> "${numpy}.ndarray":
        name = self._session.get_inputs()[0].name
        found = self._session.run(None, {name: ${numpy}.asarray(rows, dtype=${numpy}.float32)})[0]
        return found[:, 0] if found.shape[1:] == (1,) else found`;
}
