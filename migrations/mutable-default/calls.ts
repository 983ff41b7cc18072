/** What the notebook's calls of a function pass for one parameter. */
import {
  hasSplat,
  keywordArgument,
  ownerClass,
  positionalArguments,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ISharedDefault } from './index';

export interface ICalls {
  /** All calls are in sight, and each leaves the parameter out or passes something that is not `None`. */
  readonly areKnown: boolean;
  /** A call that passes `None` as written. */
  readonly passesNone: SyntaxNode | null;
}

export function callsOf(
  model: SemanticModel,
  { definition, parameter, name }: ISharedDefault
): ICalls {
  const owner = definition.child('name')?.text ?? '';
  const isMethod = ownerClass(definition) !== null;
  const position = (definition.child('parameters')?.namedChildren ?? [])
    .filter(p => !/separator$/.test(p.kind))
    .indexOf(parameter);
  let areKnown = !isMethod && model.blindMention(owner) === null;
  let passesNone: SyntaxNode | null = null;
  for (const call of model.nodes('call')) {
    const target = call.child('function');
    const isCall = isMethod
      ? owner === '__init__'
        ? model.callee(call) === ownerClass(definition)
        : target?.kind === 'attribute' && model.callee(call) === definition
      : model.callee(call) === definition;
    if (!isCall) {
      continue;
    }
    const given =
      keywordArgument(call, name) ??
      positionalArguments(call)[position - (isMethod ? 1 : 0)] ??
      null;
    if (given?.kind === 'none') {
      passesNone ??= call;
    }
    const type = given ? model.typeOf(given) : null;
    if (hasSplat(call) || (given && (!type || type.name === 'builtins.None'))) {
      areKnown = false;
    }
  }
  if (areKnown) {
    areKnown = model.usesOf(owner).every(u => {
      const call = u.node.parent;
      return (
        call?.kind === 'call' &&
        call.child('function') === u.node &&
        model.callee(call) === definition
      );
    });
  }
  return { areKnown, passesNone };
}
