/** A model of ordinary size for measurements: layers of attention-like products, wide enough that computing dominates. */

import type { INodeSpec } from './buildModel';
import { randomTensor } from './cleanModels';
import type { ICleanModel } from './cleanModels';
import type { ITensor } from '../../core/parity/tensor';

const width = 256;
const layers = 3;

function layer(i: number): { nodes: INodeSpec[]; weights: Record<string, ITensor> } {
  const from = i === 0 ? 'x' : `y${i - 1}`;
  const to = i === layers - 1 ? 'y' : `y${i}`;
  const name = (part: string): string => `${part}${i}`;
  const node = (op: string, inputs: string[], output: string): INodeSpec => ({
    op,
    name: `${op}-${output}`,
    inputs,
    outputs: [output]
  });
  return {
    nodes: [
      node('MatMul', [from, name('up')], name('h')),
      node('Gelu', [name('h')], name('g')),
      node('MatMul', [name('g'), name('down')], name('d')),
      node('Add', [name('d'), from], name('r')),
      node('LayerNormalization', [name('r'), name('scale'), name('shift')], to)
    ],
    weights: {
      [name('up')]: randomTensor([width, 4 * width], 70 + i, 0.06),
      [name('down')]: randomTensor([4 * width, width], 80 + i, 0.03),
      [name('scale')]: randomTensor([width], 90 + i),
      [name('shift')]: randomTensor([width], 100 + i)
    }
  };
}

const all = Array.from({ length: layers }, (_, i) => layer(i));

/** Three layers, 1.6 million weights. */
export const stack: ICleanModel = {
  name: 'stack',
  input: batch => [batch, 32, width],
  spec: {
    inputs: [{ name: 'x', dims: ['batch', 32, width] }],
    outputs: [{ name: 'y', dims: ['batch', 32, width] }],
    nodes: all.flatMap(one => one.nodes),
    weights: Object.assign({}, ...all.map(one => one.weights)) as Record<string, ITensor>
  }
};
