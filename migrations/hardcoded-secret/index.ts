/**
 * Finds credentials in sources, outputs, metadata and attachments. A literal in code moves to `.env` and is read from the environment;
 * outputs can be cleared; the rest is reported with the reason why it is not changed. A value never appears in anything that is shown.
 */
import {
  defineMigration,
  enclosingFunction,
  stringValue,
  type ICellModel,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type Place,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { placedSecrets } from './places';
import { loadEnvironment, requireEnvironment } from './requireEnvironment';
import { environmentName, sourceSecrets, type ISourceSecret } from './sources';

interface IData {
  readonly kind: string;
  readonly place: Place;
  readonly source: ISourceSecret | null;
}

const rotate = 'The key still stands in Git history and in copies: replace it at the provider.';

export default defineMigration<IData>({
  name: 'hardcoded-secret',
  title: 'Credential written into the notebook',
  summary: 'Moves credentials to .env; finds them in outputs and metadata too.',
  group: 'Secrets',
  tier: 'act-now',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['CWE-798', 'ruff:S105', 'ruff:S106'],
  settings: [
    {
      name: 'dotenv',
      title: 'Load the .env file',
      description:
        'On: the fixed notebook loads .env with python-dotenv. Off: it reads the environment only, and you set the variables yourself.',
      default: true
    }
  ],
  why: 'Everybody who gets the notebook, its history or a copy gets the key and what it opens.',

  *detect({ model }) {
    for (const source of sourceSecrets(model)) {
      const { kind, cell, range, name } = source;
      const place: Place = 'source';
      yield {
        at: { cell, place, range },
        data: { kind, place, source },
        anchor: `${kind}\0${name ?? ''}`
      };
    }
    const seen = new Set<string>();
    for (const { cell, place, kind } of placedSecrets(model)) {
      const key = `${cell.id}\0${place}\0${kind}`;
      if (!seen.has(key)) {
        seen.add(key);
        yield {
          at: { cell, place },
          data: { kind, place, source: null },
          anchor: `${kind}\0${place}`
        };
      }
    }
  },

  message: ({ data: { kind, place, source } }) => {
    const where =
      source?.where === 'markdown'
        ? 'Markdown'
        : source?.where === 'comment'
          ? 'a comment'
          : place === 'output'
            ? 'an output'
            : place === 'attachment'
              ? 'an attachment'
              : place;
    return `${kind} in ${where} (value hidden)`;
  },

  rewrite({ at, data }, context) {
    const { decline, edit } = context;
    const { source, place } = data;
    if (source) {
      return source.literal
        ? moveLiteral(source, source.literal, context)
        : decline(whyNot(source));
    }
    if (place === 'output' && 'place' in at) {
      edit.clearOutputs(at.cell);
      return {
        title: `Clear the outputs of cell ${at.cell.index + 1}`,
        applicability: 'suggested',
        risks: ['The outputs are gone until the cell runs again.', rotate]
      };
    }
    return decline(
      place === 'metadata'
        ? 'Metadata belongs to the tool that wrote it: take the value out there, then replace the key at the provider.'
        : 'An attachment is not changed for you: remove it from the cell, then replace the key at the provider.'
    );
  },

  *secrets({ model }) {
    for (const { value } of sourceSecrets(model)) {
      yield value;
      yield* partsOf(value);
    }
    for (const { value } of placedSecrets(model)) {
      yield value;
      yield* partsOf(value);
    }
  }
});

/** What gives a value away when it stands alone: the lines of a key, the end of a URL; and the text as `repr` and JSON print it. */
function* partsOf(value: string): IterableIterator<string> {
  const lines = value.split(/\r?\n|\\n/);
  if (lines.length > 1) {
    yield value.replace(/\n/g, '\\n');
    yield* lines.filter(line => line.length >= 16 && !line.startsWith('-----'));
  }
  const path = /^https:\/\/hooks\.slack\.com\/services\/(.+)$/.exec(value);
  if (path) {
    yield path[1];
  }
}

function whyNot({ where, cell }: ISourceSecret): string {
  switch (where) {
    case 'comment':
      return 'A comment is not changed for you: delete the key there, then replace it at the provider.';
    case 'markdown':
      return 'Text is not changed for you: delete the key there, then replace it at the provider.';
    case 'magic':
      return 'A magic or shell line holds it: move the value to `.env` by hand, then replace the key at the provider.';
    default:
      return `Cell ${cell.index + 1} could not be read as Python: move the value to \`.env\` by hand, then replace the key at the provider.`;
  }
}

function moveLiteral(
  source: ISourceSecret,
  literal: SyntaxNode,
  context: IRewriteContext
): IRewrite | IDeclined {
  const { model, edit, settings, decline } = context;
  const all = sourceSecrets(model).filter(s => s.literal !== null);
  const alike = all.filter(s => contentOf(s) === contentOf(source) && obstacle(s) === null);
  const reason = obstacle(source);
  if (reason) {
    return decline(reason);
  }
  const name = nameFor(source, all, model);
  const dotenv = settings.dotenv !== false;
  const first = all[0].literal?.cell ?? literal.cell;
  let reader: string | null = null;
  if (dotenv) {
    loadEnvironment(context, first);
  }
  for (const same of alike) {
    const node = same.literal as SyntaxNode;
    const statement = same.isWhole ? environmentAssignment(node, name) : null;
    if (statement && statement.parent?.kind === 'module') {
      edit.removeStatement(statement);
      continue;
    }
    reader ??= requireEnvironment(context, first, dotenv);
    if (same.isWhole) {
      // Within an f-string only the quote of the literal itself is sure to fit.
      const quote = node.ancestor('interpolation') ? ownQuote(node) : '"';
      edit.replace(node, `${reader}(${quote}${name}${quote})`);
    } else {
      interpolate(
        node,
        same,
        `${reader}(${quoteInside(node)}${name}${quoteInside(node)})`,
        context
      );
    }
  }
  edit.moveToEnvironment(name, literal, source.isWhole ? literal : source.range);
  return {
    title: `Move the value to .env as ${name}`,
    applicability: 'suggested',
    risks: [rotate, `Without \`${name}\` in the environment the notebook stops and says so.`]
  };
}

/** What `.env` will hold: the text of the whole literal, or of the part of it. */
function contentOf({ isWhole, literal, value }: ISourceSecret): string {
  return (isWhole ? stringValue(literal) : null) ?? value;
}

/** Why a literal cannot be moved, or null. */
function obstacle({ literal, isWhole, value }: ISourceSecret): string | null {
  if (!literal) {
    return 'It does not stand in a literal.';
  }
  const prefix = /^[A-Za-z]*/.exec(literal.text)?.[0].toLowerCase() ?? '';
  if (literal.kind === 'concatenated_string') {
    return 'The value is put together from several texts: write it as one, then the fix is offered.';
  }
  if (prefix.includes('b')) {
    return 'The value is bytes, and the environment holds text: move it to `.env` by hand.';
  }
  const { parent } = literal;
  if (parent?.kind === 'expression_statement') {
    return 'The text is a docstring or has no use: delete the key there by hand.';
  }
  if (parent?.kind === 'concatenated_string' || parent?.kind === 'case_pattern') {
    return 'The value stands in a text of several parts: move it to `.env` by hand.';
  }
  if (!isWhole && (prefix.includes('r') || (!prefix.includes('f') && /[{}]/.test(literal.text)))) {
    return 'The value stands in a longer text with braces or a raw prefix: move it to `.env` by hand.';
  }
  if (!isWhole && /\\|\n/.test(value)) {
    return 'The value is escaped within a longer text: move it to `.env` by hand.';
  }
  return null;
}

/** The statement `os.environ["NAME"] = "literal"`, which `.env` replaces altogether. */
function environmentAssignment(literal: SyntaxNode, name: string): SyntaxNode | null {
  const assignment = literal.parent;
  const left = assignment?.kind === 'assignment' ? assignment.child('left') : null;
  return left?.kind === 'subscript' &&
    /(^|\.)environ$/.test(left.child('value')?.text ?? '') &&
    left.child('subscript')?.text.slice(1, -1) === name &&
    assignment?.parent?.kind === 'expression_statement' &&
    enclosingFunction(literal) === null
    ? assignment.parent
    : null;
}

function ownQuote(literal: SyntaxNode): string {
  return /^[A-Za-z]*'/.test(literal.text) ? "'" : '"';
}

/** The quote that does not end the text around it. */
function quoteInside(literal: SyntaxNode): string {
  return /^[A-Za-z]*"/.test(literal.text) ? "'" : '"';
}

/** `"Bearer …"` → `f"Bearer {require_env('NAME')}"` */
function interpolate(
  literal: SyntaxNode,
  { range }: ISourceSecret,
  call: string,
  { edit }: IRewriteContext
): void {
  if (!/^[A-Za-z]*f/i.test(literal.text)) {
    edit.insertBefore(literal, 'f');
  }
  edit.replaceRange(literal.cell, range, `{${call}}`);
}

/** One name for each value: the wanted one, or with a number when another value has it. */
function nameFor(
  source: ISourceSecret,
  all: readonly ISourceSecret[],
  model: SemanticModel
): string {
  const names = new Map<string, string>();
  const taken = new Set(model.collect(requiredIn));
  for (const s of all) {
    if (names.has(contentOf(s))) {
      continue;
    }
    const wanted = environmentName(s);
    let name = wanted;
    for (let n = 2; taken.has(name); n++) {
      name = `${wanted}_${n}`;
    }
    taken.add(name);
    names.set(contentOf(s), name);
  }
  return names.get(contentOf(source)) ?? environmentName(source);
}

/** Names that earlier fixes gave to other values. */
function requiredIn(_model: SemanticModel, { syntax }: ICellModel): readonly string[] {
  return syntax.nodes('call').flatMap(call => {
    const isReader = /^require_env(_\d+)?$/.test(call.child('function')?.text ?? '');
    const argument = isReader ? call.child('arguments')?.namedChildren[0] : undefined;
    return argument ? [argument.text.slice(1, -1)] : [];
  });
}
