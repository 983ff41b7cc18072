/**
 * Finds models that are put into evaluation mode and back by hand (`model.eval()` … `model.train()`), and gradients that are switched
 * off and on again, and puts the lines in between into a `with` block. A mode that is never switched back is left alone.
 */
import {
  cellName,
  defineMigration,
  enclosingFunction,
  indentLines,
  indentUnit,
  isAloneOnItsLines,
  isShown,
  multilineString,
  placeHelper,
  type IDeclined,
  type IRewrite,
  type IRewriteContext,
  type SyntaxNode
} from '../../src/core';
import { forgetsNoGrad } from './gradients';
import { toggles, type IToggle } from './toggles';

export default defineMigration<IToggle>({
  name: 'toggled-model-mode',
  title: 'Model mode switched by hand',
  summary: 'Evaluates in a with block that gives every model its mode back.',
  group: 'Resources',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'When a line in between fails, the model stays in evaluation mode and goes on training in it.',

  *detectIn(cell, { model }) {
    for (const toggle of toggles(model, cell)) {
      yield { at: toggle.on[0].statement, data: toggle };
    }
  },

  message: ({ data: { on } }) =>
    on[0].receiver
      ? `\`${on[0].receiver.text}\` is switched to evaluation and back by hand`
      : 'Gradients are switched off and on again by hand',

  rewrite: (match, context) => wrap(match.data, context)
});

function wrap(toggle: IToggle, context: IRewriteContext): IRewrite | IDeclined {
  const { edit, model, decline } = context;
  const { on, off, body, again, rebound, isUneven } = toggle;
  const first = on[0].statement;
  const { cell } = first;
  const line = (n: SyntaxNode): string =>
    `line ${n.cell.lines.position(n.start).line} of ${cellName(model, n)}`;
  if (isUneven) {
    return decline(
      `Not everything that is switched off is switched back in ${line(off[0].statement)}.`
    );
  }
  if (again) {
    return decline(`The mode is switched in between, in ${line(again)}.`);
  }
  if (rebound) {
    return decline(`\`${rebound.text}\` gets another value in between, in ${line(rebound)}.`);
  }
  const last = body[body.length - 1];
  if (cell.magics.some(m => m.range.start >= first.start && m.range.start < last.end)) {
    return decline('A magic stands in between.');
  }
  const all = [...on.map(s => s.statement), ...body, ...off.map(s => s.statement)];
  if (!all.every(isAloneOnItsLines)) {
    return decline('Several statements share a line.');
  }
  const text = multilineString(cell, { start: first.end, end: last.end });
  if (text) {
    return decline(
      `The string in line ${cell.lines.position(text.start).line} goes over several lines; indenting it would change it.`
    );
  }
  const definition = body.find(s => /^(function|class|decorated)_definition$/.test(s.kind));
  if (definition) {
    return decline(`A definition stands in between, in ${line(definition)}.`);
  }
  const own = enclosingFunction(first);
  if (own && body.some(s => [...s.walk()].some(n => n.kind === 'yield'))) {
    return decline('The function yields in between; who stops reading early decides when it ends.');
  }
  const receivers = on.flatMap(s => s.receiver?.text ?? []);
  const torch = edit.addImport('torch', null, first);
  const parts: string[] = [];
  const risks: string[] = [];
  if (receivers.length) {
    const name = placeHelper(edit, first, 'EvaluationMode', n => helperText(n, torch));
    parts.push(`${name}(${receivers.join(', ')})`);
    risks.push(
      'Afterwards each part of the model has the mode that it had before, not always training mode.'
    );
  }
  if (on.some(s => !s.receiver)) {
    parts.push(`${torch}.no_grad()`);
    risks.push('Afterwards gradients are recorded if they were before, not always.');
  } else if (forgetsNoGrad(model, toggle)) {
    parts.push(`${torch}.no_grad()`);
    risks.push('What the block computes carries no gradients, which takes less memory.');
  }
  if (isShown(off[off.length - 1].statement)) {
    risks.push('The model is no longer shown below the cell.');
  }
  // model.eval()
  // ^^^^^^^^^^^^ the header of the block
  edit.replace(first, `with ${parts.join(', ')}:`);
  for (const s of [...on.slice(1), ...off]) {
    edit.removeStatement(s.statement);
  }
  const from = cell.lines.position(on[on.length - 1].statement.end).line + 1;
  indentLines(edit, cell, from, cell.lines.position(last.end).line, indentUnit(cell));
  return { title: 'Evaluate in a with block', applicability: 'suggested', risks };
}

function helperText(name: string, torch: string): string {
  return `class ${name}:
    """Evaluation mode for a with block; each part of the models gets its own mode back, also after an error."""

    def __init__(self, *models: "${torch}.nn.Module") -> None:
        self._models = models

    def __enter__(self) -> None:
        self._modes = [(part, part.training) for model in self._models for part in model.modules()]
        for model in self._models:
            model.eval()

    def __exit__(self, *_: object) -> None:
        for part, training in self._modes:
            part.training = training`;
}
