/** Models go along with their cases; what cannot go along is named, and nothing is read twice. */
import type { Contents } from '@jupyterlab/services';
import { CarriedModels } from './carriedModels';

// IR version 8, an empty graph, opset 17.
const model = 'CAg6AEICEBE=';

/** A folder of the Contents API, and how many files were read. */
function contents(files: Record<string, { size: number; base64: string }>) {
  const entry = (name: string, type: string, size = 0): Partial<Contents.IModel> => ({
    name,
    type,
    size,
    last_modified: '2026-01-01'
  });
  const reads: string[] = [];
  const get = (path: string): Promise<Contents.IModel> => {
    const listed =
      path === 'work'
        ? [entry('study.ipynb', 'notebook'), entry('models', 'directory')]
        : path === 'work/models'
          ? Object.entries(files).map(([name, { size }]) => entry(name, 'file', size))
          : null;
    if (listed === null) {
      reads.push(path);
    }
    const content = listed ?? files[path.replace('work/models/', '')].base64;
    return Promise.resolve({ content } as Contents.IModel);
  };
  return { get, reads };
}

it('takes pairs, reads them once, and names what stays', async () => {
  const host = contents({
    'net.onnx': { size: 8, base64: model },
    'net.cases.npz': { size: 3, base64: 'AAEC' },
    'alone.onnx': { size: 8, base64: model },
    'broken.onnx': { size: 3, base64: 'AAEC' },
    'broken.cases.npz': { size: 3, base64: 'AAEC' },
    'vast.onnx': { size: 2 ** 30, base64: model },
    'vast.cases.npz': { size: 3, base64: 'AAEC' }
  });
  const carried = new CarriedModels(host);
  const found = await carried.read('work/study.ipynb');
  expect(found.files).toEqual([
    { path: 'models/net.onnx', base64: model },
    { path: 'models/net.cases.npz', base64: 'AAEC' }
  ]);
  expect(found.models).toEqual([{ name: 'net', ops: {} }]);
  expect(found.left).toEqual([
    { path: 'work/models/broken.onnx', reason: 'unreadable' },
    { path: 'work/models/vast.onnx', reason: 'size' }
  ]);
  const { length } = host.reads;
  expect(await carried.read('work/study.ipynb')).toBe(found);
  expect(host.reads).toHaveLength(length);
});

it('asks for no folder that is not there', async () => {
  const asked: string[] = [];
  const get = (path: string): Promise<Contents.IModel> => {
    asked.push(path);
    return Promise.resolve({ content: [] as unknown } as Contents.IModel);
  };
  expect((await new CarriedModels({ get }).read('study.ipynb')).files).toEqual([]);
  expect(asked).toEqual(['']);
});
