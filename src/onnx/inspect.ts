/**
 * Reads the facts of an ONNX model from its bytes: versions, operators, inputs, outputs, weights.
 *
 * Only the fields that a report needs. It checks no graph and runs nothing.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { strFromU8 } from 'fflate';
import type { IModelFacts } from '../core/parity/reportSchema';
import { fields, packed, textOf } from './protobuf';

/** An initializer; `raw` is a window on the model's own bytes, empty when the values are stored in another field. */
export interface IInitializer {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly number[];
  readonly raw: Uint8Array;
  readonly external: boolean;
}

/** An input or output; a dimension is a number, a name, or null when it is not given. */
export interface IModelValue {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string | null)[];
}

export interface IModel {
  readonly facts: IModelFacts;
  readonly inputs: readonly IModelValue[];
  readonly outputs: readonly IModelValue[];
  readonly initializers: readonly IInitializer[];
  /** Domains other than the standard one that nodes use. */
  readonly domains: readonly string[];
}

/** Element types by ONNX's numbers. */
export const elementTypes: Readonly<Record<number, string>> = {
  1: 'float32',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  8: 'string',
  9: 'bool',
  10: 'float16',
  11: 'float64',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16'
};

/**
 * Reads a model, its hash included.
 *
 * @throws Error when the bytes are no ONNX model.
 */
export function inspectModel(bytes: Uint8Array): IModel {
  const model = outlineModel(bytes);
  return { ...model, facts: { ...model.facts, sha256: bytesToHex(sha256(bytes)) } };
}

/**
 * Reads a model without its hash, which takes longest.
 *
 * @throws Error when the bytes are no ONNX model.
 */
export function outlineModel(bytes: Uint8Array): Omit<IModel, 'facts'> & {
  readonly facts: Omit<IModelFacts, 'sha256'>;
} {
  const facts = { ir: 0, producer: '', version: '' };
  const opset: Record<string, number> = {};
  let graph: Uint8Array | undefined;
  try {
    for (const field of fields(bytes)) {
      if (field.id === 1) {
        facts.ir = field.value;
      } else if (field.id === 2) {
        facts.producer = strFromU8(field.bytes);
      } else if (field.id === 3) {
        facts.version = strFromU8(field.bytes);
      } else if (field.id === 7) {
        graph = field.bytes;
      } else if (field.id === 8) {
        const parts = [...fields(field.bytes)];
        opset[textOf(parts, 1)] = parts.find(part => part.id === 2)?.value ?? 0;
      }
    }
    if (graph && facts.ir > 0) {
      return readGraph(bytes, graph, facts, opset);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) {
      throw error;
    }
  }
  throw new Error(
    'Not an ONNX model. Export one with torch.onnx.export(…, dynamo=True, external_data=False).'
  );
}

function readGraph(
  bytes: Uint8Array,
  graph: Uint8Array,
  facts: { ir: number; producer: string; version: string },
  opset: Record<string, number>
): ReturnType<typeof outlineModel> {
  const ops: Record<string, number> = {};
  const domains = new Set<string>();
  const initializers: IInitializer[] = [];
  const inputs: IModelValue[] = [];
  const outputs: IModelValue[] = [];
  for (const field of fields(graph)) {
    if (field.id === 1) {
      const parts = [...fields(field.bytes)];
      const op = textOf(parts, 4);
      ops[op] = (ops[op] ?? 0) + 1;
      const domain = textOf(parts, 7);
      if (domain && domain !== 'ai.onnx') {
        domains.add(domain);
      }
    } else if (field.id === 5) {
      initializers.push(readInitializer(field.bytes));
    } else if (field.id === 11) {
      inputs.push(readValue(field.bytes));
    } else if (field.id === 12) {
      outputs.push(readValue(field.bytes));
    }
  }
  const weights = new Set(initializers.map(one => one.name));
  const real = inputs.filter(one => !weights.has(one.name));
  return {
    facts: {
      bytes: bytes.length,
      ir: facts.ir,
      opset,
      producer: `${facts.producer} ${facts.version}`.trim(),
      params: initializers.reduce((sum, one) => sum + one.dims.reduce((a, b) => a * b, 1), 0),
      dtypes: [...new Set([...initializers, ...real, ...outputs].map(one => one.type))].sort(),
      ops: Object.fromEntries(Object.entries(ops).sort(([a], [b]) => (a < b ? -1 : 1)))
    },
    inputs: real,
    outputs,
    initializers,
    domains: [...domains].sort()
  };
}

function readInitializer(bytes: Uint8Array): IInitializer {
  const parts = [...fields(bytes)];
  return {
    name: textOf(parts, 8),
    type: elementTypes[parts.find(part => part.id === 2)?.value ?? 0] ?? 'unknown',
    dims: parts
      .filter(part => part.id === 1)
      .flatMap(part => (part.bytes.length ? packed(part.bytes) : [part.value])),
    raw: parts.find(part => part.id === 9)?.bytes ?? new Uint8Array(0),
    external: parts.some(part => part.id === 14 && part.value === 1)
  };
}

function readValue(bytes: Uint8Array): IModelValue {
  const parts = [...fields(bytes)];
  const type = parts.find(part => part.id === 2);
  const tensorType = type && [...fields(type.bytes)].find(part => part.id === 1);
  const tensorParts = tensorType ? [...fields(tensorType.bytes)] : [];
  const shape = tensorParts.find(part => part.id === 2);
  const dims = shape
    ? [...fields(shape.bytes)].map(dim => {
        const own = [...fields(dim.bytes)];
        const size = own.find(part => part.id === 1);
        return size ? size.value : textOf(own, 2) || null;
      })
    : [];
  return {
    name: textOf(parts, 1),
    type: elementTypes[tensorParts.find(part => part.id === 1)?.value ?? 0] ?? 'unknown',
    dims
  };
}
