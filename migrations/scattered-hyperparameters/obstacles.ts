/** Why a constant has to stay a variable: somebody reads it whom the rewriting cannot follow. */
import { cellName, type ICellModel, type SemanticModel } from '../../src/core';
import type { IConstant } from './constants';

/** The obstacle in words, or null. */
export function obstacleOf(model: SemanticModel, constant: IConstant): string | null {
  const { name, uses } = constant;
  const blind = model.blindMention(name);
  if (blind) {
    return `Cell ${blind.index + 1} mentions \`${name}\` and could not be read.`;
  }
  const magic = model.cells.find(c => magicMentions(c, name));
  if (magic) {
    return `A magic in ${cellName(model, magic.syntax)} uses \`${name}\`.`;
  }
  const shown = uses.find(({ node }) =>
    node.parent?.kind === 'interpolation'
      ? /^\{\s*\w+\s*=/.test(node.parent.text)
      : node.ancestor('interpolation') &&
        /=\s*(![rsa])?(:[^}]*)?\}$/.test(node.ancestor('interpolation')?.text ?? '')
  );
  if (shown) {
    return `A text in ${cellName(model, shown.node)} shows the name \`${name}\`.`;
  }
  const query = model.cells.find(c =>
    c.syntax.nodes('string_content').some(s => new RegExp(`@${name}\\b`).test(s.text))
  );
  return query ? `A text in ${cellName(model, query.syntax)} mentions \`${name}\` as code.` : null;
}

/** A call that reads variables by their names: it may read any of them. */
export function readerByName(model: SemanticModel): string | null {
  for (const call of model.nodes('call')) {
    const name = call.child('function')?.text ?? '';
    const isReader =
      /^(globals|locals|eval|exec)$/.test(name) ||
      (name === 'vars' && call.child('arguments')?.namedChildren.length === 0);
    if (isReader && model.isBuiltin(name)) {
      return `\`${name}\` in ${cellName(model, call)} may read them by their names.`;
    }
  }
  return null;
}

function magicMentions({ syntax }: ICellModel, name: string): boolean {
  const word = new RegExp(`(?<![\\w.-])${name}(?!\\w)`);
  return syntax.magics.some(m => word.test(syntax.source.slice(m.range.start, m.range.end)));
}
