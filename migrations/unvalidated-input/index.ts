/**
 * Finds settings that come in from a file, the environment or the command line and are used as they are. A loaded dict becomes a
 * Pydantic model with fields for the keys that are read; a converted number gets its limit. Payloads and records are left alone:
 * only what is named or used as settings, with at least one number or switch among them, is found.
 */
import {
  countKnownSettings,
  defineMigration,
  isSettingsName,
  placeDefinitionAbove,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { gatesIn, type IGate } from './gates';
import { ambiguousKey, fieldsOf, modelText, reservedField, type IField } from './modelText';
import { numbersIn, type INumber } from './numbers';
import { chain, collectReads, type IReads } from './reads';

interface IFile extends IGate {
  readonly kind: 'file';
  readonly uses: IReads;
  readonly fields: readonly IField[];
}

type Input = IFile | ({ readonly kind: 'number' } & INumber);

export default defineMigration<Input>({
  name: 'unvalidated-input',
  title: 'Settings used without a check',
  summary: 'Checks settings from files and the environment with a Pydantic model.',
  group: 'Configuration and types',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'A wrong or missing value is noticed late, far from the file, or never.',

  *detectIn(cell, { model }) {
    for (const gate of gatesIn(model, cell)) {
      const uses = collectReads(model, gate.binding);
      const fields = fieldsOf(model, uses.reads);
      if (isSettings(gate, fields)) {
        yield {
          at: gate.binding.node ?? gate.call,
          data: { kind: 'file', ...gate, uses, fields },
          anchor: gate.binding.name
        };
      }
    }
    for (const number of numbersIn(model, cell)) {
      yield { at: number.call, data: { kind: 'number', ...number } };
    }
  },

  message: ({ data }) =>
    data.kind === 'file'
      ? `\`${data.binding.name}\` is used without checking what the file holds`
      : `\`${data.name}\` can be a number that makes no sense`,

  rewrite({ data }, context) {
    return data.kind === 'file' ? checkFile(data, context) : checkNumber(data, context);
  }
});

/** Named as settings or with settings in it; and a number or a switch among them, or a nested dict of such. */
function isSettings({ binding, files }: IGate, fields: readonly IField[]): boolean {
  const all = flat(fields);
  const known = countKnownSettings(all.map(f => f.key));
  const isNamedSo =
    isSettingsName(binding.name) ||
    files.some(f => /(config|settings|params|hparams|\.ya?ml$|\.toml$)/i.test(f));
  const counts = all.filter(f => /^(int|float|bool)$/.test(f.type)).length;
  return all.length >= 2 && counts > 0 && (known >= 2 || isNamedSo);
}

function flat(fields: readonly IField[]): IField[] {
  return fields.flatMap(f => (f.inner ? flat(f.inner) : [f]));
}

function checkFile(
  { binding, call, uses, fields }: IFile,
  { model, edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const { name } = binding;
  const reserved = reservedField(fields);
  const ambiguous = ambiguousKey(uses.reads.flatMap(chain));
  const blind = binding.scope.kind === 'module' ? model.blindMention(name) : null;
  const above = topStatement(call);
  const reason =
    uses.obstacle ??
    (reserved ? `The key \`${reserved}\` would hide a name that the class needs.` : null) ??
    (ambiguous ? `\`${ambiguous}\` is read with different defaults.` : null) ??
    (blind ? `Cell ${blind.index + 1} mentions \`${name}\` and could not be read.` : null) ??
    magicUse(model, uses) ??
    (opensLine(above) ? null : 'Other code stands on the line of the load.');
  if (reason) {
    return decline(reason);
  }
  const { className, text } = modelText(model, name, fields, (module, imported) =>
    edit.addImport(module, imported, above)
  );
  placeDefinitionAbove(edit, above, text);
  edit.insertBefore(call, `${className}.model_validate(`);
  edit.insertAfter(call, ')');
  for (const read of uses.reads) {
    // cfg["train"]["lr"]  or  cfg.get("lr", 0.1)
    //    ^^^^^^^^^^^^^^^ .train.lr  ^^^^^^^^^^^^^ .lr
    const path = pathOf(read, fields);
    const last = path[path.length - 1];
    const range = { start: read.owner.end, end: last.node.end };
    edit.replaceRange(read.node.cell, range, path.map(r => `.${r.key}`).join(''));
  }
  for (const annotation of uses.annotations) {
    edit.replace(annotation, `"${className}"`);
  }
  return {
    title: `Check ${name} with a Pydantic model`,
    applicability: 'suggested',
    risks: [
      'Values are converted to the types of the fields, and a missing or wrong one stops the program where the file is read.',
      'The project then needs pydantic.'
    ]
  };
}

/** The look-ups that become attributes: all, unless a nested dict stays a dict. */
function pathOf(
  read: IReads['reads'][number],
  fields: readonly IField[]
): IReads['reads'][number][] {
  const field = fields.find(f => f.key === read.key);
  return field?.inner && read.inner ? [read, ...pathOf(read.inner, field.inner)] : [read];
}

function magicUse(model: SemanticModel, { reads }: IReads): string | null {
  const found = reads.find(({ node }) =>
    node.cell.magics.some(m => m.range.start <= node.start && node.end <= m.range.end)
  );
  return found
    ? `A magic in cell ${model.cellOf(found.node).index + 1} reads \`${found.key}\`.`
    : null;
}

/** The statement of the cell's top level that holds a node. */
function topStatement(node: SyntaxNode): SyntaxNode {
  let n = node;
  while (n.parent && n.parent.kind !== 'module') {
    n = n.parent;
  }
  return n;
}

function opensLine({ cell, start }: SyntaxNode): boolean {
  return cell.source.slice(cell.lines.lineStart(cell.lines.position(start).line), start) === '';
}

function checkNumber(
  { call, text, name, limit }: INumber,
  { edit }: IRewriteContext
): IRewrite | IDeclined {
  const add = (module: string, imported: string): string => edit.addImport(module, imported, call);
  const adapter = add('pydantic', 'TypeAdapter');
  const type = `${add('typing', 'Annotated')}[${limit.type}, ${add('pydantic', 'Field')}(${limit.field})]`;
  edit.replaceRange(
    call.cell,
    { start: call.start, end: text.start },
    `${adapter}(${type}).validate_python(`
  );
  return {
    title: `Check that ${name} is ${limit.says}`,
    applicability: 'suggested',
    risks: [
      `A value that is not ${limit.says} stops the program here.`,
      'The project then needs pydantic.'
    ]
  };
}
