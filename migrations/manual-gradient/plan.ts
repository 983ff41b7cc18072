/** Works out everything that the fix will change, or the reason why it cannot. Reads only. */
import {
  cellName,
  isAloneOnItsLines,
  shortText,
  type Binding,
  type Reference,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { dependsOn, evaluate, variablesOf, type Variable } from './expression';
import type { ICluster, IGradient } from './find';
import { forwardObstacle, lineOf, noGradAround, placeOf, updateObstacle } from './obstacles';
import { leafKinds, parameterOf, type IParameter } from './parameters';
import { isFree, isUnreadable } from './prove';
import type { IStep } from './read';
import type { IUpdate } from './updates';
import type { Kind } from './values';

export interface IPlan {
  readonly loss: string;
  /** The statement before which the derivatives have to be there. */
  readonly first: SyntaxNode;
  /** Python numbers rather than tensors. */
  readonly isNumber: boolean;
  readonly parameters: readonly IParameter[];
  readonly gradients: readonly IGradient[];
  /** Derivatives by intermediate results that somebody reads. */
  readonly retained: readonly IGradient[];
  /** Steps that nothing reads any more. */
  readonly unused: readonly IStep[];
  readonly updates: readonly IUpdate[];
  /** `np.exp` and the like, which have to become functions of PyTorch. */
  readonly functions: readonly { readonly node: SyntaxNode; readonly name: string }[];
  /** Other reads of what becomes a tensor. */
  readonly reads: readonly Reference[];
  /** The derivatives are worked out more than once. */
  readonly isRepeated: boolean;
}

export function planOf(model: SemanticModel, cluster: ICluster): IPlan | string {
  const { block, loss, wrong, unchecked, helpers } = cluster;
  const gradients = cluster.gradients;
  if (wrong.length) {
    return `\`${wrong[0].step.target.text}\` beside it is not the derivative of \`${loss.name}\`.`;
  }
  if (unchecked.length) {
    const vague = unchecked[0];
    return `The derivative \`${vague.step.target.text}\` cannot be proved here: \`${shortText(vague.step.value, 40)}\` goes beyond numbers and simple sums.`;
  }
  const { steps } = block;
  const stepOf = (v: Variable): IStep | undefined => steps.find(s => s.variable === v);
  const lossStep = stepOf(loss);
  if (!lossStep) {
    return `\`${loss.name}\` is worked out elsewhere.`;
  }
  if (noGradAround(lossStep.target)) {
    return `Gradients are switched off around \`${loss.name}\`.`;
  }
  const kinds = leafKinds(model, cluster);
  if (typeof kinds === 'string') {
    return kinds;
  }
  const parameters: IParameter[] = [];
  const updates: IUpdate[] = [];
  for (const variable of new Set(gradients.map(g => g.by))) {
    const found = parameterOf(model, cluster, variable, updates);
    if (typeof found === 'string') {
      return found;
    }
    parameters.push(found);
  }
  const isNumber = kinds.get(parameters[0].variable) === 'number';
  if (parameters.some(p => (kinds.get(p.variable) === 'number') !== isNumber)) {
    return 'Some parameters are numbers and some are tensors.';
  }
  if (isNumber && [...kinds.values()].some(k => k !== 'number')) {
    const [data] = [...kinds].find(([, k]) => k !== 'number') as [Variable, Kind];
    return `\`${parameters[0].name}\` is a number and \`${data.name}\` is a tensor.`;
  }
  const total = evaluate(loss, v =>
    isFree(v) ? (kinds.get(v) === 'tensor1' ? [0.3, 0.5] : 0.7) : null
  );
  if (typeof total !== 'number') {
    return `\`${loss.name}\` is not one number: it needs a sum or a mean.`;
  }
  const forward = steps.filter(
    s =>
      variablesOf(loss).has(s.variable) &&
      !parameters.some(p => p.variable === s.variable) &&
      parameters.some(p => dependsOn(s.variable, p.variable))
  );
  const functions: { node: SyntaxNode; name: string }[] = [];
  const obstacle =
    forwardObstacle(model, forward, parameters, functions) ?? updateObstacle(updates, gradients);
  if (obstacle) {
    return obstacle;
  }

  const bindings = [
    ...parameters.map(p => p.binding),
    ...forward.map(s => model.bindingAt(s.target) as Binding)
  ];
  const replaced = gradients.map(g => g.step.value);
  const others = (names: readonly Binding[], gone: readonly SyntaxNode[]): Reference[] =>
    [...new Set(names.flatMap(b => [...model.references(b)]))].filter(
      r => !gone.some(g => r.node.isInside(g))
    );

  // What only the derivatives read goes with them.
  const unused: IStep[] = [];
  const candidates = steps.filter(
    s =>
      !forward.includes(s) &&
      s !== lossStep &&
      !gradients.some(g => g.step === s) &&
      !parameters.some(p => p.variable === s.variable) &&
      s.variable.value !== null &&
      !isFree(s.variable) &&
      !isUnreadable(s.variable) &&
      model.blindMention(s.target.text) === null
  );
  for (const step of [...candidates].reverse()) {
    const binding = model.bindingAt(step.target) as Binding;
    const uses = model.references(binding);
    const gone = [...replaced, ...unused.map(u => u.value)];
    if (uses.length && uses.every(r => gone.some(g => r.node.isInside(g)))) {
      unused.push(step);
    }
  }
  const retained: IGradient[] = [];
  for (const helper of helpers.filter(h => !unused.includes(h.step))) {
    if (helper.top !== loss || !forward.some(s => s.variable === helper.by)) {
      const [use] = others([model.bindingAt(helper.step.target) as Binding], replaced);
      return use
        ? `\`${helper.step.target.text}\` is also read in ${placeOf(model, use.node)}.`
        : `\`${helper.step.target.text}\` is shown in ${placeOf(model, helper.step.target)}.`;
    }
    retained.push(helper);
  }
  const edited = [...gradients, ...retained]
    .map(g => g.step)
    .sort((a, b) => (isBefore(model, a.target, b.target) ? -1 : 1));
  const shared = [...unused, ...edited].find(
    s => s.target.parent?.kind === 'pattern_list' || !isAloneOnItsLines(s.statement)
  );
  if (shared) {
    return `Several names share line ${lineOf(shared.target)} of ${cellName(model, shared.target)}.`;
  }
  if ([...unused, ...edited].some(s => [...s.value.walk()].some(n => n.kind === 'comment'))) {
    return 'A comment within a derivative would be lost.';
  }
  const gone = [
    ...replaced,
    ...retained.map(r => r.step.value),
    ...unused.map(u => u.value),
    ...forward.map(s => s.value),
    ...updates.map(u => u.statement)
  ];
  const reads = others(bindings, gone).filter(r => isNumber || !isDetached(r.node));
  const awkward = reads.find(
    r =>
      /=\s*[!:}]/.test(r.node.cell.source.slice(r.node.end, r.node.end + 4)) &&
      r.node.ancestor('interpolation')
  );
  if (awkward) {
    return `The text in ${placeOf(model, awkward.node)} prints the name \`${awkward.name}\` itself.`;
  }
  const at = edited[0].target;
  return {
    loss: loss.name,
    first: edited[0].statement,
    isNumber,
    parameters,
    gradients,
    retained,
    unused,
    updates,
    functions,
    reads,
    isRepeated:
      at.statement.parent?.kind === 'block' || parameters.some(p => p.value.cell !== at.cell)
  };
}

const detaching = /^(item|detach|tolist|shape|size|dim|numel|dtype|device|grad)$/;

/** `w.item()`, `w.detach()`, `w.shape`: the reader takes care of it. */
function isDetached(node: SyntaxNode): boolean {
  const { parent } = node;
  return (
    parent?.kind === 'attribute' &&
    node.field === 'object' &&
    detaching.test(parent.child('attribute')?.text ?? '')
  );
}

function isBefore(model: SemanticModel, a: SyntaxNode, b: SyntaxNode): boolean {
  return model.orderOf(a) < model.orderOf(b) || (a.cell === b.cell && a.start < b.start);
}
