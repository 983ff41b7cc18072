/** Writes small ONNX models for tests and measurements, so that none has to be kept or exported. */

import type { ITensor } from '../../core/parity/tensor';
import { bytesOf } from '../../core/parity/tensor';
import { elementTypes } from '../../onnx/inspect';
import { bytesField, join, numberField, textField } from '../../onnx/protobuf';

/** A node; attributes are whole numbers, lists of them, or fractions written as `{ f: 0.5 }`. */
export interface INodeSpec {
  readonly op: string;
  readonly name?: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<
    Record<string, number | readonly number[] | { f: number } | string>
  >;
}

/** A value at the border of the graph; names stand for dimensions of any size. */
export interface IValueSpec {
  readonly name: string;
  readonly dtype?: string;
  readonly dims: readonly (number | string)[];
}

export interface IModelSpec {
  readonly inputs: readonly IValueSpec[];
  readonly outputs: readonly IValueSpec[];
  readonly nodes: readonly INodeSpec[];
  readonly weights?: Readonly<Record<string, ITensor>>;
  readonly opset?: number;
}

/** The bytes of the model. */
export function buildModel(spec: IModelSpec): Uint8Array {
  const graph = [
    ...spec.nodes.map(node => bytesField(1, nodeBytes(node))),
    textField(2, 'graph'),
    ...Object.entries(spec.weights ?? {}).map(([name, value]) =>
      bytesField(5, weight(name, value))
    ),
    ...spec.inputs.map(value => bytesField(11, valueInfo(value))),
    ...spec.outputs.map(value => bytesField(12, valueInfo(value)))
  ];
  return join([
    numberField(1, 8),
    textField(2, 'anneal'),
    bytesField(7, ...graph),
    bytesField(8, textField(1, ''), numberField(2, spec.opset ?? 20))
  ]);
}

function nodeBytes(node: INodeSpec): Uint8Array {
  return join([
    ...node.inputs.map(name => textField(1, name)),
    ...node.outputs.map(name => textField(2, name)),
    ...(node.name === undefined ? [] : [textField(3, node.name)]),
    textField(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) =>
      bytesField(5, textField(1, name), attribute(value))
    )
  ]);
}

function attribute(value: number | readonly number[] | { f: number } | string): Uint8Array {
  if (typeof value === 'number') {
    return join([numberField(3, value), numberField(20, 2)]);
  }
  if (typeof value === 'string') {
    return join([textField(4, value), numberField(20, 3)]);
  }
  if ('f' in value) {
    const bits = new Uint8Array(Float32Array.of(value.f).buffer);
    // field 2 as a fixed 32-bit number
    return join([Uint8Array.of(0x15), bits, numberField(20, 1)]);
  }
  return join([...value.map(one => numberField(8, one)), numberField(20, 7)]);
}

function weight(name: string, value: ITensor): Uint8Array {
  return join([
    ...value.dims.map(size => numberField(1, size)),
    numberField(2, elementNumber(value.dtype)),
    textField(8, name),
    bytesField(9, bytesOf(value))
  ]);
}

function valueInfo({ name, dtype = 'float32', dims }: IValueSpec): Uint8Array {
  const shape = dims.map(size =>
    bytesField(1, typeof size === 'number' ? numberField(1, size) : textField(2, size))
  );
  const tensorType = [numberField(1, elementNumber(dtype)), bytesField(2, ...shape)];
  return join([textField(1, name), bytesField(2, bytesField(1, ...tensorType))]);
}

function elementNumber(dtype: string): number {
  return Number(Object.keys(elementTypes).find(id => elementTypes[Number(id)] === dtype));
}
