/** What the calls of a function pass for a parameter. */
import { decorators, ownerClass, type SemanticModel, type SyntaxNode } from '../../src/core';
import { argumentFor, callsOf, hasOwnBasesOnly, isCalledAsMethod, methodCalls } from './calls';
import { closedType } from './closed';
import { seenType } from './seen';
import { parametersOf, receiverOf } from './signature';
import type { ITypes, TypeText } from './types';

export interface IPassed {
  /** The types of the arguments that are given; null where one is not known. */
  readonly passed: readonly (TypeText | null)[];
  readonly isComplete: boolean;
}

/** Which argument of a call is meant. */
interface ISlot {
  readonly name: string;
  /** Its position among the parameters, `self` counted; null where it goes by name only. */
  readonly index: number | null;
  /** 1 where `self` is not written in the call. */
  readonly shift: number;
}

export function passedFor(
  types: ITypes,
  definition: SyntaxNode,
  parameter: SyntaxNode,
  name: string
): IPassed {
  const { model } = types;
  const list = parametersOf(definition);
  const star = list.findIndex(p => /^(list_splat_pattern|keyword_separator)$/.test(p.kind));
  const positional = list.filter(p => !/separator$/.test(p.kind));
  const index = star >= 0 && list.indexOf(parameter) > star ? null : positional.indexOf(parameter);
  const slot: ISlot = { name, index, shift: receiverOf(definition) ? 1 : 0 };
  const typeIn = (call: SyntaxNode): TypeText | null | undefined => {
    const argument = argumentFor(call, slot.name, slot.index, slot.shift);
    if (argument === 'unknown') {
      return null;
    }
    return argument && !isOwnStep(argument, name, definition)
      ? (types.of(argument) ?? (types.isSeeing ? seenType(model, argument) : null))
      : undefined;
  };
  const typesOf = (calls: readonly SyntaxNode[]): (TypeText | null)[] =>
    calls.map(typeIn).filter(t => t !== undefined);
  const owner = ownerClass(definition);
  if (owner && isCalledAsMethod(definition)) {
    const method = definition.child('name')?.text ?? '';
    const { passed, open, isComplete } = model.memo(
      handedTo,
      JSON.stringify([method, slot, types.isSeeing])
    );
    return {
      passed: [...passed, ...typesOf(open)],
      isComplete: isComplete && hasOwnBasesOnly(model, owner) && !changesCalls(definition)
    };
  }
  const { calls, isComplete } = callsOf(model, definition);
  return { passed: typesOf(calls), isComplete: isComplete && !changesCalls(definition) };
}

interface IHanded extends IPassed {
  /** Calls whose argument has a type that depends on parameters or functions of the notebook. */
  readonly open: readonly SyntaxNode[];
}

/**
 * What is passed in one place by all calls of methods of a name. Classes often share such a name (`forward`), and the calls of one
 * are looked at for all of them: so they are looked at once.
 *
 * @param key the name, the slot and whether seen types count, as JSON
 */
function handedTo(model: SemanticModel, key: string): IHanded {
  const [method, { name, index, shift }, isSeeing] = JSON.parse(key) as [string, ISlot, boolean];
  const { calls, isComplete } = methodCalls(model, method);
  const passed = new Set<TypeText | null>();
  const open: SyntaxNode[] = [];
  for (const call of calls) {
    const argument = argumentFor(call, name, index, shift);
    if (argument === 'unknown') {
      passed.add(null);
    } else if (argument) {
      const { isOpen, type } = isInMethod(call, method)
        ? { isOpen: true, type: null }
        : model.memo(closedType, argument);
      if (isOpen) {
        open.push(call);
      } else {
        passed.add(type ?? (isSeeing ? seenType(model, argument) : null));
      }
    }
  }
  return { passed: [...passed], open, isComplete };
}

/** A method may call itself. */
function isInMethod(call: SyntaxNode, method: string): boolean {
  for (let n = call.ancestor('function_definition'); n; n = n.ancestor('function_definition')) {
    if (n.child('name')?.text === method) {
      return true;
    }
  }
  return false;
}

/** A recursive call with the parameter itself, or one less, tells nothing new. */
function isOwnStep(argument: SyntaxNode, name: string, definition: SyntaxNode): boolean {
  return (
    argument.isInside(definition) &&
    new RegExp(`^${name}(\\s*(-|\\+|//)\\s*\\d+)?$`).test(argument.text)
  );
}

function changesCalls(definition: SyntaxNode): boolean {
  return decorators(definition).some(
    d =>
      !/^(staticmethod|classmethod|(functools\.)?(lru_)?cache\b.*|torch\.no_grad\(\))$/.test(d.text)
  );
}
