/** The parameters of a function as they are written. */
import { decorators, ownerClass, type SyntaxNode } from '../../src/core';

/** The parameters as they stand, separators included. */
export function parametersOf(definition: SyntaxNode): readonly SyntaxNode[] {
  return definition.child('parameters')?.namedChildren ?? [];
}

/** `self` or `cls`. */
export function receiverOf(definition: SyntaxNode): SyntaxNode | null {
  return ownerClass(definition) && !decorators(definition).some(d => d.text === 'staticmethod')
    ? (parametersOf(definition)[0] ?? null)
    : null;
}
