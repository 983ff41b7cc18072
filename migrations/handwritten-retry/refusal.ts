/** Why a retry loop cannot be handed to tenacity whatever its handler does. */
import {
  cellName,
  isAsync,
  enclosingFunction,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import { exceptionsOf, lineOf } from './failure';
import { blockOf, elseOf, type IRetryLoop } from './shape';

/** The first fact in the way as a sentence, or null. */
export function refusal(model: SemanticModel, loop: IRetryLoop): string | null {
  const { node, attempt, body, handlers, counter } = loop;
  if (!loop.leaves) {
    return 'A success does not end the loop: add `break` where the attempt has succeeded.';
  }
  if (handlers[1]) {
    return `Another \`except\` in line ${lineOf(handlers[1])} treats some failures differently.`;
  }
  const last = attempt.childOfKind('finally_clause');
  if (last) {
    return `The \`finally\` in line ${lineOf(last)} runs before each wait.`;
  }
  const alternative = elseOf(attempt);
  if (alternative) {
    const [only, more] = blockOf(alternative);
    const value = only?.namedChildren[0];
    if (
      more ||
      !only ||
      !(
        only.kind === 'break_statement' ||
        (only.kind === 'return_statement' &&
          (!value || /^(identifier|attribute|integer|string|true|false|none)$/.test(value.kind)))
      )
    ) {
      return `The \`else\` in line ${lineOf(alternative)} is not protected by the \`try\`.`;
    }
  }
  const caught = exceptionsOf(handlers[0]);
  if (
    caught &&
    [...caught.walk()].some(n => n.named && !/^(identifier|attribute|tuple)$/.test(n.kind))
  ) {
    return `Which exceptions \`${shortText(caught, 30)}\` means is worked out for each failure.`;
  }
  const next = ownedJump(body, 'continue_statement');
  if (next) {
    return `\`continue\` in line ${lineOf(next)} tries again without a failure.`;
  }
  if ([...node.walk()].some(n => n.kind === 'yield')) {
    return 'A `yield` stands in the loop.';
  }
  const early = loop.before.find(
    s => /_statement$/.test(s.kind) && s.kind !== 'expression_statement'
  );
  if (early) {
    return `Line ${lineOf(early)} stands in the loop above the attempt.`;
  }
  const around = enclosingFunction(node);
  const isAwaited = around ? isAsync(around) : loop.isAsync;
  if (loop.isAsync !== isAwaited) {
    return 'The wait blocks the event loop; wait with `await asyncio.sleep()` first.';
  }
  if (model.scopeAround(node).kind === 'class') {
    return 'The loop stands in the body of a class.';
  }
  return counter ? counterRefusal(model, loop) : null;
}

function counterRefusal(model: SemanticModel, { counter, node }: IRetryLoop): string | null {
  const { name, bindings } = counter as NonNullable<IRetryLoop['counter']>;
  const outside = bindings.flatMap(b => model.references(b)).find(r => !r.node.isInside(node));
  if (outside) {
    return `\`${name}\` is read after the loop, in line ${lineOf(outside.node)} of ${cellName(model, outside.node)}.`;
  }
  const bound = [...node.walk()].find(n => {
    const binding = n.kind === 'identifier' && n.text === name ? model.bindingAt(n) : null;
    return binding !== null && !bindings.includes(binding) && binding.scope === bindings[0].scope;
  });
  if (bound) {
    return `\`${name}\` is bound again in line ${lineOf(bound)}.`;
  }
  const mention = bindings[0].scope.kind === 'module' ? model.blindMention(name) : null;
  return mention ? `Cell ${mention.index + 1} was not checked and mentions \`${name}\`.` : null;
}

/** A `break` or `continue` that belongs to the loop around a block. */
export function ownedJump(block: SyntaxNode, kind: string): SyntaxNode | null {
  for (const n of block.children) {
    if (n.kind === kind) {
      return n;
    }
    if (
      !/^(for_statement|while_statement|function_definition|class_definition|lambda)$/.test(n.kind)
    ) {
      const found = ownedJump(n, kind);
      if (found) {
        return found;
      }
    }
  }
  return null;
}

/** Lines that cannot be taken apart. */
export function layoutRefusal({ node, attempt, body, handlers }: IRetryLoop): string | null {
  const line = (n: SyntaxNode): number => n.cell.lines.position(n.start).line;
  const first = body.namedChildren[0];
  const magic = node.cell.magics.find(
    m => m.range.start < node.end && node.start < m.range.end && m.kind !== 'cell'
  );
  if (magic) {
    return 'A magic stands in the loop.';
  }
  const { cell } = node;
  const endOfBody = cell.lines.position(body.end).line;
  return line(attempt) === line(node) ||
    line(first) === line(attempt) ||
    endOfBody >= line(handlers[0])
    ? 'Several statements share a line.'
    : null;
}
