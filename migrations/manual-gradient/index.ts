/**
 * Finds derivatives of a loss that are worked out by hand beside the forward pass. Each is proved to be the derivative first, by
 * differentiating the formula of the loss; then `loss.backward()` takes their place. One that is wrong is named with the figures.
 */
import { defineMigration } from '../../src/core';
import { clusters, type ICluster, type IGradient } from './find';
import type { IDifference } from './prove';
import { writeBackward } from './write';

type Data =
  | { readonly kind: 'hand'; readonly cluster: ICluster }
  | {
      readonly kind: 'wrong';
      readonly gradient: IGradient;
      readonly difference: IDifference;
    };

export default defineMigration<Data>({
  name: 'manual-gradient',
  title: 'Derivative worked out by hand',
  summary: 'Lets PyTorch work out derivatives that are written by hand; finds wrong ones.',
  group: 'Autograd and serialisation',
  tier: 'normal',
  applicability: 'suggested',
  since: '0.1.0',
  sources: [],
  why: 'A change of the forward pass leaves the derivative as it was, and training goes on in a wrong direction without an error.',

  *detectIn(cell, { model }) {
    const isHere = ({ step }: IGradient): boolean => step.statement.cell === cell.syntax;
    for (const cluster of clusters(model, cell)) {
      const [first] = [...cluster.gradients, ...cluster.unchecked];
      if (first && isHere(first)) {
        yield { at: first.step.statement, data: { kind: 'hand', cluster } };
      }
      for (const { difference, ...gradient } of cluster.wrong.filter(isHere)) {
        yield { at: gradient.step.statement, data: { kind: 'wrong', gradient, difference } };
      }
    }
  },

  message: ({ data }) => {
    if (data.kind === 'wrong') {
      const { step, top, by } = data.gradient;
      return `\`${step.target.text}\` is not the derivative of \`${top.name}\` by \`${by.name}\``;
    }
    const { gradients, unchecked, loss } = data.cluster;
    const names = [...gradients, ...unchecked].map(g => `\`${g.step.target.text}\``);
    return `${names.length > 1 ? 'Derivatives' : 'The derivative'} of \`${loss.name}\` ${names.length > 1 ? 'are' : 'is'} worked out by hand: ${names.join(', ')}`;
  },

  rewrite: ({ data }, context) =>
    data.kind === 'wrong'
      ? context.decline(explain(data.gradient, data.difference))
      : writeBackward(data.cluster, context)
});

/** The figures, so that the reader can check them. */
function explain({ step }: IGradient, { given, expected, at, factor }: IDifference): string {
  const values = at.map(([name, value]) => `${name} = ${round(value)}`).join(', ');
  const times = factor !== null ? ` It is ${round(factor)} times the derivative everywhere.` : '';
  return `At ${values}, \`${step.target.text}\` gives ${round(given)}; the derivative is ${round(expected)}.${times}`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(6)));
}
