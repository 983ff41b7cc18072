/** Lets PyTorch work out the derivatives: tensors in the forward pass, `backward()` before the first derivative, plain numbers for every other reader. */
import {
  indentLines,
  indentUnit,
  lineIndent,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type Reference,
  type SyntaxNode
} from '../../src/core';
import type { ICluster } from './find';
import type { IParameter } from './parameters';
import { planOf, type IPlan } from './plan';

export function writeBackward(cluster: ICluster, context: IRewriteContext): IRewrite | IDeclined {
  const plan = planOf(context.model, cluster);
  if (typeof plan === 'string') {
    return context.decline(plan);
  }
  const { edit } = context;
  const torch = edit.addImport('torch', null, plan.parameters[0].value);
  plan.parameters.forEach(p => makeTensor(p, plan, torch, context));
  plan.functions.forEach(f => edit.replace(f.node, `${torch}.${f.name}`));
  plan.unused.forEach(s => edit.removeStatement(s.statement));

  const { first } = plan;
  const indent = lineIndent(first.cell, first.start);
  const lines = [
    ...plan.retained.map(r => `${r.by.name}.retain_grad()`),
    ...(plan.isRepeated
      ? [`${plan.parameters.map(p => `${p.name}.grad`).join(' = ')} = None`]
      : []),
    `${plan.loss}.backward()`
  ];
  edit.insertBefore(first, lines.map(l => `${l}\n${indent}`).join(''));
  const number = plan.isNumber ? '.item()' : '';
  for (const { step, by } of [...plan.gradients, ...plan.retained]) {
    edit.replace(step.value, `${by.name}.grad${number}`);
  }
  writeUpdates(plan, torch, context);
  for (const read of plan.reads) {
    edit.insertAfter(read.node, plain(read, plan));
  }
  const names = plan.gradients.map(g => `\`${g.step.target.text}\``).join(' and ');
  const risks = [
    plan.isNumber
      ? `\`${plan.parameters.map(p => p.name).join('`, `')}\` and what is worked out from them become tensors; \`.item()\` gives their numbers where they are read.`
      : `\`${plan.parameters.map(p => p.name).join('`, `')}\` ${plan.parameters.length > 1 ? 'record' : 'records'} gradients; other code gets a copy without them.`,
    'The last digits can differ, because PyTorch may work in another order.'
  ];
  return {
    title: `Let PyTorch work out ${names.replace(/`/g, '')}`,
    applicability: 'suggested',
    risks
  };
}

/** `w = 0.5` becomes a tensor that records what is done with it. */
function makeTensor(p: IParameter, plan: IPlan, torch: string, { edit }: IRewriteContext): void {
  if (plan.isNumber) {
    edit.insertBefore(p.value, `${torch}.tensor(`);
    edit.insertAfter(p.value, `, dtype=${torch}.float64, requires_grad=True)`);
  } else if (!p.isRecording) {
    const last = (p.value.child('arguments') as SyntaxNode).namedChildren.at(-1) as SyntaxNode;
    edit.insertAfter(last, ', requires_grad=True');
  }
}

/** `w -= rate * dw` changes the tensor itself and must not be recorded. */
function writeUpdates(plan: IPlan, torch: string, { edit }: IRewriteContext): void {
  const [first] = plan.updates;
  if (!first) {
    return;
  }
  const { cell } = first.statement;
  const last = plan.updates[plan.updates.length - 1].statement;
  const indent = lineIndent(cell, first.statement.start);
  const unit = indentUnit(cell);
  edit.insertBefore(first.statement, `with ${torch}.no_grad():\n${indent}${unit}`);
  for (const { statement, parts } of plan.updates) {
    if (parts) {
      edit.replace(
        statement,
        parts.map(p => `${p.name} ${p.sign}= ${p.text}`).join(`\n${indent}${unit}`)
      );
    }
  }
  const from = cell.lines.position(first.statement.start).line + 1;
  indentLines(edit, cell, from, cell.lines.position(last.end).line, unit);
}

/** What other readers get: the number, or the tensor without its history. */
function plain(read: Reference, plan: IPlan): string {
  const isParameter = plan.parameters.some(p => p.name === read.name);
  return plan.isNumber ? '.item()' : isParameter ? '.detach().clone()' : '.detach()';
}
