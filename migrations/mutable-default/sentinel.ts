/** Writes `x=None` among the parameters and `if x is None: x = []` at the top of the body. */
import {
  docstring,
  indentUnit,
  lineIndent,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import type { ISharedDefault } from './index';

/** Classes that understand `X | None`. */
const unionTypes =
  /^(builtins\.(list|dict|set|frozenset|tuple|bytearray|str|int|float|object)|typing\.[A-Z]\w*|collections\.(abc\.)?\w+)$/;

export function writeSentinel(
  { definition, parameter, name, value }: ISharedDefault,
  isUsed: boolean,
  risks: readonly string[],
  context: IRewriteContext
): IRewrite | IDeclined {
  const { edit, decline } = context;
  const { cell } = definition;
  const body = definition.child('body') as SyntaxNode;
  const colon = definition.children.filter(c => c.kind === ':').at(-1) as SyntaxNode;
  const line = (offset: number): number => cell.lines.position(offset).line;
  edit.replace(value, 'None');
  widen(parameter, context);
  const result: IRewrite = {
    title: `Make a new ${context.model.typeOf(value)?.name.split('.').at(-1) ?? 'object'} at each call`,
    applicability: risks.length ? 'suggested' : 'safe',
    ...(risks.length ? { risks } : {})
  };
  if (!isUsed) {
    return result;
  }
  const first = body.namedChildren[0];
  const isOneLine = line(colon.start) === line(body.start);
  const outer = lineIndent(cell, definition.start);
  const indent = isOneLine ? outer + indentUnit(cell) : lineIndent(cell, first.start);
  const unit = indent.startsWith(outer) ? indent.slice(outer.length) : indentUnit(cell);
  const guard = (text: string): string =>
    `${indent}if ${name} is None:\n${indent}${unit}${name} = ${text}`;
  const text = lifted(value, indent + unit);
  if (text === null) {
    return decline('The default holds a comment or a text over several lines.');
  }
  if (isOneLine) {
    edit.replaceRange(cell, { start: colon.end, end: body.start }, `\n${guard(text)}\n${indent}`);
    return result;
  }
  const before = lastBefore(body, definition, name);
  const end = cell.lines.lineEnd(line((before ?? colon).end - (before ? 0 : 1)));
  if (before && !/^\s*(#.*)?$/.test(cell.source.slice(before.end, end))) {
    return decline(
      `Another statement shares line ${line(before.end)} with the text of the function.`
    );
  }
  edit.insert(cell, end, `\n${guard(text)}`);
  return result;
}

/** The docstring, or the last of the guards of earlier parameters that stand below it already. */
function lastBefore(body: SyntaxNode, definition: SyntaxNode, name: string): SyntaxNode | null {
  let last = docstring(body);
  const names = (definition.child('parameters')?.namedChildren ?? []).map(
    p => p.child('name')?.text
  );
  for (const statement of body.namedChildren) {
    if (statement === last) {
      continue;
    }
    const guarded = /^if (\w+) is None:\n[ \t]+(\w+) = [^\n]*$/.exec(
      statement.text.replace(/\r\n/g, '\n')
    );
    const isEarlier = guarded !== null && names.slice(0, names.indexOf(name)).includes(guarded[1]);
    const mentions = new RegExp(`\\b${name}\\b`).test(statement.text);
    if (!isEarlier || guarded[1] !== guarded[2] || mentions) {
      break;
    }
    last = statement;
  }
  return last;
}

/** The default's text at its new place; null when its lines cannot be moved. */
function lifted(value: SyntaxNode, indent: string): string | null {
  const { text } = value;
  if (!/[\r\n]/.test(text)) {
    return text;
  }
  if (
    [...value.walk()].some(n => n.kind === 'comment' || (n.kind === 'string' && /\n/.test(n.text)))
  ) {
    return null;
  }
  const lines = text.split(/\r?\n/);
  const shortest = Math.min(
    ...lines.slice(1).map(l => (/^[ \t]*/.exec(l) as RegExpExecArray)[0].length)
  );
  const last = lines[lines.length - 1].trim();
  // A closing bracket on its own line stands under the statement.
  return lines
    .map((l, i) =>
      i === 0 ? l : indent + (/^[)\]}]/.test(last) ? '' : '    ') + l.slice(shortest)
    )
    .join('\n');
}

/** `list[int]` becomes `list[int] | None`; what allows `None` already stays. */
function widen(parameter: SyntaxNode, { edit, model }: IRewriteContext): void {
  const type = parameter.child('type');
  const inner = type?.namedChildren[0];
  if (!type || !inner || /\bNone\b|\bOptional\b|^(typing\.|t\.)?Any$|^object$/.test(type.text)) {
    return;
  }
  if (inner.kind === 'string') {
    edit.insert(type.cell, inner.end - (/('''|""")$/.test(inner.text) ? 3 : 1), ' | None');
    return;
  }
  const base =
    inner.kind === 'generic_type' ? inner.namedChildren[0] : (inner.child('value') ?? inner);
  const isUnion = inner.kind === 'union_type' || inner.kind === 'binary_operator';
  if (isUnion || unionTypes.test(model.qualifiedName(base) ?? '')) {
    edit.insertAfter(type, ' | None');
    return;
  }
  const optional = edit.addImport('typing', 'Optional', type);
  edit.insertBefore(type, `${optional}[`);
  edit.insertAfter(type, ']');
}
