/**
 * Finds functions that use `print` as a log and gives the notebook one logger for them. Functions that are there to show something,
 * prints at the top level of cells, and prints of parts of lines are left alone.
 */
import {
  cellName,
  defineMigration,
  freshName,
  positionalArguments,
  type Binding,
  type ICellModel,
  type IDeclined,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { loggingFunctions, type ILoggingFunction } from './prints';

export default defineMigration<ILoggingFunction>({
  name: 'print-debugging',
  title: 'print used as a log',
  summary: 'Writes what functions print while they work to a logger.',
  group: 'Configuration and types',
  tier: 'quiet',
  applicability: 'suggested',
  since: '0.1.0',
  sources: ['ruff:T201'],
  why: 'Who calls the function can neither switch its messages off nor send them elsewhere.',

  *detectIn(cell, { model }) {
    for (const data of loggingFunctions(model, cell)) {
      yield { at: data.prints[0], data, anchor: data.name };
    }
  },

  message: ({ data: { name, prints } }) =>
    `\`${name}\` prints ${prints.length > 1 ? `${prints.length} messages` : 'a message'} while it works`,

  rewrite({ data }, context) {
    const { model } = context;
    if (data.partial) {
      return context.decline(
        `\`print\` in line ${lineOf(data.partial)} of ${cellName(model, data.partial)} writes more or less than one line.`
      );
    }
    const [captured] = model.collect(capturesIn);
    if (captured) {
      return context.decline(
        `\`${captured.text}\` in ${cellName(model, captured)} may read what is printed.`
      );
    }
    const logger = loggerFor(data, context);
    if (typeof logger !== 'string') {
      return logger;
    }
    for (const call of data.prints) {
      rewritePrint(call, logger, context);
    }
    return {
      title: `Log what ${data.name} prints`,
      applicability: 'suggested',
      risks: [
        'The text goes to stderr, which notebooks show in colour, and may stand before or after what is printed.',
        'Messages of libraries at the level INFO are shown too.'
      ]
    };
  }
});

/** The notebook's logger, or a new one below the imports. */
function loggerFor(
  { definition }: ILoggingFunction,
  { model, edit, decline }: IRewriteContext
): string | IDeclined {
  const [loggerName] = model.collect(loggersIn);
  const known = loggerName === undefined ? null : model.moduleBindings(loggerName);
  const [setup] = model.collect(setupsIn);
  if (known && setup && /\blevel\s*=\s*["']?(\w+\.)?(INFO|DEBUG)\b/.test(setup.text)) {
    const [binding] = known;
    const at = model.orderOf(binding.cell) - model.orderOf(definition);
    const isAbove = at < 0 || (at === 0 && binding.effective <= definition.start);
    const meant = model.scopeOf(definition)?.resolve(binding.name);
    return isAbove && known.length === 1 && meant?.kind === 'module'
      ? binding.name
      : decline(`\`${binding.name}\` in ${cellName(model, binding.cell)} may mean something else.`);
  }
  const [used] = model.collect(logImportsIn);
  if (used) {
    return decline(
      `${capital(cellName(model, used.cell))} sets up logging in its own way; it may not show INFO messages.`
    );
  }
  const logging = edit.addImport('logging', null, definition);
  const name = freshName(model, 'logger');
  edit.insertBelowImports(
    definition,
    `${logging}.basicConfig(level=${logging}.INFO, format="%(message)s")\n` +
      `${name} = ${logging}.getLogger(__name__)`
  );
  return name;
}

/** What may read the standard output. */
function capturesIn(_model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax.nodes('identifier').filter(n => /^(redirect_stdout|capsys)$/.test(n.text));
}

/** Names whose first binding is a logger. */
function loggersIn(model: SemanticModel, { module }: ICellModel): readonly string[] {
  return [...module.bindings].flatMap(([name, list]) => {
    const logger = list.find(
      b =>
        b.isPlain &&
        b.value?.kind === 'call' &&
        model.qualifiedName(b.value.child('function')) === 'logging.getLogger'
    );
    return logger && model.moduleBindings(name)[0] === logger ? [name] : [];
  });
}

function setupsIn(model: SemanticModel, { syntax }: ICellModel): readonly SyntaxNode[] {
  return syntax
    .nodes('call')
    .filter(c => model.qualifiedName(c.child('function')) === 'logging.basicConfig');
}

function logImportsIn(_model: SemanticModel, { module }: ICellModel): readonly Binding[] {
  return [...module.bindings.values()]
    .flat()
    .filter(b => b.imported !== null && /^(logging|loguru|absl\.logging)(\.|$)/.test(b.imported));
}

/** Keeps the layout where it can: only a call on one line is written anew. */
function rewritePrint(call: SyntaxNode, logger: string, { edit }: IRewriteContext): void {
  const values = positionalArguments(call);
  const target = call.child('function');
  const level = isTrouble(call, values) ? 'warning' : 'info';
  const isPlain = call.child('arguments')?.namedChildren.length === values.length;
  if (target && isPlain && (values.length === 1 || (values.length && call.text.includes('\n')))) {
    const end = call.child('arguments')?.start ?? target.end;
    edit.replaceRange(call.cell, { start: target.start, end }, `${logger}.${level}`);
    if (values.length > 1) {
      edit.insertBefore(values[0], `"${values.map(() => '%s').join(' ')}", `);
    }
  } else {
    edit.replace(call, `${logger}.${level}(${argumentsOf(call)})`);
  }
}

/** It stands in a handler, or its text says so: then it is to be seen where messages of the work are switched off. */
function isTrouble(call: SyntaxNode, values: readonly SyntaxNode[]): boolean {
  const text = values[0]?.kind === 'string' ? values[0].childOfKind('string_content')?.text : null;
  const handler = call.ancestor('except_clause', 'function_definition');
  return (
    handler?.kind === 'except_clause' ||
    /^\W*(warning|error|failed|failure|could not|couldn't|cannot|can't|unable)\b/i.test(text ?? '')
  );
}

/** `"loss", x` → `"loss %s", x`: a logger joins nothing by itself. */
function argumentsOf(call: SyntaxNode): string {
  const values = positionalArguments(call);
  if (values.length < 2) {
    return values.length ? values[0].text : '""';
  }
  const format: string[] = [];
  const rest: string[] = [];
  for (const value of values) {
    const plain =
      value.kind === 'string' ? /^"([^"\\\r\n]*)"$|^'([^'"\\\r\n]*)'$/.exec(value.text) : null;
    if (plain) {
      format.push((plain[1] ?? plain[2]).replace(/%/g, '%%'));
    } else {
      format.push('%s');
      rest.push(value.text);
    }
  }
  return rest.length
    ? `"${format.join(' ')}", ${rest.join(', ')}`
    : `"${format.join(' ').replace(/%%/g, '%')}"`;
}

function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
