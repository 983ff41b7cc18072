/** Finds an input that the notebook itself gave the model, and that is still there where the model is saved. */
import {
  enclosingFunction,
  hasSplat,
  positionalArguments,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { creationOf, type Kind } from './models';

export interface IExample {
  /** The expressions that give the inputs again. */
  readonly inputs: readonly SyntaxNode[];
  readonly call: SyntaxNode;
}

export function exampleFor(model: SemanticModel, saved: SyntaxNode, kind: Kind): IExample | null {
  for (const call of callsOf(model, saved, kind)) {
    const given = positionalArguments(call);
    const inputs = kind === 'sklearn' ? given.slice(0, 1) : given;
    const hasOthers =
      hasSplat(call) ||
      (kind === 'torch' && (call.child('arguments')?.namedChildren.length ?? 0) !== given.length);
    if (inputs.length && !hasOthers && inputs.every(i => isThere(model, i, saved))) {
      return { inputs, call };
    }
  }
  return null;
}

/** Calls of the saved object: `net(x)`; `estimator.fit(X, y)`, `predict`, also in the expression that made it. */
function* callsOf(model: SemanticModel, saved: SyntaxNode, kind: Kind): Iterable<SyntaxNode> {
  const reference = model.referenceAt(saved);
  const meant = reference ? model.definitions(reference) : [];
  const isSame = (n: SyntaxNode | null): boolean => {
    const r = n?.kind === 'identifier' && n.text === saved.text ? model.referenceAt(n) : null;
    return r !== null && model.definitions(r).some(b => meant.includes(b));
  };
  const creation = kind === 'sklearn' ? creationOf(model, saved) : null;
  for (const call of model.nodes('call')) {
    const target = call.child('function');
    if (kind === 'torch' ? isSame(target) : isMethod(target)) {
      yield call;
    }
  }
  function isMethod(target: SyntaxNode | null): boolean {
    const owner = target?.kind === 'attribute' ? target.child('object') : null;
    return (
      /^(fit|predict|fit_predict)$/.test(target?.child('attribute')?.text ?? '') &&
      (isSame(owner) || (creation !== null && owner === creation))
    );
  }
}

const makers = /^torch\.(zeros|ones|randn|rand|tensor|arange)$/;

/** A name that has a value where the model is saved, or a tensor that can be made again. */
function isThere(model: SemanticModel, input: SyntaxNode, saved: SyntaxNode): boolean {
  if (input.kind === 'call') {
    return (
      makers.test(model.qualifiedName(input.child('function')) ?? '') &&
      positionalArguments(input).every(a => !/identifier|call|attribute/.test(a.kind))
    );
  }
  // `train[columns]`, `batch["x"]`, `table.values`: the same again.
  const names = [...input.walk()].filter(n => n.kind === 'identifier' && model.referenceAt(n));
  return (
    /^(identifier|subscript|attribute)$/.test(input.kind) &&
    [...input.walk()].every(n => n.kind !== 'call') &&
    !/^builtins\.(str|int|float|bool|dict)$/.test(model.typeOf(input)?.name ?? '') &&
    names.length > 0 &&
    names.every(n => hasValue(model, n, saved))
  );
}

function hasValue(model: SemanticModel, name: SyntaxNode, saved: SyntaxNode): boolean {
  const owner = model.referenceAt(name)?.scope.resolve(name.text);
  const inside = enclosingFunction(saved);
  if (owner?.kind === 'module') {
    return model
      .moduleBindings(name.text)
      .some(b => b.node !== null && b.kind !== 'delete' && isAbove(model, b.node, saved));
  }
  return (
    inside !== null &&
    owner?.node === inside &&
    name.cell === saved.cell &&
    name.start < saved.start
  );
}

function isAbove(model: SemanticModel, node: SyntaxNode, other: SyntaxNode): boolean {
  return (
    model.orderOf(node) < model.orderOf(other) ||
    (node.cell === other.cell && node.start < other.start)
  );
}

/** How the example is written: a random tensor becomes zeros, so that no random numbers are used up. */
export function inputText(model: SemanticModel, input: SyntaxNode): string {
  const target = input.kind === 'call' ? input.child('function') : null;
  return target && /^torch\.(randn|rand)$/.test(model.qualifiedName(target) ?? '')
    ? `${target.text.replace(/\w+$/, 'zeros')}${input.child('arguments')?.text ?? '()'}`
    : input.text;
}

/** One row of the example as 32-bit numbers. */
export function rowText(input: SyntaxNode, user: SyntaxNode, edit: EditBuilder): string {
  const numpy = edit.addImport('numpy', null, user);
  return `${numpy}.asarray(${input.text}[:1], dtype=${numpy}.float32)`;
}
