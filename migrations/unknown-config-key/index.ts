/**
 * Finds names that are asked of a configuration, or handed to it, and that it never defines: `cfg["learnin_rate"]`,
 * `Config(learnin_rate=0.1)`. Looks only at configurations whose names are all written out in the notebook; a name that is read
 * with a default or tested for is found only when a defined one is spelled nearly so.
 */
import {
  cellName,
  defineMigration,
  stringValue,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { classShapes } from './classes';
import { dictShapes } from './dicts';
import { namespaceShapes } from './namespaces';
import { slipsOf, type ISlip } from './shape';

export default defineMigration<ISlip>({
  name: 'unknown-config-key',
  title: 'Setting that does not exist',
  summary: 'Finds keys that a configuration never defines; offers the nearest one.',
  group: 'Configuration and types',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['pylint:E1101', 'pylint:E1123'],
  why: 'A mistyped setting stops the program where it is read, or is silently replaced by a default.',

  *detect({ model }) {
    for (const slip of model.collect(slipsIn)) {
      const { shape, access } = slip;
      yield { at: access.at, data: slip, anchor: `${shape.owner}.${access.name}` };
    }
  },

  message({ data: { shape, access, near } }) {
    const said = `\`${shape.owner}\` has no ${shape.word} \`${access.name}\``;
    return near.length === 1 ? `${said}: did you mean \`${near[0]}\`?` : said;
  },

  rewrite({ data }, { model, edit, decline }) {
    const { shape, access, near } = data;
    if (near.length !== 1) {
      return decline(
        near.length > 1
          ? `${list(near)} are spelled equally near.`
          : `${definedText(model, shape.definition)} defines ${list([...shape.defined])}; none is spelled nearly so.`
      );
    }
    const [meant] = near;
    const text = access.at.kind === 'identifier' ? meant : requoted(access.at, meant);
    if (text === null) {
      return decline('The name is put together from several texts.');
    }
    if (givenAlready(access.at, meant)) {
      return decline(`\`${meant}\` is given in the same call already.`);
    }
    edit.replace(access.at, text);
    return {
      title: `Write ${meant}`,
      applicability: 'suggested',
      risks: [riskOf(data, meant)]
    };
  }
});

/** What is asked of the configurations that one cell defines, wherever it is asked. */
function slipsIn(model: SemanticModel, cell: ICellModel): readonly ISlip[] {
  return [
    ...dictShapes(model, cell),
    ...namespaceShapes(model, cell),
    ...classShapes(model, cell)
  ].flatMap(slipsOf);
}

function riskOf({ access, shape }: ISlip, meant: string): string {
  switch (access.kind) {
    case 'write':
      return `\`${meant}\` gets this value from now on; until now nothing read it.`;
    case 'guarded':
      return `The value of \`${meant}\` is used from now on, where the default was until now.`;
    case 'argument':
      return shape.drops
        ? `\`${meant}\` gets this value from now on; until now it was dropped silently.`
        : `\`${meant}\` gets this value from now on; until now the call stopped with an error.`;
    case 'read':
      return `The value of \`${meant}\` is used from now on; until now the line stopped with an error.`;
  }
}

function definedText(model: SemanticModel, definition: SyntaxNode): string {
  const place = cellName(model, definition);
  return `${place[0].toUpperCase()}${place.slice(1)}`;
}

function list(names: readonly string[]): string {
  const all = names.filter(n => n && !n.startsWith('_')).map(n => `\`${n}\``);
  const shown = all.slice(0, 8);
  return all.length > shown.length
    ? `${shown.join(', ')} and others`
    : shown.length > 1
      ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
      : shown.join('');
}

/** The literal with another text, in the quotes that it has. */
function requoted(literal: SyntaxNode, text: string): string | null {
  const open = literal.childOfKind('string_start');
  const close = literal.childOfKind('string_end');
  return literal.kind === 'string' && open && close && stringValue(literal) !== null
    ? `${open.text}${text}${close.text}`
    : null;
}

function givenAlready(at: SyntaxNode, meant: string): boolean {
  const siblings = at.parent?.kind === 'keyword_argument' ? at.parent.parent?.namedChildren : null;
  return siblings?.some(a => a.child('name')?.text === meant) ?? false;
}
