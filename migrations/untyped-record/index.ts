/**
 * Finds a literal list of dicts that all have the same keys and are read by key, and gives the records a `TypedDict`. They stay
 * dicts: nothing changes when the code runs. Data that only goes into a table, messages to a language model, and records that get
 * other keys later are left alone.
 */
import {
  defineMigration,
  freshName,
  type ICellModel,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { findRecords, type IRecords } from './records';
import { RecordUses } from './uses';

/** An annotation that says less than the class will. */
const loose = /^(typing\.)?[Ll]ist(\[(typing\.)?[Dd]ict(\[[^\]]*\])?\])?$/;

export default defineMigration<IRecords>({
  name: 'untyped-record',
  title: 'List of dicts without a type',
  summary: 'Gives a list of dicts with the same keys a TypedDict.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['PEP 589'],
  why: 'Nothing says which keys a record has, so a mistyped key is found only when the line runs.',

  *detectIn(cell, { model }) {
    for (const records of findRecords(model, cell)) {
      const type = records.binding.statement?.child('type');
      if ((type && !loose.test(type.text)) || model.blindMention(records.name)) {
        continue;
      }
      const uses = new RecordUses(model, records);
      if (uses.reads > 0 && !uses.isOpen) {
        yield { at: records.binding.node ?? records.list, data: records, anchor: records.name };
      }
    }
  },

  message: ({ data: { name, list, fields } }) =>
    `\`${name}\` holds ${list.namedChildren.length} dicts with the same ${fields.size} keys`,

  rewrite({ data: { name, binding, fields } }, { model, edit }) {
    const statement = binding.statement as SyntaxNode;
    const target = binding.node as SyntaxNode;
    const lines = [...fields].map(([key, type]) => `    ${key}: ${type}`);
    const known = existing(model, lines, statement);
    const className = known ?? freshName(model, classNameFor(name));
    const start = known === null ? startOf(statement) : target.start;
    const { cell } = statement;
    const end = (statement.child('type') ?? target).end;
    const written = `${cell.source.slice(start, target.end)}: list[${className}]`;
    const base = known === null ? edit.addImport('typing', 'TypedDict', statement) : '';
    const definition = `class ${className}(${base}):\n${lines.join('\n')}\n\n\n`;
    edit.replaceRange(
      cell,
      { start, end },
      known === null ? gapBefore(cell.source, start) + definition + written : written
    );
    return {
      title: `Give the records of ${name} a TypedDict`,
      applicability: 'suggested',
      risks: ['Type checkers then hold every record of the list to these keys and types.']
    };
  }
});

function classesIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('class_definition');
}

/** A class above that says the same already. */
function existing(
  model: SemanticModel,
  lines: readonly string[],
  statement: SyntaxNode
): string | null {
  const wanted = lines.map(l => l.trim()).join('\n');
  for (const definition of model.collect(classesIn)) {
    const body = definition.child('body');
    if (
      /\bTypedDict\b/.test(definition.child('superclasses')?.text ?? '') &&
      definition.parent?.kind === 'module' &&
      body?.namedChildren.map(s => s.text).join('\n') === wanted &&
      (model.orderOf(definition) < model.orderOf(statement) ||
        (definition.cell === statement.cell && definition.end <= statement.start))
    ) {
      return definition.child('name')?.text ?? null;
    }
  }
  return null;
}

/** `users` → `User`, `test_cases` → `TestCase`, `data` → `DataRecord`. */
function classNameFor(name: string): string {
  const title = name
    .split('_')
    .filter(Boolean)
    .map(w => (w === w.toUpperCase() ? w.toLowerCase() : w))
    .map(w => w[0].toUpperCase() + w.slice(1))
    .join('')
    .replace(/^[^\p{L}]+/u, '');
  const single = /[Pp]eople$/.test(title)
    ? title.replace(/eople$/, 'erson')
    : /(mov|cook|calor|zomb|rook)ies$/i.test(title)
      ? title.replace(/s$/, '')
      : /[^r]ies$/.test(title)
        ? title.replace(/ies$/, 'y')
        : /(sses|shes|ches|xes)$/.test(title)
          ? title.replace(/es$/, '')
          : /[^sui]s$/.test(title)
            ? title.replace(/s$/, '')
            : `${title}Record`;
  return single === name ? `${single}Record` : single;
}

/** Where the statement begins, with the comments on the lines directly above it. */
function startOf(statement: SyntaxNode): number {
  const { cell } = statement;
  let line = cell.lines.position(statement.start).line;
  while (
    line > 1 &&
    // `# @title` is a form of Colab's, which must stay at the top of its cell.
    /^#(?!\s*@)/.test(
      cell.source.slice(cell.lines.lineStart(line - 1), cell.lines.lineEnd(line - 1))
    )
  ) {
    line--;
  }
  return cell.lines.lineStart(line);
}

/** The line ends that are missing for two empty lines before a class. */
function gapBefore(source: string, start: number): string {
  const above = source.slice(0, start).replace(/[ \t\r]/g, '');
  return above.trim() === ''
    ? ''
    : '\n'.repeat(Math.max(0, 3 - (/\n*$/.exec(above)?.[0].length ?? 0)));
}
