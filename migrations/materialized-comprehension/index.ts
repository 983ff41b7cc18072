/**
 * Finds lists that are built only to be read once by a builtin such as `sum`, and hands over the items one at a time.
 * A list that anything else can see is left alone.
 */
import {
  defineMigration,
  multilineString,
  shortText,
  type EditBuilder,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { consumerOf, type IConsumer } from './consumers';
import { lazyRisks } from './risks';

export interface IBuiltList {
  /** The list comprehension, or the call of `list`. */
  readonly list: SyntaxNode;
  /** What is inside of `list(…)`; null for a comprehension. */
  readonly inner: SyntaxNode | null;
  readonly consumer: IConsumer;
}

export default defineMigration<IBuiltList>({
  name: 'materialized-comprehension',
  title: 'List built only to be read once',
  summary: 'Hands items to sum, any, max, set and the like without building a list.',
  group: 'Memory',
  tier: 'normal',
  applicability: 'safe',
  since: '0.1.0',
  sources: ['ruff:C419', 'ruff:C403', 'ruff:C404', 'pylint:R1728', 'pylint:R1729'],
  settings: [
    {
      name: 'join',
      title: 'Lists for join',
      description:
        'On: also lists that are built for str.join, which only makes the line shorter, as join collects the items itself. Off: those stay.',
      default: false
    }
  ],
  why: 'A list of all items is held in memory although they are needed one at a time.',

  *detectIn({ syntax }, { model, settings }) {
    for (const node of syntax.nodesOf(['list_comprehension', 'call'])) {
      const inner = node.kind === 'call' ? listArgument(model, node) : null;
      if (node.kind === 'call' && !inner) {
        continue;
      }
      const consumer = consumerOf(model, node, settings.join === true);
      if (consumer && !isAsynchronous(node)) {
        yield { at: node, data: { list: node, inner, consumer } };
      }
    }
  },

  message: ({ data }) => `A list is built only for \`${shortText(data.consumer.target, 30)}\``,

  rewrite({ data }, context) {
    const { list, consumer } = data;
    const scoped = [...list.walk()].find(
      n =>
        n.kind === 'call' &&
        scopeReaders.has(context.model.qualifiedName(n.child('function')) ?? '')
    );
    if (scoped) {
      return context.decline(
        `\`${shortText(scoped, 30)}\` gives something else in a generator expression.`
      );
    }
    const risks = lazyRisks(context.model, data);
    write(data, context);
    return {
      title: `Give \`${shortText(consumer.target, 30)}\` the items one at a time`,
      applicability: risks.length ? 'suggested' : 'safe',
      risks
    };
  }
});

/** They look at the function that runs them, which a generator expression changes. */
const scopeReaders: ReadonlySet<string> = new Set(
  ['super', 'locals', 'vars', 'dir', 'eval', 'exec'].map(n => `builtins.${n}`)
);

/** Iterators that `list` only collects. */
const iterators: ReadonlySet<string> = new Set(
  ['map', 'filter', 'zip', 'range', 'enumerate', 'reversed'].map(n => `builtins.${n}`)
);

/** What `list(…)` collects, when that can be read in its place: a generator expression, an iterator, a view of a dictionary. */
function listArgument(model: SemanticModel, call: SyntaxNode): SyntaxNode | null {
  const list = call.child('arguments');
  if (!list || model.qualifiedName(call.child('function')) !== 'builtins.list') {
    return null;
  }
  if (list.kind === 'generator_expression') {
    return list;
  }
  const [inner, ...rest] = list.namedChildren;
  if (inner?.kind !== 'call' || rest.length || list.children.some(c => c.kind === 'comment')) {
    return null;
  }
  const target = inner.child('function');
  const isView =
    target?.kind === 'attribute' &&
    /^(keys|values|items)$/.test(target.child('attribute')?.text ?? '') &&
    model.typeOf(target.child('object'))?.name === 'builtins.dict';
  return isView || iterators.has(model.qualifiedName(target) ?? '') ? inner : null;
}

/** `async for` and `await` make a generator expression asynchronous, which no builtin reads. */
function isAsynchronous(list: SyntaxNode): boolean {
  return [...list.walk()].some(n => n.kind === 'await' || n.kind === 'async');
}

function write({ list, inner, consumer }: IBuiltList, { edit }: IRewriteContext): void {
  const { cell } = list;
  const { call, isOnly } = consumer;
  if (inner && inner.kind !== 'generator_expression') {
    // sum(list(map(f, xs)))
    //     ^^^^^         ^
    edit.replaceRange(cell, { start: list.start, end: inner.start }, '');
    edit.replaceRange(cell, { start: inner.end, end: list.end }, '');
    return;
  }
  const body = inner ?? list;
  const between = cell.source.slice(call.start, body.start) + cell.source.slice(list.end, call.end);
  if (
    consumer.name === 'builtins.set' &&
    isOnly &&
    !between.includes('#') &&
    !call.ancestor('interpolation')
  ) {
    // set([x for x in xs])
    // ^^^^^              ^^
    edit.replaceRange(cell, { start: call.start, end: body.start + 1 }, '{');
    edit.replaceRange(cell, { start: body.end - 1, end: call.end }, '}');
    return;
  }
  if (isOnly && unwrapLines(edit, body)) {
    return;
  }
  const [open, close] = isOnly ? ['', ''] : ['(', ')'];
  edit.replaceRange(cell, { start: list.start, end: body.start + 1 }, open);
  edit.replaceRange(cell, { start: body.end - 1, end: list.end }, close);
}

/** Takes away the lines of brackets that stand alone, and the level of indentation that they asked for. */
function unwrapLines(edit: EditBuilder, body: SyntaxNode): boolean {
  const { cell } = body;
  const { lines, source } = cell;
  const first = lines.position(body.start).line;
  const last = lines.position(body.end).line;
  const text = (line: number): string => source.slice(lines.lineStart(line), lines.lineEnd(line));
  if (
    last - first < 2 ||
    !/^[ \t]*\[[ \t]*$/.test(text(first)) ||
    !/^[ \t]*\][ \t]*$/.test(text(last)) ||
    multilineString(cell, body)
  ) {
    return false;
  }
  const indent = (line: number): number =>
    (/^[ \t]*/.exec(text(line)) as RegExpExecArray)[0].length;
  const inner = Array.from({ length: last - first - 1 }, (_, i) => first + 1 + i).filter(
    line => text(line).trim() !== ''
  );
  const surplus = Math.min(...inner.map(indent)) - indent(first);
  edit.replaceRange(cell, { start: lines.lineStart(first), end: lines.lineStart(first + 1) }, '');
  for (const line of surplus > 0 ? inner : []) {
    const start = lines.lineStart(line);
    edit.replaceRange(cell, { start, end: start + surplus }, '');
  }
  edit.replaceRange(cell, { start: lines.lineEnd(last - 1), end: lines.lineEnd(last) }, '');
  return true;
}
