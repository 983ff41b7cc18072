/** Writes the generator: `yield` for every addition, no list, no return value, `Iterator` for `list` in the annotation. */
import {
  cellName,
  isAloneOnItsLines,
  ownNodes,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IFilledList } from './index';

export function writeGenerator(
  { definition, name, list, additions, last }: IFilledList,
  risks: string[],
  { model, edit, decline }: IRewriteContext
): IRewrite | IDeclined {
  const start = (list.statement as SyntaxNode).statement;
  if (!isAloneOnItsLines(start) || !isAloneOnItsLines(last)) {
    return decline('Several statements share a line.');
  }
  const held = [...ownNodes(definition, 'with_statement')].filter(w =>
    additions.some(a => a.isInside(w))
  );
  const pool = held.find(w => holdsPool(model, w));
  if (pool) {
    return decline(
      `The pool in ${cellName(model, pool)} would stay open until callers have read everything.`
    );
  }
  const body = definition.child('body')?.namedChildren ?? [];
  const filled = body.filter(s => additions.some(a => a.isInside(s))).at(-1) as SyntaxNode;
  const after = body.find(s => s.start > filled.start && s !== last);
  if (after) {
    return decline(
      `Line ${after.cell.lines.position(after.start).line} of ${cellName(model, after)} runs once the list is filled; a caller that stops early would skip it.`
    );
  }
  const annotation = definition.child('return_type');
  if (annotation) {
    const inner = annotation.namedChildren[0];
    const item = itemOf(annotation.text);
    const base =
      inner?.kind === 'generic_type'
        ? inner.namedChildren[0]
        : inner?.kind === 'subscript'
          ? inner.child('value')
          : inner;
    const known = model.qualifiedName(base ?? null) ?? base?.text;
    if (
      known === 'builtins.list' ||
      known === 'typing.List' ||
      known === 'typing.Sequence' ||
      known === 'collections.abc.Sequence'
    ) {
      edit.replace(
        annotation,
        `${edit.addImport('collections.abc', 'Iterator', definition)}${item}`
      );
    } else if (!/^(typing|collections\.abc)\.(Iterable|Iterator)$/.test(known ?? '')) {
      return decline(`\`${name}\` is annotated as \`${annotation.text}\`.`);
    }
  }
  for (const addition of additions) {
    writeYield(addition, edit);
  }
  edit.removeStatement(start);
  for (const back of ownNodes(definition, 'return_statement')) {
    if (back === last) {
      edit.removeStatement(back);
    } else {
      edit.replace(back, 'return');
    }
  }
  if (held.length) {
    risks.push(`What the with block of \`${name}\` holds stays open while callers run.`);
  }
  const next = [...ownNodes(definition, 'call')].find(
    c => model.qualifiedName(c.child('function')) === 'builtins.next'
  );
  if (next) {
    risks.push(
      `A \`StopIteration\` from \`next\` in line ${next.cell.lines.position(next.start).line} becomes a \`RuntimeError\`.`
    );
  }
  return {
    title: `Turn ${name}() into a generator`,
    applicability: risks.length ? 'suggested' : 'safe',
    risks
  };
}

/** True for a with block over threads or processes. */
function holdsPool(model: SemanticModel, statement: SyntaxNode): boolean {
  const clause = statement.childOfKind('with_clause');
  return [...(clause?.walk() ?? [])].some(
    n =>
      n.kind === 'call' &&
      /^(concurrent\.futures|multiprocessing)\./.test(
        model.qualifiedName(n.child('function')) ?? ''
      )
  );
}

/** `[T]` of `list[T]`, as written; empty when there is none. */
function itemOf(annotation: string): string {
  const open = annotation.indexOf('[');
  return open < 0 ? '' : annotation.slice(open);
}

/** Their own brackets hold their lines together. */
const bracketed = new Set([
  'dictionary',
  'list',
  'tuple',
  'set',
  'list_comprehension',
  'dictionary_comprehension',
  'set_comprehension',
  'call'
]);

function writeYield(addition: SyntaxNode, edit: IRewriteContext['edit']): void {
  const inner = addition.namedChildren[0];
  const { cell } = addition;
  if (inner.kind === 'augmented_assignment') {
    const right = inner.child('right') as SyntaxNode;
    const only =
      right.kind === 'list' && right.namedChildren.length === 1 && !/[\n#]/.test(right.text)
        ? right.namedChildren[0]
        : null;
    if (only && !/splat|named_expression|yield/.test(only.kind)) {
      edit.replace(inner, `yield ${only.text}`);
    } else {
      // out += xs
      // ^^^^^^
      edit.replaceRange(cell, { start: inner.start, end: right.start }, 'yield from ');
    }
    return;
  }
  const method = inner.child('function')?.child('attribute')?.text;
  const list = inner.child('arguments') as SyntaxNode;
  const word = method === 'append' ? 'yield ' : 'yield from ';
  const value = list.namedChildren[0];
  const isTight =
    value &&
    value.start === list.start + 1 &&
    value.end === list.end - 1 &&
    bracketed.has(value.kind);
  if (isTight) {
    edit.replace(inner, word + value.text);
  } else if (
    list.kind === 'generator_expression' ||
    /[\r\n]/.test(list.text) ||
    /named_expression|yield/.test(value.kind)
  ) {
    // The parentheses stay: they hold the lines together.
    edit.replaceRange(cell, { start: inner.start, end: list.start }, word);
    const comma =
      list.kind === 'generator_expression' ? undefined : list.children.find(c => c.kind === ',');
    if (comma) {
      edit.replace(comma, '');
    }
  } else {
    edit.replace(inner, word + value.text);
  }
}
