/** Weights beside a model: only files of its own folder are read, and what is wrong is said. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildModel } from '../dev/models/buildModel';
import { outlineModel } from '../onnx/inspect';
import { bytesField, join as joined, numberField, textField } from '../onnx/protobuf';
import { withWeights } from './weightFiles';

let folder: string;
const plain = buildModel({ inputs: [], outputs: [], nodes: [] });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'anneal-weights-'));
  mkdirSync(join(folder, 'models'));
  writeFileSync(join(folder, 'models', 'w.data'), Uint8Array.from([9, 1, 2, 3, 4, 5, 6, 7, 8]));
  writeFileSync(join(folder, 'secret.data'), 'not for the model');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A model with one weight of two float32 that lies elsewhere. */
function model(facts: Readonly<Record<string, string>>): Uint8Array {
  const weight = bytesField(
    5,
    numberField(1, 2),
    numberField(2, 1),
    textField(8, 'w'),
    ...Object.entries(facts).map(([key, value]) =>
      bytesField(13, textField(1, key), textField(2, value))
    ),
    numberField(14, 1)
  );
  return joined([plain, bytesField(7, weight)]);
}

const read = (facts: Readonly<Record<string, string>>): Uint8Array =>
  withWeights(model(facts), join(folder, 'models', 'm.onnx'));

it('puts the weights into the model, from their place in the file', () => {
  const [weight] = outlineModel(
    read({ location: 'w.data', offset: '1', length: '8' })
  ).initializers;
  expect(weight).toMatchObject({ name: 'w', dims: [2], external: false });
  expect([...weight.raw]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([...outlineModel(read({ location: 'w.data' })).initializers[0].raw]).toHaveLength(9);
});

it('leaves a model alone that holds its weights', () => {
  expect(withWeights(plain, join(folder, 'models', 'm.onnx'))).toBe(plain);
});

it.each([
  [{ location: '../secret.data' }, /keeps weights outside its folder/],
  [{ location: 'x/../../secret.data' }, /keeps weights outside its folder/],
  [{ location: '..\\secret.data' }, /keeps weights outside its folder/],
  [{ location: '/etc/hostname' }, /keeps weights outside its folder/],
  [{ location: 'gone.data' }, /which is not there; put it beside the model/],
  [{ location: 'w.data', offset: '4', length: '8' }, /ends before the weights/],
  [{ location: 'w.data', length: '9000000000' }, /a browser gives/],
  [{ location: 'w.data', offset: '-1' }, /does not say where it is/],
  [{ offset: '0' }, /does not say where it is/]
])('refuses %p', (facts, reason) => {
  expect(() => read(facts as unknown as Readonly<Record<string, string>>)).toThrow(reason);
});
