/** Weights that lie in files beside a model: where they are, and the model with them inside, as a browser needs it. */
import { strFromU8 } from 'fflate';
import { editGraph } from './graph';
import { bytesField, fields, textOf, type IField } from './protobuf';

/** A stretch of a file. */
export interface IWeightPlace {
  /** Path relative to the model, as the model names it. Not to be trusted. */
  readonly location: string;
  readonly offset: number;
  /** Bytes; null for the rest of the file. */
  readonly length: number | null;
}

/** Numbers of the fields: of a graph, of a tensor, and of a pair of texts. */
const initializer = 5;
const tensor = { name: 8, raw: 9, external: 13, dataLocation: 14 } as const;
const pair = { key: 1, value: 2 } as const;

/**
 * The model as one file.
 *
 * @param read - gives the bytes of a place; asked once for each weight, so that no file has to be held whole
 * @throws RangeError when a weight does not say where it is, or the bytes are no model
 */
export function embedWeights(
  model: Uint8Array,
  read: (place: IWeightPlace) => Uint8Array
): Uint8Array {
  let isChanged = false;
  const edited = editGraph(model, field => {
    const parts = field.id === initializer ? [...fields(field.bytes)] : [];
    if (!parts.some(part => part.id === tensor.dataLocation && part.value === 1)) {
      return [field.whole];
    }
    isChanged = true;
    const kept = parts.filter(
      part =>
        part.id !== tensor.external && part.id !== tensor.dataLocation && part.id !== tensor.raw
    );
    const raw = bytesField(tensor.raw, read(placeOf(parts)));
    return [bytesField(initializer, ...kept.map(part => part.whole), raw)];
  });
  return isChanged ? edited : model;
}

function placeOf(parts: readonly IField[]): IWeightPlace {
  const facts = new Map(
    parts
      .filter(part => part.id === tensor.external)
      .map(part => {
        const entry = [...fields(part.bytes)];
        return [textOf(entry, pair.key), textOf(entry, pair.value)];
      })
  );
  const location = facts.get('location');
  const offset = Number(facts.get('offset') ?? 0);
  const length = facts.has('length') ? Number(facts.get('length')) : null;
  const isWhole = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
  if (!location || !isWhole(offset) || (length !== null && !isWhole(length))) {
    const name = parts.find(part => part.id === tensor.name);
    throw new RangeError(
      `the weight "${name ? strFromU8(name.bytes) : ''}" does not say where it is`
    );
  }
  return { location, offset, length };
}
