/** Objects that a `with` statement ends without a new function: files, locks, and everything with `close()` through `closing`. */
import {
  isAloneOnItsLines,
  type EditBuilder,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { managers } from './calls';
import { unawaited, type ICleanup } from './cleanup';

export interface IPlain {
  /** Text after `with`. */
  write(edit: EditBuilder): string;
  /** Statements before `try` that the text takes the place of. */
  readonly replaced: readonly SyntaxNode[];
  readonly title: string;
}

/** How a `with` statement alone does the cleanup; null when a function of its own is needed. */
export function plainWith(model: SemanticModel, cleanup: ICleanup): IPlain | null {
  const { statements, setup, opening, attempt } = cleanup;
  const value = statements.length === 1 ? statements[0].namedChildren[0] : null;
  const target = value?.kind === 'call' ? value.child('function') : null;
  const object = target?.kind === 'attribute' ? target.child('object') : null;
  const method = target?.child('attribute')?.text;
  if (
    !value ||
    !object ||
    !/^[\w.]+$/.test(object.text) ||
    model.qualifiedName(target) !== null ||
    opening.length ||
    setup.length > 1 ||
    value.child('arguments')?.namedChildren.length ||
    !setup.every(isAloneOnItsLines) ||
    isSetWithin(model, object, attempt)
  ) {
    return null;
  }
  const type = model.typeOf(object)?.name ?? '';
  const isManager = Object.hasOwn(managers, type) && managers[type] === method;
  if (!isManager && method !== 'close') {
    return null;
  }
  const [before] = setup;
  const made = before?.namedChildren[0];
  const expression = made?.kind === 'assignment' ? made.child('right') : null;
  if (expression && unawaited(expression) !== expression) {
    return null;
  }
  if (made && !expression) {
    // lock.acquire()
    const isBare = made.child('arguments')?.namedChildren.length === 0;
    return isManager && method === 'release' && made.kind === 'call' && isBare
      ? {
          write: () => object.text,
          replaced: setup,
          title: `Hold \`${object.text}\` in a with block`
        }
      : null;
  }
  if (method === 'release' || attempt.parent === null) {
    return null;
  }
  const title = `Close \`${object.text}\` with a with block`;
  const text = expression?.text ?? object.text;
  const as = expression ? ` as ${object.text}` : '';
  return {
    write: edit =>
      isManager ? text + as : `${edit.addImport('contextlib', 'closing', attempt)}(${text})${as}`,
    replaced: setup,
    title
  };
}

/** True when the block gives the name another object: the one to close is then decided there. */
function isSetWithin(model: SemanticModel, object: SyntaxNode, attempt: SyntaxNode): boolean {
  const name = [...object.walk()].find(n => n.kind === 'identifier');
  const reference = name ? model.referenceAt(name) : null;
  const bindings = reference ? model.definitions(reference) : [];
  return (
    bindings.some(b => b.isLate || b.node?.isInside(attempt)) ||
    [...attempt.walk()].some(n => n.kind === 'assignment' && n.child('left')?.text === object.text)
  );
}
