/**
 * Edits the graph of an ONNX model without touching its weights: names for nodes, values inside as outputs, nodes cut
 * apart.
 *
 * Top level only: bodies of If, Loop and Scan stay as they are, and keep reading the values outside by their names.
 */

import type { ITensor } from '../core/parity/tensor';
import { elementTypes } from './inspect';
import { bytesField, fields, join, numberField, textField, textOf } from './protobuf';
import { strFromU8 } from 'fflate';

/** A node of the top level, in the order in which the model lists it. */
export interface INode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  /** Without those that are left out. */
  readonly outputs: readonly string[];
}

/** Marks the outputs of nodes that were cut apart. */
const localSuffix = '/local';

/** Numbers of the fields that are edited. */
const model = { graph: 7 } as const;
const graph = { node: 1, input: 11, output: 12, valueInfo: 13 } as const;
const node = { input: 1, output: 2, name: 3, op: 4 } as const;

/** The nodes of the top level. */
export function readNodes(bytes: Uint8Array): INode[] {
  return [...fields(graphOf(bytes))]
    .filter(one => one.id === graph.node)
    .map(one => read(one.bytes));
}

function read(bytes: Uint8Array): INode {
  const parts = [...fields(bytes)];
  const texts = (id: number): string[] =>
    parts.filter(part => part.id === id).map(part => strFromU8(part.bytes));
  return {
    name: textOf(parts, node.name),
    op: textOf(parts, node.op),
    inputs: texts(node.input),
    outputs: texts(node.output).filter(Boolean)
  };
}

/**
 * The model with a name of its own for every node: those that have none, or one that another node has, are numbered.
 * The runtime takes orders for nodes by name only.
 */
export function nameNodes(bytes: Uint8Array): Uint8Array {
  const nodes = readNodes(bytes);
  const taken = new Set(nodes.map(one => one.name));
  const seen = new Set(['']);
  if (nodes.every(one => !seen.has(one.name) && seen.add(one.name))) {
    return bytes;
  }
  const used = new Set(['']);
  let at = 0;
  return editGraph(bytes, field => {
    if (field.id !== graph.node) {
      return [field.whole];
    }
    const one = nodes[at++];
    if (!used.has(one.name)) {
      used.add(one.name);
      return [field.whole];
    }
    let name = `${one.op}_${at}`;
    while (taken.has(name)) {
      name += '_';
    }
    taken.add(name);
    // of a name that stands twice the last one counts
    return [bytesField(graph.node, field.bytes, textField(node.name, name))];
  });
}

/** The model with these values as outputs too; the runtime infers their types. */
export function addOutputs(bytes: Uint8Array, names: readonly string[]): Uint8Array {
  const outputs = names.map(name => bytesField(graph.output, textField(1, name)));
  // a graph that stands twice is merged
  return join([bytes, bytesField(model.graph, ...outputs)]);
}

/**
 * The model with its nodes cut apart at the given values: each node reads them from an input of that name instead of
 * from the node before, and gives what it computes as an output of its own, so that every node is measured alone.
 *
 * @param values - what the inputs will hold, for their types and shapes
 * @returns the model, and the name of the output that belongs to each value
 */
export function cutApart(
  bytes: Uint8Array,
  values: ReadonlyMap<string, ITensor>
): { model: Uint8Array; outputOf(name: string): string } {
  const outputOf = (name: string): string => name + localSuffix;
  const edited = editGraph(bytes, field => {
    if (field.id === graph.output || field.id === graph.valueInfo) {
      return [];
    }
    if (field.id !== graph.node) {
      return [field.whole];
    }
    const parts = [...fields(field.bytes)].map(part => {
      const name = part.id === node.output ? strFromU8(part.bytes) : '';
      return values.has(name) ? textField(node.output, outputOf(name)) : part.whole;
    });
    return [bytesField(graph.node, ...parts)];
  });
  const more = [...values].flatMap(([name, value]) => [
    bytesField(graph.input, textField(1, name), typeOf(value)),
    bytesField(graph.output, textField(1, outputOf(name)))
  ]);
  return { model: join([edited, bytesField(model.graph, ...more)]), outputOf };
}

/** `ValueInfoProto.type` of a tensor with fixed dimensions. */
function typeOf(value: ITensor): Uint8Array {
  const element = Object.keys(elementTypes).find(id => elementTypes[Number(id)] === value.dtype)!;
  const dims = value.dims.map(size => bytesField(1, numberField(1, size)));
  return bytesField(2, bytesField(1, numberField(1, Number(element)), bytesField(2, ...dims)));
}

/** The fields of the graph; a graph that stands in pieces is one. */
function graphOf(bytes: Uint8Array): Uint8Array {
  return join([...fields(bytes)].filter(one => one.id === model.graph).map(one => one.bytes));
}

/** The model with every field of its graph replaced by the pieces that `edit` gives. */
export function editGraph(
  bytes: Uint8Array,
  edit: (field: { id: number; bytes: Uint8Array; whole: Uint8Array }) => Uint8Array[]
): Uint8Array {
  const pieces = [...fields(graphOf(bytes))].flatMap(edit);
  const rest = [...fields(bytes)].filter(one => one.id !== model.graph).map(one => one.whole);
  return join([...rest, bytesField(model.graph, ...pieces)]);
}
