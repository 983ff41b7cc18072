/** Small models of the usual kinds, with weights from a seed: nothing in them is wrong. */

import { tensor } from '../../core/parity/tensor';
import type { ITensor } from '../../core/parity/tensor';
import { buildModel } from './buildModel';
import type { IModelSpec } from './buildModel';

/** Numbers between -1 and 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    // xorshift
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 31 - 1;
  };
}

/** A float32 tensor of random numbers. */
export function randomTensor(dims: readonly number[], seed: number, scale = 1): ITensor {
  const next = randomNumbers(seed);
  const count = dims.reduce((a, b) => a * b, 1);
  return tensor(
    'float32',
    dims,
    Float32Array.from({ length: count }, () => next() * scale)
  );
}

/** A model and the shape of its input for a batch size. */
export interface ICleanModel {
  readonly name: string;
  readonly spec: IModelSpec;
  input(batch: number): readonly number[];
}

const x = (...dims: number[]): IModelSpec['inputs'] => [{ name: 'x', dims: ['batch', ...dims] }];
const ints = (...values: number[]): ITensor =>
  tensor('int64', [values.length], BigInt64Array.from(values, BigInt));
const ones = (n: number): ITensor => tensor('float32', [n], new Float32Array(n).fill(1));

/** Linear, Gelu, LayerNorm, Linear. */
export const mlp: ICleanModel = {
  name: 'mlp',
  input: batch => [batch, 16],
  spec: {
    inputs: x(16),
    outputs: [{ name: 'y', dims: ['batch', 4] }],
    nodes: [
      { op: 'MatMul', name: 'first', inputs: ['x', 'w1'], outputs: ['h1'] },
      { op: 'Add', name: 'shift', inputs: ['h1', 'b1'], outputs: ['h2'] },
      { op: 'Gelu', name: 'gelu', inputs: ['h2'], outputs: ['h3'] },
      { op: 'LayerNormalization', name: 'norm', inputs: ['h3', 'g', 'b'], outputs: ['h4'] },
      { op: 'MatMul', name: 'last', inputs: ['h4', 'w2'], outputs: ['y'] }
    ],
    weights: {
      w1: randomTensor([16, 16], 1, 0.5),
      b1: randomTensor([16], 2, 0.1),
      g: ones(16),
      b: randomTensor([16], 3, 0.1),
      w2: randomTensor([16, 4], 4, 0.5)
    }
  }
};

/** Convolution, batch normalization, pooling, Gemm. */
export const cnn: ICleanModel = {
  name: 'cnn',
  input: batch => [batch, 3, 12, 12],
  spec: {
    inputs: x(3, 12, 12),
    outputs: [{ name: 'y', dims: ['batch', 5] }],
    nodes: [
      {
        op: 'Conv',
        name: 'conv',
        inputs: ['x', 'k', 'kb'],
        outputs: ['c1'],
        attributes: { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }
      },
      {
        op: 'BatchNormalization',
        name: 'batchnorm',
        inputs: ['c1', 'one', 'kb', 'zero', 'one'],
        outputs: ['c2']
      },
      { op: 'Relu', name: 'relu', inputs: ['c2'], outputs: ['c3'] },
      {
        op: 'MaxPool',
        name: 'pool',
        inputs: ['c3'],
        outputs: ['c4'],
        attributes: { kernel_shape: [2, 2], strides: [2, 2] }
      },
      { op: 'GlobalAveragePool', name: 'mean', inputs: ['c4'], outputs: ['c5'] },
      { op: 'Flatten', name: 'flatten', inputs: ['c5'], outputs: ['c6'] },
      { op: 'Gemm', name: 'head', inputs: ['c6', 'w', 'wb'], outputs: ['y'] }
    ],
    weights: {
      k: randomTensor([8, 3, 3, 3], 5, 0.4),
      kb: randomTensor([8], 6, 0.1),
      one: ones(8),
      zero: tensor('float32', [8], new Float32Array(8)),
      w: randomTensor([8, 5], 7, 0.5),
      wb: randomTensor([5], 8, 0.1)
    }
  }
};

/** One head of self-attention with softmax and a residual. */
export const attention: ICleanModel = {
  name: 'attention',
  input: batch => [batch, 10, 16],
  spec: {
    inputs: x(10, 16),
    outputs: [{ name: 'y', dims: ['batch', 10, 16] }],
    nodes: [
      { op: 'MatMul', name: 'query', inputs: ['x', 'q'], outputs: ['a1'] },
      { op: 'MatMul', name: 'key', inputs: ['x', 'k'], outputs: ['a2'] },
      { op: 'MatMul', name: 'value', inputs: ['x', 'v'], outputs: ['a3'] },
      {
        op: 'Transpose',
        name: 'turn',
        inputs: ['a2'],
        outputs: ['a4'],
        attributes: { perm: [0, 2, 1] }
      },
      { op: 'MatMul', name: 'scores', inputs: ['a1', 'a4'], outputs: ['a5'] },
      { op: 'Softmax', name: 'softmax', inputs: ['a5'], outputs: ['a6'] },
      { op: 'MatMul', name: 'mix', inputs: ['a6', 'a3'], outputs: ['a7'] },
      { op: 'Add', name: 'residual', inputs: ['a7', 'x'], outputs: ['y'] }
    ],
    weights: {
      q: randomTensor([16, 16], 9, 0.3),
      k: randomTensor([16, 16], 10, 0.3),
      v: randomTensor([16, 16], 11, 0.3)
    }
  }
};

/** A recurrent layer with a linear head. */
export const gru: ICleanModel = {
  name: 'gru',
  input: batch => [6, batch, 4],
  spec: {
    inputs: [{ name: 'x', dims: [6, 'batch', 4] }],
    outputs: [{ name: 'y', dims: [1, 'batch', 3] }],
    nodes: [
      {
        op: 'GRU',
        name: 'gru',
        inputs: ['x', 'w', 'r', 'b'],
        outputs: ['', 'h'],
        attributes: { hidden_size: 8, linear_before_reset: 1 }
      },
      { op: 'MatMul', name: 'head', inputs: ['h', 'o'], outputs: ['y'] }
    ],
    weights: {
      w: randomTensor([1, 24, 4], 12, 0.5),
      r: randomTensor([1, 24, 8], 13, 0.5),
      b: randomTensor([1, 48], 14, 0.1),
      o: randomTensor([8, 3], 15, 0.5)
    }
  }
};

/** A shape taken apart and put together, with whole numbers beside floats. */
export const reshaping: ICleanModel = {
  name: 'reshaping',
  input: batch => [batch, 4, 6],
  spec: {
    inputs: x(4, 6),
    outputs: [{ name: 'y', dims: ['batch', 24] }],
    nodes: [
      { op: 'Shape', name: 'shape', inputs: ['x'], outputs: ['s'] },
      { op: 'Gather', name: 'batch', inputs: ['s', 'first'], outputs: ['n'] },
      {
        op: 'Concat',
        name: 'target',
        inputs: ['n', 'rest'],
        outputs: ['t'],
        attributes: { axis: 0 }
      },
      { op: 'Reshape', name: 'reshape', inputs: ['x', 't'], outputs: ['f'] },
      { op: 'Tanh', name: 'tanh', inputs: ['f'], outputs: ['y'] }
    ],
    weights: { first: ints(0), rest: ints(-1) }
  }
};

/** All of them. */
export const cleanModels: readonly ICleanModel[] = [mlp, cnn, attention, gru, reshaping];

/** The bytes of a model with some of its nodes or weights replaced. */
export function bytesWith(model: ICleanModel, change: Partial<IModelSpec> = {}): Uint8Array {
  return buildModel({
    ...model.spec,
    ...change,
    weights: { ...model.spec.weights, ...change.weights }
  });
}
