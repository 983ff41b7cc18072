/** What the notebook's calls of a function pass for one parameter. */
import {
  hasSplat,
  keywordArgument,
  ownerClass,
  positionalArguments,
  type ICellModel,
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

/** The calls that certainly run a definition of the notebook. */
function callsTo(model: SemanticModel, definition: SyntaxNode): readonly SyntaxNode[] {
  return model.collect(calleesIn).flatMap(c => (c.callee === definition ? [c.call] : []));
}

function calleesIn(
  model: SemanticModel,
  { syntax }: ICellModel
): readonly { readonly call: SyntaxNode; readonly callee: SyntaxNode }[] {
  return syntax.nodes('call').flatMap(call => {
    const callee = model.callee(call);
    return callee ? [{ call, callee }] : [];
  });
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
  const isCreation = isMethod && owner === '__init__';
  const called = isCreation ? ownerClass(definition) : definition;
  for (const call of called ? model.memo(callsTo, called) : []) {
    if (isMethod && !isCreation && call.child('function')?.kind !== 'attribute') {
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
