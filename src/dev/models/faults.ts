/**
 * Faults that exports really have, planted in a clean model: what the notebook computes stays right, what is exported is
 * wrong. Each with the step of the chain where it enters.
 */

import { tensor } from '../../core/parity/tensor';
import type { ITensor } from '../../core/parity/tensor';
import type { IModelSpec, INodeSpec } from './buildModel';
import { bytesWith, mlp, randomTensor } from './cleanModels';
import type { ICleanModel } from './cleanModels';

/** A fault: the exported model differs from what the notebook ran. */
export interface IFault {
  readonly name: string;
  /** What the notebook ran. */
  readonly clean: Uint8Array;
  /** What was exported. */
  readonly faulty: Uint8Array;
  readonly inputs: readonly Readonly<Record<string, ITensor>>[];
}

const batches = [2, 5];

function weightOf(model: ICleanModel, name: string): ITensor {
  return model.spec.weights![name];
}

function scaled(value: ITensor, factor: number): ITensor {
  const data = Float32Array.from(value.data as Float32Array, one => one * factor);
  return tensor('float32', value.dims, data);
}

function transposed(value: ITensor): ITensor {
  const [rows, columns] = value.dims;
  const data = Float32Array.from({ length: rows * columns }, (_, i) =>
    Number(value.data[(i % rows) * columns + Math.floor(i / rows)])
  );
  return tensor('float32', [columns, rows], data);
}

/** The nodes of the model with others in place of one. */
function instead(model: ICleanModel, name: string, ...nodes: INodeSpec[]): readonly INodeSpec[] {
  return model.spec.nodes.flatMap(node => (node.name === name ? nodes : [node]));
}

function inMlp(name: string, change: Partial<IModelSpec>, scale = 1): IFault {
  return {
    name,
    clean: bytesWith(mlp),
    faulty: bytesWith(mlp, change),
    inputs: batches.map((batch, k) => ({ x: randomTensor(mlp.input(batch), 20 + k, scale) }))
  };
}

const node = (op: string, inputs: string[], outputs: string[]): INodeSpec => ({
  op,
  name: `${op}-${outputs[0]}`,
  inputs,
  outputs
});

/** Where a value goes through half precision, and back. */
const throughHalf = (from: string, to: string): INodeSpec[] => [
  { ...node('Cast', [from], ['narrow']), attributes: { to: 10 } },
  { ...node('Cast', ['narrow'], [to]), attributes: { to: 1 } }
];

/** Two inputs that must not be swapped. */
const difference: ICleanModel = {
  name: 'difference',
  input: batch => [batch, 4],
  spec: {
    inputs: [
      { name: 'a', dims: ['batch', 4] },
      { name: 'b', dims: ['batch', 4] }
    ],
    outputs: [{ name: 'y', dims: ['batch', 4] }],
    nodes: [node('Sub', ['a', 'b'], ['y'])]
  }
};

/** A value that is a whole batch's: its mean. */
const centred: ICleanModel = {
  name: 'centred',
  input: batch => [batch, 4],
  spec: {
    inputs: [{ name: 'x', dims: ['batch', 4] }],
    outputs: [{ name: 'y', dims: ['batch', 4] }],
    nodes: [
      { ...node('ReduceMean', ['x', 'axes'], ['mean']), attributes: { keepdims: 1 } },
      node('Sub', ['x', 'mean'], ['y'])
    ],
    weights: { axes: tensor('int64', [1], BigInt64Array.of(0n)) }
  }
};

/** The faults that enter when the model is exported. */
export const exportFaults: readonly IFault[] = [
  inMlp('one weight matrix changed by 1 %', { weights: { w1: scaled(weightOf(mlp, 'w1'), 1.01) } }),
  inMlp('transposed weight', { weights: { w1: transposed(weightOf(mlp, 'w1')) } }),
  // as exporters write it: ONNX Runtime takes a Dropout node away, whatever its training mode says
  inMlp('dropout left on', {
    nodes: instead(
      mlp,
      'gelu',
      node('Gelu', ['h2'], ['before']),
      node('RandomUniformLike', ['before'], ['random']),
      node('Greater', ['random', 'half'], ['keep']),
      { ...node('Cast', ['keep'], ['mask']), attributes: { to: 1 } },
      node('Mul', ['before', 'mask'], ['kept']),
      node('Div', ['kept', 'half'], ['h3'])
    ),
    weights: { half: tensor('float32', [], Float32Array.of(0.5)) }
  }),
  inMlp(
    'float16 overflow',
    {
      nodes: instead(
        mlp,
        'shift',
        node('Add', ['h1', 'b1'], ['wide']),
        ...throughHalf('wide', 'h2')
      )
    },
    40_000
  ),
  {
    name: 'swapped inputs',
    clean: bytesWith(difference),
    faulty: bytesWith(difference, { nodes: [node('Sub', ['b', 'a'], ['y'])] }),
    inputs: batches.map((batch, k) => ({
      a: randomTensor([batch, 4], 30 + k),
      b: randomTensor([batch, 4], 40 + k)
    }))
  },
  {
    name: 'frozen batch size',
    clean: bytesWith(mlp),
    faulty: bytesWith(mlp, {
      nodes: [
        ...mlp.spec.nodes.slice(0, -1),
        node('MatMul', ['h4', 'w2'], ['free']),
        node('Reshape', ['free', 'fixed'], ['y'])
      ],
      weights: { fixed: tensor('int64', [2], BigInt64Array.of(2n, -1n)) }
    }),
    inputs: batches.map((batch, k) => ({ x: randomTensor(mlp.input(batch), 50 + k) }))
  },
  {
    name: 'value frozen into the graph',
    clean: bytesWith(centred),
    faulty: bytesWith(centred, {
      nodes: [node('Sub', ['x', 'mean'], ['y'])],
      weights: { mean: randomTensor([1, 4], 60) }
    }),
    inputs: batches.map((batch, k) => ({ x: randomTensor([batch, 4], 60 + k) }))
  }
];
