/** Why a forward pass or an update cannot run with tensors that record gradients. */
import {
  cellName,
  isAloneOnItsLines,
  shortText,
  type SemanticModel,
  type SyntaxNode
} from '../../src/core';
import type { IGradient } from './find';
import type { IParameter } from './parameters';
import { onlyResult, type IStep } from './read';
import type { IUpdate } from './updates';

/** Why the forward pass cannot run with tensors. Collects the functions that PyTorch must take over. */
export function forwardObstacle(
  model: SemanticModel,
  forward: readonly IStep[],
  parameters: readonly IParameter[],
  functions: { node: SyntaxNode; name: string }[]
): string | null {
  const tensors = new Set([...parameters.map(p => p.name), ...forward.map(s => s.target.text)]);
  for (const step of forward) {
    const name = step.target.text;
    const scope = model.bindingAt(step.target)?.scope;
    const all =
      (scope?.kind === 'module' ? model.moduleBindings(name) : scope?.bindings.get(name)) ?? [];
    const other = all.find(b => b.node !== step.target);
    if (other) {
      return `\`${name}\` gets another value in ${placeOf(model, other.node ?? step.target)}.`;
    }
    const blind = scope?.kind === 'module' ? model.blindMention(name) : null;
    if (blind) {
      return `Cell ${blind.index + 1} was not checked and mentions \`${name}\`.`;
    }
    for (const call of [...step.value.walk()].filter(n => n.kind === 'call')) {
      const target = call.child('function') as SyntaxNode;
      const reads = [...call.walk()].some(n => n.kind === 'identifier' && tensors.has(n.text));
      const qualified = model.qualifiedName(target) ?? '';
      const own = model.callee(call);
      const inner = own && onlyResult(own);
      if (!reads) {
        continue;
      }
      if (/^(math|numpy)\./.test(qualified)) {
        functions.push({
          node: target,
          name: qualified.split('.').at(-1)?.replace('power', 'pow') ?? ''
        });
      } else if (
        qualified === 'builtins.float' ||
        /^(item|detach)$/.test(target.child('attribute')?.text ?? '')
      ) {
        return `\`${shortText(call)}\` in ${placeOf(model, call)} cuts the tensor off from its history.`;
      } else if (
        inner &&
        [...inner.walk()].some(
          n => n.kind === 'call' && !/^torch\./.test(model.qualifiedName(n.child('function')) ?? '')
        )
      ) {
        return `\`${target.text}\` in ${cellName(model, inner)} calls functions that do not take tensors.`;
      }
    }
  }
  return null;
}

/** Why the updates cannot move under `torch.no_grad()`. Puts them in order. */
export function updateObstacle(updates: IUpdate[], gradients: readonly IGradient[]): string | null {
  updates.sort((a, b) => a.statement.start - b.statement.start);
  const last = gradients[gradients.length - 1].step.statement;
  for (const [i, { statement }] of updates.entries()) {
    const siblings = statement.parent?.namedChildren ?? [];
    if (statement.parent !== last.parent || statement.start < last.end) {
      return `A parameter changes in line ${lineOf(statement)}, apart from its derivative.`;
    }
    if (i > 0 && siblings.indexOf(statement) !== siblings.indexOf(updates[i - 1].statement) + 1) {
      return `Something else stands between the updates, above line ${lineOf(statement)}.`;
    }
    if (!isAloneOnItsLines(statement)) {
      return `Line ${lineOf(statement)} holds two statements.`;
    }
  }
  return null;
}

/** `with torch.no_grad():` around the loss: nothing would be recorded. */
export function noGradAround(node: SyntaxNode): boolean {
  for (
    let n = node.ancestor('with_statement', 'decorated_definition');
    n;
    n = n.ancestor('with_statement', 'decorated_definition')
  ) {
    if (/no_grad|inference_mode/.test(n.text.split(/\n\s*(?:async\s+)?def\b|:\s*\n/, 1)[0])) {
      return true;
    }
  }
  return false;
}

/** The line of a node in its cell, from 1. */
export function lineOf(node: SyntaxNode): number {
  return node.cell.lines.position(node.start).line;
}

/** `line 3 of cell 7`. */
export function placeOf(model: SemanticModel, node: SyntaxNode): string {
  return `line ${lineOf(node)} of ${cellName(model, node)}`;
}
