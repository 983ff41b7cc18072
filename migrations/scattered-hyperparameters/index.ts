/**
 * Finds constants that steer training and are spread over several cells, and gathers them in one class of settings, of which the
 * notebook makes one object; every read in every cell follows. Only constants that are bound once to a literal and are called like a
 * well-known setting; paths, sizes of data and names are left alone.
 */
import {
  blankLinesAbove,
  defineMigration,
  freshName,
  reservedSetting,
  settingField,
  settingsClass,
  styleOf,
  styleSetting,
  type CellSyntax,
  type IRewriteContext,
  type SettingsStyle
} from '../../src/core';
import { isEnough, scatteredConstants, type IConstant } from './constants';
import { obstacleOf, readerByName } from './obstacles';
import { commentsOf, isComment, lineNumber, removeLines } from './removal';

/** A constant with the name of its field. */
interface IField extends IConstant {
  readonly key: string;
}

export default defineMigration<readonly IConstant[]>({
  name: 'scattered-hyperparameters',
  title: 'Settings of training scattered over cells',
  summary: 'Gathers constants that steer training in one class of settings.',
  group: 'Configuration and types',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  settings: [styleSetting],
  why: 'Nobody sees at one place what a run was made with, and a cell that is run again late leaves old values in force.',

  *detect({ model }) {
    const constants = scatteredConstants(model);
    const [first] = constants;
    if (first) {
      yield { at: first.binding.node ?? first.statement, data: constants, anchor: 'constants' };
    }
  },

  message({ data }) {
    const cells = new Set(data.map(c => c.statement.cell)).size;
    return `${data.length} settings of training are scattered over ${cells} cells`;
  },

  rewrite({ data }, context) {
    const { model, edit, settings, decline } = context;
    const style = styleOf(settings);
    const reader = readerByName(model);
    if (reader) {
      return decline(reader);
    }
    const obstacles = new Map(data.map(c => [c, obstacleOf(model, c)]));
    const fields = withKeys(
      data.filter(c => !obstacles.get(c)),
      style
    );
    if (!isEnough(fields)) {
      const [reason] = [...obstacles.values()].filter(o => o !== null);
      return decline(reason ?? 'Their names cannot be fields of one class.');
    }
    const object = freshName(model, 'settings');
    for (const { key, uses } of fields) {
      for (const { node } of uses) {
        edit.replace(node, `${object}.${key}`);
      }
    }
    move(fields, object, style, context);
    const risks = [
      `${fields.map(f => `\`${f.name}\``).join(', ')} are no variables of their own any more: code outside this notebook that reads them must follow.`
    ];
    const left = data.length - fields.length;
    if (left > 0) {
      risks.push(
        `${left} more ${left === 1 ? 'stays a variable' : 'stay variables'}: ${[...obstacles.values()].find(o => o !== null) ?? 'their names are taken.'}`
      );
    }
    if (style === 'pydantic') {
      risks.push('The project then needs pydantic.');
    }
    return {
      title: `Gather ${fields.length} settings in one class`,
      applicability: 'suggested',
      risks
    };
  }
});

/** `LEARNING_RATE` becomes the field `learning_rate`, unless there is one of that name. */
function withKeys(constants: readonly IConstant[], style: SettingsStyle): IField[] {
  const names = new Set(constants.map(c => c.name));
  return constants
    .map(c => {
      const lower = c.name.toLowerCase();
      const isShouted = c.name === c.name.toUpperCase();
      return { ...c, key: isShouted && !names.has(lower) ? lower : c.name };
    })
    .filter(f => reservedSetting([f.key], style) === null);
}

/** Puts the class where the first constant stands and takes the constants away. */
function move(
  fields: readonly IField[],
  object: string,
  style: SettingsStyle,
  { model, edit }: IRewriteContext
): void {
  const [{ statement: first }] = fields;
  const { cell } = first;
  const moved = new Map<CellSyntax, Set<number>>();
  for (const { statement } of fields) {
    const lines = moved.get(statement.cell) ?? new Set();
    moved.set(statement.cell, lines.add(lineNumber(statement)));
  }
  const body: string[] = [];
  const gone = new Map([...moved].map(([syntax, lines]) => [syntax, new Set(lines)]));
  const add = (module: string, imported: string): string => edit.addImport(module, imported, first);
  const name = freshName(model, 'Settings');
  const makeBody = (): string[] => {
    for (const field of fields) {
      const own = moved.get(field.statement.cell) ?? new Set();
      const { above, behind } = commentsOf(field, own, field.statement === first);
      above.forEach((_, i) =>
        gone.get(field.statement.cell)?.add(lineNumber(field.statement) - 1 - i)
      );
      body.push(...above, settingField(field, style, add) + (behind ? `  ${behind}` : ''));
    }
    return body;
  };
  const text = settingsClass({ name, style, frozen: true, body: makeBody, settings: fields }, add);
  // The class takes the place of the first constant and of its comments that moved.
  const last = lineNumber(first);
  let top = last;
  for (const own = gone.get(cell); own?.delete(top); top--);
  const start = cell.lines.lineStart(++top);
  edit.replaceRange(
    cell,
    { start, end: cell.lines.lineEnd(last) },
    `${isComment(cell, top - 1) ? '' : blankLinesAbove(cell.source, start)}${text}\n\n\n${object} = ${name}()`
  );
  for (const [syntax, lines] of gone) {
    removeLines(edit, syntax, lines);
  }
}
