/** The types of parameters, functions and expressions, each of which may ask for the others. */
import type { SemanticModel, SyntaxNode } from '../../src/core';
import { Expressions } from './expressions';
import { inferParameter } from './parameters';
import { inferReturn } from './returns';
import type { ITypes, TypeText } from './types';

const byModel = new WeakMap<SemanticModel, ITypes>();

/** The answers of one view of the model are kept together: functions ask for each other's types. */
export function typesOf(model: SemanticModel): ITypes {
  let types = byModel.get(model);
  if (!types) {
    types = new Types(model);
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
