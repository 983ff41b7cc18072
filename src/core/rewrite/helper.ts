/** Puts a small class or function that a fix needs into the notebook once, and finds it again when another fix needs the same. */
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { SyntaxNode } from '../syntax/node';
import type { EditBuilder } from './editBuilder';
import { freshName } from './freshName';
import { isAloneOnItsLines } from './indent';

/**
 * Makes a class or function available to `user` and everything below it: one that is there already with the same text, moved up when
 * it stands lower, or a new one below the imports.
 *
 * @param base the name that it gets where that is free
 * @param write the text of the definition for a name; what it names of the notebook must come from `edit.addImport`
 * @returns the name to use
 */
export function placeHelper(
  edit: EditBuilder,
  user: SyntaxNode,
  base: string,
  write: (name: string) => string
): string {
  const { model } = edit;
  for (const definition of model.collect(definitionsIn)) {
    const name = definition.child('name')?.text ?? '';
    if (model.moduleBindings(name).length !== 1 || !sameText(definition.text, write(name))) {
      continue;
    }
    const apart = model.orderOf(definition) - model.orderOf(user);
    if (apart < 0 || (apart === 0 && definition.end <= user.start)) {
      return name;
    }
    if (isAloneOnItsLines(definition)) {
      edit.removeDefinition(definition);
      edit.insertBelowImports(user, write(name));
      return name;
    }
  }
  const name = freshName(model, base);
  edit.insertBelowImports(user, write(name));
  return name;
}

/** Classes and functions of the top level, without decorators. */
function definitionsIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return (syntax.root?.namedChildren ?? []).filter(s =>
    /^(class|function)_definition$/.test(s.kind)
  );
}

/** Layout aside: a formatter may have been over it. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/'/g, '"').trim();
  return plain(a) === plain(b);
}
