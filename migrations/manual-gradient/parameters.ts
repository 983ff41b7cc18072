/** The numbers or tensors that a derivative is worked out for: where each gets its first value, how it changes, and what the data are. */
import {
  enclosingFunction,
  type Binding,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { variablesOf, type Variable } from './expression';
import type { ICluster } from './find';
import { placeOf } from './obstacles';
import { isFree } from './prove';
import { updateOf, type IUpdate } from './updates';
import { kindOf, type Kind } from './values';

export interface IParameter {
  readonly name: string;
  readonly variable: Variable;
  /** The right side that gives it its first value. */
  readonly value: SyntaxNode;
  readonly binding: Binding;
  /** `requires_grad=True` is there already. */
  readonly isRecording: boolean;
}

/** What every value that the loss starts from is. */
export function leafKinds(
  model: SemanticModel,
  { block, loss }: ICluster
): Map<Variable, Kind> | string {
  const kinds = new Map<Variable, Kind>();
  for (const v of variablesOf(loss)) {
    if (!isFree(v)) {
      continue;
    }
    const origin = block.origin.get(v);
    const kind = origin ? kindOf(model, origin) : null;
    if (kind === 'array') {
      return `\`${v.name}\` is a NumPy array; the forward pass would have to be written with tensors first.`;
    }
    if (!kind) {
      const reference = origin?.kind === 'identifier' ? model.referenceAt(origin) : null;
      const [binding] = reference ? model.definitions(reference) : [];
      return binding?.kind === 'parameter'
        ? `\`${v.name}\` is a parameter of a function; its callers decide what it is.`
        : `What \`${v.name}\` holds is not seen here: with an array, the loss would not be one number.`;
    }
    kinds.set(v, kind);
  }
  return kinds;
}

/** Where a parameter starts and how it changes, or why it cannot become a tensor. Collects its updates. */
export function parameterOf(
  model: SemanticModel,
  { block, gradients }: ICluster,
  variable: Variable,
  updates: IUpdate[]
): IParameter | string {
  const { name } = variable;
  const origin = block.origin.get(variable);
  const step = block.steps.find(s => s.variable === variable);
  const reference = origin?.kind === 'identifier' ? model.referenceAt(origin) : null;
  const own = step ? model.bindingAt(step.target) : null;
  const scope = own?.scope ?? reference?.scope.resolve(name);
  if (!/^\w+$/.test(name) || !scope) {
    return `\`${name}\` is not a plain variable.`;
  }
  const at = gradients[0].step.target;
  const all =
    (scope.kind === 'module' ? model.moduleBindings(name) : scope.bindings.get(name)) ?? [];
  if (scope.kind === 'module' && enclosingFunction(at)) {
    return `\`${name}\` is a variable of the notebook that a function reads.`;
  }
  let initial: Binding | null = null;
  for (const b of all) {
    const isInBlock = block.statements.some(s => b.node?.isInside(s));
    const update = isInBlock && b !== own ? updateOf(b, name) : null;
    if (update) {
      if (!updates.some(u => u.statement === update.statement)) {
        updates.push(update);
      }
    } else if (initial || b.isLate || !/^(assignment)$/.test(b.kind)) {
      return `\`${name}\` gets another value in ${placeOf(model, b.node ?? at)}.`;
    } else {
      initial = b;
    }
  }
  const blind = scope.kind === 'module' ? model.blindMention(name) : null;
  if (blind) {
    return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
  }
  const value = initial && valueOf(initial);
  if (!initial || !value || initial.kind !== 'assignment') {
    return `Where \`${name}\` gets its first value is not seen here.`;
  }
  const isTensor = /^tensor/.test(kindOf(model, value) ?? '');
  if (isTensor && value.kind !== 'call') {
    return `\`${name}\` does not start as a tensor of its own.`;
  }
  if (
    isTensor &&
    /^[^.]*$/.test(value.child('arguments')?.text ?? '') &&
    /tensor$/.test(value.child('function')?.text ?? '')
  ) {
    return `\`${name}\` starts as a tensor of whole numbers.`;
  }
  return {
    name,
    variable,
    value,
    binding: initial,
    isRecording: isTensor && /requires_grad\s*=\s*True/.test(value.text)
  };
}

/** The expression that a name is given, also as one of several: `w, b = 0.5, 0.1`. */
function valueOf(b: Binding): SyntaxNode | null {
  if (b.isPlain) {
    return b.value;
  }
  const left = b.statement?.child('left');
  const right = b.statement?.child('right');
  return left?.kind === 'pattern_list' &&
    b.node &&
    right &&
    /^(expression_list|tuple)$/.test(right.kind) &&
    right.namedChildren.length === left.namedChildren.length
    ? right.namedChildren[left.namedChildren.indexOf(b.node)]
    : null;
}
