/** The types of parameters, functions and expressions, each of which may ask for the others. */
import type { SemanticModel, SyntaxNode } from '../../src/core';
import { Expressions } from './expressions';
import { inferParameter } from './parameters';
import { inferReturn } from './returns';
import type { ITypes, TypeText } from './types';

const certain = new WeakMap<SemanticModel, ITypes>();
const seen = new WeakMap<SemanticModel, ITypes>();

/**
 * The answers of one view of the model are kept together: functions ask for each other's types.
 *
 * @param isSeeing whether types that a running kernel held count too: apart from the others, so that what rests on them is known
 */
export function typesOf(model: SemanticModel, isSeeing = false): ITypes {
  const byModel = isSeeing ? seen : certain;
  let types = byModel.get(model);
  if (!types) {
    types = new Types(model, isSeeing);
    byModel.set(model, types);
  }
  return types;
}

class Types extends Expressions {
  parameter(definition: SyntaxNode, parameter: SyntaxNode): TypeText | null {
    return this.remember(parameter, () => inferParameter(this, definition, parameter));
  }

  returned(definition: SyntaxNode): TypeText | null {
    return this.remember(definition, () => inferReturn(this, definition));
  }
}
