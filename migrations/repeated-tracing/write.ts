/** Writes the decorator, puts it on the functions and takes their reporting lines away. */
import {
  cellName,
  isAloneOnItsLines,
  lineIndent,
  placeHelper,
  type EditBuilder,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { ITrace } from './shape';
import { placeholder, template } from './template';

export function writeTrace(
  traces: readonly ITrace[],
  { model, edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const [first] = traces;
  for (const { definition, start, end, name } of traces) {
    const shared = [...start, ...end].find(s => !isAloneOnItsLines(s));
    if (shared) {
      return decline(
        `Several statements share line ${lineOf(shared)} of ${cellName(model, shared)}.`
      );
    }
    const lost = definition.cell.comments.find(c =>
      [...start, ...end].some(s => s.start < c.start && c.end < s.end)
    );
    if (lost) {
      return decline(
        `The comment in line ${lineOf(lost)} of ${cellName(model, lost)} would be lost.`
      );
    }
    if (
      definition.cell.magics.some(
        m =>
          m.kind !== 'cell' && m.range.start <= definition.start && definition.start < m.range.end
      )
    ) {
      return decline(`\`${name}\` is defined within a magic.`);
    }
  }
  const wraps = edit.addImport('functools', 'wraps', first.definition);
  const decorator = placeHelper(
    edit,
    first.definition,
    first.isAsync ? 'trace_async' : 'trace',
    name => decoratorText(model, first, name, wraps)
  );
  for (const trace of traces) {
    const { definition, start, end } = trace;
    // In place of the keyword, so that what is inserted above the function stays above it.
    const keyword = definition.children[0];
    const indent = lineIndent(definition.cell, definition.start);
    edit.replace(keyword, `@${decorator}\n${indent}${keyword.text}`);
    remove(edit, start);
    remove(edit, end);
  }
  return {
    title: `Put @${decorator} on ${traces.length} functions`,
    applicability: 'suggested',
    risks: [
      `A call that passes wrong arguments is reported before it fails, and \`${decorator}\` shows up in tracebacks.`
    ]
  };
}

function decoratorText(
  model: SemanticModel,
  trace: ITrace,
  decorator: string,
  wraps: string
): string {
  const lines = (statements: readonly SyntaxNode[]): string[] =>
    statements.map(s => template(model, s, trace.name) ?? '');
  const [start, end] = [lines(trace.start), lines(trace.end)];
  const used = new Set([...trace.start, ...trace.end].flatMap(s => [...s.walk()].map(n => n.text)));
  const free = (...names: readonly string[]): string => names.find(n => !used.has(n)) as string;
  const called = free('function', 'traced', 'decorated');
  const [args, options] = [free('args', 'positional'), free('kwargs', 'keywords')];
  const result = free('result', 'returned', 'outcome');
  const call = `${trace.isAsync ? 'await ' : ''}${called}(*${args}, **${options})`;
  const body = [
    ...start,
    ...(end.length ? [`${result} = ${call}`, ...end, `return ${result}`] : [`return ${call}`])
  ].map(l => l.replaceAll(placeholder, called));
  const inner = body.flatMap(l => l.split('\n')).map(l => (l ? `        ${l}` : l));
  return [
    `def ${decorator}(${called}):`,
    `    """Report the calls of ${trace.isAsync ? 'an async' : 'a'} function."""`,
    '',
    `    @${wraps}(${called})`,
    `    ${trace.isAsync ? 'async ' : ''}def wrapper(*${args}, **${options}):`,
    ...inner,
    '',
    '    return wrapper'
  ].join('\n');
}

/** Takes lines that follow each other away; a gap that would open or close the block goes with them. */
function remove(edit: EditBuilder, statements: readonly SyntaxNode[]): void {
  const [s] = statements;
  const last = statements.at(-1);
  if (!s || !last) {
    return;
  }
  const { cell } = s;
  const { source, lines } = cell;
  const line = (offset: number): number => lines.position(offset).line;
  const [from, to] = [line(s.start), line(last.end)];
  const text = source.slice(lines.lineStart(from), lines.lineEnd(to));
  const bare = (t: string): string => t.replace(/\s/g, '');
  if (bare(text) !== bare(statements.map(x => x.text).join(''))) {
    // Comments stand between or beside them, and stay.
    statements.forEach(x => edit.removeStatement(x));
    return;
  }
  const siblings = s.parent?.namedChildren ?? [];
  if (siblings.at(-1) === last) {
    const above = /(?:\r?\n[ \t]*)+$/.exec(source.slice(0, lines.lineStart(from)))?.[0].length ?? 0;
    edit.replaceRange(cell, { start: lines.lineStart(from) - above, end: lines.lineEnd(to) }, '');
    return;
  }
  const end = lines.lineStart(to + 1);
  const gap =
    siblings[0] === s ? (/^(?:[ \t]*\r?\n)*/.exec(source.slice(end))?.[0].length ?? 0) : 0;
  edit.replaceRange(cell, { start: lines.lineStart(from), end: end + gap }, '');
}

function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}
