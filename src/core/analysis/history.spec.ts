/** What a change of the cells costs, told by what is computed again; that the answers are right is for `migrations/incremental.spec.ts`. */
import { testParser } from '../../testing/parser';
import { Engine } from '../engine';
import type { ICell, INotebook } from '../notebook/notebook';
import type { ICellModel, SemanticModel } from '../semantic/model';
import { defineMigration } from './migration';

const cell = (id: string, source: string, kind: ICell['kind'] = 'code'): ICell => ({
  id,
  index: 0,
  kind,
  source,
  executionCount: null,
  outputs: [],
  metadata: {}
});

const notebook = (...cells: readonly ICell[]): INotebook => ({
  cells: cells.map((c, index) => ({ ...c, index })),
  metadata: {}
});

/** An engine whose only migration finds every cell, says what it knows `about` it, and notes for which cells it is run. */
async function probe(
  about: (model: SemanticModel, cell: ICellModel) => unknown
): Promise<{ said: (notebook: INotebook) => string[]; asked: () => string[] }> {
  const asked: string[] = [];
  const migration = defineMigration<string>({
    name: 'probe',
    title: 'Probe',
    summary: 'Probe.',
    group: 'Notebook state',
    tier: 'normal',
    applicability: 'manual',
    since: '0',
    sources: [],
    why: 'It is a probe.',
    *detectIn(found, { model }) {
      asked.push(found.cell.id);
      const data = String(about(model, found));
      yield { at: { cell: found.cell, place: 'source' }, data };
    },
    message: ({ data }) => data
  });
  const engine = new Engine(await testParser(), [migration]);
  return {
    said: of =>
      engine.analyze(of).diagnostics.map(d => `${d.cell.index} ${d.cell.id} ${d.message}`),
    asked: () => [...new Set(asked.splice(0))].sort()
  };
}

const a = cell('a', 'x = 1');
const b = cell('b', 'x\ny = 2');
const c = cell('c', 'y');
const d = cell('d', 'z = 3');
const bindings = (model: SemanticModel, { module }: ICellModel): string =>
  module.references.map(r => model.definitions(r).length).join();

describe('a notebook from one analysis to the next', () => {
  it('costs one cell when one comes, goes or is moved', async () => {
    const { said, asked } = await probe(bindings);
    expect(said(notebook(a, b, c))).toEqual(['0 a ', '1 b 1', '2 c 1']);
    asked();
    expect(said(notebook(a, d, b, c))).toEqual(['0 a ', '1 d ', '2 b 1', '3 c 1']);
    expect(asked()).toEqual(['d']);
    expect(said(notebook(a, b, c, d))).toEqual(['0 a ', '1 b 1', '2 c 1', '3 d ']);
    expect(asked()).toEqual(['d']);
    expect(said(notebook(a, b, c))).toEqual(['0 a ', '1 b 1', '2 c 1']);
    expect(asked()).toEqual([]);
  });

  it('computes anew what reads a name whose binding is moved', async () => {
    const { said, asked } = await probe(bindings);
    const e = cell('e', 'x = 5');
    said(notebook(e, a, b, c, d));
    asked();
    expect(said(notebook(e, b, c, d, a))).toEqual(['0 e ', '1 b 1', '2 c 1', '3 d ', '4 a ']);
    expect(asked()).toEqual(['a', 'b']);
  });

  it('computes anew what names the number of a cell that has another one', async () => {
    const { said, asked } = await probe((model, found) => {
      const [x] = model.moduleBindings('x');
      return found.cell.id === 'c'
        ? `cell ${model.cellOf(x.cell).index + 1}`
        : found.cell.id === 'd'
          ? found.cell.index
          : '';
    });
    expect(said(notebook(a, b, c, d))).toEqual(['0 a ', '1 b ', '2 c cell 1', '3 d 3']);
    asked();
    expect(said(notebook(a, c, d))).toEqual(['0 a ', '1 c cell 1', '2 d 2']);
    expect(asked()).toEqual(['d']);
    expect(said(notebook(cell('m', '# text', 'markdown'), a, c, d))).toEqual([
      '1 a ',
      '2 c cell 2',
      '3 d 3'
    ]);
    expect(asked()).toEqual(['c', 'd']);
  });

  it('computes anew what looks at the cells beside one', async () => {
    const { said, asked } = await probe((model, { cell: { id } }) =>
      model
        .cellsBeside(id)
        .map(x => x.source)
        .join()
    );
    said(notebook(a, b, c, d));
    asked();
    expect(said(notebook(a, b, cell('m', '# text', 'markdown'), c, d))).toEqual([
      '0 a x\ny = 2',
      '1 b x = 1,# text',
      '3 c # text,z = 3',
      '4 d y'
    ]);
    expect(asked()).toEqual(['b', 'c']);
    said(notebook(a, b, cell('m', '# other', 'markdown'), c, d));
    expect(asked()).toEqual(['b', 'c']);
  });

  it('goes on when there is no room left between two cells', async () => {
    const { said, asked } = await probe(bindings);
    const cells = [a, b];
    for (let i = 0; i < 80; i++) {
      cells.splice(1, 0, cell(`new-${i}`, `x = ${i}`));
      expect(said(notebook(...cells)).slice(-1)).toEqual([`${i + 2} b 1`]);
    }
    expect(asked().filter(id => id === 'a').length).toBeLessThan(4);
  });

  it('remembers nothing where two cells have the same id', async () => {
    const { said } = await probe((_model, found) => found.cell.source);
    said(notebook(a, b));
    expect(said(notebook(a, b, cell('a', 'twin')))).toEqual([
      '0 a x = 1',
      '1 b x\ny = 2',
      '2 a twin'
    ]);
    expect(said(notebook(b, cell('a', 'twin')))).toEqual(['0 b x\ny = 2', '1 a twin']);
  });
});
