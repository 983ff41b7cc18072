/** What a browser cannot hold is refused with the cure, before anything is loaded. */
import { buildModel } from '../dev/models/buildModel';
import { tensor } from '../core/parity/tensor';
import { bytesWith, mlp } from '../dev/models/cleanModels';
import { lacksWeights, tooLarge, tooLargeForAdapter } from './fits';
import { outlineModel } from './inspect';
import { bytesField, join, numberField, textField } from './protobuf';

const { initializers } = outlineModel(bytesWith(mlp));
const limits = { maxBufferSize: 2 ** 31, maxStorageBufferBindingSize: 2 ** 27 };

it('takes a model that is one file and small', () => {
  expect(lacksWeights(initializers)).toBeNull();
  expect(tooLarge(1e9, [])).toBeNull();
  expect(tooLargeForAdapter(initializers, limits)).toBeNull();
});

it('names weights that lie in another file, with the cure', () => {
  const external = bytesField(
    5,
    numberField(1, 2),
    numberField(2, 1),
    textField(8, 'w9'),
    numberField(14, 1)
  );
  const plain = buildModel({ inputs: [], outputs: [], nodes: [] });
  const { initializers: found } = outlineModel(join([plain, bytesField(7, external)]));
  expect(lacksWeights([...initializers, ...found])).toMatchObject({
    reason: '1 of its weights lie in another file, the first is "w9"',
    cure: expect.stringContaining('external_data=False')
  });
});

it('says how much memory a model needs that is too large for a browser', () => {
  const [small, large] = [10, 1e6].map(n => ({ x: tensor('float32', [n], new Float32Array(n)) }));
  const most = 2 ** 31 - 1e6;
  expect(tooLarge(most, [small])).toBeNull();
  expect(tooLarge(most, [small, large])!.reason).toBe(
    'it needs 4.3 GB for the model and one case, and a browser gives 4.3 GB at most'
  );
});

it('names a weight that no buffer of the adapter can hold', () => {
  const most = { ...limits, maxStorageBufferBindingSize: 100 };
  expect(tooLargeForAdapter(initializers, most)!.reason).toMatch(/^its weight "w1" takes/);
});
