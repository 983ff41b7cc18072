/** The types of expressions in which no parameter and no function of the notebook has a say: the same whoever asks. */
import type { SemanticModel, SyntaxNode } from '../../src/core';
import { Expressions } from './expressions';
import type { TypeText } from './types';

export interface IClosedType {
  /** True when the type depends on parameters or functions of the notebook. */
  readonly isOpen: boolean;
  readonly type: TypeText | null;
}

/** The type of an expression, or that it is open. Ask through `model.memo`. */
export function closedType(model: SemanticModel, expression: SyntaxNode): IClosedType {
  const types = new ClosedTypes(model);
  const type = types.of(expression);
  return { isOpen: types.isOpen, type: types.isOpen ? null : type };
}

/** Notes that a parameter or function was met. */
class ClosedTypes extends Expressions {
  isOpen = false;

  parameter(): TypeText | null {
    this.isOpen = true;
    return null;
  }

  returned(): TypeText | null {
    this.isOpen = true;
    return null;
  }
}
