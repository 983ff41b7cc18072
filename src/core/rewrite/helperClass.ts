/** Puts a small class that a fix needs into the notebook once, and finds it again when another fix needs the same. */
import type { ICellModel, SemanticModel } from '../semantic/model';
import type { SyntaxNode } from '../syntax/node';
import type { EditBuilder } from './editBuilder';
import { freshName } from './freshName';

/**
 * Makes a class available to `user` and everything below it: one that is there already with the same text, or a new one below the
 * imports.
 *
 * @param base the name that it gets where that is free
 * @param write the text of the class for a name; it must need nothing from the notebook before its methods are called
 * @returns the name to use
 */
export function placeHelperClass(
  edit: EditBuilder,
  user: SyntaxNode,
  base: string,
  write: (name: string) => string
): string {
  const { model } = edit;
  for (const definition of model.collect(classesIn)) {
    const name = definition.child('name')?.text ?? '';
    const isAbove =
      model.orderOf(definition) < model.orderOf(user) ||
      (definition.cell === user.cell && definition.end <= user.start);
    if (
      isAbove &&
      definition.parent?.kind === 'module' &&
      model.moduleBindings(name).length === 1 &&
      sameText(definition.text, write(name))
    ) {
      return name;
    }
  }
  const name = freshName(model, base);
  edit.insertBelowImports(user.cell, write(name));
  return name;
}

function classesIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('class_definition');
}

/** Layout aside: a formatter may have been over it. */
function sameText(a: string, b: string): boolean {
  const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/'/g, '"').trim();
  return plain(a) === plain(b);
}
